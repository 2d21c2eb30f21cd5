import type { Contract } from '../contract/types.ts'
import { hasRisen, isGrave, entryOf, knownBy, staleEntries, type BaselineEntry } from './baseline.ts'
import type { Finding, RunEvent } from './events.ts'
import { judgedBy, type Judged } from './judged.ts'
import type { RunOptions } from './options.ts'
import {
  covers,
  coversOperation,
  dayOf,
  isExpired,
  named,
  rulesOf,
  suppressionsIn,
  type Entry,
} from './suppress.ts'
import { nearestOperation } from './selection.ts'

type Notice = Extract<RunEvent, { readonly type: 'notice' }>

/** What is known of findings before they are made, from suppressions and the baseline. */
export interface Known {
  /** The finding, suppressed where it is accepted or known. */
  readonly mark: (contract: Contract, finding: Finding) => Finding
  /** Suppressions that count no longer. */
  readonly before: readonly Notice[]
  /** What of it the events of the whole run have shown to be out of date. */
  readonly after: (events: readonly RunEvent[]) => readonly Notice[]
}

/** Gathers what is known on the day the run starts; a KeyproofError ('document') names a suppression that is wrong. */
export function knownFindings(
  contracts: readonly Contract[],
  options: Pick<RunOptions, 'suppress' | 'baseline' | 'replay'>,
  startedAt: Date,
): Known {
  const { baseline, replay } = options
  const today = dayOf(startedAt)
  const all: readonly Entry[] = [
    ...(options.suppress ?? []).map((entry) => ({ ...entry, document: null })),
    ...contracts.flatMap((contract) => suppressionsIn(contract, today)),
  ]
  const [expired, standing] = [
    all.filter((entry) => isExpired(entry, today)),
    all.filter((entry) => !isExpired(entry, today)),
  ]
  return {
    before: expired.map((entry) =>
      notice(
        entry.document,
        'warning',
        `${named(entry)} expired on ${entry.expires}.`,
        'Findings under it count again: remove it, or renew it with a reason that still holds.',
      ),
    ),
    mark(contract, finding) {
      // Whoever plays a finding again wants to know whether it is there.
      if (replay !== undefined) return finding
      const reason =
        standing.find((entry) => covers(entry, finding, contract))?.reason ??
        (baseline === undefined ? null : knownBy(baseline, finding, today))
      return reason === null ? finding : { ...finding, suppressed: { reason } }
    },
    after(events) {
      // A single case played again tells nothing of the others.
      if (replay !== undefined) return []
      const findings = events.flatMap((event) => (event.type === 'finding' ? [event.finding] : []))
      const judged = judgedBy(events, contracts)
      return [
        ...standing.flatMap((entry) => staleSuppression(entry, findings, judged, contracts)),
        ...(baseline === undefined ? [] : baselineNotices(baseline, findings, judged)),
      ]
    },
  }
}

function staleSuppression(
  entry: Entry,
  findings: readonly Finding[],
  judged: Judged,
  contracts: readonly Contract[],
): readonly Notice[] {
  const concerned = contracts.filter(({ name }) => entry.document === null || entry.document === name)
  const contractOf = (document: string): Contract | undefined =>
    concerned.find(({ name }) => name === document)
  const hit = (finding: Finding): boolean => {
    const contract = contractOf(finding.document)
    return contract !== undefined && covers(entry, finding, contract)
  }
  if (findings.some(hit)) return []
  const operations = concerned.flatMap((contract) =>
    contract.operations.map(({ key }) => ({ key, covered: coversOperation(entry, key, contract) })),
  )
  if (entry.operation !== undefined && operations.length > 0 && !operations.some(({ covered }) => covered)) {
    return [
      notice(
        entry.document,
        'info',
        `${named(entry)} matches no operation.`,
        nearestOperation(
          entry.operation,
          operations.map(({ key }) => key),
        ),
      ),
    ]
  }
  const rules = rulesOf(entry)
  const about = judged.verdicts.filter(({ document, rule, operation }) => {
    const contract = contractOf(document)
    return contract !== undefined && rules.includes(rule) && coversOperation(entry, operation, contract)
  })
  // With rules left out or left open, nobody knows whether it has become idle.
  const whole =
    rules.every((rule) => judged.verdicts.some((verdict) => verdict.rule === rule)) &&
    about.every(({ verdict }) => verdict !== 'inconclusive')
  if (!whole || !about.some(({ verdict }) => verdict === 'held' || verdict === 'broken')) return []
  return [notice(entry.document, 'info', `${named(entry)} matches nothing any more.`, 'Remove it.')]
}

function baselineNotices(
  baseline: NonNullable<RunOptions['baseline']>,
  findings: readonly Finding[],
  judged: Judged,
): readonly Notice[] {
  const byDocument = <T extends { readonly document: string }>(
    items: readonly T[],
    say: (items: readonly T[]) => readonly [message: string, hint: string],
  ): readonly Notice[] =>
    [...Map.groupBy(items, ({ document }) => document)].map(([document, some]) =>
      notice(document, 'info', ...say(some)),
    )
  const stale = byDocument(staleEntries(baseline, findings, judged), (entries) => [
    `${counted(entries, 'entry', 'entries')} of the baseline ${baseline.file} ${entries.length === 1 ? 'was' : 'were'} not seen any more: ${placesOf(entries)}.`,
    baseline.update ? 'The baseline is rid of them now.' : '--update-baseline removes them.',
  ])
  const open = findings.filter(({ suppressed }) => suppressed === undefined)
  const known = open.filter((finding) => entryOf(baseline, finding) !== undefined)
  const risen = byDocument(
    known.filter((finding) => !isGrave(finding) && hasRisen(entryOf(baseline, finding)!, finding)),
    (some) => [
      `${counted(some, 'finding', 'findings')} of the baseline ${baseline.file} ${some.length === 1 ? 'is' : 'are'} graver than when taken in, and count as new: ${placesOf(some)}.`,
      'Look at them again; --update-baseline takes them in as they are now.',
    ],
  )
  const grave = byDocument(baseline.update ? open.filter(isGrave) : known.filter(isGrave), (some) => [
    `${counted(some, 'finding is', 'findings are')} too grave for the baseline: ${placesOf(some)}.`,
    'Only --baseline-critical puts up with that.',
  ])
  return [...stale, ...risen, ...grave]
}

function placesOf(places: readonly Pick<BaselineEntry, 'rule' | 'operation'>[]): string {
  return [
    ...new Set(places.map(({ rule, operation }) => (operation === null ? rule : `${rule} ${operation}`))),
  ]
    .toSorted()
    .join(', ')
}

function counted(items: readonly unknown[], one: string, many: string): string {
  return `${items.length} ${items.length === 1 ? one : many}`
}

function notice(
  document: string | null,
  severity: 'warning' | 'info',
  message: string,
  hint: string,
): Notice {
  return { type: 'notice', document, severity, message, hint }
}
