import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { inspectionText } from '../../src/cli/inspection-text.ts'
import { inspectionOf } from '../../src/cli/inspection.ts'
import { overlayOf } from '../../src/contract/keys/write-overlay.ts'
import { createContract } from '../../src/contract/load.ts'
import { applyOverlays } from '../../src/contract/overlay.ts'
import { collectProblems } from '../../src/contract/problems.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { KeyproofError } from '../../src/errors.ts'
import { loadScenarios } from '../../src/run/load-scenarios.ts'
import type { Scenario } from '../../src/run/scenario.ts'
import { damaged, damageTo } from '../contract/mangle.ts'
import { documentOf } from '../contract/keys/documents.ts'
import { SHAPES } from '../contract/keys/shapes.ts'

let scenarios: readonly Scenario[] = []

beforeAll(async () => {
  scenarios = await loadScenarios([], process.cwd())
})

/** All that inspect does with a document; true where it came to a result, false where it was refused with a reason. */
function inspected(document: JsonObject): boolean {
  try {
    const contract = createContract(document)
    const inspection = inspectionOf(contract, scenarios)
    expect(inspectionText(contract, inspection)).toContain('will be judged')
    JSON.stringify(inspection)
    for (const { reason, applies } of inspection.rules) expect(applies || reason !== '').toBe(true)
    const { overlay } = overlayOf(contract, document)
    if (overlay === null) return true
    const problems = collectProblems()
    const again = createContract(
      applyOverlays(document, [{ name: 'overlay', value: overlay }], problems).document,
    )
    expect(problems.list).toEqual([])
    expect(again.keyResources.map(({ label, secret }) => [label, secret.pointer])).toEqual(
      contract.keyResources.map(({ label, secret }) => [label, secret.pointer]),
    )
    return true
  } catch (error) {
    if (!(error instanceof KeyproofError)) throw error
    expect([error.message, error.hint]).not.toContain('')
    return false
  }
}

test('no document, however mangled, ends inspect in anything but a result or a clear error', () => {
  const anyDamage = fc
    .constantFrom(...SHAPES.map((shape) => documentOf(shape.document)))
    .chain((document) => damageTo(document).map((damage) => damaged(document, damage)))
  let results = 0
  fc.assert(
    fc.property(anyDamage, (document) => {
      if (inspected(document)) results += 1
    }),
    { numRuns: 300 },
  )
  // Most damage leaves something to understand.
  expect(results).toBeGreaterThan(150)
})
