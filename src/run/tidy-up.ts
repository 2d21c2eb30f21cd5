import type { DocumentInput } from './document-input.ts'
import { cleanUp, type CleanUp } from './clean-up.ts'
import type { RunEvent } from './events.ts'
import { elsewhereOn } from './notices.ts'
import type { OpenSession } from './open-session.ts'
import type { RunOptions } from './options.ts'
import type { Scenario } from './scenario.ts'
import { wantedRules } from './selection.ts'

/** What became of the keys of a document, and what the report says of them. */
export interface TidiedUp extends CleanUp {
  readonly keys: { readonly created: number; readonly revoked: number }
}

/** Revokes what the run of a document has made, unless it goes with the target or is to be kept; what breaks off leaves all that stood. */
export async function tidyUp(
  open: OpenSession,
  { keeper }: Pick<DocumentInput, 'keeper'>,
  options: Pick<RunOptions, 'keepKeys' | 'concurrency' | 'timeoutMs'>,
  guarded: (work: () => Promise<void>) => Promise<void>,
): Promise<TidiedUp> {
  const { session, tracker, afterwards } = open
  const { ephemeral } = session.target
  let cleaned: CleanUp = {
    left: [],
    untold: 0,
    verdict: 'not-applicable',
    reason: ephemeral
      ? 'The target ends with the run, and its keys with it.'
      : 'The keys were to be kept (--keep-keys).',
  }
  if (options.keepKeys || ephemeral) return { ...cleaned, keys: keyCounts(open, cleaned, false) }
  if (elsewhereOn(session) !== null)
    return {
      ...cleaned,
      reason: 'The API does not seem to be at this address, so no key was created.',
      keys: { created: 0, revoked: 0 },
    }
  await guarded(async () => {
    const standing = tracker.trail.standing()
    keeper.forgive()
    cleaned = {
      ...cleaned,
      left: standing.map(({ id, name, operation }) => ({ id: id ?? name ?? 'unknown', operation })),
      untold: standing.filter(({ answeredAt }) => answeredAt === null).length,
    }
    cleaned = await cleanUp(afterwards.session, tracker, {
      concurrency: options.concurrency,
      timeoutMs: options.timeoutMs,
    })
  })
  return { ...cleaned, keys: keyCounts(open, cleaned, true) }
}

/** What the report says of the keys: after a clean-up, each that was created is either revoked or left. */
function keyCounts(
  { session, tracker }: OpenSession,
  { left, untold }: CleanUp,
  cleaned: boolean,
): TidiedUp['keys'] {
  const created = tracker.created() + untold
  return {
    created,
    // What is left may be another's whose id one of the run's was given.
    revoked: cleaned ? Math.max(0, created - left.length) : Math.min(session.keys.counts().revoked, created),
  }
}

/** The verdict on what was left behind; null where it is not asked for. */
export function cleanUpVerdict(
  document: string,
  { verdict, reason, keys }: TidiedUp,
  options: RunOptions,
  scenarios: readonly Scenario[],
): RunEvent | null {
  const rule = wantedRules(options, scenarios).find(({ id }) => id === 'harness-cleanup-complete')
  if (rule === undefined) return null
  return {
    type: 'verdict',
    verdict: {
      document,
      rule: rule.id,
      group: rule.group,
      operation: null,
      verdict,
      ...(reason === null ? {} : { reason }),
      cases: keys.created,
    },
  }
}
