import { operationByKey } from '../contract/lookup.ts'
import { withLeads } from '../generate/leads.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { HeaderLine } from '../http/exchange.ts'
import { createLimiter } from '../http/limiter.ts'
import type { Transport } from '../http/transport.ts'
import type { Vault } from '../secrets/types.ts'
import { liveTarget } from '../target/live.ts'
import { withAccess } from './access.ts'
import { createAllowance } from './allowance.ts'
import type { LeftKey } from './revoke-standing.ts'
import type { CredentialSource } from './credential-source.ts'
import { resumeJournal, type FoundJournal, type JournalHead } from './journal.ts'
import { createKeeper } from './keeper.ts'
import { isSameAccount } from './list-before.ts'
import { openSession, type Budgets, type OpenSession } from './open-session.ts'
import { isWholeSecret } from './own-items.ts'
import type { Principal } from './principal.ts'
import { revoke, tidyStage } from './revoke.ts'
import { shownNow, sweepList, type Accepted } from './sweep-list.ts'
import { createThrottle } from './throttle.ts'
import { listedBy } from './trace.ts'
import type { Trail, TrailKey } from './trail.ts'

/** What a sweep needs beside the journal. */
export interface SweepOptions {
  readonly credentials: Readonly<Record<string, string>>
  /** Where credentials come from that are not given as they are. */
  readonly sources: readonly CredentialSource[]
  /** In place of those in the journal. */
  readonly parameters: Readonly<Record<string, JsonValue>>
  readonly headers: readonly HeaderLine[]
  readonly principals: readonly Principal[]
  readonly timeoutMs: number
  readonly concurrency: number
  readonly rate: number | null
  readonly transport?: Transport
  readonly vault: Vault
  readonly signal: AbortSignal
  /** Only tells what would be revoked. */
  readonly look: boolean
  /** Trails of other runs on the same target. */
  readonly beside?: readonly Trail[]
}

/** What became of the keys of a journal. */
export interface Swept {
  /** Keys revoked, or to be revoked where it only looked. */
  readonly revoked: readonly LeftKey[]
  readonly left: readonly LeftKey[]
  /** Keys that came while the run made requests that were refused, and that nothing else ties to it. */
  readonly unexplained: number
}

/** Revokes the keys a journal tells of; the journal is removed when none is left. */
export async function sweepJournal(
  found: FoundJournal,
  contract: Contract,
  options: SweepOptions,
): Promise<Swept> {
  const { head, trail } = found
  const journal = options.look ? null : resumeJournal(found)
  let finished = false
  try {
    const target = liveTarget(head.target)
    const budgets: Budgets = {
      allowance: createAllowance(0),
      limiter: createLimiter({
        concurrency: options.concurrency,
        ...(options.rate === null ? {} : { ratePerSecond: options.rate }),
      }),
      throttle: createThrottle(),
    }
    const keeper = createKeeper({ ...options, target: target.url, budgets, now: () => Date.now() })
    await keeper.open(options.signal)
    const access = withAccess(contract, target, options)
    const taught = withLeads(contract, { ...access.credentials, ...keeper.values(null) })
    await using open = openSession(taught, target, {
      ...access,
      parameters: { ...head.parameters, ...options.parameters },
      principals: options.principals.map((principal) => ({
        ...principal,
        parameters: { ...head.other, ...principal.parameters },
      })),
      keeper,
      budgets,
      trail,
      // A sweep makes nothing that wants a name.
      nameOf: (label, count) => `${trail.mark}${label}-${count}`,
      journal: (line, vital) => journal?.write(line, vital),
      now: () => Date.now(),
    })
    const revoked: LeftKey[] = []
    const left: LeftKey[] = []
    let unexplained = 0
    const creates = new Set([...trail.all(), ...trail.refused()].map(({ operation }) => operation))
    for (const create of creates) {
      const resource = contract.keyResources.find(({ roles }) => roles.create?.operation === create)
      const swept =
        resource === undefined
          ? unswept(
              trail.standing().filter(({ operation }) => operation === create),
              'the document no longer has this operation, or keeps no keys with it',
            )
          : await sweepResource(open, resource, options, head)
      revoked.push(...swept.revoked)
      left.push(...swept.left)
      unexplained += swept.unexplained
    }
    finished = left.length === 0
    return { revoked, left, unexplained }
  } finally {
    journal?.close(finished)
  }
}

/** Keys that are left where they are, and why. */
function unswept(keys: readonly TrailKey[], why: string): Swept {
  return {
    revoked: [],
    left: keys.map((key) => ({ id: shown(key), operation: `${key.operation} (${why})` })),
    unexplained: 0,
  }
}

async function sweepResource(
  open: OpenSession,
  resource: KeyResource,
  options: SweepOptions,
  { timeoutMs, principal }: JournalHead,
): Promise<Swept> {
  const create = resource.roles.create!.operation
  const theirs = open.tracker.trail
    .standing()
    .filter(({ operation, as }) => operation === create && as === 'other')
  const own = await sweepAccount(open, resource, options, timeoutMs, undefined)
  if (theirs.length === 0) return own
  const other =
    open.session.other === null
      ? unswept(theirs, `made by the second account, so give its credential too: ${askFor(principal)}`)
      : await sweepAccount(open, resource, options, timeoutMs, 'other')
  return {
    revoked: [...own.revoked, ...other.revoked],
    left: [...own.left, ...other.left],
    unexplained: own.unexplained + other.unexplained,
  }
}

