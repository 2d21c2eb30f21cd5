import { randomInt } from 'node:crypto'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import pc from 'picocolors'
import { loadContracts } from '../contract/load.ts'
import { KeyproofError } from '../errors.ts'
import type { HeaderLine } from '../http/exchange.ts'
import { createProgress } from '../report/progress.ts'
import { renderAll, type ReportRequest } from '../report/render.ts'
import type { Profile } from '../rules/types.ts'
import type { RunEvent } from '../run/events.ts'
import { loadScenarios } from '../run/load-scenarios.ts'
import { usualOperations, type RunOptions } from '../run/options.ts'
import { dayOf, readSuppressions } from '../run/suppress.ts'
import type { ReplayPoint } from '../run/replay-token.ts'
import { preview } from '../run/preview.ts'
import { run } from '../run/run.ts'
import { createVault } from '../secrets/vault.ts'
import { againOf } from './again.ts'
import { addBaseline, readBaseline, writeBaseline, type BaselineFlags } from './baseline.ts'
import { safely } from './crash.ts'
import { listenForInterrupt } from './interrupt.ts'
import { gather } from './given.ts'
import { journalFolder } from './journal.ts'
import { readReporter, writeReport } from './output.ts'
import { planText } from './plan.ts'
import { readSettings, type Settings } from './settings.ts'
import { readStdin } from './stdin.ts'
import { addTransport, readTransport, type TransportFlags } from './transport.ts'
import { collect, perSecond, whole } from './values.ts'
import { version } from './version.ts'

/** The flags of `run`, as commander gives them. */
export interface Flags extends TransportFlags, BaselineFlags {
  readonly target?: string
  readonly credential?: readonly string[]
  readonly param?: readonly string[]
  readonly principal?: readonly string[]
  readonly header?: readonly string[]
  readonly overlay: readonly string[] | boolean | undefined
  readonly profile?: Profile
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly operation?: readonly string[]
  readonly maxOperations?: number
  readonly seed?: number
  readonly runs?: number
  readonly concurrency?: number
  readonly rate?: number
  readonly timeout?: number
  readonly maxKeys?: number
  readonly keepKeys?: boolean
  readonly journal?: string
  readonly plan?: boolean
  readonly verbose?: boolean
  readonly reporter?: readonly string[]
  readonly config?: string
}

