import { tokenAt } from '../generate/credentials.ts'
import { mayBeLed } from '../generate/leads.ts'
import { basePath, schemesUsed } from '../contract/lookup.ts'
import { onceEach } from '../contract/problems.ts'
import type { Contract, Operation, Problem } from '../contract/types.ts'
import type { Target } from '../target/types.ts'
import type { RunEvent } from './events.ts'
import type { Elsewhere } from './impression.ts'
import type { RunOptions } from './options.ts'
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

/** Says what is wrong with the document, the same of several places once. */
export function noteProblems(
  contract: Contract,
  problems: readonly Problem[],
  emit: (event: RunEvent) => void,
): void {
  for (const { severity, message, pointer } of onceEach(problems))
    emit({
      type: 'notice',
      document: contract.name,
      severity,
      message,
      ...(pointer === undefined ? {} : { pointer }),
    })
}

/** What the plan leaves out, and why. */
export function notePlan(plan: Plan, contract: Contract, session: Session, say: Say): void {
  if (contract.keyResources.length === 0)
    say(
      'warning',
      'No operation that hands out keys was found, so only what holds of any API is judged.',
      'Name it with x-key-operation in an overlay.',
    )
  const { length } = plan.leftOut
  if (length > 0)
    say(
      'info',
      length === 1
        ? 'One operation has no role in what keyproof understood of the keys, and is left out.'
        : `${length} operations have no role in what keyproof understood of the keys, and are left out.`,
      "Name operations with --operation 'GET /path' to judge others.",
    )
  if (plan.beyond.length > 0) {
    const all = contract.operations.length - plan.leftOut.length
    say(
      'warning',
      `${plan.beyond.length} of ${all} operations are not tried, since the document has more than a run takes on: nothing is known of them.`,
      `Name those that matter with --operation, or raise --max-operations to ${all}.`,
    )
  }
  const missing = schemesUsed(contract).filter(
    ({ name, kind }) => tokenAt(session.tokens, name) === undefined && kind !== 'mutualTLS',
  )
  if (missing.length > 0 && !session.target.ephemeral)
    say(
      'warning',
      `No credential was given for ${missing.map((scheme) => scheme.name).join(', ')}.`,
      missing.map((scheme) => `--credential ${scheme.name}=env:NAME`).join(' '),
    )
}

/** That headers of the user are taken for the credentials they carry. */
export function noteCarried(schemes: readonly string[], target: Target, say: Say): void {
  if (schemes.length === 0) return
  const what = `What --header gives carries ${schemes.join(' and ')}`
  if (target.ephemeral) say('info', `${what}: it is left out, since this target has credentials of its own.`)
  else
    say(
      'info',
      `${what}: it is taken for that credential, and left out of requests that must have none.`,
      `The same as ${schemes.map((name) => `--credential ${name}=env:NAME`).join(' ')}`,
    )
}

/** What answers on a live target in place of the API; null where the API does. */
export function elsewhereOn({ recorder, target }: Pick<Session, 'recorder' | 'target'>): Elsewhere | null {
  return target.kind === 'live' ? recorder.impression.elsewhere() : null
}

/**
 * Says that the target let nothing be judged that matters: the API is not there, or accepts no credential. Gives
 * whether it is so.
 */
export function noteShut(session: Session, contract: Contract, say: Say): boolean {
  const { recorder, target, tokens } = session
  if (target.kind !== 'live') return false
  const elsewhere = elsewhereOn(session)
  if (elsewhere !== null) {
    say('error', `Every operation was answered ${elsewhere.answers}.`, whereElse(elsewhere, contract, target))
    return true
  }
  const shut = recorder.impression.shut()
  if (shut === null) return false
  const given = Object.keys(contract.securitySchemes).filter((name) => tokenAt(tokens, name) !== undefined)
  const answers = shut.statuses.join(' or ')
  const wanted = missingFor(shut.operations, given)
  if (given.length > 0 && wanted.length > 0) {
    say(
      'error',
      `Every operation that needs a credential was answered ${answers}: what was tried asks for ${wanted.join(' and ')}, which was not given.`,
      wanted.map((name) => `--credential ${name}=env:NAME`).join(' '),
    )
    return true
  }
  say(
    'error',
    given.length === 0
      ? `Every operation that needs a credential was answered ${answers}, and none was given.`
      : `The credential given for ${given.join(' and ')} was not accepted once: every operation that needs one was answered ${answers}.`,
    given.length === 0
      ? Object.keys(contract.securitySchemes)
          .map((name) => `--credential ${name}=env:NAME`)
          .join(' ')
      : `Check its value, that it is still valid, and that it belongs to this target.${wordMissing(contract, given)}`,
  )
  return true
}

/** Says that not one key could be made, so that little was judged of what was to be. Gives whether it is so. */
export function noteKeyless(
  refusals: readonly string[],
  created: number,
  target: Pick<Target, 'kind'>,
  say: Say,
): boolean {
  if (target.kind !== 'live' || refusals.length === 0 || created > 0) return false
  say(
    'error',
    [...new Set(refusals)].join(' '),
    'Nothing was judged that needs a key. Check that the credential may create keys; --param and an overlay give what the document leaves open.',
  )
  return true
}

/** Says where no more keys were made since none could be taken back. */
export function noteStuck(
  { contract, target, revocations }: Pick<Session, 'contract' | 'target' | 'revocations'>,
  { keepKeys }: Pick<RunOptions, 'keepKeys'>,
  left: number,
  say: Say,
): void {
  if (target.ephemeral || keepKeys) return
  const reasons = contract.keyResources.flatMap(
    ({ roles: { revoke } }) => (revoke === undefined ? null : revocations.stuck(revoke.operation)) ?? [],
  )
  for (const reason of new Set(reasons))
    say(
      'error',
      reason,
      `Check that the credential may revoke keys, and with --param or an overlay what the operation asks for beside the id. ${left === 0 ? '' : 'Those that are left have to be revoked by hand; '}--keep-keys goes on all the same.`,
    )
}

/** What may be missing before a key in Authorization, of which the document says no word. */
function wordMissing(contract: Contract, given: readonly string[]): string {
  const name = given.find((scheme) => mayBeLed(contract.securitySchemes[scheme]!))
  return name === undefined
    ? ''
    : ` The document names no word that stands before ${name} in its header; if there is one, give it along with the value, as in "Token abc".`
}

/** Schemes that are missing to every one of the operations; none where the given ones will do for some. */
function missingFor(operations: readonly Operation[], given: readonly string[]): readonly string[] {
  const lacking = operations.map(({ security }) =>
    security.map((requirement) => Object.keys(requirement).filter((name) => !given.includes(name))),
  )
  if (lacking.some((ways) => ways.some((names) => names.length === 0))) return []
  return [...new Set(lacking.flatMap((ways) => ways[0] ?? []))]
}

/** Where the API may be instead. */
function whereElse({ other }: Elsewhere, contract: Contract, target: Target): string {
  // A server that knows none of the paths usually stands under another base path.
  const base = basePath(contract)
  const here =
    base === '' || new URL(target.url).pathname.replace(/\/+$/, '') === base
      ? `Check that ${target.url} is the base URL of this API`
      : `The document puts ${base} before its paths, and --target replaces that whole: try ${new URL(target.url).origin}${base}`
  if (other === 'page') return `${here}, and not that of a web application or of a page to log in.`
  if (other === 'redirect')
    return `${here}; curl -i tells where it sends on to, since redirects are not followed.`
  return `${here}.`
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
