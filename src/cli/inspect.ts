import { Command, Option } from 'commander'
import { loadContracts, type LoadOptions } from '../contract/load.ts'
import type { Contract } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { printableJson } from '../report/text.ts'
import type { Unit } from '../run/case.ts'
import { loadScenarios } from '../run/load-scenarios.ts'
import { inspectionText } from './inspection-text.ts'
import { inspectionOf } from './inspection.ts'
import { keepsOwnOverlay, writeOverlay } from './overlay-file.ts'
import { readStdin } from './stdin.ts'
import { collect } from './values.ts'

interface Flags {
  readonly json?: boolean
  readonly apply?: readonly string[]
  readonly overlay?: string
  /** false for --no-overlay. */
  readonly sibling?: boolean
}

/** `keyproof inspect <document>`. */
export function inspectCommand(): Command {
  return new Command('inspect')
    .description('Prints what was understood of a document, and why.')
    .argument('<document>', 'path, glob, URL, or - for standard input')
    .option(
      '--overlay <file>',
      'WRITES the conclusions there as an OpenAPI Overlay for review (run, mock and replay read theirs from --overlay); - for standard output',
    )
    .addOption(
      new Option(
        '--apply <file>',
        'OpenAPI Overlay to read and apply first, as --overlay of run does; repeatable',
      ).argParser(collect),
    )
    .addOption(separately(new Option('--no-overlay', 'leave out the overlay.yaml beside the document')))
    .option('--json', 'as data')
    .action(async (document: string, flags: Flags) => {
      const target = flags.overlay ?? null
      const cwd = process.cwd()
      const options: LoadOptions = {
        overlays: flags.apply ?? [],
        // What an earlier inspection concluded must not be taken for what somebody says.
        siblingOverlay: flags.sibling !== false && (target === null || !(await keepsOwnOverlay(target, cwd))),
        cwd,
        stdin: readOnce(readStdin),
      }
      const contracts = await loadContracts([document], options)
      const [first] = contracts
      if (target !== null && (first === undefined || contracts.length > 1))
        throw new KeyproofError(
          'usage',
          `${document} is ${contracts.length} documents, and an overlay is for one.`,
          'Inspect one document at a time with --overlay.',
        )
      const scenarios = await loadScenarios([], cwd)
      if (target !== '-') {
        const inspections = await Promise.all(
          contracts.map(async (contract) => inspectionOf(contract, scenarios, await emptinessIn(contract))),
        )
        if (flags.json === true)
          process.stdout.write(
            `${printableJson(inspections.length === 1 ? inspections[0] : inspections, 2)}\n`,
          )
        else
          process.stdout.write(
            contracts.map((contract, i) => inspectionText(contract, inspections[i]!)).join('\n'),
          )
      }
      if (target !== null)
        for (const line of await writeOverlay(first!, target, options))
          process.stderr.write(`keyproof: ${line}\n`)
    })
}

/** Commander gives `--no-overlay` the value of `--overlay`, which here is another matter. */
function separately(option: Option): Option {
  return Object.assign(option, { attributeName: () => 'sibling' })
}

/** Standard input can be read once, and the document is needed again when an overlay is written for it. */
function readOnce(read: () => Promise<string>): () => Promise<string> {
  let text: Promise<string> | undefined
  return () => (text ??= read())
}

/** Operations above which one of them is taken to give every scenario something to try. */
const manyOperations = 100

/** What tells of a small document which scenarios find nothing to try; reading that takes a large one a fifth longer. */
async function emptinessIn(contract: Contract): Promise<((unit: Unit) => string | null) | undefined> {
  if (contract.operations.length > manyOperations) return undefined
  const { emptinessOf } = await import('./emptiness.ts')
  return (unit) => emptinessOf(contract, unit)
}