/** `keyproof run [document...]`. */
export function runCommand(): Command {
  const list = (flags: string, text: string): Option => new Option(flags, text).argParser(collect)
  const command = new Command('run')
    .description('Checks documents against a target.')
    .argument('[document...]', 'path, glob, URL, or - for standard input')
    .addOption(
      new Option('--target <target>', 'mock, prism or a base URL (default: mock)').env('KEYPROOF_TARGET'),
    )
    .addOption(
      list(
        '--credential <SCHEME=VALUE>',
        'credential by security scheme; VALUE may be env:NAME or file:PATH',
      ),
    )
    .addOption(list('--param <NAME=VALUE>', 'value for a path, query or header parameter'))
    .addOption(
      list(
        '--principal <NAME:SCHEME=VALUE>',
        'second account for isolation rules; NAME:{PARAM}=VALUE for its own parameters',
      ),
    )
    .addOption(list('--header <NAME: VALUE>', 'extra header on every request'))
    .addOption(list('--overlay <file>', 'OpenAPI Overlay to apply; repeatable'))
    .option('--no-overlay', 'leave out the overlay.yaml beside the document')
    .addOption(
      new Option('--profile <name>', 'what is enforced (default: recommended)')
        .choices(['contract', 'recommended', 'strict'])
        .env('KEYPROOF_PROFILE'),
    )
    .addOption(list('--only <glob>', 'only these rules, groups or scenarios'))
    .addOption(list('--skip <glob>', 'not these rules, groups or scenarios'))
    .addOption(list('--operation <glob>', "only these operations: 'METHOD /path' or operationId"))
    .addOption(
      new Option('--max-operations <n>', 'most operations tried of a document without keys (default: 100)')
        .argParser(whole(1))
        .env('KEYPROOF_MAX_OPERATIONS'),
    )
    .addOption(
      new Option('--seed <n>', 'repeats the generated inputs of a run')
        .argParser(whole(-2_147_483_648))
        .env('KEYPROOF_SEED'),
    )
    .addOption(
      new Option('--runs <n>', 'generated inputs a property (default: 100)')
        .argParser(whole(0))
        .env('KEYPROOF_RUNS'),
    )
    .addOption(
      new Option('--concurrency <n>', 'requests in flight (default: 8)')
        .argParser(whole(1))
        .env('KEYPROOF_CONCURRENCY'),
    )
    .addOption(new Option('--rate <n/s>', 'most requests a second').argParser(perSecond).env('KEYPROOF_RATE'))
    .addOption(
      new Option('--timeout <ms>', 'deadline of a request (default: 10000)')
        .argParser(whole(1))
        .env('KEYPROOF_TIMEOUT'),
    )
    .addOption(
      new Option('--max-keys <n>', 'most keys a run may create (default: 60 on a live target)')
        .argParser(whole(0))
        .env('KEYPROOF_MAX_KEYS'),
    )
    .option('--keep-keys', 'do not revoke the created keys at the end')
    .addOption(
      new Option('--journal <folder>', 'where the journal for keyproof sweep is kept').default(journalFolder),
    )
    .option('--verbose', 'tells in the terminal what could not be judged, rule by rule')
    .option('--plan', 'prints what would be sent; sends nothing')
    .addOption(
      list('--reporter <NAME[=FILE]>', 'terminal, junit, json, jsonl, ...; FILE - is standard output'),
    )
    .option('--config <file>', 'configuration (default: keyproof.config.ts, .js, .json or .yaml)')
  return addTransport(addBaseline(command)).action(async (documents: readonly string[], flags: Flags) => {
    process.exitCode = await runFrom(documents, flags, process.cwd())
  })
}

/** One recorded failure to play again, and how to tell what came of it. */
export interface Replay {
  readonly point: ReplayPoint
  readonly tell: (events: readonly RunEvent[]) => string
}

