import { expect, it } from 'vitest'
import { operationByKey } from '../../src/contract/lookup.ts'
import { loadContract } from '../../src/contract/load.ts'
import type { Exchange } from '../../src/http/exchange.ts'
import { createMakings } from '../../src/run/makings.ts'
import { spec } from '../cli/keyproof.ts'

interface Key {
  readonly secret: string
  readonly id?: string
  readonly name?: string
  readonly idempotency?: string
}

/** The answer that makes a key, in which a secret that is known stands under its first name. */
function made({ secret, id, name, idempotency }: Key, issued: string): Exchange {
  return {
    request: {
      operation: 'POST /v0/api-keys',
      method: 'POST',
      path: '/v0/api-keys',
      headers: idempotency === undefined ? [] : [['Idempotency-Key', idempotency]],
      body: JSON.stringify({ name }),
    },
    response: {
      status: 201,
      headers: [],
      body: JSON.stringify({ data: { id, name, key: secret } }),
      truncated: false,
    },
    facts: { sightings: [], violations: null, issued, json: true },
  }
}

const one = '<secret:k1>'
const other = '<secret:k2>'

it('a repetition is known by the header that the document says', async () => {
  const contract = await loadContract(spec('avido'))
  const [resource] = contract.keyResources
  const plain = operationByKey(contract, resource!.roles.create!.operation)!
  const annotated = {
    ...plain,
    extensions: { 'x-key-operation': { idempotency: { header: 'Request-Id', replay: 'same-body' } } },
  }
  const asked = (id: string): Exchange => {
    const exchange = made({ secret: one, id }, one)
    return { ...exchange, request: { ...exchange.request, headers: [['request-id', 'r']] } }
  }
  for (const [operation, taken] of [
    [annotated, false],
    [plain, true],
  ] as const) {
    const makings = createMakings()
    expect(makings.isTaken(asked('a'), resource!, operation)).toBe(false)
    expect(makings.isTaken(asked('b'), resource!, operation)).toBe(taken)
  }
})

it.each<[what: string, first: Key, second: Key, taken: boolean]>([
  ['another secret', { secret: one, id: 'a' }, { secret: other, id: 'b' }, false],
  ['the secret of another key', { secret: one, id: 'a' }, { secret: one, id: 'b' }, true],
  ['the same key again', { secret: one, id: 'a' }, { secret: one, id: 'a' }, false],
  ['a key without an id, of another name', { secret: one, name: 'x' }, { secret: one, name: 'y' }, true],
  ['a key without an id, of the same name', { secret: one, name: 'x' }, { secret: one, name: 'x' }, false],
  ['keys of which nothing is known', { secret: one }, { secret: one }, true],
  [
    'a repetition of the request',
    { secret: one, id: 'a', idempotency: 'r' },
    { secret: one, id: 'b', idempotency: 'r' },
    false,
  ],
  [
    'another request with a key of its own',
    { secret: one, id: 'a', idempotency: 'r' },
    { secret: one, id: 'b', idempotency: 's' },
    true,
  ],
])('whether a secret is taken is seen of %s', async (_what, first, second, taken) => {
  const contract = await loadContract(spec('avido'))
  const [resource] = contract.keyResources
  const create = operationByKey(contract, resource!.roles.create!.operation)!
  expect(resource).toMatchObject({ id: { pointer: '/data/id' }, nameInRequest: '/name' })
  const makings = createMakings()
  expect(makings.isTaken(made(first, one), resource!, create)).toBe(false)
  expect(makings.isTaken(made(second, other), resource!, create)).toBe(taken)
})
