import { join } from 'node:path'

import { loadContract } from '../../src/contract/load.ts'
import { compare, type Measure, type Tally } from './compare.ts'
import { readTruth } from './truth.ts'

/**
 * Measures how well key resources are found: `node --conditions=keyproof-source test/corpus/measure.ts DIR [NAME...]`,
 * where DIR holds `truth.json` and the documents it names.
 */
const [directory, ...only] = process.argv.slice(2)
if (directory === undefined) throw new Error('which directory?')

const totals = new Map<Measure, { hits: number; tries: number }>()
for (const truth of await readTruth(directory)) {
  if (only.length > 0 && !only.includes(truth.name)) continue
  const started = performance.now()
  const contract = await loadContract(join(directory, truth.file), { siblingOverlay: false })
  const loaded = performance.now()
  const found = contract.keyResources
  const inferred = performance.now()
  const { tallies, differences } = compare(found, truth)
  const times = `load ${(loaded - started).toFixed(0)} ms, infer ${(inferred - loaded).toFixed(0)} ms`
  console.log(
    `${differences.length === 0 ? 'ok  ' : 'diff'} ${truth.name}: ${found.length} found of ${truth.resources.length}, ${times}`,
  )
  for (const line of differences) console.log(`     ${line}`)
  if (only.length > 0) console.log(JSON.stringify(found, null, 1))
  for (const [measure, tally] of Object.entries(tallies) as [Measure, Tally][]) {
    const sum = totals.get(measure) ?? { hits: 0, tries: 0 }
    totals.set(measure, { hits: sum.hits + tally.hits, tries: sum.tries + tally.tries })
  }
}
console.log()
for (const [measure, { hits, tries }] of totals) {
  console.log(`${measure.padEnd(14)} ${hits}/${tries} = ${tries === 0 ? '-' : (hits / tries).toFixed(3)}`)
}
