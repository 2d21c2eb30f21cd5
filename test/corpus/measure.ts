import { join, resolve } from 'node:path'

import { loadContract } from '../../src/contract/load.ts'
import { compare, type Measure, type Tally } from './compare.ts'
import { measureOnMock } from './measure-mock.ts'
import { readTruth } from './truth.ts'

/**
 * Measures how well key resources are found: `npm run corpus -- DIR [NAME...]`, where DIR holds `truth.json` and the
 * documents it names; with `--mock`, what becomes of the documents and their keys on a mock.
 */
const onMock = process.argv.includes('--mock')
const [given, ...only] = process.argv.slice(2).filter((argument) => argument !== '--mock')
if (given === undefined) throw new Error('which directory?')
// The mock is run in a folder of its own.
const directory = resolve(given)
if (onMock) await measureOnMock(directory, only)
else await measure(directory, only)

async function measure(directory: string, only: readonly string[]): Promise<void> {
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
}
