import { basename, dirname, extname, join, relative, resolve } from 'node:path'

import { KeyproofError } from '../errors.ts'
import { createContract, versionOf } from './contract.ts'
import { foldExternal } from './external.ts'
import { percentDecoded } from '../http/uri.ts'
import { isObject } from './json.ts'
import { checkOfficialSchema } from './official.ts'
import { applyOverlays } from './overlay.ts'
import type { Overlaid, OverlaySource, OverlayTouch } from './overlay.ts'
import { parseText } from './parse.ts'
import { collectProblems } from './problems.ts'
import type { Problems } from './problems.ts'
import { expandSources, isFile, isUrl, readSource, readText, shownSource } from './sources.ts'
import type { ReadOptions, SourceText } from './sources.ts'
import type { Contract, JsonValue } from './types.ts'

export { createContract } from './contract.ts'
export type { ContractMeta } from './contract.ts'
export type { OverlayTouch } from './overlay.ts'

/** How documents are read and what is laid over them. */
export interface LoadOptions extends ReadOptions {
  /** Overlay files or URLs, applied in order to every document. */
  readonly overlays?: readonly string[]
  /** Whether an `overlay.yaml`, `overlay.yml` or `overlay.json` beside a document is applied; true by default. */
  readonly siblingOverlay?: boolean
  /**
   * Whether the document is held against the official schema of its version; true by default. It adds to the
   * problems and to nothing else, and takes longer than all the rest.
   */
  readonly officialCheck?: boolean
}

/**
 * The contracts of paths, globs, http(s) URLs and `-` for standard input, in order; names are unique.
 * Throws a KeyproofError ('document' or 'overlay') where one cannot be read at all.
 */
export async function loadContracts(
  sources: readonly string[],
  options: LoadOptions = {},
): Promise<readonly Contract[]> {
  const taken = new Set<string>()
  const contracts: Contract[] = []
  for (const source of await expandSources(sources, options)) {
    contracts.push(await load(source, options, (name) => unique(name, taken)))
  }
  return contracts
}

/**
 * Characters up to which a document is held against the official schema: the effort grows with the square of the
 * number of errors, up to seconds in a document of this length that is wrong throughout.
 */
const longestChecked = 1_000_000

/** The contract of one path, http(s) URL or `-`. Throws a KeyproofError where it cannot be read at all. */
export async function loadContract(source: string, options: LoadOptions = {}): Promise<Contract> {
  return load(source, options, (name) => name)
}

/**
 * A document as its user has it, with overlays laid over: the ground on which a further overlay is written, before
 * external files are folded in and Swagger 2.0 is upgraded.
 */
export async function readOverlaid(source: string, options: LoadOptions = {}): Promise<JsonValue> {
  return (await overlaid(await readSource(source, options), options, collectProblems())).document
}

/** What overlays changed in a document, and the ground their actions give for it; the document is read anew. */
export async function overlayProvenance(
  source: string,
  options: LoadOptions = {},
): Promise<readonly OverlayTouch[]> {
  const { touched } = await overlaid(await readSource(source, options), options, collectProblems())
  return touched
}

async function load(
  source: string,
  options: LoadOptions,
  naming: (name: string) => string,
): Promise<Contract> {
  const read = await readSource(source, options)
  const problems = collectProblems()
  try {
    const { document, touched, overlays } = await overlaid(read, options, problems)
    const files = new Map<string, string>()
    const folded = isObject(document)
      ? await foldExternal(document, read.location, options, problems, (name, text) => files.set(name, text))
      : document
    const baseUrl = isUrl(source) ? { baseUrl: source } : {}
    const shown = shownSource(source)
    const texts = { source: shown, text: read.text, page: read.page, overlays, touched, files }
    const contract = createContract(folded, {
      name: naming(nameOf(read)),
      source: shown,
      problems,
      texts,
      ...baseUrl,
    })
    // Last, so that what keyproof says of a place in its own words comes first.
    if (options.officialCheck !== false && isObject(folded) && read.text.length <= longestChecked)
      await checkOfficialSchema(folded, problems)
    return contract
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const hint = 'Write deep structures as components and refer to them with $ref.'
    throw new KeyproofError(
      'document',
      `${shownSource(source)} is nested too deeply to be read.`,
      hint,
      error,
    )
  }
}

interface LaidOver extends Overlaid {
  /** Texts of the overlays by their names. */
  readonly overlays: ReadonlyMap<string, string>
}

async function overlaid(read: SourceText, options: LoadOptions, problems: Problems): Promise<LaidOver> {
  const source = read.source === '-' ? 'standard input' : shownSource(read.source)
  const document = read.page
    ? await pageDocument({ ...read, source }, problems)
    : parseText(source, read.text, problems)
  // Before anything is laid over it: an overlay must not turn some other file into a document.
  versionOf(document, source)
  const overlays: OverlaySource[] = []
  const texts = new Map<string, string>()
  for (const { name, location } of await overlayPlaces(read, options)) {
    const content = await readText(location, name, options, 'overlay')
    overlays.push({ name, value: parseText(name, content, problems, 'overlay') })
    texts.set(name, content)
  }
  return { ...applyOverlays(document, overlays, problems), overlays: texts }
}

async function pageDocument({ text, source }: SourceText, problems: Problems): Promise<JsonValue> {
  // Loaded when first needed: most documents are no pages.
  const { documentFromPage } = await import('./pages/page.ts')
  const { document, problems: found } = documentFromPage(text, source)
  for (const { severity, message, pointer } of found) problems.add(severity, message, pointer)
  return document
}

interface OverlayPlace {
  readonly name: string
  readonly location: string
}

/** The overlay beside the document first, then those asked for, each once. */
async function overlayPlaces(read: SourceText, options: LoadOptions): Promise<readonly OverlayPlace[]> {
  const cwd = options.cwd ?? process.cwd()
  const asked = (options.overlays ?? []).map((name) => ({
    name,
    location: isUrl(name) ? name : resolve(cwd, name),
  }))
  if (options.siblingOverlay === false || read.source === '-' || isUrl(read.location)) return asked
  for (const file of ['overlay.yaml', 'overlay.yml', 'overlay.json']) {
    const location = join(dirname(read.location), file)
    if (location === read.location || !(await isFile(location))) continue
    const beside = { name: relative(cwd, location), location }
    return [beside, ...asked.filter((overlay) => overlay.location !== location)]
  }
  return asked
}

/** The folder of an `openapi.yaml`, else the file name without extension; a URL's last segment, else its host. */
function nameOf({ source, location }: SourceText): string {
  if (source === '-') return 'stdin'
  const path = isUrl(location) ? percentDecoded(new URL(location).pathname).replace(/\/+$/, '') : location
  const stem = basename(path, extname(path))
  if (stem !== '' && !/^(?:openapi|swagger)$/i.test(stem)) return stem
  return basename(dirname(path)) || (isUrl(location) ? new URL(location).host : stem)
}

function unique(name: string, taken: Set<string>): string {
  let free = name
  for (let next = 2; taken.has(free); next++) free = `${name}-${next}`
  taken.add(free)
  return free
}
