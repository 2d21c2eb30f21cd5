import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Document, Pair } from 'yaml'

import { localPointer } from './json.ts'
import { pointerTokens } from './pointer.ts'

/** How far reference tokens could be followed in a text, and where that is. */
export interface Followed {
  readonly depth: number
  /** From 1. */
  readonly line: number
  /** Whether it ended at a mapping or an array. */
  readonly holds: boolean
}

/** A text in which places are looked up. */
export interface Lines {
  /** Follows the tokens as far as the text goes, along references inside it. */
  follow(tokens: readonly string[]): Followed
  /** How many items the array at the tokens has; undefined where there is none. */
  items(tokens: readonly string[]): number | undefined
  /** The text of the scalar at the tokens. */
  text(tokens: readonly string[]): string | undefined
}

/** References followed on the way to one place; circles end there. */
const longestChain = 20

/** The places of a YAML or JSON text that is known to be readable. */
export function linesOf(content: string): Lines {
  const counter = new LineCounter()
  const document = parseDocument(content.replace(/^\uFEFF/, ' '), {
    merge: true,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: counter,
  })
  const lineAt = (offset: number): number => Math.max(1, counter.linePos(offset).line)
  const walk = (tokens: readonly string[]): Followed & { readonly node: unknown } => {
    let node: unknown = plain(document.contents, document)
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0
    let references = 0
    for (let depth = 0; depth < tokens.length;) {
      const child = childOf(node, tokens[depth]!, document)
      if (child !== undefined) {
        ;({ node, offset } = child)
        depth += 1
        continue
      }
      const target = references < longestChain ? targetOf(node, document) : undefined
      if (target === undefined)
        return { depth, line: lineAt(offset), holds: isMap(node) || isSeq(node), node }
      references += 1
      ;({ node, offset } = target)
    }
    return { depth: tokens.length, line: lineAt(offset), holds: isMap(node) || isSeq(node), node }
  }
  return {
    follow: (tokens) => {
      const { node: _node, ...followed } = walk(tokens)
      return followed
    },
    items(tokens) {
      const { depth, node } = walk(tokens)
      return depth === tokens.length && isSeq(node) ? node.items.length : undefined
    },
    text(tokens) {
      const { depth, node } = walk(tokens)
      return depth === tokens.length && isScalar(node) ? String(node.value) : undefined
    },
  }
}

interface Found {
  readonly node: unknown
  readonly offset: number
}

function isNode(node: unknown): node is { readonly range?: readonly number[] | null } {
  return typeof node === 'object' && node !== null
}

function plain(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node
}

/** The member or item of that name, the last of several; members that `<<` merges in come after a mapping's own. */
function childOf(node: unknown, token: string, document: Document): Found | undefined {
  if (isSeq(node)) {
    const item: unknown = /^\d+$/.test(token) ? node.items[Number(token)] : undefined
    return isNode(item)
      ? { node: plain(item, document), offset: isPair(item) ? 0 : (item.range?.[0] ?? 0) }
      : undefined
  }
  if (!isMap(node)) return undefined
  const named = (name: string): Pair | undefined =>
    node.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === name)
  const own = named(token)
  if (own !== undefined)
    return { node: plain(own.value, document), offset: (isScalar(own.key) && own.key.range?.[0]) || 0 }
  const merged = plain(named('<<')?.value, document)
  const sources: readonly unknown[] = isSeq(merged) ? merged.items : [merged]
  for (const source of sources) {
    const found = isNode(source) ? childOf(plain(source, document), token, document) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

/** Where a reference object leads inside its own text. */
function targetOf(node: unknown, document: Document): Found | undefined {
  const reference = isMap(node) ? node.get('$ref') : undefined
  const pointer = typeof reference === 'string' ? localPointer(reference) : undefined
  if (pointer === undefined) return undefined
  let found: Found | undefined = { node: plain(document.contents, document), offset: 0 }
  for (const token of pointerTokens(pointer)) found = found && childOf(found.node, token, document)
  return found
}
