import { expect, test } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { documentOf, schema, type ShortDocument } from '../contract/keys/documents.ts'
import { judgeContract, type Ran } from './harness.ts'

function onItsMock(document: ShortDocument): Promise<Ran> {
  const contract = createContract(documentOf(document), { name: 'odd' })
  expect(contract.keyResources).toHaveLength(1)
  return judgeContract(
    contract,
    { url: 'mock', credentials: {}, params: {} },
    { target: 'mock', runs: 20, timeoutMs: 60_000 },
  )
}

const held = (ran: Ran, rule: string, operation: string): boolean =>
  ran.verdicts.some((one) => one.rule === rule && one.operation === operation && one.verdict === 'held')
const failures = (ran: Ran): readonly string[] =>
  ran.findings.filter(({ level }) => level === 'fail').map(({ rule, message }) => `${rule}: ${message}`)

const KEY = { id: 'string', name: 'string' }

test('keys that are revoked several at a time, by a list that may be left out', async () => {
  const ran = await onItsMock({
    paths: {
      'POST /api-keys': { request: { name: 'string' }, response: { ...KEY, key: 'string' } },
      'GET /api-keys': { response: [KEY] },
      'POST /api-keys/delete': {
        request: { ids: ['string'], names: ['string'] },
        response: { done: 'boolean' },
      },
    },
  })
  expect(failures(ran)).toEqual([])
  expect(ran.exitCode).toBe(0)
  expect(held(ran, 'lifecycle-revoked-key-rejected', 'POST /api-keys/delete')).toBe(true)
  expect(held(ran, 'status-valid-input-accepted', 'POST /api-keys/delete')).toBe(true)
  expect(held(ran, 'status-invalid-input-rejected', 'POST /api-keys/delete')).toBe(true)
})

test('keys that stand beside their owner in the list, and whose value is replaced in place', async () => {
  const ran = await onItsMock({
    paths: {
      'POST /tokens': { request: { name: 'string' }, response: { ...KEY, value: 'string' } },
      'GET /tokens': { response: { tokens: [{ owner: { email: 'string' }, token: { id: 'string' } }] } },
      'DELETE /tokens/{token_id}': { status: '204' },
      'PUT /tokens/{token_id}/value': { request: { note: 'string' }, response: { value: 'string' } },
    },
  })
  expect(failures(ran)).toEqual([])
  expect(held(ran, 'lifecycle-created-key-listed-once', 'GET /tokens')).toBe(true)
  expect(held(ran, 'lifecycle-rotate-cutover', 'PUT /tokens/{token_id}/value')).toBe(true)
})

test('keys addressed by a secret whose long beginning all of them share', async () => {
  const token = {
    type: 'string',
    description: 'The token.',
    examples: ['organisation:development.x4f8k2m9q7'],
  }
  const shown = { secret: schema(token), label: 'string', created_at: 'time' } as const
  const ran = await onItsMock({
    paths: {
      'POST /api-tokens': { request: { label: 'string' }, response: shown },
      'GET /api-tokens': { response: { tokens: [shown] } },
      'DELETE /api-tokens/{token}': { status: '204' },
    },
  })
  expect(ran.findings.filter(({ rule }) => /^lifecycle-|^robust-/.test(rule))).toEqual([])
  expect(held(ran, 'lifecycle-created-key-listed-once', 'GET /api-tokens')).toBe(true)
  expect(held(ran, 'lifecycle-deleted-key-gone', 'DELETE /api-tokens/{token}')).toBe(true)
})
