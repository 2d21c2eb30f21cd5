import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/types.ts'
import { judgeContract, type Judged, patience } from './harness.ts'
import { judgedWhole, plantedOn } from './planted.ts'

/** The tests of one document on the mock: green without a fault, and every fault found by the rule it names. */
export async function faultsOf(document: string): Promise<void> {
  const contract = await loadContract(document)

  describe(`the mock of ${contract.name}`, () => {
    it('is green without a fault', async () => {
      await using mock = await startMock(contract, { seed: 1 })
      const ran = await judgeContract(contract, judgedMock(mock), settings)
      expect(ran.failures).toEqual([])
      expect(ran.exitCode).toBe(0)
    })

    // Side by side, since some of them wait for a key to expire.
    it.concurrent.each(plantedOn(contract, document).map((fault) => [fault.name, fault] as const))(
      'shows %s',
      async (_name, fault) => {
        await using mock = await startMock(contract, { faults: [fault.name], seed: 1 })
        const ran = await judgeContract(contract, judgedMock(mock), {
          ...settings,
          ...(judgedWhole(fault, document) ? {} : { only: [fault.rule] }),
        })
        const found = ran.findings.filter(
          (finding) => finding.rule === fault.rule && finding.level !== 'info',
        )
        expect(found.length, `found under ${fault.rule}`).toBeGreaterThan(0)
        const others = ran.failures
          .map((finding) => finding.rule)
          .filter((rule) => rule !== fault.rule && fault.touches?.includes(rule) !== true)
        expect([...new Set(others)]).toEqual([])
      },
    )
  })
}

/** The mock with a tenant of its own beside the first. */
function judgedMock(mock: Mock): Judged {
  const { credentials, parameters } = mock.createTenant()
  return {
    url: mock.url,
    credentials: mock.credentials,
    params: mock.parameters,
    second: { credentials, params: parameters },
  }
}

/** The mock ends with its test, so its keys need not be revoked one by one. */
const settings = { ...patience, keepKeys: true, maxKeys: 500, runs: 5, operations: ['**'] } as const
