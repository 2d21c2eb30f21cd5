import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startMock } from '../../src/mock/start.ts'
import { mergedLog } from '../../src/report/merge.ts'
import { reportOf } from '../../src/report/report.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { loadScenarios } from '../../src/run/load-scenarios.ts'
import { planFor } from '../../src/run/preflight.ts'
import type { RunOptions } from '../../src/run/options.ts'
import { describeTarget } from '../../src/target/described.ts'
import { root } from '../cli/keyproof.ts'
import { judgeContract, patience, plainOptions } from './harness.ts'

/** What a report says of every rule, and every finding, without an order and without what only counts. */
function saidOf(events: readonly RunEvent[]): readonly string[] {
  const { verdicts, findings } = reportOf(events)
  return [
    ...findings.map(({ fingerprint, rule, operation, level, message, because }) =>
      JSON.stringify({ fingerprint, rule, operation, level, message, because }),
    ),
    ...verdicts.map(({ rule, operation, verdict, reason }) => [rule, operation, verdict, reason].join(' ')),
  ].toSorted()
}

/** Plays a run, or a part of it, on a mock of its own. */
async function played(
  vendor: string,
  faults: readonly string[],
  options: Partial<RunOptions>,
): Promise<readonly RunEvent[]> {
  const contract = await loadContract(`specs/${vendor}/openapi.yaml`)
  await using mock = await startMock(contract, { faults, seed: 1 })
  const second = mock.createTenant()
  const { events } = await judgeContract(
    contract,
    {
      url: mock.url,
      credentials: mock.credentials,
      params: mock.parameters,
      second: { credentials: second.credentials, params: second.parameters },
    },
    { ...patience, seed: 5, runs: 3, maxKeys: 500, keepKeys: true, ...options },
  )
  return events
}

describe('the parts of a run, put together', () => {
  it.concurrent.each([
    ['videodb', 2, []],
    ['videodb', 3, ['leaks-encoded-secret-in-list', 'accepts-blank-credential']],
    ['autocalls', 5, ['leaks-secret-in-list', 'accepts-wrong-types', 'omits-no-store']],
    ['lumino', 3, ['leaks-secret-in-get', 'accepts-missing-credential', 'accepts-blank-credential']],
    ['vued', 4, ['ignores-scopes', 'cuts-names', 'omits-no-store']],
    ['avido', 40, ['takes-mixed-pairs', 'accepts-taken-names', 'accepts-any-look-alike']],
  ] as const)('say of %s in %i parts what the whole says', async (vendor, of, faults) => {
    const whole = saidOf(await played(vendor, faults, {}))
    const parts: { file: string; events: readonly RunEvent[] }[] = []
    for (let index = 1; index <= of; index++)
      parts.push({ file: `${index}.jsonl`, events: await played(vendor, faults, { shard: { index, of } }) })
    expect(saidOf(mergedLog(parts.toReversed()))).toEqual(whole)
    if (faults.length > 0) expect(whole.join('\n')).toContain('"level":"fail"')
  })
})

describe('a plan in parts', async () => {
  const contract = await loadContract(`${root}/specs/lumino/openapi.yaml`)
  const scenarios = await loadScenarios([], root)
  const options: RunOptions = {
    target: 'http://127.0.0.1:1',
    credentials: {},
    parameters: {},
    ...plainOptions,
    runs: 5,
    maxKeys: 60,
  }
  const target = describeTarget(options.target, contract)
  const planned = (shard?: RunOptions['shard']): ReturnType<typeof planFor> =>
    planFor(contract, target, scenarios, { ...options, ...(shard === undefined ? {} : { shard }) }, 60)
  const whole = planned()

  it('has each unit in one part, as it is in the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), (of) => {
        const parts = Array.from({ length: of }, (_, at) => planned({ index: at + 1, of }))
        const units = parts
          .flatMap((part) => part.units)
          .toSorted((one, other) => one.index - other.index)
          .map(({ memory: _memory, ...unit }) => unit)
        expect(units).toEqual(whole.units.map(({ memory: _memory, ...unit }) => unit))
        for (const part of parts) expect(part.keys).toBeLessThanOrEqual(whole.keys)
      }),
      { numRuns: 10 },
    )
  })

  it('shares the work out fairly', () => {
    const sizes = [1, 2, 3, 4].map((index) => planned({ index, of: 4 }).units.length)
    expect(Math.min(...sizes) / Math.max(...sizes)).toBeGreaterThan(0.5)
  })

  it('makes no keys for what needs none', () => {
    const idle = planned({ index: 1000, of: 1000 })
    expect(idle).toMatchObject({ units: [], keys: 0, controls: 0 })
    expect(idle.shared.size).toBe(0)
  })
})
