import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import type { Operation } from '../../src/contract/types.ts'
import { loadScenarios } from '../../src/run/load-scenarios.ts'
import { needsOf } from '../../src/run/needs.ts'
import { planRun, type Plan } from '../../src/run/plan.ts'
import { liveMaxKeys } from '../../src/run/options.ts'
import { materialOf } from '../../src/run/material.ts'
import { describeTarget } from '../../src/target/described.ts'

const scenarios = await loadScenarios([], '.')

async function planOf(
  vendor: string,
  maxKeys: number,
  named: ((operation: Operation) => boolean) | null = null,
): Promise<Plan> {
  const contract = await loadContract(`specs/${vendor}/openapi.yaml`)
  const target = describeTarget('http://127.0.0.1:1', contract)
  return planRun({
    contract,
    target,
    scenarios,
    schemes: Object.keys(contract.securitySchemes),
    other: true,
    named,
    seed: 1,
    runs: 100,
    maxKeys,
    maxOperations: 100,
    needsOf: (unit) => needsOf(unit, materialOf({ contract, target, given: { parameters: {} } }, unit)),
  })
}

describe('the operations of a run', () => {
  const older = 'GET /v0/applications/{id}/api-keys'

  it('are those that have a role for keys; others are said to be left out', async () => {
    const plan = await planOf('avido', 10)
    expect(plan.leftOut.map(({ key }) => key)).toEqual([older])
    expect(plan.units.some(({ subject }) => subject.operation.key === older)).toBe(false)
  })

  it('are those that the user names, of which nobody need be told that there are others', async () => {
    const plan = await planOf('avido', 10, ({ key }) => key === older)
    expect(plan.leftOut).toEqual([])
    expect(new Set(plan.units.map(({ subject }) => subject.operation.key))).toEqual(new Set([older]))
  })
})

describe('the keys of a run on a live target', () => {
  it.each(['videodb', 'autocalls', 'lumino', 'vued', 'avido'])(
    'do for stories and requests that are drawn over %s, within the default budget',
    async (vendor) => {
      const plan = await planOf(vendor, liveMaxKeys)
      const needed = plan.units.reduce((sum, unit) => sum + unit.charged, 0)
      const shared = plan.shared.values().reduce((sum, count) => sum + count, 0)
      expect(needed + shared + plan.controls).toBeLessThanOrEqual(liveMaxKeys)
      const drawn = (name: string): number | undefined =>
        plan.units.find(({ scenario, subject }) => scenario.name === name && subject.role === 'create')?.runs
      expect(drawn('key-life')).toBeGreaterThanOrEqual(5)
      // Vued's edges take most: a name, an expiry of four types, and scopes.
      expect(drawn('valid-requests-accepted')).toBeGreaterThanOrEqual(vendor === 'vued' ? 2 : 3)
    },
  )

  it('limit nothing that needs none', async () => {
    const plan = await planOf('avido', 0)
    const reads = plan.units.filter(
      ({ scenario, subject }) => scenario.name === 'valid-requests-accepted' && subject.role === 'list',
    )
    expect(reads.map(({ runs }) => runs)).toEqual([100])
  })
})
