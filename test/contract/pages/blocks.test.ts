import { describe, expect, test } from 'vitest'

import { documentFromPage } from '../../../src/contract/pages/page.ts'
import { documentOf, failureOf, membersOf, operationsIn, part, read, schemaAt } from './pages.ts'

const openapi = [
  'openapi: 3.1.0',
  'info: {title: Keys, version: "1"}',
  'paths:',
  '  /keys:',
  '    post: {responses: {"201": {description: made}}}',
]

describe('an OpenAPI block', () => {
  test.each([
    ['````yaml POST /keys', '````'],
    ['```yaml post /keys', '```'],
    ['~~~~ yaml', '~~~~'],
    ['```', '```'],
    ['```yml /openapi/keys.yaml post /keys', '```'],
    ['```yaml https://docs.keys.test/openapi.yaml post /keys', '```'],
    ['   ```openapi', '   ```'],
    ['```yaml title="openapi.yaml" theme={null}', '```'],
  ])('is found behind %s', (start, end) => {
    const document = read('# Make a key', '', start, ...openapi, end)
    expect(operationsIn(document)).toEqual(['POST /keys'])
    expect(document['openapi']).toBe('3.1.0')
    expect(part(document, 'POST /keys', '/summary')).toBe('Make a key')
  })

  test('may be JSON, and may lack its end', () => {
    const json = '{"openapi": "3.0.3", "info": {}, "paths": {"/keys": {"get": {"responses": {}}}}}'
    expect(operationsIn(read('```json', json, '```'))).toEqual(['GET /keys'])
    expect(operationsIn(read('# Make', '````yaml', ...openapi))).toEqual(['POST /keys'])
  })

  test('is partial, and says so', () => {
    const { document, partial } = documentFromPage(['```', ...openapi, '```'].join('\n'), 'page.md')
    expect(partial).toBe(true)
    expect(document['x-keyproof']).toEqual({ partial: true, from: 'openapi-block' })
  })

  test('is told what only the page around it says', () => {
    const document = documentOf('block.md')
    const operation = 'POST /machines/{machine}/keys'
    expect(document['openapi']).toBe('3.0.2')
    expect(part(document, operation, '/summary')).toBe('Make a machine key')
    expect(part(document, operation, '/description')).toBe(
      'Makes a key for one machine.\n\nThe `value` is returned once and can never be retrieved again.\n\nSee [Machines](/machines/list).',
    )
  })

  test('keeps its own words, and is not told them twice', () => {
    const block = openapi.with(
      4,
      '    post: {summary: New key, description: Makes a *key*., responses: {"201": {description: made}}}',
    )
    const document = read(
      '# Make a key',
      '',
      '> Makes a key.',
      '',
      'It is shown once.',
      '',
      '```',
      ...block,
      '```',
    )
    expect(part(document, 'POST /keys', '/summary')).toBe('New key')
    expect(part(document, 'POST /keys', '/description')).toBe('Makes a *key*.\n\nIt is shown once.')
  })

  test('that is broken is an error with the line of the page', () => {
    const error = failureOf(
      ['# Keys', '', '```yaml', 'openapi: 3.1.0', 'paths: [', 'info: x', '```'].join('\n'),
    )
    expect(error.code).toBe('document')
    expect(error.message).toMatch(/^page\.md:6:1: /)
  })

  test('is nothing without an operation of its own, so the rest of the page counts', () => {
    const document = read('```yaml', 'openapi: 3.1.0', 'info: {}', '```', '', '## GET /keys', 'Lists keys.')
    expect(operationsIn(document)).toEqual(['GET /keys'])
    expect(document['x-keyproof']).toEqual({ partial: true, from: 'page' })
  })
})