/** Does what the command line asks; with `replay` only the one recorded failure. Gives the exit code. */
export async function runFrom(
  given: readonly string[],
  flags: Flags,
  cwd: string,
  replay?: Replay,
): Promise<number> {
  const { settings, folder, file } = await readSettings(flags.config, cwd)
  const documents = given.length > 0 ? given : (settings.documents ?? [])
  if (documents.length === 0)
    throw new KeyproofError('usage', 'No document was given.', 'Name one: keyproof run openapi.yaml')
  const reports =
    replay === undefined
      ? (flags.reporter ?? settings.reporters ?? ['terminal', 'junit']).map((text) => readReporter(text, cwd))
      : []
  const overlays = Array.isArray(flags.overlay)
    ? (flags.overlay as readonly string[])
    : (settings.overlays ?? [])
  const contracts = await loadContracts(documents, {
    overlays,
    siblingOverlay: flags.overlay !== false,
    cwd,
    stdin: readStdin,
  })
  const target = flags.target ?? settings.target ?? 'mock'
  const { credentials, principals, sources } = gather(
    {
      settings,
      file,
      credential: flags.credential ?? [],
      principal: flags.principal ?? [],
      environment: process.env,
      cwd,
    },
    contracts,
    target !== 'mock' && target !== 'prism',
  )
  const asked = runOptions(
    flags,
    settings,
    cwd,
    overlays,
    Object.fromEntries(credentials.map(({ scheme, value }) => [scheme, value])),
  )
  const baseline = replay === undefined ? readBaseline(flags, settings, cwd) : undefined
  const suppress = readSuppressions(settings.suppress ?? [], file, dayOf(new Date()))
  const options: RunOptions = {
    ...asked,
    suppress,
    sources,
    ...(principals.length === 0 ? {} : { principals }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(replay === undefined ? {} : { replay: replay.point }),
  }
  const scenarios = await loadScenarios(settings.scenarios ?? [], folder)
  if (flags.plan === true) {
    process.stdout.write(planText(preview(contracts, scenarios, options), sources))
    return 0
  }
  const vault = createVault({ seed: options.seed })
  const events: RunEvent[] = []
  const progress = createProgress({
    write: (text) => process.stderr.write(text),
    isTTY: process.stderr.isTTY && process.env['CI'] === undefined,
    columns: process.stderr.columns ?? 80,
    color: pc.isColorSupported,
  })
  using interrupt = listenForInterrupt((text) => progress.say(`keyproof: ${text}`))
  let exitCode: number
  try {
    exitCode = await safely(vault, () =>
      run(
        {
          contracts,
          scenarios,
          vault,
          signal: interrupt.signal,
          watch: interrupt.watch,
          now: () => new Date(),
          emit: (event) => {
            events.push(event)
            progress.onEvent(event)
          },
        },
        options,
      ),
    )
  } finally {
    progress.stop()
  }
  if (replay !== undefined) {
    const told = replay.tell(events)
    process.stdout.write(
      vault.holds(told)
        ? 'What came of it would have held a secret, and is not shown. Please report this.\n'
        : told,
    )
    return exitCode
  }
  const holdsSecret = (text: string): boolean => vault.holds(text)
  if (baseline?.update === true)
    exitCode = writeBaseline(baseline, events, contracts, exitCode, holdsSecret, cwd)
  return writeAll(events, reports, holdsSecret, cwd, exitCode, flags.verbose ?? false)
}

/** Renders and writes every report; one that would hold a secret is not written. */
function writeAll(
  events: readonly RunEvent[],
  reports: readonly ReportRequest[],
  holdsSecret: (text: string) => boolean,
  cwd: string,
  exitCode: number,
  verbose: boolean,
): number {
  const { files, problems } = renderAll(events, reports, {
    color: pc.isColorSupported && reports.some(({ file }) => file === '-'),
    width: process.stdout.columns ?? 80,
    verbose,
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

/** The options, with what depends on where the run takes place. */
function runOptions(
  flags: Flags,
  settings: Settings,
  cwd: string,
  overlays: readonly string[],
  credentials: Readonly<Record<string, string>>,
): RunOptions {
  const options = optionsOf(flags, settings, credentials)
  const transport = readTransport(flags, cwd)(options.target)
  return {
    ...options,
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
  const profile = flags.profile ?? settings.profile ?? 'recommended'
  if (profile !== 'contract' && profile !== 'recommended' && profile !== 'strict')
    throw new KeyproofError(
      'config',
      `There is no profile ${profile}.`,
      'Known: contract, recommended, strict.',
    )
  return {
    target: flags.target ?? settings.target ?? 'mock',
    credentials,
    parameters: { ...settings.parameters, ...Object.fromEntries((flags.param ?? []).map(readParameter)) },
    headers: [...Object.entries(settings.headers ?? {}), ...(flags.header ?? []).map(readHeader)],
    profile,
    only: flags.only ?? settings.only ?? [],
    skip: flags.skip ?? settings.skip ?? [],
    operations: flags.operation ?? settings.operations ?? [],
    maxOperations: flags.maxOperations ?? settings.maxOperations ?? usualOperations,
    seed: flags.seed ?? settings.seed ?? randomInt(0, 2 ** 31),
    runs: flags.runs ?? settings.runs ?? 100,
    concurrency: flags.concurrency ?? settings.concurrency ?? 8,
    rate: flags.rate ?? (settings.rate === undefined ? null : perSecond(String(settings.rate))),
    timeoutMs: flags.timeout ?? settings.timeout ?? 10_000,
    maxKeys: flags.maxKeys ?? settings.maxKeys ?? null,
    keepKeys: flags.keepKeys ?? settings.keepKeys ?? false,
    version,
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
export function readHeader(text: string): HeaderLine {
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
