import { isAbsolute, relative, sep } from 'node:path'
import pc from 'picocolors'
import { KeyproofError } from '../errors.ts'
import { renderAll, type ReportRequest } from '../report/render.ts'
import type { RenderOptions } from '../report/reporter.ts'
import type { RunEvent } from '../run/events.ts'
import type { Vault } from '../secrets/types.ts'
import { writeReport } from './output.ts'

/**
 * Renders and writes every report. Where one would hold a secret, such as one that was learned after it had shown where
 * nobody would look for it, all are made of a log in which it is hidden; one that would hold it even then is not written.
 */
export function writeAll(
  events: readonly RunEvent[],
  reports: readonly ReportRequest[],
  { holds: holdsSecret, redact }: Pick<Vault, 'holds' | 'redact'>,
  cwd: string,
  exitCode: number,
  verbose: boolean,
): number {
  const rendered = (log: readonly RunEvent[]): ReturnType<typeof renderAll> =>
    renderAll(log, reports, {
      color: pc.isColorSupported,
      width: process.stdout.columns ?? 80,
      verbose,
      ...checkoutOf(cwd, process.env['GITHUB_WORKSPACE']),
    })
  const first = rendered(events)
  const { files, problems } = first.files.some(({ text }) => holdsSecret(text))
    ? rendered(events.map((event) => mapTexts(event, redact)))
    : first
  const unwritten: KeyproofError[] = []
  let code = exitCode
  for (const { file, text } of files) {
    if (holdsSecret(text)) {
      process.stderr.write(
        `keyproof: the report ${file} would have held a secret and was not written. Please report this.\n`,
      )
      code = 3
      continue
    }
    try {
      writeReport(file, text, cwd)
    } catch (error) {
      if (!(error instanceof KeyproofError)) throw error
      unwritten.push(error)
    }
  }
  for (const problem of [...problems, ...unwritten]) {
    process.stderr.write(`keyproof: ${problem.message}\n  ${problem.hint}\n`)
    code = Math.max(code, 3)
  }
  return code
}

/** The value with all texts in it changed. */
function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [name, mapTexts(inner, change)]),
  ) as T
}

/** What GitHub says of its checkout, where the run takes place in it. */
function checkoutOf(cwd: string, root: string | undefined): Pick<RenderOptions, 'checkout'> {
  if (root === undefined || root === '') return {}
  const folder = relative(root, cwd)
  if (isAbsolute(folder) || folder.split(sep)[0] === '..') return {}
  const slashed = (path: string): string => path.split(sep).join('/')
  return { checkout: { root: slashed(root).replace(/\/+$/, ''), folder: slashed(folder) } }
}
