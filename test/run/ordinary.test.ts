import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { operationByKey } from '../../src/contract/lookup.ts'
import type { Contract, JsonObject, JsonValue } from '../../src/contract/types.ts'
import { ordinaryInput } from '../../src/run/ordinary.ts'
import { json, text } from './openapi-parts.ts'

const object = (properties: JsonObject, required: readonly string[]): JsonObject => ({
  type: 'object',
  properties,
  required: [...required],
})

/** Keys within an envelope; `required` are the members that a request has to have there. */
function enveloped(required: readonly string[], needs = '', security?: readonly JsonObject[]): Contract {
  const scopes = {
    type: 'array',
    items: { ...text, enum: ['logs:read', 'logs:write'] },
    example: ['logs:read'],
  }
  const within = (members: JsonObject, needed: readonly string[]): JsonObject =>
    object({ data: object({ attributes: object(members, needed) }, ['attributes']) }, ['data'])
  const shown = { id: text, name: text, scopes }
  const body = { required: true, ...json(within({ name: text, scopes }, required)) }
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Enveloped', version: '1' },
      security: [{ account: [] }],
      components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/api-keys': {
          post: {
            summary: 'Create an API key',
            requestBody: body,
            responses: {
              '201': {
                description: 'The key. The secret is shown once.',
                ...json(within({ ...shown, secret: text }, ['id', 'name', 'secret'])),
              },
            },
          },
        },
        '/account': {
          get: {
            summary: 'Show the account',
            description: needs,
            ...(security === undefined ? {} : { security }),
            responses: { '200': { description: 'It', ...json({ type: 'object' }) } },
          },
        },
        '/api-keys/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          patch: {
            summary: 'Update an API key',
            requestBody: body,
            responses: { '200': { description: 'It', ...json(within(shown, ['id'])) } },
          },
          delete: { summary: 'Revoke an API key', responses: { '204': { description: 'Gone' } } },
        },
      },
    },
    { name: 'enveloped' },
  )
}

function attributesOf(contract: Contract, key: string): JsonValue | undefined {
  const { body } = ordinaryInput(contract, operationByKey(contract, key)!, {
    parameters: {},
    resource: contract.keyResources[0]!,
    name: 'keyproof-1',
  })
  const value = body !== undefined && 'value' in body ? body.value : null
  return (value as { readonly data: { readonly attributes: JsonValue } } | null)?.data.attributes
}

const create = 'POST /api-keys'
const update = 'PATCH /api-keys/{id}'

it('an ordinary key has all rights where none need be asked for', () => {
  expect(attributesOf(enveloped(['name']), create)).toEqual({ name: 'keyproof-1' })
})

it('an ordinary key has the rights of the example where some must be asked for', () => {
  expect(attributesOf(enveloped(['name', 'scopes']), create)).toEqual({
    name: 'keyproof-1',
    scopes: ['logs:read'],
  })
})

it.each([
  ['Requires the `logs:write` scope.', ['logs:read', 'logs:write']],
  ['Needs the permission logs:write.', ['logs:read', 'logs:write']],
  ['Requires the `mylogs:write` scope.', ['logs:read']],
  ['Writes to logs:write.', ['logs:read']],
])('an ordinary key has the scope without which it could not be tried: %s', (needs, scopes) => {
  expect(attributesOf(enveloped(['name', 'scopes'], needs), create)).toEqual({ name: 'keyproof-1', scopes })
})

it.each([
  [['logs:write'], ['logs:read', 'logs:write']],
  [['others:read'], ['logs:read']],
])('an ordinary key has the scopes that are the roles of its read: %j', (roles, scopes) => {
  const contract = enveloped(['name', 'scopes'], '', [{ account: roles }])
  expect(attributesOf(contract, create)).toEqual({ name: 'keyproof-1', scopes })
})

it('an ordinary update leaves a key the name by which it is known as ours', () => {
  expect(attributesOf(enveloped(['name']), update)).toEqual({ name: 'keyproof-1' })
})

it('leaves out what a plain envelope need not have, but for what is given and objects, in which a key may be described', () => {
  const members = {
    name: text,
    tenant_id: { ...text, format: 'uuid' },
    key: { ...text, pattern: '^[a-z]{20}$' },
    tags: { type: 'array', items: text, example: ['ci'] },
    meta: object({ note: { ...text, example: 'for the robot' } }, ['note']),
  }
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Plain envelope', version: '1' },
      paths: {
        '/api-keys': {
          post: {
            summary: 'Create an API key',
            requestBody: json(
              object({ key: { allOf: [object(members, []), object({}, ['name'])] } }, ['key']),
            ),
            responses: {
              '201': {
                description: 'The key',
                ...json(object({ id: text, secret: text }, ['id', 'secret'])),
              },
            },
          },
        },
      },
    },
    { name: 'plain-envelope' },
  )
  const made = (parameters: Readonly<Record<string, JsonValue>>): JsonValue | undefined => {
    const { body } = ordinaryInput(contract, operationByKey(contract, 'POST /api-keys')!, {
      parameters,
      resource: contract.keyResources[0]!,
      name: 'keyproof-1',
    })
    return body !== undefined && 'value' in body ? body.value : undefined
  }
  const plain = { name: 'keyproof-1', meta: { note: 'for the robot' } }
  expect(made({})).toEqual({ key: plain })
  expect(made({ tenant_id: 'f2ef4a45-0007-4000-a605-24a600000005' })).toEqual({
    key: { ...plain, tenant_id: 'f2ef4a45-0007-4000-a605-24a600000005' },
  })
})
