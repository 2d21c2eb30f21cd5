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

/** What is compared: the same run, with a vault that searches for many secrets, for hardly any, and for none. */
const vaults: Readonly<Record<string, () => Vault>> = {
  [`searched for ${secrets} secrets`]: () => knowing(secrets),
  'searched for the credentials alone': () => knowing(0),
  'not searched': () => unsealed(knowing(0)),
}

/**
 * Measures what the search for known secrets adds to a run over answers of some 10 kB, one kind of vault after
 * the other in every round. Gives the lines to print.
 */
export async function benchLeaks(served: Served, rounds: number): Promise<string> {
  const contract = await loadContract(document)
  const times = new Map<string, number[]>(Object.keys(vaults).map((name) => [name, []]))
  for (let round = -warmUps; round < rounds; round++)
    for (const [name, vault] of Object.entries(vaults)) {
      const input = { served, contract, scenarios: [listing], vault: vault(), operation: 'GET /v0/api-keys' }
      const rate = await runRate(input)
      if (round >= 0) times.get(name)!.push(1e6 / rate)
    }
  const bare = times.get('not searched')!
  const rows = [...times].map(([name, taken]) => {
    // Of the same round, since what else the machine does changes from one to the next.
    const more = middle(taken.map((time, round) => time / bare[round]! - 1))
    return `${name.padEnd(36)}${middle(taken).toFixed(0).padStart(8)}${`${(more * 100).toFixed(0)} %`.padStart(10)}`
  })
  const [most] = times.values()
  const added = middle(most!.map((time, round) => time / bare[round]! - 1))
  return [
    `Listing keys in answers of some 10 kB, each exchange judged as in every run; ${rounds} rounds, median of each.\n`,
    `${' '.repeat(36)}µs each     added`,
    ...rows,
    `\nsearching for ${secrets} secrets in 10 kB adds ${added.toFixed(2)} to a run's time (goal: less than 0.2)`,
  ].join('\n')
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
