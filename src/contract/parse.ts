import { LineCounter, isPair, isScalar, parseDocument, visit } from 'yaml'
import type { Document, YAMLError } from 'yaml'

import { KeyproofError, messageOf } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { duplicateMembers } from './json-duplicates.ts'
import { pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { JsonValue } from './types.ts'

/** Far more than a document written for people needs; beyond it the text is taken for an alias bomb. */
const maxAliasCount = 10_000
const maxExpandedValues = 5_000_000

/**
 * The value of a YAML 1.2 or JSON text: a tree without shared parts, mapping keys as strings, dates as strings.
 * Of duplicate keys the last wins and a problem is noted. Throws a KeyproofError with line and column
 * where the text cannot be read.
 */
export function parseText(
  source: string,
  content: string,
  problems: Problems,
  code: ErrorCode = 'document',
): JsonValue {
  const body = content.startsWith('\uFEFF') ? content.slice(1) : content
  if (/^\s*[[{]/.test(body)) {
    try {
      const value = JSON.parse(body) as JsonValue
      for (const pointer of duplicateMembers(body, value))
        problems.add('warning', duplicateMessage(source), pointer)
      return value
    } catch {
      // Flow-style YAML looks the same at the start; and the YAML reader places errors by line and column.
    }
  }
  return parseYaml(source, body, problems, code)
}

function parseYaml(source: string, body: string, problems: Problems, code: ErrorCode): JsonValue {
  const lines = new LineCounter()
  const document = parseDocument(body, {
    merge: true,
    stringKeys: true,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  })
  for (const error of document.errors) {
    if (error.code === 'DUPLICATE_KEY') {
      problems.add('warning', duplicateMessage(source), pointerAt(document, error.pos[0]))
    } else if (error.code === 'MULTIPLE_DOCS') {
      problems.add('warning', `${source} holds several YAML documents; only the first one is read.`)
    } else throw syntaxError(source, error, lines, code)
  }
  return withoutAliases(source, document, code)
}

function withoutAliases(source: string, document: Document, code: ErrorCode): JsonValue {
  let aliased = false
  let value: unknown
  try {
    value = document.toJS({
      maxAliasCount,
      onAnchor: () => {
        aliased = true
      },
    })
    if (aliased && expandedSize(value, new Map()) > maxExpandedValues) throw new Error('too many values')
    // Shared parts would let a change in one place show up in another.
    return (aliased ? JSON.parse(JSON.stringify(value)) : value) as JsonValue
  } catch (error) {
    const hint = 'Write the repeated part once under components and refer to it with $ref.'
    throw new KeyproofError(
      code,
      `${source}: its YAML aliases cannot be expanded: ${messageOf(error)}.`,
      hint,
      error,
    )
  }
}

/** How many values a graph of shared parts unfolds to; throws where a part holds itself. */
function expandedSize(value: unknown, sizes: Map<object, number>): number {
  if (typeof value !== 'object' || value === null) return 1
  const known = sizes.get(value)
  if (known === -1) throw new Error('an anchor holds an alias of itself')
  if (known !== undefined) return known
  sizes.set(value, -1)
  let size = 1
  for (const part of Object.values(value)) size += expandedSize(part, sizes)
  sizes.set(value, size)
  return size
}

function syntaxError(source: string, error: YAMLError, lines: LineCounter, code: ErrorCode): KeyproofError {
  const { line, col } = lines.linePos(error.pos[0])
  const message = `${source}:${line}:${col}: neither YAML nor JSON: ${error.message.split('\n')[0]}`
  return new KeyproofError(code, message, `Correct line ${line}, column ${col}, and run again.`, error)
}

function duplicateMessage(source: string): string {
  return `${source} has the same key twice in one object; the last one counts.`
}

function pointerAt(document: Document, offset: number): string | undefined {
  let pointer: string | undefined
  visit(document, {
    Pair(_, pair, path) {
      if (!isScalar(pair.key) || pair.key.range?.[0] !== offset) return undefined
      pointer = placeOf([...path, pair])
      return visit.BREAK
    },
  })
  return pointer
}

function placeOf(path: readonly unknown[]): string {
  let pointer = ''
  for (const [index, node] of path.entries()) {
    if (isPair(node)) pointer = pointerTo(pointer, String(isScalar(node.key) ? node.key.value : node.key))
    const items = (node as { items?: unknown[] }).items
    const place = items?.indexOf(path[index + 1]) ?? -1
    if (place >= 0 && !isPair(path[index + 1])) pointer = pointerTo(pointer, place)
  }
  return pointer
}
