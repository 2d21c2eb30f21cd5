import { readFileSync } from 'node:fs'
import { compile } from 'json-p3'
import type { JSONValue } from 'json-p3'
import { parse } from 'yaml'

type Json = null | boolean | number | string | Json[] | { [member: string]: Json }

/** A JSON object of a parsed YAML file; mutable, for the tests apply overlays by hand. */
export interface Node {
  [member: string]: Json
}

/** One action of an overlay. */
export interface Action {
  readonly target: string
  readonly description?: string
  readonly update?: Json
  readonly remove?: boolean
  readonly 'x-basis'?: string
}

/** The vendors whose published create pages are in `specs/`. */
export const vendors = ['videodb', 'autocalls', 'lumino', 'vued', 'avido'] as const

/** Parses a file of a vendor's folder; throws what `yaml` throws. */
export function specFile(vendor: string, file: 'openapi.yaml' | 'overlay.yaml'): Node {
  return parse(readFileSync(new URL(`../../specs/${vendor}/${file}`, import.meta.url), 'utf8')) as Node
}

/** The actions of a vendor's overlay, in order. */
export function actionsOf(vendor: string): readonly Action[] {
  return specFile(vendor, 'overlay.yaml')['actions'] as unknown as readonly Action[]
}

/** How many nodes the action's target selects in the document. */
export function selected(document: Node, action: Action): number {
  return nodes(document, action).length
}

/** Applies one update action to the document in place. */
export function applyTo(document: Node, action: Action): void {
  for (const node of nodes(document, action)) merge(node as Json, structuredClone(action.update ?? {}))
}

/** The document with all actions of its overlay applied, apart from keyproof's own loader. */
export function overlaid(vendor: string): Node {
  const document = specFile(vendor, 'openapi.yaml')
  for (const action of actionsOf(vendor)) applyTo(document, action)
  return document
}

/** Calls `visit` with every value of the document and the JSON Pointer it has. */
export function walk(value: Json, visit: (value: Json, pointer: string) => void, pointer = ''): void {
  visit(value, pointer)
  if (value === null || typeof value !== 'object') return
  for (const [member, child] of Object.entries(value)) {
    walk(child, visit, `${pointer}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  }
}

/** What a JSON Pointer finds in the document; undefined where there is nothing. */
export function at(document: Node, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (value as Node | undefined)?.[part], document)
}

function nodes(document: Node, action: Action): readonly JSONValue[] {
  return compile(action.target).query(document).values()
}

function merge(into: Json, update: Json): void {
  if (Array.isArray(into)) {
    into.push(...(Array.isArray(update) ? update : [update]))
    return
  }
  if (!isObject(into) || !isObject(update))
    throw new Error('an update needs an object or an array on both sides')
  for (const [member, value] of Object.entries(update)) {
    const before = into[member]
    if (before !== undefined && ((isObject(before) && isObject(value)) || Array.isArray(before)))
      merge(before, value)
    else into[member] = value
  }
}

function isObject(value: Json): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
