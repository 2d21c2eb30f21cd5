import { expect, it } from 'vitest'
import type { JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const contract = plainContract({ listed: true, alwaysShown: true })
const secretOf = (random: string): string => `https://${random}@ingest.example.com/4501`

async function failuresWhere(shows: (secret: string) => JsonObject): Promise<readonly string[]> {
  await using server = await startPlain({ keysWork: false, secretOf, shows })
  const only = ['secret-not-in-headers-or-urls', 'secret-never-reappears', 'secret-absent-from-reads']
  const ran = await judgeContract(contract, server, { ...patience, runs: 5, maxKeys: 30, only })
  return [...new Set(ran.failures.map(({ rule }) => rule))]
}

it('a secret that is a URL may be read in the member that the document shows it in', async () => {
  expect(await failuresWhere((secret) => ({ secret }))).toEqual([])
})

it('a secret that is a URL may not be in a link beside it', async () => {
  expect(
    await failuresWhere((secret) => ({
      secret,
      self: `https://example.com/?dsn=${encodeURIComponent(secret)}`,
    })),
  ).toEqual(['secret-not-in-headers-or-urls'])
})
