import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { propagationMs } from '../../src/run/propagation.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience } from './harness.ts'

const plain = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])

/** The document with a word on its revocation. */
function saying(description: string, more: JsonObject = {}): Contract {
  const { document } = plain
  const paths = document['paths'] as Readonly<Record<string, JsonObject>>
  const gone = paths['/keys/{id}']!
  return createContract({
    ...document,
    ...more,
    paths: {
      ...paths,
      '/keys/{id}': { ...gone, delete: { ...(gone['delete'] as JsonObject), description } },
    },
  })
}

it.each([
  ['The revocation takes effect everywhere within 2 seconds.', 2_000],
  ['A revoked token may still be accepted for up to 30 seconds.', 30_000],
  ['Revokes a key. It stops working within about five seconds.', 5_000],
  ['Keys are cached, so a deleted key is honoured for at most 500 ms.', 500],
  ['Deletes a key. Deletion propagates to all regions after 10 seconds.', 10_000],
  // No delay, nothing that a run could wait for, or a delay of something else.
  ['The key stops working at once.', 0],
  ['The key stops working within 5 minutes.', 0],
  ['A deleted key can be restored within 30 days.', 0],
  ['Keys may be deleted at most 10 times in 60 seconds.', 0],
  ['Answers within 2 seconds.', 0],
  ['A revoked key stops working; the request times out after 30 minutes.', 0],
])('of a revocation it is said: %s', (text, ms) => {
  expect(propagationMs(saying(text), 'revoke')).toBe(ms)
  expect(propagationMs(saying(text), 'create')).toBe(0)
})

it('an annotation stands over what is said in words', () => {
  const said = { 'x-secret-contract': { version: 1, propagation: { revoke: 'PT1S' } } }
  expect(propagationMs(saying('It stops working within 20 seconds.', said), 'revoke')).toBe(1_000)
})

it.each([
  [
    'within the time that the document tells of is none',
    saying('The key stops working within 2 seconds.'),
    [],
  ],
  ['that nobody was told of is a finding', plain, ['lifecycle-revoked-key-rejected']],
])('a delay %s', async (_what, contract, expected) => {
  const root = 'root-4f9Qz81LmXwP7'
  const seen = new Map<string, number>()
  await using server = await startGuarded({
    lets: ({ bearer, issued }) => {
      if (bearer === root || bearer === null) return bearer === root
      if (issued(bearer)) seen.set(bearer, Number.POSITIVE_INFINITY)
      else if (seen.get(bearer) === Number.POSITIVE_INFINITY) seen.set(bearer, performance.now() + 300)
      return performance.now() < (seen.get(bearer) ?? 0)
    },
    credentials: { key: root },
  })
  const only = ['lifecycle-revoked-key-rejected', 'lifecycle-revoke-during-use']
  const { findings } = await judgeContract(contract, server, { ...patience, runs: 5, maxKeys: 100, only })
  expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(expected)
})
