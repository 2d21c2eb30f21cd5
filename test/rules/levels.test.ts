import { describe, expect, test } from 'vitest'
import { levelOf } from '../../src/rules/levels.ts'
import type { Basis, Confidence, Level, Profile, Severity } from '../../src/rules/types.ts'

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']
const grave: readonly Severity[] = ['critical', 'high']
const slight: readonly Severity[] = ['medium', 'low', 'info']
const profiles: readonly Profile[] = ['contract', 'recommended', 'strict']

type Row = readonly [
  basis: Basis,
  severities: readonly Severity[],
  sure: readonly Level[],
  tentative: readonly Level[],
]

// The levels under contract, recommended and strict, for firm or certain findings and for tentative ones.
const golden: readonly Row[] = [
  ['document', severities, ['fail', 'fail', 'fail'], ['warn', 'warn', 'warn']],
  ['annotation', severities, ['fail', 'fail', 'fail'], ['warn', 'warn', 'warn']],
  ['harness', severities, ['fail', 'fail', 'fail'], ['warn', 'warn', 'warn']],
  ['protocol-must', severities, ['warn', 'fail', 'fail'], ['info', 'warn', 'warn']],
  ['protocol-should', severities, ['info', 'warn', 'fail'], ['info', 'info', 'warn']],
  ['standard', grave, ['info', 'fail', 'fail'], ['info', 'warn', 'warn']],
  ['standard', slight, ['info', 'warn', 'fail'], ['info', 'info', 'warn']],
  ['convention', severities, ['off', 'warn', 'warn'], ['off', 'info', 'info']],
]

const cases = golden.flatMap(([basis, of, sure, tentative]) =>
  of.flatMap((severity) =>
    profiles.flatMap((profile, column) =>
      (['certain', 'firm', 'tentative'] satisfies Confidence[]).map(
        (confidence) =>
          [
            basis,
            severity,
            profile,
            confidence,
            (confidence === 'tentative' ? tentative : sure)[column]!,
          ] as const,
      ),
    ),
  ),
)

describe('levels', () => {
  test('the table is complete: 7 bases, 5 severities, 3 profiles, 3 confidences', () => {
    expect(new Set(cases.map((row) => row.slice(0, 4).join())).size).toBe(7 * 5 * 3 * 3)
    expect(cases).toHaveLength(7 * 5 * 3 * 3)
  })

  test.each(profiles)('under %s every finding gets the level of the table', (wanted) => {
    for (const [basis, severity, profile, confidence, level] of cases) {
      if (profile !== wanted) continue
      expect(levelOf({ basis, severity, profile, confidence }), `${basis}, ${severity}, ${confidence}`).toBe(
        level,
      )
    }
  })
})
