import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadContract } from '../src/contract/load.ts'
import { loadScenarios } from '../src/run/load-scenarios.ts'
import { bareLoop, leanLoop } from './bare.ts'
import { pipelineRate } from './pipeline.ts'
import { serveApart } from './server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = Number(process.argv[2] ?? 5)
const loopMs = 1000

const contract = await loadContract(`${root}/specs/avido/openapi.yaml`, { siblingOverlay: false })
const scenarios = (await loadScenarios([], root)).filter(({ name }) => name === 'valid-requests-accepted' || name === 'invalid-requests-rejected')
const served = await serveApart()

/** What is measured, one after the other in every round, so that a busy moment of the machine hits all alike. */
const measures: Readonly<Record<string, () => Promise<number>>> = {
  'undici alone': () => bareLoop(served, loopMs),
  'generation, JSON and ajv around it': () => leanLoop(served, loopMs, contract),
  keyproof: () => pipelineRate(served, contract, scenarios),
  'keyproof without sealing': () => pipelineRate(served, contract, scenarios, ['sealing']),
  'keyproof without validation': () => pipelineRate(served, contract, scenarios, ['validation']),
  'keyproof without generation': () => pipelineRate(served, contract, scenarios, ['generation']),
  'keyproof without any of them': () => pipelineRate(served, contract, scenarios, ['sealing', 'validation', 'generation']),
}

const rates = new Map<string, number[]>(Object.keys(measures).map((name) => [name, []]))
try {
  // Warm before anything counts.
  for (const measure of Object.values(measures)) await measure()
  for (let round = 0; round < rounds; round++) for (const [name, measure] of Object.entries(measures)) rates.get(name)!.push(await measure())
} finally {
  served.stop()
}

const median = (name: string): number => rates.get(name)!.toSorted((one, other) => one - other)[Math.floor(rounds / 2)]!
const bare = median('undici alone')
const whole = median('keyproof')
console.log(`${rounds} rounds on node ${process.versions.node}, median of each\n`)
console.log('                                     exchanges/s   of undici   µs each')
for (const name of rates.keys())
  console.log(`${name.padEnd(38)}${median(name).toFixed(0).padStart(10)}${(median(name) / bare).toFixed(2).padStart(12)}${(1e6 / median(name)).toFixed(0).padStart(10)}`)

const cost = (name: string): string => `${Math.max(0, 1e6 / whole - 1e6 / median(name)).toFixed(0)} µs`
console.log(`\nof ${(1e6 / whole).toFixed(0)} µs: undici and the server ${(1e6 / bare).toFixed(0)} µs, sealing ${cost('keyproof without sealing')}, validation ${cost('keyproof without validation')}, generation ${cost('keyproof without generation')}`)
console.log(`judged exchanges per second: ${(whole / bare).toFixed(2)} of undici alone (goal: 0.3)`)

if (existsSync(`${root}/bench/mock.ts`)) {
  const { benchMock } = await import('./mock.ts')
  const { bare: plain, mock } = await benchMock()
  console.log(`\nmock: ${mock.toFixed(0)} keys made a second, ${(mock / plain).toFixed(2)} of a bare server (${plain.toFixed(0)})`)
}
