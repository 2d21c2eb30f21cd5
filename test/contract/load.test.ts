import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { loadContract, loadContracts } from '../../src/contract/load.ts'
import type { LoadOptions } from '../../src/contract/load.ts'
import { KeyproofError } from '../../src/errors.ts'
import { folder } from './documents.ts'

const yaml = `openapi: 3.0.3
info: {title: Keys, version: 1.0.0}
paths:
  /keys:
    get:
      responses:
        200: {description: ok}
`

async function serve(listener: RequestListener): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function failure(source: string, options: LoadOptions = {}): Promise<KeyproofError> {
  const error = await loadContracts([source], options).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(KeyproofError)
  expect((error as KeyproofError).hint).not.toBe('')
  return error as KeyproofError
}

describe('a source', () => {
  test('may be a path, a glob, a URL or standard input', async () => {
    await using files = await folder({
      'b/openapi.yaml': yaml,
      'a/openapi.yaml': yaml,
      'c/keys.json': '{"swagger":"2.0","paths":{}}',
    })
    await using server = await serve((_, response) => response.end(yaml))
    const sources = ['c/keys.json', '*/openapi.yaml', `${server.url}/docs/petshop.yaml`, '-']
    const contracts = await loadContracts(sources, { cwd: files.path, stdin: async () => yaml })
    expect(
      contracts.map(({ name, source, version }) => [name, source.replace(server.url, ''), version]),
    ).toEqual([
      ['keys', 'c/keys.json', '2.0'],
      ['a', 'a/openapi.yaml', '3.0.3'],
      ['b', 'b/openapi.yaml', '3.0.3'],
      ['petshop', '/docs/petshop.yaml', '3.0.3'],
      ['stdin', '-', '3.0.3'],
    ])
    expect(contracts[1]?.operations.map(({ key }) => key)).toEqual(['GET /keys'])
  })

  test('that shares its name with another is told apart', async () => {
    await using files = await folder({ 'a/keys.yaml': yaml, 'b/keys.yaml': yaml, 'c/keys/openapi.yml': yaml })
    const contracts = await loadContracts(['a/keys.yaml', 'b/keys.yaml', 'c/keys/openapi.yml'], {
      cwd: files.path,
    })
    expect(contracts.map(({ name }) => name)).toEqual(['keys', 'keys-2', 'keys-3'])
  })

  test('with glob characters in its own name is read as it stands', async () => {
    await using files = await folder({ '[v1]/openapi.yaml': yaml })
    const [contract] = await loadContracts(['[v1]/openapi.yaml'], { cwd: files.path })
    expect(contract?.name).toBe('[v1]')
  })

  test('from a URL has its servers made absolute', async () => {
    await using server = await serve((_, response) =>
      response.end(`${yaml}servers: [{url: /v1}, {url: 'https://{h}/', variables: {h: {default: a.test}}}]`),
    )
    const contract = await loadContract(`${server.url}/openapi.yaml`)
    expect(contract.servers).toEqual([`${server.url}/v1`, 'https://a.test/'])
    expect(contract.name).toBe('127.0.0.1:' + new URL(server.url).port)
  })
})

describe('a URL that holds a secret', () => {
  test('is fetched with it, and known without it', async () => {
    const asked: (string | undefined)[] = []
    await using server = await serve((request, response) => {
      asked.push(request.url)
      response.end(yaml)
    })
    const contract = await loadContract(`${server.url}/openapi.yaml?group=public&X-Token=s3cr3t-of-mine`)
    expect(asked).toEqual(['/openapi.yaml?group=public&X-Token=s3cr3t-of-mine'])
    expect(contract.source).toBe(`${server.url}/openapi.yaml?group=public&X-Token=...`)
    expect(contract.placeOf('/paths')?.source).toBe(contract.source)
    const plain = `${server.url}/openapi.yaml?group=public`
    expect((await loadContract(plain)).source).toBe(plain)
  })

  test('is not repeated where it cannot be read', async () => {
    await using server = await serve((_, response) => {
      response.statusCode = 403
      response.end('no')
    })
    const { host } = new URL(server.url)
    for (const url of [
      `${server.url}/openapi.yaml?sig=s3cr3t-of-mine`,
      `http://user:s3cr3t-of-mine@${host}/a`,
    ])
      expect((await failure(url)).message).not.toContain('s3cr3t')
  })
})

