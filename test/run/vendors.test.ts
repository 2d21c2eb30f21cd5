import { expect, test } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { judgeContract } from './harness.ts'

/** What `npm start` does: all that a run tries of a vendor's document, on the mock of it. */
test.each(['videodb', 'autocalls', 'lumino', 'vued', 'avido'])(
  'a whole run of %s on its own mock is green and crashes nothing',
  { timeout: 60_000 },
  async (vendor) => {
    const contract = await loadContract(`specs/${vendor}/openapi.yaml`)
    const ran = await judgeContract(
      contract,
      { url: 'mock', credentials: {}, params: {} },
      { target: 'mock', runs: 100, seed: 1 },
    )
    const crashes = ran.events.flatMap((event) =>
      event.type === 'scenario-crashed' ? [`${event.scenario}: ${event.message}`] : [],
    )
    expect(crashes).toEqual([])
    expect(ran.failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
    expect(ran.exitCode).toBe(0)
  },
)
