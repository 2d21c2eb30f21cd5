import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { offSwitchIn } from '../../src/contract/off-switch.ts'
import { operationByKey } from '../../src/contract/lookup.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { json, text } from './openapi-parts.ts'

const refused = { '400': { description: 'No' }, '401': { description: 'No' }, '404': { description: 'No' } }

/** Keys that a member turns off, flat or within an envelope. */
function contractWith(member: JsonObject, { wrapped = false, needed = false } = {}): Contract {
  const within = (schema: JsonObject): JsonObject =>
    wrapped ? { type: 'object', required: ['key'], properties: { key: schema } } : schema
  const asked = (required: readonly string[]): JsonObject =>
    within({ type: 'object', required: [...required], properties: { name: text, ...member } })
  const shown = { id: text, name: text, ...member }
  const answer = (properties: JsonObject): JsonObject =>
    json(within({ type: 'object', required: ['id', 'name', ...Object.keys(member)], properties }))
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Switched', version: '1' },
      security: [{ account: [] }],
      components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            requestBody: {
              required: true,
              ...json(asked(needed ? ['name', ...Object.keys(member)] : ['name'])),
            },
            responses: {
              '201': {
                description: 'The key. The secret is shown once.',
                ...answer({ ...shown, secret: text }),
              },
              ...refused,
            },
          },
        },
        '/keys/{id}': {
          parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
          get: {
            summary: 'Get an API key',
            responses: { '200': { description: 'It', ...answer(shown) }, ...refused },
          },
          patch: {
            summary: 'Update an API key',
            requestBody: { required: true, ...json(asked([])) },
            responses: { '200': { description: 'It', ...answer(shown) }, ...refused },
          },
          delete: {
            summary: 'Revoke an API key',
            responses: { '204': { description: 'Gone' }, ...refused },
          },
        },
      },
    },
    { name: 'switched' },
  )
}

const enabled = { enabled: { type: 'boolean', description: 'A key that is not enabled is refused.' } }
const paused = { is_paused: { type: 'boolean' } }
const status = { status: { type: 'string', enum: ['ACTIVE', 'SUSPENDED'] } }

async function judge(contract: Contract, faults: readonly string[]): Promise<Ran> {
  await using mock = await startMock(contract, { faults, seed: 1 })
  const { credentials, parameters: params, url } = mock
  const only = ['lifecycle-*', 'schema-echo-fidelity', 'status-valid-input-accepted']
  return await judgeContract(mock.contract, { url, credentials, params }, { ...patience, runs: 8, only })
}

const verdictOf = ({ verdicts }: Ran): unknown =>
  verdicts.find(
    ({ rule, operation }) => rule === 'lifecycle-revoked-key-rejected' && operation === 'PATCH /keys/{id}',
  )?.verdict

describe.each([
  ['enabled', enabled, {}],
  ['enabled, which a new key has to say', enabled, { needed: true }],
  ['is_paused within an envelope', paused, { wrapped: true, needed: true }],
  ['status', status, {}],
] as const)('keys that are turned off by %s', (_what, member, form) => {
  it('are green where they are refused then', async () => {
    const ran = await judge(contractWith(member, form), [])
    expect(ran.failures).toEqual([])
    expect(verdictOf(ran)).toBe('held')
  })

  it('are told of where they work on', async () => {
    const ran = await judge(contractWith(member, form), ['accepts-switched-off-keys'])
    expect(ran.failures.map(({ rule, operation }) => `${rule} ${operation}`)).toEqual([
      'lifecycle-revoked-key-rejected PATCH /keys/{id}',
    ])
    expect(ran.failures[0]!.message).toContain('turned off')
  })

  it('are told of as not updated where they stay on', async () => {
    const ran = await judge(contractWith(member, form), ['ignores-updates'])
    expect(ran.findings.map(({ rule, message }) => `${rule}: ${message}`)).toContain(
      'schema-echo-fidelity: PATCH /keys/{id} answers 200, and the key stays turned on.',
    )
  })
})

it.each([
  ['readOnly', { enabled: { type: 'boolean', readOnly: true } }],
  ['a time', { disabled: { type: 'string', format: 'date-time' } }],
  ['a status that no key is off with', { status: { type: 'string', enum: ['active', 'expired'] } }],
  ['about something else', { active_users: { type: 'boolean' } }],
])('what is %s turns no key off', (_what, member) => {
  const contract = contractWith(member)
  const update = operationByKey(contract, 'PATCH /keys/{id}')!
  expect(offSwitchIn(contract, contract.keyResources[0]!, update)).toBeNull()
})
