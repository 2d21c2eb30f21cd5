import { coldStarts } from './cold-start.ts'
import { drive } from './drive.ts'
import { document, startApart, startPrismApart } from './mock-servers.ts'
import type { Apart } from './mock-servers.ts'

const connections = 16
/** Requests after which the heap is looked at again. */
const many = 100_000

interface Sample {
  /** Requests a second. */
  readonly rate: number
  /** Processor time of the server in microseconds a request, which what else the machine does changes least. */
  readonly cpu: number
}

/**
 * Measures the making of Avido keys by a bare server, the mock and Prism, each in a process of its own, one
 * after the other in every round; then the memory of the mock, and its start. Gives the lines to print.
 */
export async function benchMock({
  rounds,
  roundMs = 1000,
}: {
  readonly rounds: number
  readonly roundMs?: number
}): Promise<string> {
  const servers = {
    bare: await startApart('bare'),
    mock: await startApart('mock'),
    prism: await startPrismApart(),
  }
  try {
    const samples: Record<keyof typeof servers, Sample[]> = { bare: [], mock: [], prism: [] }
    const names = Object.keys(samples) as (keyof typeof servers)[]
    // All are warm before anything counts.
    for (const name of names) await sample(servers[name], roundMs)
    for (let round = 0; round < rounds; round++)
      for (const name of names) samples[name].push(await sample(servers[name], roundMs))
    return [
      `Making Avido keys over ${connections} connections, ${rounds} rounds, median of each. Bare is a node:http server that`,
      'reads the body, parses it as JSON, and answers JSON of a fixed shape with Content-Type and Content-Length.\n',
      `${' '.repeat(18)}requests/s   of bare    CPU µs each   of bare`,
      row('bare node:http', samples.bare, samples.bare),
      row('keyproof mock', samples.mock, samples.bare),
      row('Prism CLI', samples.prism, samples.bare),
      `\nkeys a second: ${ratio(samples.mock, samples.bare, 'rate').toFixed(2)} of bare (goal: 0.5), ${ratio(samples.mock, samples.prism, 'rate').toFixed(1)} times Prism (goal: 6)`,
      await memory(servers.mock),
      await start(),
    ].join('\n')
  } finally {
    for (const { stop } of Object.values(servers)) stop()
  }
}

async function sample({ subject, usage }: Apart, roundMs: number): Promise<Sample> {
  const before = await usage()
  const { answers, ms } = await drive(subject, { connections, until: { ms: roundMs }, status: 201 })
  const after = await usage()
  return { rate: (answers / ms) * 1000, cpu: (after.cpu - before.cpu) / answers }
}

/** What keys cost, and that refusals, which leave nothing in the ledger, cost nothing. */
async function memory({ subject, usage }: Apart): Promise<string> {
  const until = { answers: many }
  const { heap: first } = await usage('heap')
  const { answers: keys } = await drive(subject, { connections, until, status: 201 })
  const { heap: second } = await usage('heap')
  await drive(subject, { connections: 1, until: { answers: 1 }, status: 201, name: () => 'taken' })
  const { answers: refusals } = await drive(subject, { connections, until, status: 409, name: () => 'taken' })
  const { heap: third } = await usage('heap')
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`
  return `memory: ${((second - first) / keys).toFixed(0)} bytes a key over ${keys} keys; ${kilobytes(third - second)} more after ${refusals} requests that make none, of ${kilobytes(third)} in use`
}

async function start(): Promise<string> {
  const times = await coldStarts(document, 9)
  if (times === undefined) return 'start: not measured, as keyproof is not built (npm run build)'
  return `start: ${middle(times).toFixed(0)} ms from \`keyproof mock\` to the first answer, ${Math.min(...times).toFixed(0)} at best (goal: 300)`
}

function row(name: string, samples: readonly Sample[], bare: readonly Sample[]): string {
  const cell = (value: number, digits: number, width: number): string => value.toFixed(digits).padStart(width)
  const rate = middle(samples.map((one) => one.rate))
  const cpu = middle(samples.map((one) => one.cpu))
  return `${name.padEnd(18)}${cell(rate, 0, 10)}${cell(ratio(samples, bare, 'rate'), 2, 10)}${cell(cpu, 1, 15)}${cell(1 / ratio(samples, bare, 'cpu'), 2, 10)}`
}

/** Of the samples of the same round, since what else the machine does changes from one to the next. */
function ratio(samples: readonly Sample[], others: readonly Sample[], of: keyof Sample): number {
  return middle(samples.map((one, round) => one[of] / others[round]![of]))
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}

if (import.meta.main) console.log(await benchMock({ rounds: Number(process.argv[2] ?? 5) }))
