import { writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { stringify } from 'yaml'
import { documentFromPage, type PageDocument } from '../contract/pages/page.ts'
import { provenanceOf } from '../contract/pages/provenance.ts'
import { readSource } from '../contract/sources.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { makeFolder } from '../run/make-folder.ts'
import { readStdin } from './stdin.ts'
import { paragraph } from './text.ts'

/** `keyproof import <page>`. */
export function importCommand(): Command {
  return new Command('import')
    .description(
      'Turns a documentation page into an OpenAPI document, saying of each part where it comes from.',
    )
    .argument('<page>', 'path or URL of a page in Markdown or MDX, or - for standard input')
    .option('--output <file>', 'write there instead of to standard output')
    .option('--json', 'as JSON; the comments on where its parts come from are left out')
    .action(async (page: string, flags: { readonly output?: string; readonly json?: boolean }) => {
      const { text, page: isPage } = await readSource(page, { cwd: process.cwd(), stdin: readStdin })
      if (!isPage)
        throw new KeyproofError(
          'document',
          `${page} is no page in Markdown or MDX.`,
          'If it is an OpenAPI document, it needs no import: give it to keyproof run or keyproof inspect.',
        )
      const imported = documentFromPage(text, page)
      const written =
        flags.json === true ? `${JSON.stringify(imported.document, null, 2)}\n` : yamlOf(imported, page)
      if (flags.output === undefined || flags.output === '-') process.stdout.write(written)
      else await write(flags.output, written)
      for (const { severity, message, pointer } of imported.problems)
        process.stderr.write(
          `keyproof: ${severity}: ${message}${pointer === undefined || pointer === '' ? '' : ` (${pointer})`}\n`,
        )
    })
}

async function write(file: string, written: string): Promise<void> {
  const path = resolve(process.cwd(), file)
  try {
    makeFolder(dirname(path))
    await writeFile(path, written)
  } catch (error) {
    throw new KeyproofError(
      'usage',
      `${file} cannot be written: ${messageOf(error)}.`,
      'Give another file to --output.',
      error,
    )
  }
}

function yamlOf({ document }: PageDocument, page: string): string {
  const mark = document['x-keyproof'] as { readonly from?: string } | undefined
  const lines = mark?.from === 'openapi-block' ? fromBlock(page) : fromProse(document, page)
  const head = lines.map((line) => `# ${line}`.trimEnd()).join('\n')
  return `${head}\n${stringify(document, { aliasDuplicateObjects: false, lineWidth: 110 })}`
}

function fromBlock(page: string): string[] {
  return [
    `Imported from ${oneLine(page)}, which carries it as an OpenAPI block.`,
    'Operations are as the block has them; summaries and descriptions it lacks are the words of the page around it.',
    'The document is partial (x-keyproof): of operations the page does not show it says nothing.',
  ]
}

function fromProse(document: PageDocument['document'], page: string): string[] {
  const { stated, example, assumed } = provenanceOf(document)
  return [
    `Imported from ${oneLine(page)}, which has no OpenAPI block. Each part says where it comes from in x-basis:`,
    '',
    ...group('stated: the page says so', stated),
    ...group('example: it only shows in an example; nothing is required and no format is promised', example),
    ...group('assumed: the page leaves it open; review these first', assumed),
    'The document is partial (x-keyproof): of operations and statuses the page does not name it says nothing.',
  ]
}

function group(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  return [title, ...names.flatMap((name) => paragraph(oneLine(name), 2, 100).split('\n')), '']
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