describe('several OpenAPI blocks', () => {
  test('become one document', () => {
    const document = documentOf('blocks.md')
    expect(operationsIn(document)).toEqual(['POST /keys', 'DELETE /keys/{id}'])
    expect(document['security']).toEqual([{ k: [] }])
    expect(part(document, 'DELETE /keys/{id}', '/security')).toEqual([])
    expect(part(document, 'POST /keys', '/summary')).toBe('Make a key')
    expect(part(document, 'POST /keys', '/description')).toBe(
      'Keys are shown only at creation.\n\nMakes one. Copy it at once: it cannot be displayed again.',
    )
    expect(part(document, 'DELETE /keys/{id}', '/description')).toBeUndefined()
  })

  test('that differ in a component are a problem', () => {
    const block = (path: string, type: string): string[] => [
      '```json',
      `{"openapi": "3.0.3", "components": {"schemas": {"Key": {"type": "${type}"}}}, "paths": {"${path}": {"get": {"responses": {}}}}}`,
      '```',
    ]
    const { document, problems } = documentFromPage(
      [...block('/a', 'string'), ...block('/b', 'object')].join('\n'),
      'page.md',
    )
    expect(operationsIn(document)).toEqual(['GET /a', 'GET /b'])
    expect(problems.map(({ message }) => message)).toEqual([
      'schemas/Key of the OpenAPI block at line 5 differs from an earlier one; the first counts.',
    ])
  })
})

describe('a block that only looks like OpenAPI', () => {
  test('in the reduced form, with anchors, is understood', () => {
    const document = documentOf('reduced.md')
    const operation = 'POST /v1/workspaces/{workspace}/keys'
    expect(operationsIn(document)).toEqual([operation])
    expect(membersOf(part(document, operation, schemaAt()))).toEqual(['name!: undefined undefined'])
    expect(part(document, operation, `${schemaAt('201')}/required`)).toEqual(['id', 'plaintext'])
    expect(part(document, operation, '/responses/201/description')).toBe('The key. Shown only once.')
    expect(part(document, operation, '/responses/403')).toEqual({ description: 'No right to' })
    expect(part(document, operation, '/requestBody/required')).toBe(true)
    expect(JSON.stringify(document)).not.toMatch(/<string>|refIdentifier|schemaArray|requiredProperties/)
    expect(part(document, operation, '/security')).toEqual([{ session: [], workspace: [] }, { cookie: [] }])
    expect(document['components']).toMatchObject({
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer' },
        workspace: { type: 'apiKey', in: 'header', name: 'X-Workspace' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'moor' },
      },
    })
  })

  test.each([
    ['paths without a version', ['```yaml', 'paths: {/keys: {get: {responses: {}}}}', '```']],
    ['a path item alone', ['```yaml', '/keys:', '  get: {responses: {}}', '```']],
    ['an operation alone, named by the info string', ['```yaml get /keys', 'responses: {}', '```']],
    ['a method and a path', ['```yaml', 'get: /keys', '```']],
  ])('as %s gives the operation', (_, lines) => {
    expect(operationsIn(read('# Keys', ...lines))).toEqual(['GET /keys'])
  })

  test('says which of its members are not read', () => {
    const { problems } = documentFromPage('```yaml\nget: /keys\nauth: key\n```', 'page.md')
    expect(problems).toEqual([
      {
        severity: 'warning',
        message: 'The block at line 2 is no OpenAPI; of it only the operation is read, not auth.',
      },
    ])
  })
})

describe('a page that tells nothing itself', () => {
  test('asks for the document it names', () => {
    const error = failureOf('---\nopenapi: /specs/keys.json POST /v1/keys\n---\n\nMakes a key.')
    expect(error.message).toMatch(/only names POST \/v1\/keys; .* the OpenAPI document \/specs\/keys\.json/)
    expect(error.hint).toBe("Give /specs/keys.json with --operation 'POST /v1/keys'.")
    expect(failureOf('---\nopenapi: get /keys\n---\n').message).toMatch(/the OpenAPI document of the site/)
  })

  test('but a link to one asks for that', () => {
    const error = failureOf('# API\n\nSee https://keys.test/openapi.yaml for all calls.')
    expect(error.hint).toBe('Give https://keys.test/openapi.yaml.')
  })

  test.each([
    '',
    '# Our values\n\nWe GET things done. POST a letter if you like.',
    '```js\nlet a = 1\n```',
    '<Card />',
  ])('says what was looked for: %j', (text) => {
    const error = failureOf(text)
    expect(error.code).toBe('document')
    expect(error.message).toMatch(/^Nothing can be learned from page\.md: it has no OpenAPI block, /)
    expect(error.hint).not.toBe('')
  })
})
