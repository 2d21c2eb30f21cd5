import { Command } from 'commander'
import pc from 'picocolors'
import { loadContracts } from '../contract/load.ts'
import { KeyproofError } from '../errors.ts'
import { createProgress } from '../report/progress.ts'
import { reporterNamed } from '../report/render.ts'
import { adopted } from '../run/baseline.ts'
import type { RunEvent } from '../run/events.ts'
import { loadScenarios } from '../run/load-scenarios.ts'
import type { RunOptions } from '../run/options.ts'
import { preview } from '../run/preview.ts'
import type { ReplayPoint } from '../run/replay-token.ts'
import { run } from '../run/run.ts'
import { dayOf, readSuppressions } from '../run/suppress.ts'
import { createVault } from '../secrets/vault.ts'
import { readBaseline, writeBaseline } from './baseline.ts'
import { safely } from './crash.ts'
import { gather } from './given.ts'
import { listenForInterrupt } from './interrupt.ts'
import { readReporter } from './output.ts'
import { checkedParameter } from './parameter-names.ts'
import { planText } from './plan.ts'
import { addRunFlags, type Flags } from './run-flags.ts'
import { readParameter, runOptions } from './run-options.ts'
import { readSettings } from './settings.ts'
import { readStdin } from './stdin.ts'
import { writeAll } from './write-all.ts'

/** `keyproof run [document...]`. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('Checks documents against a target.')
    .argument('[document...]', 'path, glob, URL, or - for standard input')
  return addRunFlags(command).action(async (documents: readonly string[], flags: Flags) => {
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
  named: readonly string[],
  flags: Flags,
  cwd: string,
  replay?: Replay,
): Promise<number> {
  const { settings, folder, file } = await readSettings(flags.config, cwd)
  const documents = named.length > 0 ? named : (settings.documents ?? [])
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
  for (const [name] of (flags.param ?? []).map(readParameter))
    checkedParameter(name, contracts, 'A parameter is given that no document has.')
  const given = replay === undefined ? readBaseline(flags, settings, cwd) : undefined
  const baseline = given === undefined ? undefined : adopted(given, contracts)
  const suppress = readSuppressions(settings.suppress ?? [], file, dayOf(new Date()))
  const options: RunOptions = {
    ...asked,
    suppress,
    sources,
    ...(principals.length === 0 ? {} : { principals }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(reports.some(({ reporter }) => reporterNamed(reporter).showsLines === true) ? { lines: true } : {}),
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
  if (baseline?.update === true)
    exitCode = writeBaseline(baseline, events, contracts, exitCode, (text) => vault.holds(text), cwd)
  return writeAll(events, reports, vault, cwd, exitCode, flags.verbose ?? false)
}
