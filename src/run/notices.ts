import { basePath } from '../contract/lookup.ts'
import type { Contract } from '../contract/types.ts'
import type { Target } from '../target/types.ts'
import type { RunEvent } from './events.ts'
import type { Plan } from './plan.ts'
import type { Session } from './session.ts'
import type { Throttled } from './throttle.ts'
import type { TroubleCount } from './transmitter.ts'

/** Says something of a document that is no finding. */
export type Say = (severity: 'error' | 'warning' | 'info', message: string, hint?: string) => void

/** A voice for one document. */
export function sayOf(contract: Contract, emit: (event: RunEvent) => void): Say {
  return (severity, message, hint) =>
    emit({
      type: 'notice',
      document: contract.name,
      severity,
      message,
      ...(hint === undefined ? {} : { hint }),
    })
}

/** The URL reports show: a server that ends with the run has a port that says nothing. */
export function shownUrl(target: Target): string {
  return target.ephemeral ? 'http://127.0.0.1' : target.url
}

/** What the plan leaves out, and why. */
export function notePlan(plan: Plan, contract: Contract, session: Session, say: Say): void {
  if (contract.keyResources.length === 0)
    say(
      'warning',
      'No operation that hands out keys was found, so only what holds of any API is judged.',
      'Name it with x-key-operation in an overlay.',
    )
  if (plan.leftOut.length > 0)
    say(
      'info',
      `${plan.leftOut.length} operations that have nothing to do with keys are left out.`,
      "Name operations with --operation 'GET /path' to judge others.",
    )
  const missing = Object.values(contract.securitySchemes).filter(
    (scheme) =>
      session.tokens[scheme.name] === undefined &&
      scheme.kind !== 'mutualTLS' &&
      contract.operations.some((operation) =>
        operation.security.some((requirement) => scheme.name in requirement),
      ),
  )
  if (missing.length > 0 && !session.target.ephemeral)
    say(
      'warning',
      `No credential was given for ${missing.map((scheme) => scheme.name).join(', ')}.`,
      missing.map((scheme) => `--credential ${scheme.name}=env:NAME`).join(' '),
    )
}

/** A server that knows none of the paths usually stands under another base path. */
export function noteNotFound(
  statuses: ReadonlySet<number>,
  contract: Contract,
  target: Target,
  say: Say,
): void {
  if (target.kind !== 'live' || statuses.size !== 1 || !statuses.has(404)) return
  const base = basePath(contract)
  say(
    'error',
    'Every operation was answered 404.',
    base === ''
      ? `Check that ${target.url} is the base URL of this API.`
      : `The document puts ${base} before its paths, and --target replaces that whole: try ${new URL(target.url).origin}${base}.`,
  )
}

/** Requests that got no usable answer: what they were to show is unknown. */
export function noteTroubles(troubles: readonly TroubleCount[], say: Say): void {
  if (troubles.length === 0) return
  const total = troubles.reduce((sum, { times }) => sum + times, 0)
  const kinds = Map.groupBy(troubles, ({ kind }) => kind)
  const parts = [...kinds].map(
    ([kind, all]) =>
      `${kind} ${all.reduce((sum, { times }) => sum + times, 0)} (${all
        .map(({ request }) => request)
        .toSorted()
        .join(', ')})`,
  )
  say(
    'error',
    `${total} ${total === 1 ? 'request' : 'requests'} got no usable answer: ${parts.toSorted().join('; ')}.`,
    'What could not be judged is marked inconclusive; look at the target’s own log.',
  )
}

/** That the target asked the run to slow down. */
export function noteThrottle({ answers, waitedMs, givenUp }: Throttled, say: Say): void {
  if (answers === 0) return
  const waited = `The target refused ${answers} ${answers === 1 ? 'request' : 'requests'} for the time being (429, or 503 with Retry-After), and the run waited ${Math.ceil(waitedMs / 1000)} s for it.`
  if (givenUp === 0) say('info', waited, 'Lower --rate or --concurrency to stay below its limit.')
  else
    say(
      'warning',
      `${waited} ${givenUp} ${givenUp === 1 ? 'request was' : 'requests were'} given up.`,
      'What could not be judged is marked inconclusive. Lower --rate or --concurrency, or raise the limit of the account.',
    )
}
