import { KeyproofError, messageOf } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import type { RunEvent } from '../run/events.ts'
import { reporters, type RenderOptions, type Reporter } from './reporters.ts'

/** A report wanted: which, and where it goes (`-` is standard output). */
export interface ReportRequest {
  readonly reporter: string
  readonly file: string
}

/** What came of rendering: the texts, and a problem for every reporter that threw. */
export interface Rendered {
  readonly files: readonly { readonly file: string; readonly text: string }[]
  readonly problems: readonly KeyproofError[]
}

/** The reporter of that name. Throws KeyproofError('usage') that names the nearest one known. */
export function reporterNamed(name: string, known: Readonly<Record<string, Reporter>> = reporters): Reporter {
  const reporter = Object.hasOwn(known, name) ? known[name] : undefined
  if (reporter !== undefined) return reporter
  const names = Object.keys(known)
  throw new KeyproofError(
    'usage',
    `There is no reporter named ${name}.`,
    [suggestion(name, names), `Known: ${names.join(', ')}.`].filter((part) => part !== null).join(' '),
  )
}

/**
 * Renders the log with every reporter asked for; writes nothing. One that throws becomes a problem
 * and keeps none of the others from their text. Throws KeyproofError('usage') for an unknown name.
 */
export function renderAll(
  events: readonly RunEvent[],
  requests: readonly ReportRequest[],
  options: RenderOptions,
  known: Readonly<Record<string, Reporter>> = reporters,
): Rendered {
  const files: Rendered['files'][number][] = []
  const problems: KeyproofError[] = []
  for (const { reporter, file } of requests.map((each) => ({
    ...each,
    reporter: reporterNamed(each.reporter, known),
  }))) {
    try {
      files.push({
        file,
        text: reporter.render(events, { ...options, color: options.color && file === '-' }),
      })
    } catch (error) {
      problems.push(
        new KeyproofError(
          'report',
          `The reporter ${reporter.name} failed, so ${file === '-' ? 'nothing was printed' : `${file} was not written`}: ${messageOf(error)}`,
          'The other reports are complete. Please report this.',
          error,
        ),
      )
    }
  }
  return { files, problems }
}
