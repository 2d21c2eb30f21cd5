import { Option, type Command } from 'commander'
import { addBaseline, type BaselineFlags } from './baseline.ts'
import type { Choices } from './choices.ts'
import { journalFolder } from './journal.ts'
import type { Shard } from '../run/shard.ts'
import { profiles } from '../rules/types.ts'
import { addTransport, type TransportFlags } from './transport.ts'
import { collect, perSecond, shardOf, whole } from './values.ts'

/** As whom the target is spoken to. */
export interface AccessFlags extends TransportFlags {
  readonly credential?: readonly string[]
  readonly param?: readonly string[]
  readonly principal?: readonly string[]
  readonly header?: readonly string[]
}

/** The flags of `run`, as commander gives them. */
export interface Flags extends AccessFlags, BaselineFlags, Choices {
  readonly overlay: readonly string[] | boolean | undefined
  readonly operation?: readonly string[]
  readonly rate?: number
  readonly journal?: string
  readonly plan?: boolean
  readonly shard?: Shard
  readonly verbose?: boolean
  readonly reporter?: readonly string[]
  readonly config?: string
}

function list(flags: string, text: string): Option {
  return new Option(flags, text).argParser(collect)
}

/** Adds to a command the flags that say as whom, and with which document, the target is spoken to. */
export function addAccessFlags(command: Command): Command {
  return command
    .addOption(
      list(
        '--credential <SCHEME=VALUE>',
        'credential by security scheme; VALUE may be env:NAME or file:PATH',
      ),
    )
    .addOption(
      list('--param <NAME=VALUE>', 'value for a path, query or header parameter, or a member of a body'),
    )
    .addOption(
      list(
        '--principal <NAME:SCHEME=VALUE>',
        'second account for isolation rules; NAME:{PARAM}=VALUE for its own parameters',
      ),
    )
    .addOption(list('--header <NAME: VALUE>', 'extra header on every request'))
    .addOption(list('--overlay <file>', 'OpenAPI Overlay to apply; repeatable'))
    .option('--no-overlay', 'leave out the overlay.yaml beside the document')
}

/** Adds to a command the flags that `run` takes. */
export function addRunFlags(command: Command): Command {
  addAccessFlags(
    command.addOption(
      new Option('--target <target>', 'mock, prism or a base URL (default: mock)').env('KEYPROOF_TARGET'),
    ),
  )
  command
    .addOption(
      new Option('--profile <name>', 'what is enforced (default: recommended)')
        .choices(profiles)
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
      new Option('--shard <i/n>', 'plays one of n parts of the run; keyproof merge puts them together')
        .argParser(shardOf)
        .env('KEYPROOF_SHARD'),
    )
    .addOption(
      new Option('--journal <folder>', 'where the journal for keyproof sweep is kept').default(journalFolder),
    )
    .option('--verbose', 'tells in the terminal what could not be judged, rule by rule')
    .option('--plan', 'prints what would be sent; sends nothing')
    .addOption(
      list('--reporter <NAME[=FILE]>', 'terminal, junit, json, jsonl, ...; FILE - is standard output'),
    )
    .option('--config <file>', 'configuration (default: keyproof.config.ts, .js, .json or .yaml)')
  return addTransport(addBaseline(command))
}
