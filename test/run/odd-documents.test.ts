import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inspectionOf } from '../../src/cli/inspection.ts'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, JsonValue } from '../../src/contract/types.ts'
import { project, spec } from '../cli/keyproof.ts'
import { judgeContract, type Ran } from './harness.ts'

const done = { 200: { description: 'done' }, default: { description: 'no' } }
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const sent = (type: string, schema?: JsonObject): JsonObject => ({
  requestBody: { required: true, content: { [type]: schema === undefined ? {} : { schema } } },
  responses: done,
})

/** Nothing here hands out keys; everything here was seen in published documents and is easily taken for a fault. */
const document: JsonObject = {
  openapi: '3.0.3',
  info: { title: 'Odd', version: '1' },
  security: [{ bearer: [] }],
  components: {
    securitySchemes: {
      Plain: { type: 'apiKey', in: 'header', name: 'Authorization' },
      Token: { type: 'http', scheme: 'bearer' },
    },
  },
  paths: {
    '/files': {
      post: sent('multipart/form-data', {
        type: 'object',
        required: ['files', 'kind'],
        additionalProperties: false,
        properties: {
          files: { type: 'array', items: { type: 'string', format: 'binary' } },
          kind: { type: 'string', enum: ['a', 'b'] },
          size: { type: 'integer', minimum: 1 },
          about: { type: 'object', properties: { by: { type: 'string' } } },
        },
      }),
    },
    '/files/{id}': {
      parameters: [id],
      put: sent('application/octet-stream', { type: 'string', format: 'binary' }),
    },
    '/files/{id}/archive': {
      get: { parameters: [id], responses: { 302: { description: 'elsewhere' } } },
    },
    '/files/count': { get: { responses: done } },
    '/topics/{id}/posts': { post: { parameters: [id], responses: done } },
    '/topics/pinned/{id}': { get: { parameters: [id], responses: done } },
    '/start': { post: sent('application/json') },
    '/odd': { post: sent('application/json, version=1', { type: 'object' }) },
    '/names': {
      post: sent('application/json', {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', pattern: '/^[a-z]+$/' } },
      }),
    },
    '/impossible': {
      post: sent('application/json', { type: 'object', required: ['a'], properties: { a: { not: {} } } }),
    },
    '/alerts': {
      get: {
        security: [{ Plain: [], Token: [] }],
        parameters: [
          {
            name: 'has',
            in: 'query',
            schema: {
              oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string', enum: ['patch'] } }],
            },
          },
          { name: 'query', in: 'query', schema: { type: 'string', maxLength: 9000 } },
        ],
        responses: done,
      },
    },
    '/preview': {
      get: {
        responses: {
          200: {
            description: 'one of them',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['result'],
                  properties: {
                    result: {
                      oneOf: [
                        { type: 'object' },
                        { properties: { type: { enum: ['email'] }, text: { type: 'string' } } },
                        { properties: { type: { enum: ['push'] }, text: { type: 'string' } } },
                      ],
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
}

function onItsMock(of: JsonObject, options: { readonly maxOperations?: number } = {}): Promise<Ran> {
  const contract = createContract(of, { name: 'odd' })
  expect(contract.keyResources).toEqual([])
  return judgeContract(
    contract,
    { url: 'mock', credentials: {}, params: {} },
    { target: 'mock', runs: 20, ...options },
  )
}

test('what is odd in a document is no fault of its mock, and crashes nothing', async () => {
  const ran = await onItsMock(document)
  expect(ran.failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
  expect(ran.exitCode).toBe(0)
  const undecided = ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive')
  expect(new Set(undecided.map(({ operation }) => operation))).toEqual(new Set(['POST /impossible']))
  for (const { reason } of undecided) expect(reason).toMatch(/no value could be made/)
  const held = (rule: string, operation: string): boolean =>
    ran.verdicts.some((one) => one.rule === rule && one.operation === operation && one.verdict === 'held')
  expect(held('status-invalid-input-rejected', 'POST /files')).toBe(true)
  expect(held('status-valid-input-accepted', 'GET /files/{id}/archive')).toBe(true)
  expect(held('auth-missing-rejected', 'GET /alerts')).toBe(true)
  expect(held('schema-response-conforms', 'GET /preview')).toBe(true)
})

test('of many operations without keys so many are tried, and the others counted', async () => {
  const ran = await onItsMock(document, { maxOperations: 3 })
  expect(new Set(ran.verdicts.flatMap(({ operation }) => operation ?? [])).size).toBe(3)
  const notices = ran.events.flatMap((event): JsonValue[] => (event.type === 'notice' ? [event.message] : []))
  expect(notices).toContainEqual(expect.stringMatching(/^9 of 12 operations are not tried/))
})

const loop = { $ref: '#/components/schemas/Loop' }

/** A key that is read without being named, and schemas that never come to an end. */
const keys: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Odd keys', version: '1' },
  security: [{ key: [] }],
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: { Loop: { allOf: [loop] } },
  },
  paths: {
    '/api-keys': {
      post: {
        parameters: [{ name: 'q', in: 'query', schema: loop }],
        requestBody: {
          content: {
            'application/json': {
              schema: { type: 'object', properties: { name: { type: 'string' }, more: loop } },
            },
          },
        },
        responses: {
          201: {
            description: 'made',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['secret'],
                  properties: { secret: { type: 'string', description: 'Shown only once.' }, more: loop },
                },
              },
            },
          },
          401: { description: 'no' },
        },
      },
      get: {
        responses: {
          200: { description: 'fine', content: { 'application/json': { schema: { type: 'object' } } } },
          401: { description: 'no' },
        },
      },
    },
  },
}

test('a key that is read without being named, and schemas without an end, alarm and crash nothing', async () => {
  const contract = createContract(keys, { name: 'odd' })
  expect(Object.keys(contract.keyResources[0]?.roles ?? {})).toEqual(['create', 'get'])
  const ran = await judgeContract(
    contract,
    { url: 'mock', credentials: {}, params: {} },
    { target: 'mock', runs: 10, seed: 1 },
  )
  expect(ran.failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
  expect(ran.exitCode).toBe(0)
  // However late a schema is first used, what is wrong with it is told once.
  const told = ran.events.flatMap((event) => (event.type === 'notice' ? [event.message] : []))
  expect(told.filter((message) => message.includes('leads back to itself'))).toHaveLength(1)
})

test('an inspection tells what is wrong with schemas that nothing has used yet', () => {
  const { problems } = inspectionOf(createContract(keys), [])
  expect(problems.map(({ pointer }) => pointer)).toEqual(['/components/schemas/Loop/allOf/0/$ref'])
})

test('a security scheme may have the name of what every object has', async () => {
  await using place = project()
  place.write('odd.yaml', readFileSync(spec('lumino'), 'utf8').replaceAll('ApiKeyAuth', 'constructor'))
  const { code, stdout, stderr } = await place.run(
    ['run', 'odd.yaml', '--runs', '4', '--reporter', 'json=report.json', '--reporter', 'terminal'],
    {},
  )
  expect(code, stdout + stderr).toBe(0)
  expect(place.report().summary.held).toBeGreaterThan(35)
  expect(stdout + place.read('report.json')).not.toContain('native code')
})
