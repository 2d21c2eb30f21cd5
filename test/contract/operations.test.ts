import { describe, expect, test } from 'vitest'

import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, Operation } from '../../src/contract/types.ts'
import { documentWith } from './documents.ts'

const ok = { 200: { description: 'ok' } }

function operations(paths: JsonObject, members: JsonObject = {}, openapi = '3.2.0'): readonly Operation[] {
  return createContract(documentWith({ ...members, paths }, openapi)).operations
}

describe('operations', () => {
  test('of every method are there, in the order of the document; webhooks are not', () => {
    const item = Object.fromEntries(
      ['trace', 'get', 'head', 'options', 'query'].map((method) => [method, { responses: ok }]),
    )
    const found = operations(
      {
        '/a': { ...item, summary: 's', 'x-more': {}, additionalOperations: { PURGE: { responses: ok } } },
        'x-path': item,
      },
      { webhooks: { hook: { post: { responses: ok } } } },
    )
    expect(found.map(({ key, pointer }) => [key, pointer])).toEqual([
      ['TRACE /a', '/paths/~1a/trace'],
      ['GET /a', '/paths/~1a/get'],
      ['HEAD /a', '/paths/~1a/head'],
      ['OPTIONS /a', '/paths/~1a/options'],
      ['QUERY /a', '/paths/~1a/query'],
      ['PURGE /a', '/paths/~1a/additionalOperations/PURGE'],
    ])
  })

  test('of a path item referred to are joined by its own', () => {
    const found = operations(
      { '/a': { $ref: '#/components/pathItems/A', get: { responses: ok, summary: 'own' } } },
      { components: { pathItems: { A: { get: { responses: ok }, put: { responses: ok } } } } },
    )
    expect(found.map(({ key, summary, pointer }) => [key, summary, pointer])).toEqual([
      ['GET /a', 'own', '/paths/~1a/get'],
      ['PUT /a', '', '/components/pathItems/A/put'],
    ])
  })

  test('carry what they say of themselves', () => {
    const [operation] = operations({
      '/a': {
        get: {
          operationId: 'a',
          summary: 's',
          description: 'd',
          tags: ['t', 1],
          deprecated: true,
          'x-k': 1,
          responses: ok,
        },
      },
    })
    expect(operation).toMatchObject({
      operationId: 'a',
      summary: 's',
      description: 'd',
      tags: ['t'],
      deprecated: true,
      extensions: { 'x-k': 1 },
    })
  })
})

describe('parameters', () => {
  test('of the operation win over those of the path item by name and place', () => {
    const [operation] = operations(
      {
        '/a/{id}': {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            { $ref: '#/components/parameters/Page' },
          ],
          get: {
            responses: ok,
            parameters: [
              { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
              { name: 'page', in: 'header', schema: {} },
            ],
          },
        },
      },
      {
        components: {
          parameters: {
            Page: {
              name: 'page',
              in: 'query',
              description: 'p',
              example: 3,
              schema: { type: 'integer', example: 4 },
            },
          },
        },
      },
    )
    expect(operation?.parameters).toMatchObject([
      {
        name: 'id',
        in: 'path',
        pointer: '/paths/~1a~1{id}/get/parameters/0',
        schema: { schema: { type: 'integer' } },
      },
      {
        name: 'page',
        in: 'query',
        description: 'p',
        pointer: '/components/parameters/Page',
        examples: [{ value: 3, pointer: '/components/parameters/Page/example' }],
      },
      { name: 'page', in: 'header', required: false },
    ])
  })

  test.each([
    ['path', {}, 'simple', false, true],
    ['query', {}, 'form', true, false],
    ['header', {}, 'simple', false, false],
    ['cookie', {}, 'form', true, false],
    ['query', { style: 'deepObject' }, 'deepObject', false, false],
    ['query', { explode: false }, 'form', false, false],
    ['path', { style: 'label', explode: true }, 'label', true, true],
  ])('in %s with %j are written as OpenAPI has it', (place, members, style, explode, required) => {
    const [operation] = operations({
      '/a/{p}': { get: { responses: ok, parameters: [{ name: 'p', in: place, schema: {}, ...members }] } },
    })
    expect(operation?.parameters.find((parameter) => parameter.in === place)).toMatchObject({
      style,
      explode,
      required,
    })
  })

  test('may be written by media type, and some header names are not parameters', () => {
    const [operation] = operations({
      '/a': {
        get: {
          responses: ok,
          parameters: [
            {
              name: 'filter',
              in: 'query',
              content: { 'application/json': { schema: { type: 'object' }, example: { a: 1 } } },
            },
            ...['Accept', 'content-type', 'AUTHORIZATION'].map((name) => ({
              name,
              in: 'header',
              schema: {},
            })),
          ],
        },
      },
    })
    expect(operation?.parameters).toMatchObject([
      {
        name: 'filter',
        contentType: 'application/json',
        schema: { pointer: '/paths/~1a/get/parameters/0/content/application~1json/schema' },
        examples: [{ value: { a: 1 } }],
      },
    ])
    expect(operation?.parameters).toHaveLength(1)
  })
})

