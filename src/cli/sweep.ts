import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { loadContract } from '../contract/load.ts'
import type { Contract } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { counted, shortened, visible } from '../report/text.ts'
import { carriedBy } from '../run/access.ts'
import { findJournals, removeUnbegun, type FoundJournal } from '../run/journal.ts'
import { checkLive } from '../run/preflight.ts'
import { stillRuns } from '../run/process-mark.ts'
import { sweepJournal, type SweepOptions } from '../run/sweep.ts'
import type { Trail } from '../run/trail.ts'
import { createVault } from '../secrets/vault.ts'
import { liveTarget } from '../target/live.ts'
import { safely } from './crash.ts'
import { gather, type Given } from './given.ts'
import { journalFolder } from './journal.ts'
import { readSettings, type Settings } from './settings.ts'
import type { AccessFlags } from './run-flags.ts'
import { headersOf, paceOf, readParameter } from './run-options.ts'
import { addTransport, readTransport } from './transport.ts'
import { collect, perSecond, whole } from './values.ts'

interface Flags extends AccessFlags {
  readonly target?: string
  readonly journal: string
  readonly document?: string
  readonly config?: string
  readonly plan?: boolean
  readonly concurrency?: number
  readonly rate?: number
  readonly timeout?: number
}

/** `keyproof sweep`. */
export function sweepCommand(): Command {
  const list = (flags: string, text: string): Option => new Option(flags, text).argParser(collect)
  const command = new Command('sweep')
    .description('Revokes the keys that earlier runs left behind, from their journals.')
    .addOption(new Option('--target <url>', 'only journals of this target').env('KEYPROOF_TARGET'))
    .addOption(
      list(
        '--credential <SCHEME=VALUE>',
        'credential by security scheme; VALUE may be env:NAME or file:PATH',
      ),
    )
    .addOption(
      list('--principal <NAME:SCHEME=VALUE>', 'the second account of the run, as it was given to it'),
    )
    .addOption(
      list('--param <NAME=VALUE>', 'value for a path, query or header parameter, in place of the journal’s'),
    )
    .addOption(list('--header <NAME: VALUE>', 'extra header on every request'))
    .addOption(new Option('--journal <folder>', 'where the journals are').default(journalFolder))
    .option('--document <file>', 'the document, where it is no longer where the run read it')
    .option('--config <file>', 'configuration (default: keyproof.config.ts, .js, .json or .yaml)')
    .option('--plan', 'prints what would be revoked; revokes nothing')
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
  return addTransport(command).action(async (flags: Flags) => {
    process.exitCode = await sweepFrom(flags, process.cwd())
  })
}

async function sweepFrom(flags: Flags, cwd: string): Promise<number> {
  const wanted =
    flags.target === undefined || flags.target === 'mock' || flags.target === 'prism'
      ? null
      : liveTarget(flags.target).url
  const folder = resolve(cwd, flags.journal)
  const { journals, unbegun, unreadable } = findJournals(folder)
  if (flags.plan !== true) await Promise.all(unbegun.map(removeUnbegun))
  const chosen = journals.filter(({ head }) => wanted === null || head.target === wanted)
  for (const file of unreadable) say(`${file} is no journal that this version can read.`)
  const elsewhere = journals.length - chosen.length
  if (elsewhere > 0)
    say(`${counted(elsewhere, 'journal')} of other targets ${elsewhere === 1 ? 'is' : 'are'} left alone.`)
  if (chosen.length === 0) {
    const others = [...new Set(journals.map(({ head }) => head.target))]
    process.stdout.write(
      `Nothing to sweep${wanted === null ? '' : ` on ${wanted}`}.${others.length === 0 ? '' : ` The journals in ${flags.journal} know ${others.join(', ')}.`}\n`,
    )
    return unreadable.length > 0 ? 3 : 0
  }
  const { settings, file } = await readSettings(flags.config, cwd)
  const contracts = new Map<FoundJournal, Contract>()
  let clean = unreadable.length === 0
  for (const journal of chosen) {
    if (stillRuns(journal.head.process)) {
      say(
        `The run that writes ${journal.file} has not ended yet (process ${journal.head.process.pid}), so its keys are left alone.`,
      )
      clean = false
      continue
    }
    contracts.set(journal, await contractOf(journal, flags, cwd))
  }
  if (contracts.size === 0) return 3
  const given = gather(
    {
      settings,
      file,
      credential: flags.credential ?? [],
      principal: flags.principal ?? [],
      environment: process.env,
      cwd,
    },
    [...contracts.values()],
    true,
  )
  const transport = readTransport(flags, cwd)
  for (const [journal, contract] of contracts)
    if (
      !(await sweepOne(journal, contract, {
        given,
        flags,
        settings,
        transportOf: transport,
        beside: trailsBeside(journal, journals),
      }))
    )
      clean = false
  return clean ? 0 : 3
}

