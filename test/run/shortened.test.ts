import { expect, it } from 'vitest'
import type { JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const shortened = { type: 'string', description: 'A shortened form of the secret.' }

async function found(
  member: string,
  shown: (secret: string) => string,
  unless = 'held',
): Promise<readonly string[]> {
  const beside: JsonObject = { [member]: shortened }
  await using server = await startPlain({ shows: (secret) => ({ [member]: shown(secret) }) })
  const { findings, verdicts } = await judgeContract(plainContract({ listed: true, beside }), server, {
    ...patience,
    runs: 3,
    maxKeys: 40,
    only: ['redacted-form-matches-secret'],
  })
  expect(verdicts.map(({ verdict }) => verdict)).toContain(findings.length === 0 ? unless : 'broken')
  return findings.map(({ message }) => message)
}

it.each<[string, string, (secret: string) => string]>([
  ['its end', 'token_last_four', (secret) => secret.slice(-4)],
  ['its beginning', 'key_hint', (secret) => secret.slice(0, 8)],
  ['its beginning and a mask', 'token_masked', (secret) => `${secret.slice(0, 8)}...`],
])('a shortened secret may be %s', async (_what, member, shown) => {
  expect(await found(member, shown)).toEqual([])
})

it.each<[string, string, (secret: string) => string]>([
  ['its beginning, where the name speaks of the end', 'token_last_four', (secret) => secret.slice(4, 8)],
  ['something else', 'token_masked', () => 'zzzz...'],
])('a shortened secret is told of that is %s', async (_what, member, shown) => {
  const [told, ...others] = await found(member, shown)
  expect(told).toMatch(
    new RegExp(`shows a shortened secret at /(?:\\*/)?${member} that is no part of the secret`),
  )
  expect(others).toEqual([])
})

it('says nothing of a word in the place of a shortened secret', async () => {
  expect(await found('token_masked', () => 'redacted', 'not-applicable')).toEqual([])
})
