import { Command, Option } from 'commander'
import { loadContract } from '../contract/load.ts'
import { KeyproofError } from '../errors.ts'
import { faults } from '../mock/faults/index.ts'
import { startMock } from '../mock/start.ts'
import { readSettings } from './settings.ts'
import { readStdin } from './stdin.ts'
import { checkSchemes, readCredential } from './credentials.ts'
import { collect, whole } from './values.ts'

interface Flags {
  readonly port: number
  readonly host: string
  readonly credential?: readonly string[]
  readonly fault?: readonly string[]
  readonly data?: string
  readonly seed?: number
  readonly deterministicSecrets?: boolean
  readonly latency?: number
  readonly quiet?: boolean
  readonly overlay: readonly string[] | boolean | undefined
  readonly config?: string
}

/** `keyproof mock <document>`. */
export function mockCommand(): Command {
  const list = (flags: string, text: string): Option => new Option(flags, text).argParser(collect)
  return new Command('mock')
    .description('Serves a stateful mock of a document until interrupted.')
    .argument('[document]', 'path, URL, or - for standard input')
    .addOption(new Option('--port <n>', 'port; 0 takes a free one').argParser(whole(0, 65_535)).default(4010))
    .addOption(new Option('--host <host>', 'address to listen on').default('127.0.0.1'))
    .addOption(
      list('--credential <SCHEME=VALUE>', 'the first valid credential; VALUE may be env:NAME or file:PATH'),
    )
    .addOption(list('--fault <name>', 'a defect to have; --fault list shows them all'))
    .option('--data <file>', 'keeps the keys in an SQLite file across restarts')
    .addOption(new Option('--seed <n>', 'same seed, same answers').argParser(whole(0)))
    .option('--deterministic-secrets', 'derives secrets from the seed: for examples and goldens only')
    .addOption(new Option('--latency <ms>', 'holds every answer back').argParser(whole(0)))
    .option('--quiet', 'no line for each request')
    .addOption(list('--overlay <file>', 'OpenAPI Overlay to apply; repeatable'))
    .option('--no-overlay', 'leave out the overlay.yaml beside the document')
    .option('--config <file>', 'configuration (default: keyproof.config.ts, .js, .json or .yaml)')
    .action(async (document: string | undefined, flags: Flags) => {
      if (flags.fault?.includes('list') === true) process.stdout.write(faultList())
      else await serve(document, flags, process.cwd())
    })
}

async function serve(named: string | undefined, flags: Flags, cwd: string): Promise<void> {
  // What else it says is for a run on a server that is already there.
  const { settings } = await readSettings(flags.config, cwd)
  const { documents = [], overlays = [] } = settings
  const seed = flags.seed ?? settings.seed
  const document = named ?? (documents.length === 1 ? documents[0] : undefined)
  if (document === undefined)
    throw new KeyproofError(
      'usage',
      documents.length > 1
        ? `No document was given, and the configuration names ${documents.length}.`
        : 'No document was given.',
      'Name one: keyproof mock openapi.yaml',
    )
  const contract = await loadContract(document, {
    overlays: Array.isArray(flags.overlay) ? (flags.overlay as readonly string[]) : overlays,
    siblingOverlay: flags.overlay !== false,
    officialCheck: false,
    cwd,
    stdin: readStdin,
  })
  const credentials = (flags.credential ?? []).map((text) => readCredential(text, process.env, cwd))
  checkSchemes(credentials, [contract])
  const given = Object.fromEntries(credentials.map(({ scheme, value }) => [scheme, value]))
  await using mock = await startMock(contract, {
    port: flags.port,
    host: flags.host,
    credentials: given,
    faults: flags.fault ?? [],
    ...(flags.data === undefined ? {} : { dataFile: flags.data }),
    ...(seed === undefined ? {} : { seed }),
    ...(flags.latency === undefined ? {} : { latencyMs: flags.latency }),
    deterministicSecrets: flags.deterministicSecrets ?? false,
    ...(flags.quiet === true ? {} : { log: (line: string) => process.stdout.write(`${line}\n`) }),
  })
  for (const notice of mock.notices) process.stderr.write(`keyproof: ${notice}\n`)
  for (const [scheme, value] of Object.entries(mock.credentials))
    if (!Object.hasOwn(given, scheme)) process.stdout.write(`credential ${scheme}: ${value}\n`)
  process.stdout.write(`keyproof mock listening on ${mock.url}\n`)
  await interrupted()
}

/** Resolves when the process is asked to end; a second time it ends at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    const end = (): void => {
      if (asked) process.exit(130)
      asked = true
      resolve()
    }
    process.on('SIGINT', end).on('SIGTERM', end).on('SIGHUP', end)
  })
}

function faultList(): string {
  const width = Math.max(...faults.map((fault) => fault.name.length))
  const byRule = Map.groupBy(faults, (fault) => fault.rule)
  return [...byRule]
    .map(
      ([rule, group]) =>
        `${rule}\n${group.map((fault) => `  ${fault.name.padEnd(width)}  ${fault.describe}`).join('\n')}\n`,
    )
    .join('\n')
}
