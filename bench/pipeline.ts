import type { Contract } from '../src/contract/types.ts'
import type { RunEvent } from '../src/run/events.ts'
import { run } from '../src/run/run.ts'
import type { Scenario } from '../src/run/scenario.ts'
import { createVault } from '../src/secrets/vault.ts'
import type { Vault } from '../src/secrets/types.ts'
import { concurrency, type Rate } from './bare.ts'
import type { Served } from './server.ts'

/** Parts of the pipeline that can be left out to see what they cost. */
export type Part = 'sealing' | 'validation' | 'generation'

/** Cases a run generates for the property of valid requests: so many that it lasts about as long as the loops beside it. */
const cases = 6000

/** Runs keyproof itself on creating keys: valid and invalid requests, judged as in every run, parts left out at will. */
export async function pipelineRate(
  served: Served,
  contract: Contract,
  scenarios: readonly Scenario[],
  without: readonly Part[] = [],
): Promise<Rate> {
  const leaves = (part: Part): boolean => without.includes(part)
  const vault = createVault({ seed: 1 })
  const { rate } = await runRate({
    served,
    contract: leaves('validation') ? unvalidated(contract) : contract,
    scenarios: leaves('generation') ? [repeated] : scenarios,
    vault: leaves('sealing') ? unsealed(vault) : vault,
    operation: 'POST /v0/api-keys',
  })
  return rate
}

/** Runs scenarios on one operation, and counts the exchanges. */
export async function runRate({
  served,
  contract,
  scenarios,
  vault,
  operation,
}: {
  readonly served: Served
  readonly contract: Contract
  readonly scenarios: readonly Scenario[]
  readonly vault: Vault
  readonly operation: string
}): Promise<{ readonly rate: Rate; readonly exchanges: number }> {
  const events: RunEvent[] = []
  const started = performance.now()
  const exitCode = await run(
    {
      contracts: [contract],
      scenarios,
      vault,
      signal: new AbortController().signal,
      now: () => new Date(),
      emit: (event) => events.push(event),
    },
    {
      target: served.url,
      credentials: served.credentials,
      parameters: {},
      headers: [],
      profile: 'recommended',
      only: judged,
      skip: [],
      operations: [operation],
      seed: 1,
      runs: cases,
      concurrency,
      rate: null,
      timeoutMs: 10_000,
      maxKeys: 1_000_000,
      keepKeys: true,
      version: '0.0.0',
    },
  )
  const took = performance.now() - started
  if (exitCode !== 0)
    throw new Error(
      `the run ended with ${exitCode}: ${JSON.stringify(events.find(({ type }) => type === 'finding' || type === 'scenario-crashed' || type === 'notice'))}`,
    )
  const exchanges = events.reduce(
    (sum, event) => sum + (event.type === 'document-finished' ? event.requests : 0),
    0,
  )
  return { rate: (exchanges / took) * 1000, exchanges }
}

/** The checks' rules are judged along with those of the two properties. */
const judged = [
  'status-*',
  'schema-*',
  'secret-never-reappears',
  'secret-not-in-headers-or-urls',
  'credential-not-echoed-in-errors',
  'headers-*',
]

/** One and the same request over and over, in place of generated ones. */
export const repeated: Scenario = {
  name: 'repeated',
  promise: 'The same request is sent again and again.',
  rules: ['status-valid-input-accepted'],
  on: 'operation',
  keys: cases,
  applies: () => true,
  async verify(stage) {
    for (let sent = 0; sent < cases; sent += concurrency)
      await Promise.all(Array.from({ length: concurrency }, () => stage.call()))
    stage.held('status-valid-input-accepted')
  },
}

function unvalidated(contract: Contract): Contract {
  return {
    ...contract,
    validator: (node, direction) =>
      direction === 'response' ? () => [] : contract.validator(node, direction),
  }
}

/** A vault that learns and searches nothing of what is sent and comes back, and does the rest. */
export function unsealed(vault: Vault): Vault {
  return {
    ...vault,
    holds: () => false,
    redact: (text) => text,
    seal(request, raw, plan) {
      const json = plan.json ?? null
      return {
        request,
        response: raw,
        facts: {
          sightings: [],
          violations: json === null ? null : (plan.validate?.(json.value) ?? null),
          issued: plan.issues.length > 0 ? `<secret:${plan.issuedName}>` : null,
          json: json !== null,
        },
      }
    },
  }
}
