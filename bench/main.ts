import { fileURLToPath } from 'node:url'
import { loadContract } from '../src/contract/load.ts'
import { loadScenarios } from '../src/run/load-scenarios.ts'
import { bareLoop, concurrency, leanLoop } from './bare.ts'
import { benchLeaks } from './leaks.ts'
import { benchMock } from './mock.ts'
import { pipelineRate } from './pipeline.ts'
import { serveApart } from './server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = Number(process.argv[2] ?? 7)
const loopMs = 1000
/** Turns of each that count for nothing: it takes some thousand exchanges until the code is compiled for good. */
const warmUps = 3

const contract = await loadContract(`${root}/specs/avido/openapi.yaml`, { siblingOverlay: false })
const scenarios = (await loadScenarios([], root)).filter(
  ({ name }) => name === 'valid-requests-accepted' || name === 'invalid-requests-rejected',
)
const served = await serveApart()

/** What is measured, one after the other in every round, so that a busy moment of the machine hits all alike. */
const measures: Readonly<Record<string, () => Promise<number>>> = {
  'undici alone': () => bareLoop(served, loopMs),
  'generation, JSON and ajv around it': () => leanLoop(served, loopMs, contract),
  keyproof: () => pipelineRate(served, contract, scenarios),
  'keyproof without sealing': () => pipelineRate(served, contract, scenarios, ['sealing']),
  'keyproof without validation': () => pipelineRate(served, contract, scenarios, ['validation']),
  'keyproof without generation': () => pipelineRate(served, contract, scenarios, ['generation']),
  'keyproof without any of them': () =>
    pipelineRate(served, contract, scenarios, ['sealing', 'validation', 'generation']),
}

interface Sample {
  /** Exchanges a second. */
  readonly rate: number
  /** Processor time of this process, without the server's, in microseconds an exchange: what a busy machine changes least. */
  readonly cpu: number
}

async function sampled(measure: () => Promise<number>): Promise<Sample> {
  const started = performance.now()
  const before = process.cpuUsage()
  const rate = await measure()
  const { user, system } = process.cpuUsage(before)
  return { rate, cpu: (user + system) / ((rate * (performance.now() - started)) / 1000) }
}

const samples = new Map<string, Sample[]>(Object.keys(measures).map((name) => [name, []]))
let leaks: string
try {
  for (let round = 0; round < warmUps; round++) for (const measure of Object.values(measures)) await measure()
  const inOrder = Object.entries(measures)
  for (let round = 0; round < rounds; round++) {
    // Each begins once, since what one leaves behind on the heap the next has to clear away.
    const first = round % inOrder.length
    for (const [name, measure] of [...inOrder.slice(first), ...inOrder.slice(0, first)])
      samples.get(name)!.push(await sampled(measure))
  }
  leaks = await benchLeaks(served, rounds)
} finally {
  served.stop()
}

const middle = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
const median = (name: string, of: keyof Sample): number =>
  middle(samples.get(name)!.map((sample) => sample[of]))
/** Of the rates of the same round, since what else the machine does changes from one to the next. */
const ofBare = (name: string): number =>
  middle(samples.get(name)!.map(({ rate }, round) => rate / samples.get('undici alone')![round]!.rate))
const whole = median('keyproof', 'cpu')
console.log(
  `${rounds} rounds on node ${process.versions.node} after ${warmUps} to warm up, ${concurrency} requests in flight, median of each`,
)
console.log(
  `A judged exchange: a generated request, written, its secrets filled in, sent; the answer read, its new secret
learned, every known secret in any encoding looked for in request and answer, validated, redacted, judged by
all checks and noted for clean-up. The run's own beginning and end, and shrinking what broke, count too.\n`,
)
console.log(`${' '.repeat(36)}exchanges/s   of undici    CPU µs each`)
for (const name of samples.keys()) {
  const rate = median(name, 'rate')
  console.log(
    `${name.padEnd(36)}${rate.toFixed(0).padStart(11)}${ofBare(name).toFixed(2).padStart(12)}${median(name, 'cpu').toFixed(0).padStart(15)}`,
  )
}

const cost = (part: string): string =>
  `${part} ${Math.max(0, whole - median(`keyproof without ${part}`, 'cpu')).toFixed(0)} µs`
const rest = median('keyproof without any of them', 'cpu') - median('undici alone', 'cpu')
console.log(
  `\nof ${whole.toFixed(0)} µs CPU: undici ${median('undici alone', 'cpu').toFixed(0)} µs, ${cost('sealing')}, ${cost('validation')}, ${cost('generation')}, client, recorder, checks and stage ${rest.toFixed(0)} µs`,
)
console.log(`judged exchanges per second: ${ofBare('keyproof').toFixed(2)} of undici alone (goal: 0.3)`)

console.log(`\n${leaks}`)
console.log(`\n${await benchMock({ rounds })}`)
