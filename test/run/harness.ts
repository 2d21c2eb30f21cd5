import { fileURLToPath } from 'node:url'
import { checks } from '../../src/checks/index.ts'
import { loadContract } from '../../src/contract/load.ts'
import type { Contract, JsonValue } from '../../src/contract/types.ts'
import type { Finding, RunEvent, Verdict } from '../../src/run/events.ts'
import { loadScenarios } from '../../src/run/load-scenarios.ts'
import type { RunOptions } from '../../src/run/options.ts'
import type { Scenario } from '../../src/run/scenario.ts'
import { run } from '../../src/run/run.ts'
import { createVault } from '../../src/secrets/vault.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a run said, taken apart. */
export interface Ran {
  readonly exitCode: number
  readonly events: readonly RunEvent[]
  readonly findings: readonly Finding[]
  readonly failures: readonly Finding[]
  readonly verdicts: readonly Verdict[]
  readonly keys: { readonly created: number; readonly revoked: number; readonly left: readonly unknown[] }
}

/** A server to be judged. */
export interface Judged {
  readonly url: string
  readonly credentials: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, JsonValue>>
  /** A second account on it. */
  readonly second?: {
    readonly credentials: Readonly<Record<string, string>>
    readonly params: Readonly<Record<string, JsonValue>>
  }
}

/** For servers on this machine that make a change at once or never: no grace for those that never do. */
export const patience: Pick<RunOptions, 'leniency'> = { leniency: { graceMs: 100, skewMs: 100 } }

/** What a run is told that is told nothing in particular. */
export const plainOptions = {
  headers: [],
  profile: 'recommended',
  only: [],
  skip: [],
  operations: [],
  seed: 1,
  runs: 25,
  concurrency: 8,
  rate: null,
  // All the time in the world, since the tests share the processor with one another and who knows with whom.
  timeoutMs: 60_000,
  maxKeys: null,
  keepKeys: false,
  version: '0.0.0',
} as const satisfies Partial<RunOptions>

/** Runs keyproof, as a library, with a vendor's document against a server; `more` are scenarios beside its own. */
export async function judgeServer(
  vendor: string,
  server: Judged,
  options: Partial<RunOptions> = {},
  more: readonly Scenario[] = [],
): Promise<Ran> {
  return judgeContract(await loadContract(`${root}/specs/${vendor}/openapi.yaml`), server, options, more)
}

/** The rules that some check or scenario decides. */
export async function decidedRules(): Promise<ReadonlySet<string>> {
  return new Set([...checks, ...(await loadScenarios([], root))].flatMap(({ rules }) => rules))
}

/** Runs keyproof, as a library, with a contract against a server; `more` are scenarios beside its own. */
export async function judgeContract(
  contract: Contract,
  server: Judged,
  options: Partial<RunOptions> = {},
  more: readonly Scenario[] = [],
): Promise<Ran> {
  const events: RunEvent[] = []
  const exitCode = await run(
    {
      contracts: [contract],
      scenarios: [...(await loadScenarios([], root)), ...more],
      vault: createVault({ seed: options.seed ?? 1 }),
      signal: new AbortController().signal,
      now: () => new Date(),
      emit: (event) => events.push(event),
    },
    {
      target: server.url,
      credentials: server.credentials,
      parameters: server.params,
      ...(server.second === undefined
        ? {}
        : {
            principals: [
              { name: 'other', credentials: server.second.credentials, parameters: server.second.params },
            ],
          }),
      ...plainOptions,
      ...options,
    },
  )
  return { exitCode, events, ...taken(events) }
}

function taken(events: readonly RunEvent[]): Omit<Ran, 'exitCode' | 'events'> {
  const findings = events.flatMap((event) => (event.type === 'finding' ? [event.finding] : []))
  const keys = events.findLast((event) => event.type === 'document-finished')?.keys ?? {
    created: 0,
    revoked: 0,
    left: [],
  }
  return {
    findings,
    failures: findings.filter((finding) => finding.level === 'fail'),
    verdicts: events.flatMap((event) => (event.type === 'verdict' ? [event.verdict] : [])),
    keys,
  }
}
