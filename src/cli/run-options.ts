import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { KeyproofError } from '../errors.ts'
import type { HeaderLine } from '../http/exchange.ts'
import { usualOperations, type RunOptions } from '../run/options.ts'
import { profiles, type Profile } from '../rules/types.ts'
import { againOf } from './again.ts'
import type { Choices } from './choices.ts'
import { journalFolder } from './journal.ts'
import type { Flags } from './run-flags.ts'
import type { Settings } from './settings.ts'
import { readTransport } from './transport.ts'
import { perSecond } from './values.ts'
import { version } from './version.ts'

/** The options, with what depends on where the run takes place. */
export function runOptions(
  flags: Flags,
  settings: Settings,
  cwd: string,
  overlays: readonly string[],
  credentials: Readonly<Record<string, string>>,
): RunOptions {
  const { shard } = flags
  if (shard !== undefined && (flags.seed ?? settings.seed) === undefined)
    throw new KeyproofError(
      'usage',
      '--shard is given without a seed, so the parts would not be of one run.',
      'Give every part the same: --seed 1, or the number of the build.',
    )
  if (shard !== undefined && flags.updateBaseline === true)
    throw new KeyproofError(
      'usage',
      'A baseline cannot be written from one part of a run.',
      'Run the whole with --update-baseline, without --shard.',
    )
  const options = optionsOf(flags, settings, credentials)
  const transport = readTransport(flags, cwd)(options.target)
  return {
    ...options,
    ...(shard === undefined ? {} : { shard }),
    allowInsecure: flags.allowInsecure ?? false,
    ...(transport === undefined ? {} : { transport }),
    again: (contract, targetUrl) => againOf(flags, contract, targetUrl),
    journal: {
      folder: resolve(cwd, flags.journal ?? journalFolder),
      document: (source) => ({
        source: source === '-' || /^https?:/i.test(source) ? source : resolve(cwd, source),
        overlays,
        siblingOverlay: flags.overlay !== false,
        cwd,
      }),
    },
  }
}

function optionsOf(
  flags: Flags,
  settings: Settings,
  credentials: Readonly<Record<string, string>>,
): RunOptions {
  const {
    target = 'mock',
    profile = 'recommended',
    only = [],
    skip = [],
    maxOperations = usualOperations,
    seed = randomInt(0, 2 ** 31),
    runs = 100,
    maxKeys,
    keepKeys = false,
  }: Choices = { ...settings, ...flags }
  if (!isProfile(profile))
    throw new KeyproofError('config', `There is no profile ${profile}.`, `Known: ${profiles.join(', ')}.`)
  return {
    target,
    credentials,
    parameters: { ...settings.parameters, ...Object.fromEntries((flags.param ?? []).map(readParameter)) },
    headers: headersOf(flags, settings),
    profile,
    only,
    skip,
    operations: flags.operation ?? settings.operations ?? [],
    maxOperations,
    seed,
    runs,
    ...paceOf(flags, settings),
    maxKeys: maxKeys ?? null,
    keepKeys,
    version,
  }
}

function isProfile(text: string): text is Profile {
  return (profiles as readonly string[]).includes(text)
}

/** The headers that every request gets; one on the command line stands for those of its name in the configuration. */
export function headersOf(flags: Pick<Flags, 'header'>, settings: Settings): readonly HeaderLine[] {
  const told = (flags.header ?? []).map(readHeader)
  const names = new Set(told.map(([name]) => name.toLowerCase()))
  return [
    ...Object.entries(settings.headers ?? {}).filter(([name]) => !names.has(name.toLowerCase())),
    ...told,
  ]
}

/** How many requests there are at a time, and how long one may take. */
export function paceOf(
  flags: Pick<Flags, 'concurrency' | 'rate' | 'timeout'>,
  settings: Settings,
): Pick<RunOptions, 'concurrency' | 'rate' | 'timeoutMs'> {
  return {
    concurrency: flags.concurrency ?? settings.concurrency ?? 8,
    rate: flags.rate ?? (settings.rate === undefined ? null : perSecond(String(settings.rate))),
    timeoutMs: flags.timeout ?? settings.timeout ?? 10_000,
  }
}

/** `NAME=VALUE`. */
export function readParameter(text: string): readonly [string, string] {
  const cut = text.indexOf('=')
  // It may be the value alone, and that a secret, so it is not repeated.
  if (cut <= 0)
    throw new KeyproofError(
      'usage',
      'A parameter lacks its name or its value.',
      'Write it as NAME=VALUE: --param org_id=42',
    )
  return [text.slice(0, cut), text.slice(cut + 1)]
}

/** `NAME: VALUE`. */
function readHeader(text: string): HeaderLine {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/s.exec(text)
  // A header may hold a secret, so its text is not repeated.
  if (match === null || /[\r\n]/.test(text))
    throw new KeyproofError(
      'usage',
      'A header is not of the form NAME: VALUE.',
      "Quote it: --header 'X-Trace: on'",
    )
  return [match[1]!, match[2]!]
}
