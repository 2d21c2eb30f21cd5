import { Command, CommanderError } from 'commander'
import { KeyproofError, messageOf } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { version } from './version.ts'

/** Each is loaded when it is asked for, so that none waits for what the others need. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).runCommand(),
  mock: async () => (await import('./mock.ts')).mockCommand(),
  inspect: async () => (await import('./inspect.ts')).inspectCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  sweep: async () => (await import('./sweep.ts')).sweepCommand(),
  rules: async () => (await import('./rules.ts')).rulesCommand(),
  replay: async () => (await import('./replay.ts')).replayCommand(),
  init: async () => (await import('./init.ts')).initCommand(),
  merge: async () => (await import('./merge.ts')).mergeCommand(),
}

/** Reads the command line, runs the command, and sets the exit code. */
async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('keyproof')
    .description('Tests and mocks APIs that hand out keys, from their OpenAPI document.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('  Run keyproof --help, or keyproof COMMAND --help, to see what is possible.')
    .configureOutput({
      outputError: (text, write) =>
        write(
          plain(
            text,
            program.commands.flatMap((command) => command.options.map((option) => option.long ?? '')),
          ),
        ),
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 all held · 1 a rule is broken · 2 usage, configuration or document · 3 the run cannot be trusted · 130, 143 interrupted',
    )
  const [asked = ''] = argv
  const needed = Object.hasOwn(commands, asked)
    ? [asked]
    : /^(?:-V|--version)$/.test(asked)
      ? []
      : Object.keys(commands)
  try {
    for (const name of needed) program.addCommand((await commands[name]!()).copyInheritedSettings(program))
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
  }
}

/** Commander's message as ours are; a mistyped flag loses what follows its `=`, which may be a secret. */
function plain(text: string, flags: readonly string[]): string {
  return text
    .replace(/^error: /, 'keyproof: ')
    .replace(
      /^keyproof: unknown option '([^'=]*)=[^]*'/,
      (_message, flag: string) => `keyproof: unknown option '${flag}'\n(${nearest(flag, flags)})`,
    )
}

/** Says what went wrong and gives the exit code: help and version are no failure. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof KeyproofError) {
    process.stderr.write(`keyproof: ${error.message}\n  ${error.hint}\n`)
    return error.exitCode
  }
  process.stderr.write(
    `keyproof: this should not have happened: ${messageOf(error)}\n  Please report it with the lines below.\n`,
  )
  if (error instanceof Error && error.stack !== undefined)
    process.stderr.write(`${error.stack.split('\n').slice(1).join('\n')}\n`)
  return 3
}

// A reader that goes away, such as `head` or a terminal that is closed, is no reason to fail.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })

const given = process.argv.slice(2)
// What stands on the command line may be a secret, and anybody on this machine can list processes.
process.title = 'keyproof'
await main(given)
