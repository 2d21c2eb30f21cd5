import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { Document, isScalar, visit } from 'yaml'
import { loadContract, readOverlaid, type LoadOptions } from '../contract/load.ts'
import { overlayOf } from '../contract/keys/write-overlay.ts'
import { isObject } from '../contract/json.ts'
import { parseText } from '../contract/parse.ts'
import { collectProblems } from '../contract/problems.ts'
import type { Contract, JsonValue, KeyResource } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'

const appliedByItself = /^overlay\.(?:ya?ml|json)$/

/** Whether the file is an overlay that an earlier inspection wrote and that is applied without being asked for. */
export async function keepsOwnOverlay(file: string, cwd: string): Promise<boolean> {
  return appliedByItself.test(basename(file)) && (await ownerOf(resolve(cwd, file))) === 'inspect'
}

/**
 * Writes the conclusions on a contract as an overlay, `-` for standard output; gives what is to be said of it. The
 * document is read anew with the overlay laid over it, to make sure that it says what was concluded. Throws a
 * KeyproofError where there is nothing to write or somebody else's file stands there.
 */
export async function writeOverlay(
  contract: Contract,
  file: string,
  options: LoadOptions,
): Promise<readonly string[]> {
  const path = resolve(options.cwd ?? process.cwd(), file)
  // Before anything else: what somebody wrote by hand is never lost, whatever there is to write.
  const owner = file === '-' ? 'nobody' : await ownerOf(path)
  if (owner === 'edited')
    throw new KeyproofError(
      'usage',
      `${file} was written by keyproof inspect and has been changed since, so it is not written anew.`,
      'Give another file to --overlay and compare the two, or delete that one. keyproof inspect without --overlay shows what is understood with it.',
    )
  if (owner === 'somebody')
    throw new KeyproofError(
      'usage',
      `${file} exists and was not written by keyproof inspect.`,
      'Give another file to --overlay, or move that one away.',
    )
  const given = await readOverlaid(contract.source, options)
  const { overlay, unstated } = overlayOf(contract, given)
  if (overlay === null) {
    const [message, hint] =
      contract.keyResources.length === 0
        ? [
            `No key resource was found in ${contract.source}, so there is nothing to write to ${file}.`,
            'Annotate the operation that creates keys with x-key-operation: {role: create}, in the document or in an overlay of your own.',
          ]
        : [
            `${contract.source} says everything itself, so there is nothing to write to ${file}.`,
            'No overlay is needed.',
          ]
    throw new KeyproofError('document', message, hint)
  }
  const marked = { ...overlay, 'x-keyproof': { from: 'inspect', digest: undigested } }
  const text = digested(
    /\.json$/i.test(file) ? `${JSON.stringify(marked, null, 2)}\n` : yamlOf(marked, contract),
  )
  if (file === '-') {
    process.stdout.write(text)
    return unstated
  }
  try {
    await writeFile(path, text)
  } catch (error) {
    throw new KeyproofError(
      'usage',
      `${file} cannot be written: ${messageOf(error)}.`,
      'Give another file to --overlay.',
      error,
    )
  }
  const isBeside =
    appliedByItself.test(basename(path)) &&
    dirname(path) === dirname(resolve(options.cwd ?? process.cwd(), contract.source))
  const again = await loadContract(contract.source, {
    ...options,
    overlays: [...(options.overlays ?? []), path],
  })
  return [
    isBeside
      ? `${file} is written: review it; it stands beside the document, so it is applied by itself.`
      : `${file} is written: review it, then run with --overlay ${file}.`,
    ...unstated,
    ...differences(contract.keyResources, again.keyResources).map(
      (difference) => `with ${file}, ${difference}; correct it there.`,
    ),
  ]
}

/** Stands for the digest of a text while that is made. */
const undigested = 'sha256:'

/** The text with its own digest in it, by which a later change can be told. */
function digested(text: string): string {
  const digest = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex').slice(0, 32)
  return text.replace(undigested, `${undigested}${digest}`)
}

/** Who wrote a file: an inspection, an inspection and somebody after it, somebody else, or nobody since there is none. */
async function ownerOf(path: string): Promise<'inspect' | 'edited' | 'somebody' | 'nobody'> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'nobody' : 'somebody'
  }
  try {
    const mark = (
      parseText(path, text, collectProblems(), 'overlay') as { readonly 'x-keyproof'?: JsonValue } | null
    )?.['x-keyproof']
    if (!isObject(mark) || mark['from'] !== 'inspect') return 'somebody'
    const { digest } = mark
    const written = typeof digest === 'string' && digested(text.replace(digest, undigested)) === text
    return written ? 'inspect' : 'edited'
  } catch {
    return 'somebody'
  }
}

function yamlOf(overlay: object, contract: Contract): string {
  const head = [
    `What keyproof understood of ${contract.source.replaceAll(/\s+/g, ' ')}, for review: correct what is wrong, remove what is doubtful.`,
    'Every action tells its evidence. Running with this overlay changes none of these conclusions, but makes them certain.',
  ]
  const document = new Document(overlay, { aliasDuplicateObjects: false })
  visit(document, {
    // Quoted, a long text is broken inside its words.
    Pair: (_, { key, value }) => {
      if (isScalar(key) && key.value === 'description' && isScalar(value)) value.type = 'BLOCK_FOLDED'
    },
  })
  return `${head.map((line) => `# ${line}\n`).join('')}${document.toString({ lineWidth: 110 })}`
}

/** What an annotated document says otherwise than was concluded, as sentences without a full stop. */
function differences(before: readonly KeyResource[], after: readonly KeyResource[]): readonly string[] {
  if (before.length !== after.length)
    return [`${after.length} key resources are found instead of ${before.length}`]
  return before.flatMap((one, i) => {
    const other = after[i]!
    const parts = ['label', 'roles', 'secret', 'id', 'list', 'expiry', 'canaries'] as const
    return parts
      .filter((part) => comparable(one[part]) !== comparable(other[part]))
      .map((part) => `${part} of ${one.label} differs`)
  })
}

/** Evidence grows by the annotation itself. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (member, inner: unknown) => (member === 'revealEvidence' ? undefined : inner))
}
