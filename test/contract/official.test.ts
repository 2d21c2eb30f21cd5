import { describe, expect, test } from 'vitest'

import { loadContract } from '../../src/contract/load.ts'
import type { JsonObject, Problem } from '../../src/contract/types.ts'
import { documentWith, folder } from './documents.ts'

const ok = { responses: { 200: { description: 'ok' } } }

/** The problems of a document read from a file. */
async function problemsOf(document: unknown): Promise<readonly Problem[]> {
  await using at = await folder({ 'openapi.json': JSON.stringify(document) })
  return (await loadContract('openapi.json', { cwd: at.path })).problems
}

function swagger(paths: JsonObject, members: JsonObject = {}): JsonObject {
  return { swagger: '2.0', info: { title: 'a', version: '1' }, paths, ...members }
}

interface Row {
  readonly says: string
  readonly document: JsonObject
  readonly expected: readonly { readonly pointer: string; readonly message: RegExp }[]
}

const rows: readonly Row[] = [
  {
    says: 'a member that has no meaning in this version',
    document: documentWith({ components: { schemas: { A: { type: 'string', const: 'a' } } } }, '3.0.3'),
    expected: [{ pointer: '/components/schemas/A/const', message: /OpenAPI 3\.0 .*`const` has no meaning/ }],
  },
  {
    says: 'the same thing in many places once',
    document: documentWith(
      { components: { schemas: { A: { const: 1 }, B: { const: 2 }, C: { items: { const: 3 } } } } },
      '3.0.3',
    ),
    expected: [{ pointer: '/components/schemas/A/const', message: /The same in 2 more places\./ }],
  },
  {
    says: 'a value of the wrong type and a value that is not allowed, each at its innermost place',
    document: documentWith({
      paths: {
        '/a': {
          get: {
            ...ok,
            deprecated: 'no',
            parameters: [{ name: 'x', in: 'header', style: 'form', schema: {} }],
          },
        },
      },
    }),
    expected: [
      { pointer: '/paths/~1a/get/parameters/0/style', message: /this must be one of simple/ },
      { pointer: '/paths/~1a/get/deprecated', message: /must be of type boolean/ },
    ],
  },
  {
    says: 'a component by a name it must not have',
    document: documentWith({ components: { schemas: { 'A B': {} } } }),
    expected: [{ pointer: '/components/schemas/A B', message: /name has characters/ }],
  },
  {
    says: 'rules of Swagger 2.0 that no schema can hold',
    document: swagger({
      '/a/{id}': {
        post: {
          parameters: [
            { name: 'id', in: 'path', required: true, type: 'string' },
            { name: 'b', in: 'body', schema: {} },
            { name: 'x', in: 'formData', type: 'string' },
          ],
          consumes: ['multipart/form-data'],
          ...ok,
        },
      },
    }),
    expected: [{ pointer: '/paths/~1a~1{id}/post', message: /OpenAPI 2\.0 .*body parameters and formData/ }],
  },
  {
    says: 'parameters of Swagger 2.0 that are given twice, beside other problems',
    document: swagger({
      '/a': {
        get: {
          parameters: [
            { name: 'x', in: 'query', type: 'string' },
            { name: 'x', in: 'query', type: 'integer' },
          ],
          responses: { 200: {} },
        },
      },
    }),
    expected: [
      { pointer: '/paths/~1a/get/responses/200', message: /description/ },
      { pointer: '', message: /multiple query parameters named "x"/ },
    ],
  },
]

/** Nearly everything OpenAPI 3.0 has, used rightly. */
const rich: JsonObject = {
  servers: [{ url: 'https://{h}/', variables: { h: { default: 'a', enum: ['a'] } } }],
  security: [{ Key: [] }, {}],
  paths: {
    '/a': {
      summary: 's',
      servers: [{ url: '/x' }],
      parameters: [{ $ref: '#/components/parameters/Page' }],
      get: {
        ...ok,
        operationId: 'get',
        security: [],
        parameters: [
          { name: 'f', in: 'query', style: 'deepObject', explode: true, allowReserved: true, schema: {} },
          { name: 'c', in: 'cookie', content: { 'application/json': { schema: {} } } },
        ],
        callbacks: { c: { '{$request.query.f}': { post: ok } } },
      },
      post: {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: { properties: { a: { type: 'string', format: 'binary' } } },
              encoding: { a: { contentType: 'image/png', headers: { X: { schema: {} } } } },
            },
          },
        },
        responses: {
          '2XX': { $ref: '#/components/responses/Made' },
          default: {
            description: 'd',
            links: { l: { operationId: 'get', parameters: { f: '$request.path.id' } } },
          },
        },
      },
    },
  },
  components: {
    parameters: { Page: { name: 'page', in: 'query', example: 1, schema: { type: 'integer' } } },
    responses: {
      Made: {
        description: 'made',
        headers: { 'X-A': { required: true, schema: { type: 'string' } } },
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Key' },
            examples: { a: { value: {} }, b: { $ref: '#/components/examples/E' } },
          },
        },
      },
    },
    examples: { E: { externalValue: 'https://a.test' } },
    schemas: {
      Key: {
        type: 'object',
        discriminator: { propertyName: 't', mapping: { a: '#/components/schemas/Key' } },
        xml: { name: 'x', wrapped: true },
        properties: { t: { type: 'string', readOnly: true, 'x-secret': { reveal: 'once' } } },
        additionalProperties: false,
      },
    },
    securitySchemes: {
      Key: { type: 'apiKey', in: 'header', name: 'X-Key', 'x-note': 1 },
      Token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      OAuth: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://a.test', scopes: {} } } },
    },
  },
}

