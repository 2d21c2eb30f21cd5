import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { createContract, loadContract } from '../../../src/contract/load.ts'
import { documentFromPage } from '../../../src/contract/pages/page.ts'
import { kindOf } from '../../../src/contract/pages/recognise.ts'
import { KeyproofError } from '../../../src/errors.ts'
import { folder } from '../documents.ts'
import { folderOfPages, pageNames, pageText } from './pages.ts'

describe('a page given as a document', () => {
  test('has its key resource found', async () => {
    const contract = await loadContract(join(folderOfPages, 'tables.md'))
    expect(contract.name).toBe('tables')
    expect(contract.version).toBe('3.1.0')
    const [resource] = contract.keyResources
    expect(resource?.secret).toMatchObject({ pointer: '/key/value', reveal: 'once' })
    expect(resource?.id).toEqual({ pointer: '/key/id' })
    expect(Object.keys(resource?.roles ?? {}).toSorted()).toEqual(['create', 'list', 'revoke'])
  })

  test('has promises that stand beside its block', async () => {
    const [resource] = (await loadContract(join(folderOfPages, 'blocks.md'))).keyResources
    expect(resource?.secret.reveal).toBe('once')
    expect(resource?.secret.revealEvidence?.pointer).toBe('/paths/~1keys/post/description')
  })

  test('has a list where it says so, though it shows no answer', async () => {
    await using files = await folder({
      'keys.md':
        '# Create API key\n\n`POST /api-keys`\n\n```json 201\n{"id": "1", "api_key": "k"}\n```\n\n## More\n\n- **GET /api-keys** - List all API keys\n- **DELETE /api-keys/{id}** - Delete one\n',
    })
    const [resource] = (await loadContract('keys.md', { cwd: files.path })).keyResources
    expect(resource?.roles).toMatchObject({
      create: { operation: 'POST /api-keys' },
      list: { operation: 'GET /api-keys' },
      revoke: { operation: 'DELETE /api-keys/{id}', idParameter: 'id' },
    })
  })

  test('takes overlays, keeps extensions and reports its problems', async () => {
    await using files = await folder({
      'keys.md': '# Keys\n\n## POST /api-keys\nMakes an API key.\n\n```json 201\n{"api_key": "k"}\n```\n',
      'overlay.yaml':
        'overlay: 1.0.0\ninfo: {title: a, version: "1"}\nactions: [{target: $.info, update: {title: Ours}}]',
    })
    const contract = await loadContract('keys.md', { cwd: files.path })
    expect(contract.title).toBe('Ours')
    expect(contract.document['x-keyproof']).toEqual({ partial: true, from: 'page' })
    expect(contract.operations[0]?.extensions).toEqual({ 'x-basis': 'stated' })
    expect(contract.problems.map(({ message }) => message)).toContain(
      'The page does not say how calls are authenticated.',
    )
  })

  test('may come over HTTP, by its type or its content, or by standard input', async () => {
    const text = pageText('tables.md')
    const server = createServer((request, response) => {
      if (request.url === '/typed') response.setHeader('content-type', 'text/markdown; charset=utf-8')
      response.end(request.url === '/typed' ? 'GET /keys - lists them' : text)
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      expect((await loadContract(`${url}/typed`)).operations.map(({ key }) => key)).toEqual(['GET /keys'])
      expect((await loadContract(`${url}/keys.md?x=1`)).operations).toHaveLength(3)
      expect((await loadContract(`${url}/keys`)).operations).toHaveLength(3)
    } finally {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    }
    expect((await loadContract('-', { stdin: async () => text })).operations).toHaveLength(3)
  })
})

describe('a page', () => {
  test.each([
    ['page', '# Keys\n\n```yaml\nopenapi: 3.0.0\n```', ''],
    ['page', '---\ntitle: Keys\n---\n\nText.', ''],
    ['page', '> A quote\n\n# Keys', ''],
    ['page', 'Anything.', 'keys.mdx'],
    ['page', '## POST /keys\n\nMakes a key.', ''],
    ['document', '# A comment\nopenapi: 3.0.0\ninfo: {description: "```"}', ''],
    ['document', '# A comment\n\nname: value', ''],
    ['document', '---\nopenapi: 3.0.0\n---\n', ''],
    ['document', '{"openapi": "3.0.0"}', ''],
    ['document', '# Keys', 'https://a.test/keys.yaml?x=1'],
    ['html', '\n<!DOCTYPE html><h1>Keys</h1>', 'keys.md'],
    ['html', '<!-- x --><html>', ''],
  ])('is told from other texts: %s %j %j', (kind, text, name) => {
    expect(kindOf(text, name)).toBe(kind)
  })

  test('in HTML is refused with what to give instead', async () => {
    await using files = await folder({ 'keys.html': '<!doctype html><html></html>' })
    const error = await loadContract('keys.html', { cwd: files.path }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(KeyproofError)
    expect((error as KeyproofError).hint).toMatch(/\.md appended/)
  })

  const marks = [
    '```',
    '````',
    '<',
    '>',
    '</',
    '{',
    '}',
    '|',
    '\n',
    '\n\n',
    '- ',
    '# ',
    '`',
    '**',
    '[',
    ']',
    '(',
    ')',
    '"',
    "'",
    '\\',
    '<Expandable>',
    '</ParamField>',
    '{%',
    '%}',
    'curl ',
    'POST /x ',
    '&a',
    '*a',
    '__proto__',
    '\0',
    '---\n',
    ':::note\n',
    'openapi: 3.0.0\n',
    'paths:\n',
    '| a | b |\n|-|-|\n',
  ]
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(80),
    put: fc.oneof(fc.constant(''), fc.constantFrom(...marks), fc.string({ maxLength: 8 })),
    times: fc.constantFrom(1, 1, 2, 30),
  })

  test('however mangled, is read or refused with a hint', () => {
    const texts = pageNames.map((name) => pageText(name))
    let read = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(edit, { minLength: 1, maxLength: 8 }),
        (text, edits) => {
          const mangled = edits.reduce((page, { at, length, put, times }) => {
            const start = Math.floor(at * page.length)
            return page.slice(0, start) + put.repeat(times) + page.slice(start + length)
          }, text)
          try {
            const { document } = documentFromPage(mangled, 'page.md')
            expect(Object.keys(document['paths'] ?? {}).length).toBeGreaterThanOrEqual(0)
            void createContract(document).keyResources
            read++
          } catch (error) {
            expect(error).toBeInstanceOf(KeyproofError)
            expect((error as KeyproofError).hint).not.toBe('')
          }
        },
      ),
      { numRuns: 400 },
    )
    expect(read).toBeGreaterThan(100)
  })

  test.each([
    ['unclosed components', '<ParamField body="x">\n'.repeat(10_000)],
    ['brackets', '['.repeat(100_000)],
    ['bars', `${'|'.repeat(50_000)}\n${'|-'.repeat(50_000)}`],
    ['deep lists', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth * 2)}- a`).join('\n')],
    ['deep JSON', `POST /x\n\n\`\`\`json\n${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}\n\`\`\``],
    ['blanks', `a${' '.repeat(100_000)}b`],
    ['mentions', 'POST /x '.repeat(10_000)],
  ])('of nothing but %s is no trouble', (_, text) => {
    // Of the processor, which others on this machine may keep from us for as long as they like.
    const before = process.cpuUsage()
    try {
      documentFromPage(text, 'page.md')
    } catch (error) {
      expect(error).toBeInstanceOf(KeyproofError)
    }
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(5_000)
  })
})
