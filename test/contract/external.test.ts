import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { loadContract } from '../../src/contract/load.ts'
import type { Contract, SchemaNode } from '../../src/contract/types.ts'
import { folder, places } from './documents.ts'

const files = {
  'api/openapi.yaml': `
openapi: 3.0.3
info: {title: Split, version: 1}
paths:
  /keys: {$ref: 'paths/keys.yaml'}
  /keys/{id}:
    parameters: [{$ref: '../shared/parameters.json#/id'}]
    get: {responses: {200: {$ref: 'paths/keys.yaml#/post/responses/201'}}}
components:
  schemas:
    Name: {type: string, example: {$ref: nowhere.yaml}}
`,
  'api/paths/keys.yaml': `
post:
  requestBody: {content: {application/json: {schema: {$ref: '../../shared/schemas/key.yaml#/New'}}}}
  responses:
    201: {description: made, content: {application/json: {schema: {$ref: '../../shared/schemas/key.yaml#/Key'}}}}
`,
  'shared/schemas/key.yaml': `
New: {type: object, required: [name], properties: {name: {$ref: '../../api/openapi.yaml#/components/schemas/Name'}}}
Key: {allOf: [{$ref: '#/New'}, {type: object, properties: {parent: {$ref: '#/Key'}, tree: {$ref: 'a%20tree.yaml'}}}]}
`,
  'shared/schemas/a tree.yaml': `{type: object, properties: {key: {$ref: 'key.yaml#/Key'}, next: {$ref: '#'}}}`,
  'shared/parameters.json':
    '{"id": {"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}}',
}

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) =>
    name === '$ref' && typeof part === 'string' ? [part] : name === 'example' ? [] : references(part),
  )
}

function body(contract: Contract): SchemaNode {
  const schema = contract.operations.find(({ key }) => key === 'GET /keys/{id}')?.responses['200']?.content[
    'application/json'
  ]?.schema
  if (!schema) throw new Error('The response has no schema.')
  return schema
}

