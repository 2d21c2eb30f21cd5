import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startMock } from '../../src/mock/start.ts'
import { judgeContract } from './harness.ts'

const times = 20

/** What a run says of every rule, and every finding with its story, without what only counts. */
async function saidOf(vendor: string, faults: readonly string[]): Promise<string> {
  const contract = await loadContract(`specs/${vendor}/openapi.yaml`)
  await using mock = await startMock(contract, { faults, seed: 1 })
  const second = mock.createTenant()
  const ran = await judgeContract(
    contract,
    {
      url: mock.url,
      credentials: mock.credentials,
      params: mock.parameters,
      second: { credentials: second.credentials, params: second.parameters },
    },
    {
      seed: 5,
      runs: 2,
      maxKeys: 60,
      keepKeys: true,
      only: ['secret-absent-from-reads', 'lifecycle-deleted-key-gone'],
    },
  )
  const findings = ran.findings.map(({ fingerprint, rule, operation, level, message, expected, story }) =>
    JSON.stringify({ fingerprint, rule, operation, level, message, expected, story }),
  )
  const verdicts = ran.verdicts.map(({ rule, operation, verdict, reason }) =>
    [rule, operation, verdict, reason].join(' '),
  )
  return [...findings, ...verdicts].join('\n')
}

describe(`${times} runs with one seed`, () => {
  it.each([
    ['avido', []],
    ['avido', ['leaks-secret-in-list']],
    ['videodb', []],
    ['videodb', ['leaks-encoded-secret-in-list']],
  ] as const)('say the same of %s with %j', async (vendor, faults) => {
    const first = await saidOf(vendor, faults)
    if (faults.length > 0) expect(first).toContain('fingerprint')
    for (let time = 1; time < times; time++) expect(await saidOf(vendor, faults)).toBe(first)
  })
})