async function sweepAccount(
  { session, tracker }: OpenSession,
  resource: KeyResource,
  options: SweepOptions,
  timeoutMs: number,
  as: 'other' | undefined,
): Promise<Swept> {
  const create = resource.roles.create!.operation
  const { trail, write } = tracker
  const own = trail.standing().filter((key) => key.operation === create && key.as === as)
  // A name may have come to others since, unless it bears the mark.
  const certain = own.filter(
    ({ id, name }) => id !== null && (!resource.idIsName || name?.startsWith(trail.mark) === true),
  )
  if (managesItself(session.contract, resource)) return unswept(own, ownToken)
  const known = own.filter(({ state, revoking }) => state === 'created' && revoking !== true)
  if (
    (known.length > 0 || trail.hadBefore(listedBy(create, as))) &&
    (await isSameAccount(session, resource, trail, { timeoutMs, ...(as === undefined ? {} : { as }) })) ===
      false
  )
    return unswept(own, elsewhere)
  const revoked: LeftKey[] = []
  const failed: LeftKey[] = []
  const stage = tidyStage(session, resource, 'v')
  const before =
    stage === null || options.look ? new Map<string, string>() : await shownNow(stage, resource, as)
  const accepted = new Map<string, Accepted>()
  if (options.look) revoked.push(...certain.map((key) => ({ id: shown(key), operation: create })))
  else
    for (let start = 0; start < certain.length; start += options.concurrency)
      await Promise.all(
        certain.slice(start, start + options.concurrency).map(async (key) => {
          const { unknown: gone, failure } =
            stage === null
              ? { unknown: false, failure: 'no revoke operation is known' }
              : await revoke(stage, key.id!, key.name, as)
          const why = gone && key.revoking !== true ? unknownTo : failure
          if (why !== null) failed.push({ id: shown(key), operation: `${create} (${why})` })
          else {
            write({ type: 'revoked', key: key.key }, true)
            accepted.set(key.id!, { shown: before.get(key.id!) ?? '', unknown: gone })
            if (!gone) revoked.push({ id: shown(key), operation: create })
          }
        }),
      )
  const seen = await sweepList(session, resource, tracker, {
    timeoutMs,
    concurrency: options.concurrency,
    look: options.look,
    accepted,
    ...(options.beside === undefined ? {} : { beside: options.beside }),
    ...(as === undefined ? {} : { as }),
    isRefused: () => Promise.resolve(null),
  })
  const listed = seen.revoked.filter(({ id }) => !revoked.some((one) => one.id === id))
  const stillThere = new Set(seen.left.map(({ id }) => id))
  if (seen.blind === null)
    return {
      revoked: [...revoked, ...listed].filter(({ id }) => !stillThere.has(id)),
      left: resource.idIsSecret ? seen.left.map(secretOnly) : seen.left,
      unexplained: seen.unexplained,
    }
  const lost = own.filter((key) => !certain.includes(key))
  return {
    revoked: [...revoked, ...listed],
    left: [
      ...failed,
      ...lost.map((key) => ({
        id: shown(key),
        operation: `${create} (${resource.idIsSecret ? ownSecret : seen.blind})`,
      })),
    ],
    unexplained: 0,
  }
}

/** The flags that give the credentials of the second account. */
function askFor(
  { name, schemes }: NonNullable<JournalHead['principal']> = { name: 'other', schemes: [] },
): string {
  return (schemes.length === 0 ? ['SCHEME'] : schemes)
    .map((scheme) => `--principal ${name}:${scheme}=env:NAME`)
    .join(' ')
}

const elsewhere =
  'the list shows nothing that this run knew, so it is another account’s: give the credentials and parameters of the run, or remove the journal if the key is gone'
const unknownTo =
  'the API knows no such key, as it would say of another account’s: remove the journal if it is gone'
const ownToken = 'only the key itself may revoke it, and no journal holds that: revoke it by hand'
const ownSecret = 'its id is the key itself, which no journal holds: revoke it by hand'

/** Whether nothing but a key may revoke it, and others make it, as with a registration access token (RFC 7592). */
function managesItself(contract: Contract, { roles, secret: { carrier } }: KeyResource): boolean {
  const security = (role: KeyResource['roles']['revoke']): Operation['security'] =>
    operationByKey(contract, role?.operation ?? '')?.security ?? []
  const [revoke, create] = [security(roles.revoke), security(roles.create)]
  return (
    carrier !== null &&
    revoke.length > 0 &&
    revoke.every((requirement) => carrier in requirement) &&
    create.length > 0 &&
    !create.some((requirement) => carrier in requirement)
  )
}

/** A key whose id is shown in part, so that nobody can be told to revoke it. */
function secretOnly({ id, operation }: LeftKey): LeftKey {
  if (isWholeSecret(id)) return { id, operation }
  return { id, operation: `${operation.replace(/ \(.*$/s, '')} (${ownSecret})` }
}

/** The id of a key, with its name; or when it was asked for. */
function shown({ id, name, sentAt }: TrailKey): string {
  if (id !== null) return name === null || name === id ? id : `${id} (${name})`
  return name ?? `asked for at ${new Date(sentAt).toISOString()}`
}