describe('the official schema', () => {
  test.each(['3.0.0', '3.0.3', '3.1.0', '3.1.1', '3.2.0'])(
    'finds nothing in what is right in %s',
    async (openapi) => {
      expect(await problemsOf(documentWith(rich, openapi))).toEqual([])
    },
  )

  test.each(rows)('warns of $says', async ({ document, expected }) => {
    const problems = await problemsOf(document)
    expect(problems.map(({ pointer }) => pointer)).toEqual(expected.map(({ pointer }) => pointer))
    for (const [index, { message }] of expected.entries()) expect(problems[index]?.message).toMatch(message)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('tells what is wrong with a scheme by the type that it claims', async () => {
    const said = async (scheme: JsonObject): Promise<readonly string[]> =>
      (await problemsOf(documentWith({ components: { securitySchemes: { bearer: scheme } } }, '3.0.0'))).map(
        ({ message, pointer }) => `${message} ${pointer}`,
      )
    const at = '/components/securitySchemes/bearer'
    // As NestJS writes it.
    expect(await said({ scheme: 'Bearer', bearerFormat: 'JWT', type: 'http', in: 'header' })).toEqual([
      `Not as OpenAPI 3.0 has it: \`in\` has no meaning here. ${at}/in`,
    ])
    expect(await said({ type: 'apiKey', in: 'header', name: 'X-Key', scheme: 'key' })).toEqual([
      `Not as OpenAPI 3.0 has it: \`scheme\` has no meaning here. ${at}/scheme`,
    ])
    expect(await said({ type: 'http', scheme: 'Bearer', bearerFormat: 'JWT' })).toEqual([])
  })

  test('is silent on what is noted already', async () => {
    const problems = await problemsOf(
      documentWith(
        {
          paths: {
            '/a': { get: { responses: { 200: {}, ok: { description: '' } }, parameters: {} }, post: {} },
          },
          components: {
            schemas: { A: { type: 'strin' }, B: { $ref: '#/nothing' } },
            securitySchemes: { K: { type: 'apiKey', in: 'body', name: 'k' } },
          },
        },
        '3.0.3',
      ),
    )
    expect(problems.filter(({ message }) => message.startsWith('Not as OpenAPI'))).toEqual([])
    expect(problems.length).toBeGreaterThanOrEqual(6)
  })

  test('is silent on titles, tags, patch versions, numbers for versions and what 3.2 added', async () => {
    const loose = { info: { title: 'a', version: 1, mood: 'good' }, tags: [{ name: 'a', parent: 'b' }] }
    expect(await problemsOf(documentWith(loose, '3.0.9'))).toEqual([])
    expect(await problemsOf({ ...documentWith(loose), openapi: 3.1 })).toEqual([])
    const modern = {
      $self: 'https://a.test/openapi.json',
      paths: {
        '/a': {
          query: ok,
          additionalOperations: { COPY: ok },
          get: { ...ok, parameters: [{ name: 'q', in: 'querystring', content: { 'text/plain': {} } }] },
        },
      },
      components: { mediaTypes: { Stream: { itemSchema: { type: 'string' } } } },
    }
    expect(
      (await problemsOf(documentWith(modern, '3.2.0'))).filter(({ message }) => /as OpenAPI/.test(message)),
    ).toEqual([])
  })

  test('still holds 3.2 to what did not change', async () => {
    const paths = { '/a': { get: { ...ok, deprecated: 'no' } } }
    expect(await problemsOf(documentWith({ paths }, '3.2.0'))).toMatchObject([
      { pointer: '/paths/~1a/get/deprecated', severity: 'warning' },
    ])
  })

  test('tells a handful of many things', async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`S${index}`, { [`odd${index}`]: 1 }]),
    )
    const problems = await problemsOf(documentWith({ components: { schemas } }, '3.0.3'))
    expect(problems).toHaveLength(6)
    expect(problems.at(-1)?.message).toMatch(/^35 more kinds/)
  })

  test('tells what is wrong with a document, never what its own code stumbles over', async () => {
    const parameters = [null, 3, { in: 'body' }]
    const problems = await problemsOf(
      swagger(
        { '/a': { get: { responses: { 200: null }, parameters } } },
        { definitions: { A: null, B: 3 } },
      ),
    )
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.filter(({ message }) => /as OpenAPI .*(?:Error|Cannot)/.test(message))).toEqual([])
  })

  test('changes nothing in the document, and rejects none it cannot cope with', async () => {
    const deep = Array.from({ length: 400 }).reduce<JsonObject>((items) => ({ items }), {
      $ref: '#/components/schemas/A',
    })
    const document = documentWith({
      servers: [{ url: '/v1' }],
      components: { schemas: { A: deep, B: { $ref: '#/components/schemas/B' }, C: { $ref: '#/none' } } },
    })
    await using at = await folder({ 'openapi.json': JSON.stringify(document) })
    const contract = await loadContract('openapi.json', { cwd: at.path })
    expect(contract.document).toEqual(document)
    expect(contract.problems.filter(({ message }) => /as OpenAPI/.test(message))).toEqual([])
  })
})
