import { describe, expect, test } from 'vitest'

import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, Operation } from '../../src/contract/types.ts'
import { places } from './documents.ts'

const document: JsonObject = {
  swagger: '2.0',
  info: { title: 'Keys', version: '1' },
  host: 'api.example.test',
  basePath: '/v2',
  schemes: ['https'],
  consumes: ['application/json'],
  produces: ['application/json', 'application/xml'],
  securityDefinitions: {
    Basic: { type: 'basic' },
    Header: { type: 'apiKey', in: 'header', name: 'X-Key' },
    OAuth: { type: 'oauth2', flow: 'application', tokenUrl: 'https://a.test', scopes: {} },
  },
  security: [{ Header: [] }, { Basic: [] }],
  'x-note': { kept: true },
  parameters: {
    Body: { name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/NewKey' } },
    Page: { name: 'page', in: 'query', type: 'integer', default: 1 },
    Upload: { name: 'file', in: 'formData', type: 'file', required: true },
  },
  responses: { Gone: { description: 'gone', schema: { $ref: '#/definitions/Key' } } },
  definitions: {
    NewKey: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, note: { type: 'string', 'x-nullable': true } },
    },
    Key: {
      type: 'object',
      properties: {
        id: { type: 'string', readOnly: true },
        parent: { $ref: '#/definitions/Key' },
        limit: { type: 'number', minimum: 0, exclusiveMinimum: true },
      },
    },
  },
  paths: {
    '/keys': {
      get: {
        security: [],
        produces: [],
        parameters: [
          { $ref: '#/parameters/Page' },
          { name: 'tags', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'pipes' },
          { name: 'ids', in: 'query', type: 'array', items: { type: 'string' }, collectionFormat: 'multi' },
        ],
        responses: {
          200: {
            description: 'ok',
            schema: { type: 'array', items: { $ref: '#/definitions/Key' } },
            examples: { 'application/json': [{ id: 'a' }] },
          },
        },
      },
      post: {
        'x-key-operation': { role: 'create' },
        parameters: [{ $ref: '#/parameters/Body' }],
        responses: {
          201: {
            description: 'made',
            headers: { Location: { type: 'string' } },
            schema: { $ref: '#/definitions/Key' },
          },
          410: { $ref: '#/responses/Gone' },
        },
      },
    },
    '/keys/{id}/file': {
      put: {
        consumes: ['multipart/form-data'],
        parameters: [{ $ref: '#/parameters/Upload' }, { name: 'label', in: 'formData', type: 'string' }],
        responses: { 204: { description: 'stored' } },
      },
      parameters: [{ name: 'id', in: 'path', required: true, type: 'string' }],
    },
    '/batch': {
      post: { responses: { 204: { description: 'done' } } },
      parameters: [{ $ref: '#/parameters/Body' }],
    },
  },
}

function operation(key: string): Operation {
  const found = createContract(document).operations.find((candidate) => candidate.key === key)
  if (!found) throw new Error(`There is no ${key}.`)
  return found
}

describe('a Swagger 2.0 document', () => {
  test('becomes OpenAPI 3.0 and keeps its version in the report', () => {
    const contract = createContract(document)
    expect(contract.problems).toEqual([])
    expect(contract.version).toBe('2.0')
    expect(contract.document['openapi']).toMatch(/^3\.0\./)
    expect(contract.document['x-note']).toEqual({ kept: true })
    expect(contract.servers).toEqual(['https://api.example.test/v2'])
  })

  test('that does not say its schemes is not said to do without TLS', () => {
    const { schemes: _schemes, ...unsaid } = document
    expect(createContract(unsaid).servers).toEqual(['//api.example.test/v2'])
    expect(createContract(unsaid, { baseUrl: 'https://docs.example.test/api.json' }).servers).toEqual([
      'https://api.example.test/v2',
    ])
    expect(createContract({ ...unsaid, schemes: ['http'] }).servers).toEqual(['http://api.example.test/v2'])
  })

  test('has its security schemes', () => {
    expect(createContract(document).securitySchemes).toMatchObject({
      Basic: { kind: 'http', scheme: 'basic' },
      Header: { kind: 'apiKey', in: 'header', parameter: 'X-Key' },
      OAuth: { kind: 'oauth2' },
    })
    expect(operation('GET /keys').security).toEqual([])
    expect(operation('POST /keys').security).toEqual([{ Header: [] }, { Basic: [] }])
  })

  test('has its parameters, whatever their collection format', () => {
    expect(operation('GET /keys').parameters).toMatchObject([
      { name: 'page', in: 'query', schema: { schema: { type: 'integer', default: 1 } } },
      { name: 'tags', style: 'pipeDelimited', explode: false },
      { name: 'ids', style: 'form', explode: true },
    ])
  })

  test('has its bodies: referred to, on the path, and of forms', () => {
    const contract = createContract(document)
    for (const key of ['POST /keys', 'POST /batch']) {
      const { requestBody, parameters } = operation(key)
      expect(parameters).toEqual([])
      expect(Object.keys(requestBody?.content ?? {})).toEqual(['application/json'])
    }
    const schema = contract.operations.find(({ key }) => key === 'POST /keys')?.requestBody?.content[
      'application/json'
    ]?.schema
    if (!schema) throw new Error('The body has no schema.')
    expect(contract.validator(schema, 'request')({ name: 'a', note: null })).toEqual([])
    expect(contract.validator(schema, 'request')({})).toMatchObject([{ keyword: 'required' }])
    const form = operation('PUT /keys/{id}/file').requestBody?.content['multipart/form-data']?.schema
    expect(form?.schema).toMatchObject({
      required: ['file'],
      properties: { file: { type: 'string', format: 'binary' }, label: { type: 'string' } },
    })
  })

  test('has its responses, with media types also where it names none', () => {
    expect(Object.keys(operation('GET /keys').responses['200']?.content ?? {})).toEqual([
      'application/json',
      'application/xml',
    ])
    expect(operation('GET /keys').responses['200']?.content['application/json']?.examples).toMatchObject([
      { value: [{ id: 'a' }] },
    ])
    const { 201: made, 410: gone } = operation('POST /keys').responses
    expect(made?.headers).toMatchObject({ Location: { schema: { schema: { type: 'string' } } } })
    expect(gone?.content['application/json']?.schema?.schema).toEqual({ $ref: '#/components/schemas/Key' })
    expect(operation('POST /keys').extensions).toEqual({ 'x-key-operation': { role: 'create' } })
  })

  test('loses only what cannot be upgraded', () => {
    const broken = {
      swagger: '2.0',
      info: { title: 'a', version: '1' },
      paths: {
        '/a': {
          get: {
            parameters: [{ name: 'x', type: 'string' }, { $ref: '#/parameters/None' }],
            responses: { 200: { description: 'ok' } },
          },
        },
        '/b': { get: null },
        '/c': { get: { responses: { 200: null } } },
        '/d': { get: { responses: { 200: { description: 'ok' } } } },
      },
      definitions: 'none',
    }
    const contract = createContract(broken)
    expect(contract.operations.map(({ key }) => key)).toEqual(['GET /a', 'GET /d'])
    expect(places(contract.problems)).toEqual([
      'error /paths/~1a/get/parameters/0',
      'error /paths/~1a/get/parameters/1/$ref',
      'error /paths/~1b/get',
      'error /paths/~1c',
      'error /definitions',
    ])
  })
})
