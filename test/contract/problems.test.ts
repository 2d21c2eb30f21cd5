import { describe, expect, test } from 'vitest'

import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { documentWith, places } from './documents.ts'

const ok = { responses: { 200: { description: 'ok' } } }

interface Row {
  readonly says: string
  readonly openapi?: string
  readonly members: JsonObject
  readonly expected: readonly string[]
}

const rows: readonly Row[] = [
  { says: 'nothing wrong', members: { paths: { '/keys': { get: ok } } }, expected: [] },
  {
    says: 'formats that are slips of the pen, and no others',
    members: {
      components: {
        schemas: {
          A: { type: 'string', format: 'datetime' },
          B: { type: 'string', format: 'Date-Time' },
          C: { type: 'string', format: 'hostnam' },
          D: { type: 'string', format: 'date-time' },
          E: { type: 'string', format: 'cuid' },
          F: { type: 'string', format: 'ipv5' },
        },
      },
    },
    expected: [
      'warning /components/schemas/A/format',
      'warning /components/schemas/B/format',
      'warning /components/schemas/C/format',
    ],
  },
  {
    says: 'dangling references of every kind, each once',
    members: {
      paths: {
        '/a': { $ref: '#/components/pathItems/None' },
        '/b': {
          get: {
            parameters: [{ $ref: '#/components/parameters/None' }],
            requestBody: { $ref: '#/components/requestBodies/None' },
            responses: {
              200: { $ref: '#/components/responses/None' },
              201: {
                description: '',
                content: { 'application/json': { schema: { items: { $ref: 'other' } } } },
              },
            },
          },
        },
      },
    },
    expected: [
      'error /paths/~1a/$ref',
      'error /paths/~1b/get/parameters/0/$ref',
      'error /paths/~1b/get/requestBody/$ref',
      'error /paths/~1b/get/responses/200/$ref',
      'error /paths/~1b/get/responses/201/content/application~1json/schema/items/$ref',
    ],
  },
  {
    says: 'no references in examples, defaults, constants and extensions',
    members: {
      'x-note': { $ref: 'nowhere' },
      components: {
        schemas: {
          A: {
            default: { $ref: 'nowhere' },
            example: { $ref: 'nowhere' },
            enum: [{ $ref: 'nowhere' }],
            properties: { default: { type: 'string' } },
          },
        },
      },
    },
    expected: [],
  },
  {
    says: 'an operationId used twice',
    members: {
      paths: { '/a': { get: { ...ok, operationId: 'x' } }, '/b': { get: { ...ok, operationId: 'x' } } },
    },
    expected: ['error /paths/~1b/get/operationId'],
  },
  {
    says: 'a path parameter not declared, and one declared but not in the path',
    members: {
      paths: {
        '/a/{id}': { get: { ...ok, parameters: [{ name: 'key', in: 'path', required: true, schema: {} }] } },
      },
    },
    expected: ['error /paths/~1a~1{id}/get/parameters/0', 'error /paths/~1a~1{id}/get'],
  },
  {
    says: 'a security scheme not declared, at the operation and at the document',
    members: {
      security: [{ None: [] }],
      paths: { '/a': { get: { ...ok, security: [{ Nobody: [] }] }, post: ok, put: ok } },
    },
    expected: ['error /paths/~1a/get/security/0/Nobody', 'error /security/0/None'],
  },
  {
    says: 'paths that match the same requests',
    members: {
      paths: {
        '/a/{id}': { parameters: [{ name: 'id', in: 'path', required: true, schema: {} }], get: ok },
        '/a/{key}': { parameters: [{ name: 'key', in: 'path', required: true, schema: {} }], get: ok },
      },
    },
    expected: ['warning /paths/~1a~1{key}'],
  },
  {
    says: 'nullable in 3.1',
    members: { components: { schemas: { A: { type: 'string', nullable: true } } } },
    expected: ['warning /components/schemas/A/nullable'],
  },
  {
    says: 'nullable without type in 3.0',
    openapi: '3.0.3',
    members: { components: { schemas: { A: { nullable: true }, B: { type: 'string', nullable: true } } } },
    expected: ['warning /components/schemas/A/nullable'],
  },
  {
    says: 'keywords with unusable values',
    members: {
      components: {
        schemas: {
          A: { type: 'strin' },
          B: { pattern: '(' },
          C: { minLength: -1, maxLength: '3' },
          D: { required: true },
          E: { properties: { a: 3 } },
        },
      },
    },
    expected: [
      'error /components/schemas/A/type',
      'error /components/schemas/B/pattern',
      'error /components/schemas/C/minLength',
      'error /components/schemas/C/maxLength',
      'error /components/schemas/D/required',
      'error /components/schemas/E/properties/a',
    ],
  },
  {
    says: 'parts of the wrong kind, and parts that lack what they need',
    members: {
      paths: { '/a': { get: { responses: { 200: {} }, parameters: {} }, post: {}, put: 'x' }, '/b': null },
      components: [],
    },
    expected: [
      'warning /paths/~1a/get/responses/200',
      'error /paths/~1a/get/parameters',
      'warning /paths/~1a/post',
      'error /paths/~1a/put',
      'error /paths/~1b',
      'error /components',
    ],
  },
  {
    says: 'statuses that are none',
    members: {
      paths: {
        '/a': {
          get: {
            responses: { ok: { description: '' }, '2xx': { description: '' }, 99: { description: '' } },
          },
        },
      },
    },
    expected: ['error /paths/~1a/get/responses/99', 'error /paths/~1a/get/responses/ok'],
  },
  {
    says: 'security schemes that cannot be understood',
    members: {
      components: {
        securitySchemes: {
          A: { type: 'apiKey', in: 'body', name: 'k' },
          B: { type: 'http' },
          C: { type: 'magic' },
        },
      },
    },
    expected: [
      'error /components/securitySchemes/A',
      'error /components/securitySchemes/B',
      'error /components/securitySchemes/C',
    ],
  },
]

describe('problems', () => {
  test.each(rows)('$says', ({ openapi, members, expected }) => {
    const contract = createContract(documentWith(members, openapi))
    expect(places(contract.problems).toSorted()).toEqual([...expected].toSorted())
  })

  test('leave the rest usable', () => {
    const contract = createContract(
      documentWith({
        paths: {
          '/a/{id}': {
            get: {
              responses: { 200: { $ref: '#/components/responses/None' }, '4xx': { description: 'no' } },
            },
          },
          '/b': { get: ok },
        },
      }),
    )
    expect(contract.operations.map(({ key }) => key)).toEqual(['GET /a/{id}', 'GET /b'])
    // That there is such an answer is known all the same.
    expect(
      Object.values(contract.operations[0]?.responses ?? {}).map(({ status, unresolved }) => [
        status,
        unresolved === true,
      ]),
    ).toEqual([
      ['200', true],
      ['4XX', false],
    ])
    expect(contract.operations[0]?.parameters).toMatchObject([
      { name: 'id', in: 'path', required: true, schema: { schema: { type: 'string' } } },
    ])
  })

  test('of schemas are not told again when the schema is used', () => {
    const schema = { properties: { a: { $ref: '#/components/schemas/None' }, b: { pattern: '(' } } }
    const contract = createContract(documentWith({ components: { schemas: { A: schema } } }))
    const before = contract.problems
    expect(before).toHaveLength(2)
    contract.validator({ schema, pointer: '/components/schemas/A' }, 'request')({})
    expect(contract.problems).toEqual(before)
  })
})
