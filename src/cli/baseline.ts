import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { Contract } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { baselineText, readBaselineText, renewed, type Baseline } from '../run/baseline.ts'
import type { RunEvent } from '../run/events.ts'
import { judgedBy } from '../run/judged.ts'
import type { Settings } from './settings.ts'
import { ensureWritable } from './writable.ts'

/** Options of what is known from before. */
export interface BaselineFlags {
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly baselineCritical?: boolean
}

/** Adds the options of what is known from before. */
export function addBaseline(command: Command): Command {
  return command
    .addOption(
      new Option('--baseline <file>', 'known findings, which do not fail the run').env('KEYPROOF_BASELINE'),
    )
    .option('--update-baseline', 'writes the file of --baseline anew, from what this run finds')
    .option('--baseline-critical', 'lets critical findings into the baseline too')
}

/** Reads the baseline asked for; none when none is. Throws a KeyproofError where there is none to read, or to be written. */
export function readBaseline(
  flags: BaselineFlags,
  settings: Pick<Settings, 'baseline' | 'baselineCritical'>,
  cwd: string,
): Baseline | undefined {
  const file = flags.baseline ?? settings.baseline
  const update = flags.updateBaseline ?? false
  if (file === undefined) {
    if (!update && flags.baselineCritical !== true) return undefined
    throw new KeyproofError(
      'usage',
      `${update ? '--update-baseline' : '--baseline-critical'} is given without a baseline.`,
      'Name the file: --baseline keyproof-baseline.json',
    )
  }
  const path = resolve(cwd, file)
  const critical = flags.baselineCritical ?? settings.baselineCritical ?? false
  if (update)
    ensureWritable(path, (error) => {
      throw new KeyproofError(
        'config',
        `The baseline ${file} cannot be written: ${messageOf(error)}`,
        'Give another file to --baseline.',
        error,
      )
    })
  if (existsSync(path)) return { file, entries: readBaselineText(read(path, file), file), update, critical }
  if (!update)
    throw new KeyproofError(
      'config',
      `The baseline ${file} does not exist.`,
      'Check its path, or make it: run once with --update-baseline as well.',
    )
  return { file, entries: [], update, critical }
}

/** Writes the baseline anew after a run that can be trusted, says so, and gives the exit code. */
export function writeBaseline(
  baseline: Baseline,
  events: readonly RunEvent[],
  contracts: readonly Contract[],
  exitCode: number,
  holdsSecret: (text: string) => boolean,
  cwd: string,
): number {
  const say = (text: string): boolean => process.stderr.write(`keyproof: ${text}\n`)
  if (exitCode > 1) {
    say(
      `the baseline ${baseline.file} was left as it is: ${exitCode === 3 ? 'this run cannot be trusted' : 'this run was interrupted'}.`,
    )
    return exitCode
  }
  const entries = renewed(baseline, events, judgedBy(events, contracts))
  const text = baselineText(entries)
  if (holdsSecret(text)) {
    say(`the baseline ${baseline.file} would have held a secret and was not written. Please report this.`)
    return 3
  }
  try {
    writeFileSync(resolve(cwd, baseline.file), text)
  } catch (error) {
    say(
      `the baseline ${baseline.file} cannot be written: ${messageOf(error)}\n  Look at the disk and the rights of the folder.`,
    )
    return 3
  }
  const keyOf = ({
    document,
    fingerprint,
  }: {
    readonly document: string
    readonly fingerprint: string
  }): string => `${document} ${fingerprint}`
  const [old, fresh] = [new Set(baseline.entries.map(keyOf)), new Set(entries.map(keyOf))]
  say(
    `wrote the baseline ${baseline.file}: ${fresh.size} ${fresh.size === 1 ? 'finding' : 'findings'}, ${fresh.difference(old).size} new, ${old.difference(fresh).size} removed.`,
  )
  return exitCode
}

function read(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new KeyproofError(
      'config',
      `The baseline ${file} cannot be read: ${messageOf(error)}`,
      'Check the path given with --baseline.',
      error,
    )
  }
}