describe('what came with 3.2', () => {
  const form = {
    type: 'object',
    required: ['page'],
    properties: { page: { type: 'integer' }, name: { type: 'string' } },
  }
  const query = (type: string, schema: JsonObject): JsonObject => ({
    '/keys': {
      get: {
        parameters: [{ name: 'q', in: 'querystring', content: { [type]: { schema } } }],
        responses: { 200: {} },
      },
    },
  })

  test('a form for the whole query string comes to its members', () => {
    const document = documentWith(
      {
        paths: query('application/x-www-form-urlencoded', { $ref: '#/components/schemas/Form' }),
        components: { schemas: { Form: form } },
      },
      '3.2.0',
    )
    const contract = createContract(document)
    expect(contract.operations[0]?.parameters).toMatchObject([
      { name: 'page', in: 'query', required: true, style: 'form', explode: true },
      { name: 'name', in: 'query', required: false },
    ])
    expect(contract.operations[0]?.parameters[0]?.schema).toEqual({
      schema: { type: 'integer' },
      pointer: '/components/schemas/Form/properties/page',
    })
    expect(contract.problems).toEqual([])
  })

  test('a query string of another form is left out, and said to be', () => {
    const contract = createContract(documentWith({ paths: query('application/json', form) }, '3.2.0'))
    expect(contract.operations[0]?.parameters).toEqual([])
    expect(contract.problems).toMatchObject([
      { severity: 'warning', pointer: '/paths/~1keys/get/parameters/0' },
    ])
  })

  test('a response may be described by nothing, which earlier versions do not allow', () => {
    const paths = { '/keys': { get: { responses: { 200: {} } } } }
    expect(createContract(documentWith({ paths }, '3.2.1')).problems).toEqual([])
    expect(createContract(documentWith({ paths }, '3.1.1')).problems).toMatchObject([
      { message: 'A response must have `description`.' },
    ])
  })
})

describe('bodies and responses', () => {
  test('follow references and keep where each part stands', () => {
    const [operation] = operations(
      {
        '/a': {
          post: {
            requestBody: { $ref: '#/components/requestBodies/New' },
            responses: {
              '2xx': { $ref: '#/components/responses/Made' },
              default: { description: 'else' },
              'x-note': {},
            },
          },
        },
      },
      {
        components: {
          requestBodies: {
            New: {
              required: true,
              content: {
                'application/json': {
                  schema: true,
                  examples: {
                    one: { value: 1 },
                    two: { $ref: '#/components/examples/Two' },
                    far: { externalValue: 'a' },
                  },
                },
              },
            },
          },
          responses: {
            Made: {
              description: 'made',
              headers: { 'X-Id': { $ref: '#/components/headers/Id' }, 'content-type': {} },
              links: { get: { $ref: '#/components/links/Get' } },
            },
          },
          headers: { Id: { required: true, schema: { type: 'string' } } },
          links: { Get: { operationId: 'get' } },
          examples: { Two: { value: 2 } },
        },
      },
    )
    expect(operation?.requestBody).toMatchObject({
      required: true,
      pointer: '/components/requestBodies/New',
      content: {
        'application/json': {
          schema: { schema: true },
          examples: [
            {
              value: 1,
              pointer: '/components/requestBodies/New/content/application~1json/examples/one/value',
            },
            { value: 2, pointer: '/components/examples/Two/value' },
          ],
        },
      },
    })
    expect(operation?.responses).toEqual({
      '2XX': {
        status: '2XX',
        description: 'made',
        headers: {
          'X-Id': {
            required: true,
            schema: { schema: { type: 'string' }, pointer: '/components/headers/Id/schema' },
          },
        },
        content: {},
        links: { get: { operationId: 'get' } },
        pointer: '/components/responses/Made',
      },
      default: expect.objectContaining({ status: 'default', description: 'else' }),
    })
  })
})

describe('security', () => {
  const schemes = {
    components: {
      securitySchemes: {
        Key: { type: 'apiKey', in: 'header', name: 'X-Key' },
        Org: { type: 'http', scheme: 'Bearer', bearerFormat: 'JWT' },
        Alias: { $ref: '#/components/securitySchemes/Key' },
      },
    },
  }

  test('of the operation wins over that of the document', () => {
    const found = operations(
      {
        '/a': { get: { responses: ok } },
        '/b': { get: { responses: ok, security: [] } },
        '/c': { get: { responses: ok, security: [{}, { Key: [], Org: ['read'] }] } },
      },
      { ...schemes, security: [{ Key: [] }] },
    )
    expect(found.map(({ security, securitySource }) => [security, securitySource])).toEqual([
      [[{ Key: [] }], 'document'],
      [[], 'operation'],
      [[{}, { Key: [], Org: ['read'] }], 'operation'],
    ])
    expect(operations({ '/a': { get: { responses: ok } } }, schemes)[0]).toMatchObject({
      security: [],
      securitySource: 'none',
    })
  })

  test('schemes are listed by name, references followed', () => {
    expect(createContract(documentWith(schemes)).securitySchemes).toEqual({
      Key: {
        name: 'Key',
        kind: 'apiKey',
        in: 'header',
        parameter: 'X-Key',
        description: '',
        pointer: '/components/securitySchemes/Key',
      },
      Org: {
        name: 'Org',
        kind: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: '',
        pointer: '/components/securitySchemes/Org',
      },
      Alias: {
        name: 'Alias',
        kind: 'apiKey',
        in: 'header',
        parameter: 'X-Key',
        description: '',
        pointer: '/components/securitySchemes/Key',
      },
    })
  })
})
