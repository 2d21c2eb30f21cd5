import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { KeyproofError, messageOf } from '../errors.ts'
import { logOf } from '../report/fold-log.ts'
import { mergedLog, type NamedLog } from '../report/merge.ts'
import { eventsIn } from '../report/read-log.ts'
import type { RunEvent } from '../run/events.ts'
import { readReporter } from './output.ts'
import { readSettings } from './settings.ts'
import { collect } from './values.ts'
import { writeAll } from './write-all.ts'

interface Flags {
  readonly reporter?: readonly string[]
  readonly verbose?: boolean
  readonly config?: string
}

/** `keyproof merge <log...>`. */
export function mergeCommand(): Command {
  return new Command('merge')
    .description('Merges the event logs of the parts of a run, and writes any report of the whole.')
    .argument('<log...>', 'event logs, as run --reporter jsonl=FILE writes them')
    .addOption(
      new Option(
        '--reporter <NAME[=FILE]>',
        'terminal, junit, json, jsonl, ...; FILE - is standard output',
      ).argParser(collect),
    )
    .option('--verbose', 'tells in the terminal what could not be judged, rule by rule')
    .option('--config <file>', 'configuration (default: keyproof.config.ts, .js, .json or .yaml)')
    .action(async (files: readonly string[], flags: Flags) => {
      process.exitCode = await merge(files, flags, process.cwd())
    })
}

/** Gives the exit code of the whole run. */
async function merge(files: readonly string[], flags: Flags, cwd: string): Promise<number> {
  const { settings } = await readSettings(flags.config, cwd)
  const reports = (flags.reporter ?? settings.reporters ?? ['terminal', 'junit']).map((text) =>
    readReporter(text, cwd),
  )
  const events = mergedLog(files.map((file) => readLog(file, cwd)))
  const exitCode = exitCodeOf(events, files)
  return writeAll(
    events,
    reports,
    { holds: () => false, redact: (text) => text },
    cwd,
    exitCode,
    flags.verbose ?? false,
  )
}

/** The code of the whole; 3 where it was not seen to its end. */
function exitCodeOf(events: readonly RunEvent[], files: readonly string[]): number {
  try {
    return logOf(events).exitCode ?? 3
  } catch (error) {
    throw new KeyproofError(
      'usage',
      `An event in ${files.join(' or ')} is not as keyproof writes it: ${messageOf(error)}`,
      'Take the log as keyproof run --reporter jsonl=FILE has written it.',
      error,
    )
  }
}

function readLog(file: string, cwd: string): NamedLog {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new KeyproofError(
      'usage',
      `The event log ${file} cannot be read: ${messageOf(error)}`,
      'Name the files that keyproof run --reporter jsonl=FILE has written.',
      error,
    )
  }
  return { file, events: eventsIn(text, file) }
}