describe('files a document refers to', () => {
  test('are folded in, across folders and in circles', async () => {
    await using at = await folder(files)
    const contract = await loadContract('api/openapi.yaml', { cwd: at.path })
    expect(contract.problems).toEqual([])
    expect(contract.operations.map(({ key }) => key)).toEqual(['POST /keys', 'GET /keys/{id}'])
    expect(contract.operations[1]?.parameters).toMatchObject([
      { name: 'id', schema: { schema: { type: 'integer' } } },
    ])
    expect(references(contract.document).filter((reference) => !reference.startsWith('#'))).toEqual([])
    // Circular objects could not be written down.
    expect(JSON.stringify(contract.document).length).toBeGreaterThan(100)
  })

  test('are validated with, and violations point into the folded document', async () => {
    await using at = await folder(files)
    const contract = await loadContract('api/openapi.yaml', { cwd: at.path })
    const validate = contract.validator(body(contract), 'response')
    expect(validate({ name: 'a', parent: { name: 'b', tree: { next: { key: { name: 'c' } } } } })).toEqual([])
    expect(validate({ name: 'a', tree: { next: { key: { name: 1 } } } })).toMatchObject([
      { place: '/tree/next/key/name', schema: '/components/schemas/Name/type' },
    ])
    expect(validate({ name: 'a', parent: {} })).toMatchObject([
      { place: '/parent', schema: '/x-external/..~1shared~1schemas~1key.yaml/New/required' },
    ])
  })

  test('that are missing, broken or lack the place are problems; the rest stays usable', async () => {
    await using at = await folder({
      'openapi.yaml': `
openapi: 3.1.0
info: {title: a, version: 1}
paths:
  /a: {$ref: none.yaml}
  /b: {$ref: broken.yaml}
  /c: {get: {responses: {200: {$ref: 'some.yaml#/nothing'}, 201: {$ref: 'some.yaml#/good'}}}}
`,
      'broken.yaml': 'get: [',
      'some.yaml': 'good: {description: fine}',
    })
    const contract = await loadContract('openapi.yaml', { cwd: at.path })
    // That there is such an answer is known all the same.
    expect(
      Object.values(contract.operations[0]?.responses ?? {}).map(({ status, unresolved }) => [
        status,
        unresolved === true,
      ]),
    ).toEqual([
      ['200', true],
      ['201', false],
    ])
    expect(places(contract.problems)).toEqual([
      'error /paths/~1a/$ref',
      'error /paths/~1b/$ref',
      'error /paths/~1c/get/responses/200/$ref',
    ])
    expect(contract.problems[0]?.message).toMatch(/no file none\.yaml/)
    expect(contract.problems[1]?.message).toMatch(/broken\.yaml:1:\d+/)
  })

  test('are fetched relative to a URL, which may not reach into this machine', async () => {
    await using at = await folder({ 'secret.yaml': 'description: private' })
    const texts: Record<string, string> = {
      '/v1/openapi.json': JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'a', version: '1' },
        paths: {
          '/a': {
            get: {
              responses: {
                200: { $ref: 'responses.json#/ok' },
                201: { $ref: `file://${join(at.path, 'secret.yaml')}` },
              },
            },
          },
        },
      }),
      '/v1/responses.json': '{"ok": {"description": "fine"}}',
    }
    const server = createServer((request, response) => response.end(texts[request.url ?? ''] ?? ''))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    try {
      const { port } = server.address() as AddressInfo
      const contract = await loadContract(`http://127.0.0.1:${port}/v1/openapi.json`)
      expect(contract.operations[0]?.responses).toMatchObject({ 200: { description: 'fine' } })
      expect(places(contract.problems)).toEqual(['error /paths/~1a/get/responses/201/$ref'])
      expect(references(contract.document).filter((reference) => !reference.startsWith('#/'))).toEqual([])
      expect(JSON.stringify(contract.document)).not.toContain('private')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  test('are not asked for where an example only looks like a reference, at any depth', async () => {
    const texts: Record<string, string> = {
      '/openapi.json': JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'a', version: '1' },
        paths: { '/a': { $ref: 'item.json' } },
      }),
      '/item.json': JSON.stringify({
        get: {
          'x-note': { $ref: 'http://[' },
          responses: {
            200: {
              description: 'fine',
              content: {
                'application/json': { example: { $ref: 'data.json' }, schema: { $ref: 'schema.json' } },
              },
            },
          },
        },
      }),
      '/schema.json': '{"default": {"$ref": "data.json"}}',
    }
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end(texts[request.url ?? ''] ?? '')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    try {
      const { port } = server.address() as AddressInfo
      const contract = await loadContract(`http://127.0.0.1:${port}/openapi.json`)
      expect(contract.problems).toEqual([])
      expect(asked).toEqual(['/openapi.json', '/item.json', '/schema.json'])
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  test('are read at the same time, each within its deadline', async () => {
    const paths = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name) => [`/${name}`, { $ref: `${name}.json` }]),
    )
    const text = JSON.stringify({ openapi: '3.1.0', info: { title: 'a', version: '1' }, paths })
    let waiting = 0
    const server = createServer((request, response) => {
      if (request.url === '/openapi.json') response.end(text)
      else if (request.url === '/d.json')
        response.end('{"get": {"responses": {"200": {"description": "fine"}}}}')
      else waiting++
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    try {
      const { port } = server.address() as AddressInfo
      const url = `http://127.0.0.1:${port}/openapi.json`
      const contract = await loadContract(url, { fetchTimeoutMs: 300 })
      expect(waiting).toBe(3)
      expect(contract.operations.map(({ key }) => key)).toEqual(['GET /d'])
      expect(places(contract.problems)).toEqual(['a', 'b', 'c'].map((name) => `error /paths/~1${name}/$ref`))
      expect(contract.problems[0]?.message).toMatch(/a\.json cannot be read: no whole answer within 300 ms/)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })

  test('may have odd names and keys, and are told apart from what is no file', async () => {
    await using at = await folder({
      'openapi.yaml': `
openapi: 3.1.0
info: {title: a, version: 1}
paths:
  /a: {$ref: './100%25 %23odd.yaml'}
  /b: {$ref: 'a%2Fb.yaml'}
  /c: {$ref: 'http://['}
  /d: {$ref: empty.yaml}
  /e: {$ref: '.'}
`,
      '100% #odd.yaml':
        'get: &get {responses: {200: {description: one}, 200: {description: two}}}\npost: *get',
      'empty.yaml': '',
    })
    const contract = await loadContract('openapi.yaml', { cwd: at.path })
    expect(contract.operations.map(({ key }) => key)).toEqual(['GET /a', 'POST /a'])
    expect(contract.operations[1]?.responses).toMatchObject({ 200: { description: 'two' } })
    expect(places(contract.problems).toSorted()).toEqual([
      'error /paths/~1b/$ref',
      'error /paths/~1c/$ref',
      'error /paths/~1e/$ref',
      'error /x-external/empty.yaml',
      'warning /x-external/100% #odd.yaml/get/responses/200',
    ])
  })

  test('serve Swagger 2.0 as well', async () => {
    await using at = await folder({
      'swagger.yaml': `
swagger: '2.0'
info: {title: a, version: 1}
paths:
  /keys: {$ref: 'keys.yaml'}
`,
      'keys.yaml': `
post:
  parameters: [{$ref: 'parts.yaml#/body'}]
  responses: {201: {$ref: 'parts.yaml#/made'}}
`,
      'parts.yaml': `
body: {name: body, in: body, required: true, schema: {$ref: '#/Key'}}
made: {description: made, schema: {$ref: '#/Key'}}
Key: {type: object, required: [name], properties: {name: {type: string}}}
`,
    })
    const contract = await loadContract('swagger.yaml', { cwd: at.path })
    expect(contract.problems).toEqual([])
    const [operation] = contract.operations
    const sent = operation?.requestBody?.content['application/json']?.schema
    const got = operation?.responses['201']?.content['application/json']?.schema
    expect(sent && contract.validator(sent, 'request')({})).toHaveLength(1)
    expect(got && contract.validator(got, 'response')({ name: 'a' })).toEqual([])
  })
})