/** The trails of the other runs on the target of a journal. */
function trailsBeside(journal: FoundJournal, journals: readonly FoundJournal[]): readonly Trail[] {
  return journals
    .filter((other) => other !== journal && other.head.target === journal.head.target)
    .map(({ trail }) => trail)
}

interface SweepInput {
  readonly given: Given
  readonly flags: Flags
  readonly settings: Settings
  readonly transportOf: ReturnType<typeof readTransport>
  readonly beside: readonly Trail[]
}

/** Sweeps one journal and says what became of it. Gives whether nothing is left. */
async function sweepOne(
  journal: FoundJournal,
  contract: Contract,
  { given, flags, settings, transportOf, beside }: SweepInput,
): Promise<boolean> {
  const { head } = journal
  const credentials = Object.fromEntries(
    given.credentials
      .filter(({ scheme }) => contract.securitySchemes[scheme] !== undefined)
      .map(({ scheme, value }) => [scheme, value]),
  )
  const headers = headersOf(flags, settings)
  if (
    Object.keys(credentials).length === 0 &&
    carriedBy(contract, headers).length === 0 &&
    journal.trail.all().length > 0 &&
    Object.keys(contract.securitySchemes).length > 0
  ) {
    say(
      `No credential is given for ${contract.name} on ${head.target}, so its keys are left alone.\n  ${Object.keys(
        contract.securitySchemes,
      )
        .map((scheme) => `--credential ${scheme}=env:NAME`)
        .join(' ')}`,
    )
    return false
  }
  const vault = createVault({ seed: 0 })
  const transport = transportOf(head.target)
  const sources = given.sources.filter(({ scheme }) => contract.securitySchemes[scheme] !== undefined)
  checkLive(liveTarget(head.target), {
    credentials,
    headers,
    principals: given.principals,
    sources,
    allowInsecure: flags.allowInsecure ?? false,
  })
  const options: SweepOptions = {
    credentials,
    principals: given.principals,
    sources,
    parameters: Object.fromEntries((flags.param ?? []).map(readParameter)),
    headers,
    ...paceOf(flags, settings),
    ...(transport === undefined ? {} : { transport }),
    vault,
    signal: new AbortController().signal,
    look: flags.plan ?? false,
    beside,
  }
  const { revoked, left, unexplained } = await safely(vault, () => sweepJournal(journal, contract, options))
  // Names are the server's to give back, with whatever is in them.
  const show = (text: string): string => visible(vault.holds(text) ? vault.redact(text) : text)
  // What was cut of a secret would not be known for one.
  const short = (text: string): string => shortened(show(text))
  const lines = [
    `${contract.name} on ${head.target}, run of ${head.startedAt}: ${flags.plan === true ? `${counted(revoked.length, 'key')} would be revoked` : `${counted(revoked.length, 'key')} revoked, ${left.length === 0 ? 'nothing left' : `${left.length} left`}`}`,
    ...revoked.map(({ id }) => `  ${flags.plan === true ? 'would revoke' : 'revoked'} ${short(id)}`),
    ...left.map(({ id, operation }) => `  left ${short(id)}: ${operation}`),
    ...(unexplained === 0
      ? []
      : [
          `  ${counted(unexplained, 'other key')} came to be while requests of this run were refused, and nothing else ties them to it: they are left alone`,
        ]),
  ]
  process.stdout.write(`${lines.map(show).join('\n')}\n`)
  return flags.plan === true ? revoked.length + left.length === 0 : left.length === 0
}

async function contractOf({ head, file }: FoundJournal, flags: Flags, cwd: string): Promise<Contract> {
  const { source, overlays, siblingOverlay, cwd: then } = head.document
  if (flags.document === undefined && source === '-')
    throw new KeyproofError(
      'document',
      `The run of ${file} read its document from standard input.`,
      'Give it again with --document FILE.',
    )
  try {
    return await loadContract(flags.document ?? source, {
      overlays,
      siblingOverlay,
      cwd: flags.document === undefined ? then : cwd,
    })
  } catch (error) {
    if (!(error instanceof KeyproofError)) throw error
    throw new KeyproofError(
      error.code,
      `The journal ${file} belongs to a document that cannot be read: ${messageOf(error)}`,
      'Put the document back where it was, or say where it is with --document FILE; the keys are still on the target.',
      error,
    )
  }
}

function say(text: string): void {
  process.stderr.write(`keyproof: ${text}\n`)
}
