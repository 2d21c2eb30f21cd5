import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'

import { createContract, loadContract } from '../../src/contract/load.ts'
import { valueAt } from '../../src/contract/pointer.ts'
import type { Contract, JsonObject, SchemaNode } from '../../src/contract/types.ts'
import { KeyproofError } from '../../src/errors.ts'
import { damaged, damageTo } from './mangle.ts'

const modern: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Keys', version: '1' },
  servers: [{ url: 'https://{host}/v1', variables: { host: { default: 'a.test' } } }],
  security: [{ Key: [] }],
  'x-secret-contract': { version: 1, expiry: { field: '/e', unit: 's' } },
  paths: {
    '/keys': {
      parameters: [{ $ref: '#/components/parameters/Page' }],
      post: {
        operationId: 'create',
        'x-key-operation': { role: 'create' },
        requestBody: {
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/New' },
              examples: { a: { value: {} } },
            },
          },
        },
        responses: { 201: { $ref: '#/components/responses/Made' }, '4XX': { description: 'no' } },
      },
    },
    '/keys/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { $ref: '#/components/responses/Made' } },
        security: [{}],
      },
    },
  },
  components: {
    parameters: {
      Page: {
        name: 'page',
        in: 'query',
        style: 'form',
        explode: true,
        schema: { type: 'integer', minimum: 1 },
      },
    },
    responses: {
      Made: {
        description: 'made',
        headers: { Location: { schema: { type: 'string' } } },
        links: { get: { operationId: 'get' } },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Key' } } },
      },
    },
    schemas: {
      New: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', pattern: '^a', maxLength: 3 }, kind: { enum: ['a', 'b'] } },
        additionalProperties: false,
      },
      Key: {
        allOf: [{ $ref: '#/components/schemas/New' }, { oneOf: [{ type: 'object' }, { type: 'null' }] }],
        properties: {
          next: { $ref: '#/components/schemas/Key' },
          secret: { 'x-secret': { reveal: 'once' } },
        },
      },
    },
    securitySchemes: {
      Key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      Alias: { $ref: '#/components/securitySchemes/Key' },
    },
  },
}

const swagger: JsonObject = {
  swagger: '2.0',
  info: { title: 'Keys', version: '1' },
  host: 'a.test',
  basePath: '/v1',
  schemes: ['https'],
  consumes: ['application/json'],
  securityDefinitions: { Basic: { type: 'basic' } },
  parameters: { Body: { name: 'body', in: 'body', schema: { $ref: '#/definitions/Key' } } },
  responses: {
    Made: {
      description: 'made',
      schema: { $ref: '#/definitions/Key' },
      headers: { A: { type: 'string' } },
      examples: { 'application/json': {} },
    },
  },
  definitions: {
    Key: {
      type: 'object',
      discriminator: 'kind',
      required: ['kind'],
      properties: { kind: { type: 'string' }, next: { $ref: '#/definitions/Key' } },
    },
  },
  paths: {
    '/keys': {
      parameters: [
        { name: 'org', in: 'header', type: 'array', collectionFormat: 'csv', items: { type: 'string' } },
      ],
      post: {
        security: [{ Basic: [] }],
        parameters: [{ $ref: '#/parameters/Body' }],
        responses: { 201: { $ref: '#/responses/Made' } },
      },
      put: {
        consumes: ['multipart/form-data'],
        parameters: [{ name: 'file', in: 'formData', type: 'file', required: true }],
        responses: { 200: { description: 'ok', schema: { type: 'file' } } },
      },
    },
  },
}

function schemasOf(contract: Contract): SchemaNode[] {
  return contract.operations
    .flatMap(({ parameters, requestBody, responses }) => [
      ...parameters.map(({ schema }) => schema),
      ...Object.values(requestBody?.content ?? {}).map(({ schema }) => schema),
      ...Object.values(responses).flatMap(({ content, headers }) => [
        ...Object.values(content).map(({ schema }) => schema),
        ...Object.values(headers).map(({ schema }) => schema),
      ]),
    ])
    .filter((schema) => schema !== undefined)
}

/** Uses all of a contract; a KeyproofError is an answer, anything else is a defect. */
function use(document: JsonObject): void {
  try {
    const contract = createContract(document)
    void contract.keyResources
    for (const node of schemasOf(contract)) {
      const validate = contract.validator(node, 'response')
      const madeUp = valueAt(contract.document, node.pointer) !== node.schema
      for (const value of [null, 'text', { name: 'a', next: [{}] }]) {
        for (const violation of validate(value)) {
          expect(madeUp || valueAt(contract.document, violation.schema) !== undefined).toBe(true)
        }
      }
    }
    for (const { message } of contract.problems) expect(message).not.toBe('')
  } catch (error) {
    if (!(error instanceof KeyproofError)) throw error
  }
}

describe('a mangled document', () => {
  test.each([
    ['OpenAPI 3.1', modern],
    ['OpenAPI 3.0', { ...modern, openapi: '3.0.3' }],
    ['Swagger 2.0', swagger],
  ])('of %s gives a contract or a KeyproofError, never another exception', (_, document) => {
    fc.assert(
      fc.property(damageTo(document), (damage) => use(damaged(document, damage))),
      { numRuns: 100 },
    )
  })

  test.each([
    ['YAML', stringify(modern)],
    ['JSON', JSON.stringify(swagger, null, 1)],
  ])('of %s text gives a contract or a KeyproofError', async (_, text) => {
    const splice = fc.record({
      from: fc.nat(text.length),
      length: fc.nat(8),
      by: fc.oneof(
        fc.constantFrom(
          '',
          ' ',
          '\n',
          ':',
          '- ',
          '{',
          '}',
          '[',
          '"',
          "'",
          '&a ',
          '*a',
          '<<: ',
          '!!x ',
          '\t',
          '---\n',
          '#',
          ',',
        ),
        fc.string({ maxLength: 4 }),
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(splice, { minLength: 1, maxLength: 3 }), async (splices) => {
        const mangled = splices.reduce(
          (whole, { from, length, by }) => whole.slice(0, from) + by + whole.slice(from + length),
          text,
        )
        try {
          expect((await loadContract('-', { stdin: async () => mangled })).document).toBeTypeOf('object')
        } catch (error) {
          if (!(error instanceof KeyproofError)) throw error
        }
      }),
      { numRuns: 150 },
    )
  })

  test.each(['%', '//elsewhere/keys.yaml', 'a%2Fb.yaml', 'keys.yaml%'])(
    'that refers to %s is told that it leads nowhere',
    async (file) => {
      const text = stringify(modern).replace(
        '#/components/responses/Made',
        `${file}#/components/responses/Made`,
      )
      const { problems } = await loadContract('-', { stdin: async () => text })
      expect(problems.filter(({ severity }) => severity === 'error')).not.toEqual([])
      expect(problems.map(({ message }) => message).join('\n')).toContain(file.split('/').at(-1))
    },
  )

  test('is whole to begin with', () => {
    expect(createContract(modern).problems).toEqual([])
    expect(createContract(swagger).problems).toEqual([])
    expect(schemasOf(createContract(modern)).length).toBeGreaterThan(5)
  })
})
