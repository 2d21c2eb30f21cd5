import { isUndecided } from '../rules/undecided.ts'
import { fails, type Log } from './log.ts'
import { summaryOf } from './report.ts'
import { counted } from './text.ts'

/** Findings that fail the run. */
export function failuresOf(log: Log): number {
  return log.documents.flatMap((document) => document.findings).filter(fails).length
}

/** What is known to keep the run from being trusted; empty when nothing is, or when only the exit code tells. */
export function doubtsOf(log: Log): string {
  const crashes = log.documents.flatMap((document) => document.crashes).length
  const left = log.documents.flatMap((document) => document.keys.left).length
  const isOpen = isUndecided(log.documents.flatMap(({ verdicts }) => verdicts))
  return [
    ...(isOpen ? ['nothing could be judged'] : []),
    ...(crashes > 0 ? [`${counted(crashes, 'scenario')} crashed`] : []),
    ...(left > 0 ? [`${counted(left, 'key')} left behind`] : []),
  ].join(', ')
}

/** What was judged, in a few words. */
export function resultOf(log: Log): string {
  const failures = failuresOf(log)
  if (failures > 0) return `${counted(failures, 'finding')} at level fail`
  const { held, suppressed } = summaryOf(log.documents)
  const warnings = log.documents
    .flatMap((document) => document.findings)
    .filter((finding) => finding.level === 'warn' && finding.suppressed === undefined).length
  const judged = [
    ...(held > 0 ? [`${held} held`] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
  ]
  return judged.length === 0 ? 'nothing was judged' : judged.join(', ')
}

/** What a green run says of the rules: warnings and failures that are put up with did not hold. */
export function greenOf(log: Log): string {
  const findings = log.documents.flatMap((document) => document.findings)
  if (findings.some(({ suppressed }) => suppressed === undefined)) return 'no rule is broken at level fail'
  return findings.length > 0 ? 'every other judged rule held' : 'every judged rule held'
}

/** What came of the run as a headline, without the exit code. */
export function headlineOf(log: Log): string {
  const doubts = doubtsOf(log)
  const judged = failuresOf(log) > 0 ? [resultOf(log)] : []
  switch (log.exitCode) {
    case null:
      return [...judged, 'the run did not finish'].join('; ')
    case 0:
      return summaryOf(log.documents).held > 0 ? `${greenOf(log)} (${resultOf(log)})` : resultOf(log)
    case 1:
      return resultOf(log)
    case 3:
      return [...judged, `the run cannot be trusted as a whole${doubts === '' ? '' : ` (${doubts})`}`].join(
        '; ',
      )
    case 130:
    case 143:
      return [...judged, 'the run was interrupted'].join('; ')
    default:
      return log.exitCode satisfies never
  }
}