describe('what cannot be read', () => {
  test.each([
    ['missing.yaml', /no file missing\.yaml/],
    ['none/*.yaml', /No file matches none\/\*\.yaml/],
    ['syntax.yaml', /^syntax\.yaml:3:1: /],
    ['syntax.json', /^syntax\.json:3:\d+: /],
    ['scalar.yaml', /scalar\.yaml is not an OpenAPI document/],
    ['other.json', /other\.json is not an OpenAPI document/],
    ['future.yaml', /states version "4\.0\.0"/],
    ['overlay.yaml', /is an overlay/],
    ['page.md', /^Nothing can be learned from page\.md/],
    ['page.txt', /^Nothing can be learned from page\.txt/],
    ['page.html', /an HTML page/],
    ['bomb.yaml', /aliases/],
    ['knot.yaml', /aliases/],
    ['empty.yaml', /not an OpenAPI document/],
    ['deep.json', /nested too deeply/],
    ['.', /is a folder/],
  ])('%s is a document error', async (source, message) => {
    const lines = Array.from(
      { length: 9 },
      (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`,
    )
    await using files = await folder({
      'syntax.yaml': 'openapi: 3.0.3\ninfo: [a, b\npaths: {}\n',
      'syntax.json': '{\n "openapi": "3.0.3",\n "info": [}\n}',
      'scalar.yaml': 'hello',
      'other.json': '{"name": "keyproof"}',
      'future.yaml': 'openapi: 4.0.0',
      'overlay.yaml': 'overlay: 1.0.0\ninfo: {title: a, version: 1}\nactions: []',
      'page.md': '# Keys\n\nCreate a key.',
      'page.txt': '---\ntitle: Keys\n---\n\n# Keys\n\nCreate a key.',
      'page.html': '<!doctype html><html></html>',
      'bomb.yaml': ['openapi: 3.0.3', 'a0: &a0 [x]', ...lines].join('\n'),
      'knot.yaml': 'openapi: 3.0.3\npaths: &a {b: *a}',
      'empty.yaml': '',
      'deep.json': `{"openapi": "3.1.0", "x": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    })
    const error = await failure(source, { cwd: files.path })
    expect(error.code).toBe('document')
    expect(error.message).toMatch(message)
  })

  test('empty standard input', async () => {
    expect((await failure('-', { stdin: async () => ' \n' })).message).toMatch(/Standard input is empty/)
  })

  test.each([
    ['{', 'standard input:1:2: neither YAML nor JSON'],
    ['a: 1', 'standard input is not an OpenAPI document'],
    ['<html>', 'standard input is an HTML page'],
  ])('standard input that holds %s is called by its name', async (text, says) => {
    expect((await failure('-', { stdin: async () => text })).message).toContain(says)
  })

  test('a URL of a document that leads to a page is not said to have a page beside it', async () => {
    await using server = await serve((_, response) => {
      response.setHeader('Content-Type', 'text/html')
      response.end('<html>Sign in</html>')
    })
    expect((await failure(`${server.url}/openapi.yaml?x=1`)).hint).toMatch(/a login or a viewer/)
    expect((await failure(`${server.url}/docs/keys`)).hint).toContain('/docs/keys.md')
  })

  test('a URL that fails, is missing, or never answers in time', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/slow') return
      response.statusCode = 404
      response.end('none')
    })
    expect((await failure(`${server.url}/openapi.yaml`)).message).toMatch(/answered 404/)
    expect((await failure(`${server.url}/slow`, { fetchTimeoutMs: 50 })).message).toMatch(/within 50 ms/)
    expect((await failure('http://127.0.0.1:1/openapi.yaml')).code).toBe('document')
  })
})

describe('YAML', () => {
  test('has no surprises: keys and dates are texts, on and yes are no booleans', async () => {
    await using files = await folder({
      'openapi.yaml': `${yaml}x-probe: {on: yes, 2020-01-01: 2020-01-01, 012: off, null: ~, 1.0: 1}`,
    })
    const contract = await loadContract(join(files.path, 'openapi.yaml'))
    expect(contract.document['x-probe']).toEqual({
      on: 'yes',
      '2020-01-01': '2020-01-01',
      '012': 'off',
      null: null,
      '1.0': 1,
    })
    expect(Object.keys(contract.operations[0]?.responses ?? {})).toEqual(['200'])
  })

  test('shares nothing between aliases, and merges keys', async () => {
    await using files = await folder({
      'openapi.yaml': `${yaml}x-a: &a {list: [1]}\nx-b: *a\nx-c: {<<: *a, own: 2}`,
    })
    const { document } = await loadContract(join(files.path, 'openapi.yaml'))
    expect(document['x-b']).toEqual(document['x-a'])
    expect(document['x-b']).not.toBe(document['x-a'])
    expect(document['x-c']).toEqual({ list: [1], own: 2 })
  })

  test.each([
    ['openapi.yaml', `${yaml}x-a: {b: [{c: 1, c: 2}]}`],
    [
      'openapi.json',
      '{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "x-a": {"b": [{"c": "}", "c": 2}]}}',
    ],
  ])('notes duplicate keys with their place (%s)', async (name, content) => {
    await using files = await folder({ [name]: content })
    const contract = await loadContract(join(files.path, name))
    expect(contract.problems.filter(({ pointer }) => pointer?.startsWith('/x-a'))).toMatchObject([
      { pointer: '/x-a/b/0/c', severity: 'warning' },
    ])
    expect(contract.document['x-a']).toEqual({ b: [{ c: 2 }] })
  })
})
