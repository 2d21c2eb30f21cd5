import { join } from 'node:path'

import { loadContract } from '../../src/contract/load.ts'
import { livesOf } from './life.ts'
import { lineOf, runOnMock, tableHead } from './run-on-mock.ts'
import { readTruth } from './truth.ts'

/** Runs every document on a mock of itself, and lives the life of its keys there by plain HTTP; one line each. */
export async function measureOnMock(directory: string, only: readonly string[]): Promise<void> {
  let whole = 0
  console.log(tableHead)
  for (const truth of await readTruth(directory)) {
    if (only.length > 0 && !only.includes(truth.name)) continue
    const document = join(directory, truth.file)
    console.log(lineOf(truth.name, await runOnMock(document, 1)))
    const contract = await loadContract(document, { siblingOverlay: false, officialCheck: false })
    const lives = await livesOf(contract, truth)
    if (lives.some((life) => life.whole)) whole += 1
    for (const { label, steps, whole: good } of lives)
      console.log(
        `  ${good ? 'whole life' : 'life      '} of ${label}: ${Object.entries(steps)
          .map(([step, what]) => (what === 'ok' ? step : `${step}: ${what}`))
          .join(', ')}`,
      )
  }
  console.log(`\ndocuments with a key that was created, listed, used, revoked and then refused: ${whole}`)
}
