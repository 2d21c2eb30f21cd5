import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Command, Option } from 'commander'
import { globSync } from 'tinyglobby'
import { loadContracts } from '../contract/load.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { visible } from '../report/text.ts'
import { profiles } from '../rules/types.ts'
import { liveTarget } from '../target/live.ts'
import { answersFor, type Ask, type Given } from './init-ask.ts'
import { configText } from './init-text.ts'
import { configFiles } from './settings.ts'
import { collect } from './values.ts'

interface Flags {
  readonly target?: string
  readonly profile?: string
  readonly credential?: readonly string[]
}

const written = 'keyproof.config.yaml'
/** Where documents usually lie. */
const places = '{,docs/,doc/,api/,spec/,specs/,openapi/}{openapi,swagger}.{yaml,yml,json}'

/** `keyproof init [document...]`. */
export function initCommand(): Command {
  return new Command('init')
    .description('Writes a configuration with a word on every setting, after asking or from flags.')
    .argument('[document...]', 'path, glob or URL; looked for where documents usually lie')
    .option('--target <target>', 'mock, prism or a base URL')
    .addOption(new Option('--profile <name>', 'what is enforced').choices(profiles))
    .addOption(
      new Option(
        '--credential <SCHEME=FROM>',
        'where a credential comes from: env:NAME or file:PATH; repeatable',
      ).argParser(collect),
    )
    .action((documents: readonly string[], flags: Flags) => init(documents, flags, process.cwd()))
}

async function init(named: readonly string[], flags: Flags, cwd: string): Promise<void> {
  const present = configFiles.find((name) => existsSync(resolve(cwd, name)))
  if (present !== undefined)
    throw new KeyproofError(
      'config',
      `There is a configuration already: ${present}.`,
      'Edit it, or move it away to have a new one written.',
    )
  const given: Given = {
    ...(flags.target === undefined ? {} : { target: targetIn(flags.target) }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    credentials: Object.fromEntries((flags.credential ?? []).map(sourceIn)),
  }
  const documents = named.length > 0 ? named : globSync(places, { cwd, caseSensitiveMatch: false }).toSorted()
  if (documents.length === 0)
    throw new KeyproofError('usage', 'No document was found here.', 'Name one: keyproof init openapi.yaml')
  const contracts = await loadContracts(documents, { cwd })
  using asking = process.stdin.isTTY && process.stderr.isTTY ? onTerminal() : unasked
  const answers = await answersFor(documents, contracts, given, asking.ask)
  targetIn(answers.target)
  try {
    writeFileSync(resolve(cwd, written), configText(answers), { flag: 'wx' })
  } catch (error) {
    throw new KeyproofError(
      'config',
      `The configuration ${written} cannot be written: ${messageOf(error)}`,
      'Look at the rights of the folder.',
      error,
    )
  }
  process.stdout.write(
    visible(`Wrote ${written} for ${documents.join(', ')}.`) +
      '\nNext: keyproof inspect DOCUMENT shows what is understood, keyproof run --plan what would be tried, keyproof run tries it.\n',
  )
}

function targetIn(text: string): string {
  return text === 'mock' || text === 'prism' ? text : liveTarget(text).url
}

/** `SCHEME=env:NAME`; the credential itself has no place in a file that is committed. */
function sourceIn(text: string): readonly [string, string] {
  const [, scheme, source] = /^([^=]+)=((?:env|file):.+)$/s.exec(text) ?? []
  if (scheme === undefined || source === undefined)
    throw new KeyproofError(
      'credential',
      'A credential itself has no place in a configuration.',
      'Say where it comes from: --credential ApiKey=env:API_KEY, or file:PATH.',
    )
  return [scheme, source]
}

interface Asking extends Disposable {
  readonly ask: Ask
}

/** Takes what is usual, where there is nobody to ask. */
const unasked: Asking = {
  ask: (_question, usual) => Promise.resolve(usual),
  [Symbol.dispose]: () => undefined,
}

function onTerminal(): Asking {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  lines.once('SIGINT', () => process.exit(130))
  return {
    async ask(question, usual) {
      try {
        return (await lines.question(`${question} [${usual}] `)).trim() || usual
      } catch (error) {
        // The end of input (Ctrl-D) is no answer.
        if (error instanceof Error && error.name === 'AbortError') process.exit(130)
        throw error
      }
    },
    [Symbol.dispose]: () => lines.close(),
  }
}
