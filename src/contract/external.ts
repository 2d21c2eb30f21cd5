import { dirname, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { messageOf } from '../errors.ts'
import { readFiles } from './files.ts'
import { isObject, localPointer, referenceTo, text } from './json.ts'
import { parseText } from './parse.ts'
import { pointerOf, valueAt } from './pointer.ts'
import { problemsUnder } from './problems.ts'
import type { Problems } from './problems.ts'
import { isUrl } from './sources.ts'
import type { ReadOptions } from './sources.ts'
import type { JsonObject } from './types.ts'
import { walk } from './walk.ts'
import type { Kind } from './walk.ts'

/** Where the files a document refers to are folded in, by their path relative to it. */
const folder = 'x-external'

interface File {
  /** Name under the folder; null for the document itself. */
  readonly name: string | null
  /** `file:` or http(s) URL. */
  readonly address: string
  readonly value: unknown
}

interface Part {
  readonly file: File
  readonly pointer: string
  readonly kind: Kind
}

/**
 * The document with every file its references lead to, directly or by way of other files, folded in under
 * `x-external`, so that all references are local; circles stay references. A file that cannot be read is a
 * problem, as is a path a document from the web has on this machine. Without such references the document itself.
 * `keep` is given the text of every file by its name there.
 *
 * The resolver's own `bundle` puts the first place that refers to a part in its stead and points all others there:
 * pointers would lead where nobody wrote anything, examples that look like references would be replaced, and one
 * reference that leads to nothing would fail the whole document.
 */
export async function foldExternal(
  document: JsonObject,
  location: string,
  options: ReadOptions,
  problems: Problems,
  keep: (name: string, text: string) => void = () => {},
): Promise<JsonObject> {
  const { identifiers, outside } = namesIn(document)
  if (outside.every((reference) => identifiers.has(withoutFragment(reference)))) return document
  const root: File = { name: null, address: addressOf(location), value: structuredClone(document) }
  const files = new Map<string, File>([[root.address, root]])
  const seen = new Set<string>()
  const done = new Set<object>()
  let parts: Part[] = [{ file: root, pointer: '', kind: 'document' }]
  while (parts.length > 0) {
    const targeted = parts
      .flatMap((part) => referencesIn(part, done))
      .filter((reference) => !isLocalName(reference, identifiers))
      .map((reference) => ({ ...reference, target: targetOf(reference, root, problems) }))
    const places = new Map<string, string>()
    for (const { target, pointer } of targeted) {
      if (target && !files.has(target.address) && !places.has(target.address))
        places.set(target.address, pointer)
    }
    for (const file of await openFiles(places, root, options, problems, keep)) files.set(file.address, file)
    parts = []
    for (const { node, kind, reference, target } of targeted) {
      const file = target && files.get(target.address)
      // Left as it is, the next reader of the document might follow it after all.
      const place = file ? baseOf(file) + target.pointer : pointerOf([folder, reference])
      Reflect.set(node, '$ref', referenceTo(place))
      if (!file || file.name === null || seen.has(`${kind} ${place}`)) continue
      seen.add(`${kind} ${place}`)
      parts.push({ file, pointer: target.pointer, kind })
    }
  }
  const folded = [...files.values()].filter((file) => file.name !== null && file.value !== undefined)
  return {
    ...(root.value as JsonObject),
    [folder]: Object.fromEntries(folded.map(({ name, value }) => [name, value])),
  }
}

/** Where a file stands in the folded document. */
function baseOf({ name }: File): string {
  return name === null ? '' : pointerOf([folder, name])
}

interface Reference {
  readonly node: JsonObject
  readonly reference: string
  readonly kind: Kind
  readonly from: File
  readonly pointer: string
}

function referencesIn({ file, pointer, kind }: Part, done: Set<object>): Reference[] {
  const found: Reference[] = []
  walk(valueAt(file.value, pointer), kind, baseOf(file) + pointer, (value, part, place) => {
    const reference = text(value, '$ref')
    if (reference === undefined || !isObject(value) || done.has(value)) return
    done.add(value)
    found.push({ node: value, reference, kind: part, from: file, pointer: `${place}/$ref` })
  })
  return found
}

/** An `$id` of the document's schemas, or a `$anchor` of the document itself. */
function isLocalName({ reference, from }: Reference, identifiers: ReadonlySet<string>): boolean {
  return identifiers.has(withoutFragment(reference)) || (from.name === null && /^#[^/]/.test(reference))
}

interface Target {
  readonly address: string
  readonly pointer: string
}

function targetOf(
  { reference, from, pointer: place }: Reference,
  root: File,
  problems: Problems,
): Target | undefined {
  const [path = '', fragment = ''] = reference.split(/#(.*)/s)
  const pointer = localPointer(`#${fragment}`)
  if (pointer === undefined) {
    problems.add('error', `A reference to a name in another file is not followed: ${reference}`, place)
    return undefined
  }
  if (path === '') return { address: from.address, pointer }
  const url = URL.canParse(path, from.address) ? new URL(path, from.address) : undefined
  // An escaped slash is part of no file's name.
  const near =
    url?.protocol === 'file:' && url.host === '' && !isUrl(root.address) && !/%(?:2f|5c)/i.test(url.pathname)
  if (url && (near || isUrl(url.href))) return { address: url.href, pointer }
  problems.add('error', `A reference keyproof does not follow: ${reference}`, place)
  return undefined
}

/** Reads and parses files, given the first place that refers to each; a file that fails has no value. */
async function openFiles(
  places: ReadonlyMap<string, string>,
  root: File,
  options: ReadOptions,
  problems: Problems,
  keep: (name: string, text: string) => void,
): Promise<readonly File[]> {
  const nameOf = (address: string): string => nameFor(address, root.address)
  const texts = await readFiles([...places.keys()], root.address, nameOf, options)
  return [...places].map(([address, place]): File => {
    const name = nameOf(address)
    try {
      const content = texts.get(address)
      if (typeof content !== 'string') throw content
      keep(name, content)
      const value = parseText(name, content, problemsUnder(problems, pointerOf([folder, name])))
      return { name, address, value }
    } catch (error) {
      if (error instanceof RangeError) throw error
      problems.add('error', messageOf(error), place)
      return { name, address, value: undefined }
    }
  })
}

function addressOf(location: string): string {
  return isUrl(location) ? location : pathToFileURL(location).href
}

function nameFor(address: string, rootAddress: string): string {
  if (isUrl(address) || isUrl(rootAddress)) return address
  try {
    return relative(dirname(fileURLToPath(rootAddress)), fileURLToPath(address)).replaceAll('\\', '/')
  } catch {
    // Some addresses are of no file there can be: one on another host, or with a stray percent sign.
    return address
  }
}

interface Names {
  /** What schemas of the document call themselves: a reference to such a name is local already. */
  readonly identifiers: ReadonlySet<string>
  /** References that do not begin in the document itself. */
  readonly outside: readonly string[]
}

function namesIn(document: JsonObject): Names {
  const identifiers = new Set<string>()
  const outside: string[] = []
  walk(document, 'document', '', (value, kind) => {
    if (!isObject(value)) return
    const { $ref: reference, $id: identifier } = value
    if (typeof reference === 'string' && !reference.startsWith('#')) outside.push(reference)
    if (kind === 'schema' && typeof identifier === 'string' && identifier !== '')
      identifiers.add(identifier.replace(/#$/, ''))
  })
  return { identifiers, outside }
}

function withoutFragment(reference: string): string {
  return reference.replace(/#.*$/s, '')
}
