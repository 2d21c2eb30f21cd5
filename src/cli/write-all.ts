import { isAbsolute, relative, sep } from 'node:path'
import pc from 'picocolors'
import { KeyproofError } from '../errors.ts'
import { renderAll, type ReportRequest } from '../report/render.ts'
import type { RenderOptions } from '../report/reporter.ts'
import type { RunEvent } from '../run/events.ts'
import { writeReport } from './output.ts'

/** Renders and writes every report; one that would hold a secret is not written. */
export function writeAll(
  events: readonly RunEvent[],
  reports: readonly ReportRequest[],
  holdsSecret: (text: string) => boolean,
  cwd: string,
  exitCode: number,
  verbose: boolean,
): number {
  const { files, problems } = renderAll(events, reports, {
    color: pc.isColorSupported,
    width: process.stdout.columns ?? 80,
    verbose,
    ...checkoutOf(cwd, process.env['GITHUB_WORKSPACE']),
  })
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

/** What GitHub says of its checkout, where the run takes place in it. */
function checkoutOf(cwd: string, root: string | undefined): Pick<RenderOptions, 'checkout'> {
  if (root === undefined || root === '') return {}
  const folder = relative(root, cwd)
  if (isAbsolute(folder) || folder.split(sep)[0] === '..') return {}
  const slashed = (path: string): string => path.split(sep).join('/')
  return { checkout: { root: slashed(root).replace(/\/+$/, ''), folder: slashed(folder) } }
}
