import { writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { KeyproofError, messageOf } from '../errors.ts'
import { makeFolder } from '../run/make-folder.ts'
import { reporterNamed, type ReportRequest } from '../report/render.ts'
import { ensureWritable } from './writable.ts'

const usualFiles: Readonly<Record<string, string>> = {
  terminal: '-',
  junit: 'reports/junit.xml',
  json: 'reports/report.json',
  jsonl: 'reports/events.jsonl',
  html: 'reports/report.html',
  sarif: 'reports/keyproof.sarif',
  github: '-',
  markdown: 'reports/summary.md',
}

/** `NAME[=FILE]`; checks that the reporter exists and that its file can be written before anything is sent. */
export function readReporter(text: string, cwd: string): ReportRequest {
  const [reporter = '', ...rest] = text.split('=')
  const file = rest.length === 0 ? (usualFiles[reporter] ?? '-') : rest.join('=')
  reporterNamed(reporter)
  if (file === '')
    throw new KeyproofError(
      'usage',
      `The reporter ${reporter} is given an empty file name.`,
      `Write ${reporter}=FILE, or ${reporter}=- for standard output.`,
    )
  if (file !== '-')
    ensureWritable(resolve(cwd, file), (error) => {
      throw new KeyproofError(
        'report',
        `The report ${file} cannot be written: ${messageOf(error)}`,
        'Give another file to --reporter.',
        error,
      )
    })
  return { reporter, file }
}

/** Writes a report whole. */
export function writeReport(file: string, text: string, cwd: string): void {
  if (file === '-') {
    process.stdout.write(text)
    return
  }
  try {
    // The folder may have gone while the run took place.
    makeFolder(dirname(resolve(cwd, file)))
    writeFileSync(resolve(cwd, file), text)
  } catch (error) {
    throw new KeyproofError(
      'report',
      `The report ${file} cannot be written: ${messageOf(error)}`,
      'Look at the disk and the rights of the folder.',
      error,
    )
  }
}
