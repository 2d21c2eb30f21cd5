import { posix } from 'node:path'

import { linesOf } from './lines.ts'
import type { Followed, Lines } from './lines.ts'
import type { OverlayTouch } from './overlay.ts'
import { pointerTokens } from './pointer.ts'
import { isUrl } from './sources.ts'
import { swaggerTokens } from './swagger-places.ts'
import type { SourcePlace } from './types.ts'

/** The texts a contract was read from. */
export interface SourceTexts {
  /** The document; `source` as its user gave it. */
  readonly source: string
  readonly text: string
  readonly page: boolean
  /** Overlays by name, and what their actions touched. */
  readonly overlays: ReadonlyMap<string, string>
  readonly touched: readonly OverlayTouch[]
  /** Files that were folded in, by the name under which they were. */
  readonly files: ReadonlyMap<string, string>
}

/** Where the texts hold what the contract's document has at a JSON Pointer; the texts are parsed when first asked. */
export function placesIn(texts: SourceTexts, swagger: boolean): (pointer: string) => SourcePlace {
  const known = new Map<string, Lines>()
  const linesIn = (text: string): Lines => {
    const lines = known.get(text) ?? linesOf(text)
    known.set(text, lines)
    return lines
  }
  return (pointer) => {
    const tokens = pointerTokens(pointer)
    const [folder, name = '', ...rest] = tokens
    const folded = folder === 'x-external' ? texts.files.get(name) : undefined
    if (folded !== undefined)
      return { source: beside(texts.source, name), line: linesIn(folded).follow(rest).line }
    if (texts.page) return { source: texts.source, line: lineInPage(texts.text, tokens, linesIn) }
    const document = linesIn(texts.text)
    const asWritten = swagger ? swaggerTokens(tokens, document) : tokens
    const laid = inOverlay(texts, asWritten, document, linesIn)
    return laid ?? { source: texts.source, line: document.follow(asWritten).line }
  }
}

/** Where an overlay says it: the last one that says all of it, or says more of it than the document does. */
function inOverlay(
  { overlays, touched }: SourceTexts,
  tokens: readonly string[],
  document: Lines,
  linesIn: (text: string) => Lines,
): SourcePlace | undefined {
  let best: SourcePlace | undefined
  let { depth } = document.follow(tokens)
  for (const { overlay, action, pointer } of touched) {
    const text = overlays.get(overlay)
    const above = pointerTokens(pointer)
    if (text === undefined || above.some((token, index) => token !== tokens[index])) continue
    const lines = linesIn(text)
    const update = ['actions', String(action), 'update']
    const rest = restOf(tokens, above.length, document, (under) => lines.items([...update, ...under]))
    const found = rest && lines.follow([...update, ...rest.tokens])
    if (found === undefined || found.depth < update.length) continue
    const reached = above.length + rest!.dropped + found.depth - update.length
    // What both have is the document's where it is a part that the overlay only adds to.
    if (reached <= depth && !(reached === tokens.length && !found.holds)) continue
    depth = reached
    best = { source: overlay, line: found.line }
  }
  return best
}

/**
 * What is left of a place under an action's target, as the action has it: its items of an array stand behind
 * those of the document. undefined where it means one of the document's.
 */
function restOf(
  tokens: readonly string[],
  above: number,
  document: Lines,
  itemsUnder: (under: readonly string[]) => number | undefined,
): { readonly tokens: readonly string[]; readonly dropped: number } | undefined {
  for (let at = above; at < tokens.length; at++) {
    const known = document.items(tokens.slice(0, at))
    if (known === undefined) continue
    const under = tokens.slice(above, at)
    const index = Number(tokens[at]) - known
    if (itemsUnder(under) !== undefined)
      return index < 0
        ? undefined
        : { tokens: [...under, String(index), ...tokens.slice(at + 1)], dropped: 0 }
    // Anything but an array is one more item of the array it is laid over.
    if (at === above) return index < 0 ? undefined : { tokens: tokens.slice(at + 1), dropped: 1 }
  }
  return { tokens: tokens.slice(above), dropped: 0 }
}

/** The line in a page: in a block that holds the place, else where the page first names the path. */
function lineInPage(text: string, tokens: readonly string[], linesIn: (text: string) => Lines): number {
  let best: Followed = { depth: 1, line: 0, holds: false }
  for (const block of blocksOf(text)) {
    const lines = linesIn(block)
    // A block may hold path items alone.
    const bare = tokens[0] === 'paths' ? lines.follow(tokens.slice(1)) : best
    for (const found of [lines.follow(tokens), { ...bare, depth: bare.depth + 1 }])
      if (found.depth > best.depth && found.line > 0) best = found
  }
  if (best.line > 0) return best.line
  const path = tokens[0] === 'paths' ? tokens[1] : undefined
  const named = path === undefined ? -1 : text.split('\n').findIndex((line) => line.includes(path))
  return named + 1 || 1
}

/** The fenced blocks of a page that may be OpenAPI, each behind as many empty lines as stand before it. */
function blocksOf(text: string): readonly string[] {
  const blocks: string[] = []
  const fence = /^([^\S\n]*)(`{3,}|~{3,})([^\n`]*)\n([\s\S]*?)^\1\2[^\S\n]*$/gm
  for (const match of text.replaceAll('\r\n', '\n').matchAll(fence)) {
    const [, , , , inner = ''] = match
    if (/^\s*\{?\s*["']?(?:openapi|swagger|paths|\/[^\s:]*)["']?\s*:/m.test(inner))
      blocks.push('\n'.repeat(match.input.slice(0, match.index).split('\n').length) + inner)
  }
  return blocks
}

/** A file that the document names relative to itself, as seen from where its user stands. */
function beside(source: string, name: string): string {
  if (isUrl(name) || isUrl(source)) return name
  return posix.join(posix.dirname(source.replaceAll('\\', '/')), name)
}
