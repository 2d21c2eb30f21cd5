import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { loadContract } from '../src/contract/load.ts'
import type { Scenario } from '../src/run/scenario.ts'
import { createVault } from '../src/secrets/vault.ts'
import type { Vault } from '../src/secrets/types.ts'
import { repeated, runRate, unsealed } from './pipeline.ts'
import { serveApart, type Served } from './server.ts'

const document = fileURLToPath(new URL('../specs/avido/openapi.yaml', import.meta.url))
const secrets = 1000
const warmUps = 2

/** What is compared: the same run with a vault that searches for many secrets, for hardly any, and for none. */
const vaults: Readonly<Record<string, () => Vault>> = {
  [`searched for ${secrets} secrets`]: () => knowing(secrets),
  'searched for the credentials alone': () => knowing(0),
  'not searched': () => unsealed(knowing(0)),
}

/** The lists that are answered, by the path before the document's own. */
const lists = {
  '': 'ids and plain names',
  '/hard': 'every name full of escapes, links or encoded text',
} as const

/**
 * Measures what the search for known secrets adds to a run over answers of some 10 kB, one kind of vault after
 * the other in every round. Gives the lines to print.
 */
export async function benchLeaks(served: Served, rounds: number): Promise<string> {
  const contract = await loadContract(document)
  const lines = [
    `Listing keys in answers of some 10 kB, each exchange judged as in every run; ${rounds} rounds, median of each.
Processor time of the run, which other work on the machine changes least; waiting for the server would only add to it.`,
  ]
  for (const [path, what] of Object.entries(lists)) {
    const times = new Map<string, number[]>(Object.keys(vaults).map((name) => [name, []]))
    for (let round = -warmUps; round < rounds; round++)
      for (const [name, vault] of Object.entries(vaults)) {
        // What is known was learned before.
        const known = vault()
        const before = process.cpuUsage()
        const { exchanges } = await runRate({
          served: { ...served, url: `${served.url}${path}` },
          contract,
          scenarios: [listing],
          vault: known,
          operation: 'GET /v0/api-keys',
        })
        const { user, system } = process.cpuUsage(before)
        if (round >= 0) times.get(name)!.push((user + system) / exchanges)
      }
    // Of the same round, since what else the machine does changes from one to the next.
    const added = (taken: readonly number[]): string =>
      middle(taken.map((time, round) => time / times.get('not searched')![round]! - 1)).toFixed(2)
    lines.push(`\n${what.padEnd(52)}CPU µs each     added`)
    for (const [name, taken] of times)
      lines.push(`${name.padEnd(52)}${middle(taken).toFixed(0).padStart(11)}${added(taken).padStart(10)}`)
    if (path === '')
      lines.push(
        `searching for ${secrets} secrets adds ${added([...times.values()][0]!)} to the time of such a run (goal: less than 0.2)`,
      )
  }
  return lines.join('\n')
}

const listing: Scenario = { ...repeated, name: 'listing', keys: 0 }

function knowing(count: number): Vault {
  const vault = createVault({ seed: 1 })
  for (let at = 0; at < count; at++)
    vault.add(`avido_prod_${randomBytes(32).toString('base64url')}`, `known${at}`, 'issued')
  return vault
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}

if (import.meta.main) {
  const served = await serveApart()
  console.log(await benchLeaks(served, Number(process.argv[2] ?? 5)).finally(served.stop))
}
