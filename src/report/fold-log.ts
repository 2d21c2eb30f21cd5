import { isUndecided } from '../rules/undecided.ts'
import type { RunEvent } from '../run/events.ts'
import { addFinding, addNotice, addVerdict, complete, emptyDraft, finish, type Draft } from './log-draft.ts'
import type { EventOf, Log, Notice } from './log.ts'

/**
 * Folds a log, or the logs of several shards one after the other. Part of a log will do: what it does
 * not tell stays at nought. Findings and crashes always end up with a verdict on their rule.
 */
export function logOf(events: readonly RunEvent[]): Log {
  const drafts = new Map<string, Draft>()
  const notices: Notice[] = []
  const starts: EventOf<'run-started'>[] = []
  let unfinished = 0
  let exitCode: Log['exitCode'] = null
  let durationMs: number | undefined
  let interrupted: string | null = null

  const draftOf = (name: string): Draft => {
    const draft = drafts.get(name) ?? emptyDraft(name)
    drafts.set(name, draft)
    return draft
  }

  for (const event of events) {
    switch (event.type) {
      case 'run-started':
        starts.push(event)
        unfinished += 1
        break
      case 'document-started': {
        const draft = draftOf(event.document.name)
        draft.summary = event.document
        draft.target = event.target
        draft.startedAt ??= event.startedAt ?? null
        draft.title = event.title ?? draft.title
        draft.again = event.again ?? draft.again
        draft.units = { ...draft.units, planned: draft.units.planned + event.units }
        draft.finished = false
        break
      }
      case 'notice':
        addNotice(event.document === null ? notices : draftOf(event.document).notices, event)
        break
      case 'scenario-finished': {
        const draft = draftOf(event.document)
        draft.units = { ...draft.units, ended: draft.units.ended + 1 }
        draft.open.cases += event.cases
        draft.open.requests += event.requests
        break
      }
      case 'scenario-crashed': {
        const { type: _type, document, ...crash } = event
        draftOf(document).crashes.push(crash)
        break
      }
      case 'verdict':
        addVerdict(draftOf(event.verdict.document).verdicts, {
          ...event.verdict,
          durationMs: event.durationMs ?? 0,
        })
        break
      case 'finding':
        addFinding(draftOf(event.finding.document).findings, event)
        break
      case 'document-finished':
        finish(draftOf(event.document), event)
        break
      case 'interrupted':
        interrupted = event.signal
        break
      case 'run-finished':
        unfinished -= 1
        durationMs = Math.max(durationMs ?? 0, event.durationMs)
        exitCode = exitCode === null || event.exitCode > exitCode ? event.exitCode : exitCode
        break
      default:
        event satisfies never
    }
  }

  const [started] = starts
  const startedAt = starts.map((start) => start.startedAt).toSorted()[0] ?? new Date(0).toISOString()
  const documents = [...drafts.values()].map((draft) => complete(draft, startedAt, starts.length > 1))
  const all = documents.flatMap(({ verdicts }) => verdicts)
  const shard = starts.length === 1 ? started?.shard : undefined
  return {
    version: started?.version ?? '0.0.0',
    startedAt,
    seed: started?.seed ?? 0,
    ...(shard === undefined ? {} : { shard }),
    profile: started?.profile ?? 'recommended',
    durationMs: durationMs ?? documents.reduce((sum, each) => sum + each.durationMs, 0),
    documents,
    notices,
    interrupted,
    // A part may well decide nothing; the whole is not to be trusted then.
    exitCode: unfinished > 0 ? null : exitCode === 0 && starts.length > 1 && isUndecided(all) ? 3 : exitCode,
  }
}
