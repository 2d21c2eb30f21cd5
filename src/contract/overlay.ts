import { distance } from 'fastest-levenshtein'
import { JSONPathEnvironment } from 'json-p3'
import type { JSONPathNode, JSONValue } from 'json-p3'

import { KeyproofError, messageOf } from '../errors.ts'
import { isObject, text } from './json.ts'
import { mergeInto } from './overlay-merge.ts'
import { pointerOf } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { JsonObject, JsonValue } from './types.ts'

/** A parsed overlay and what to call it in messages. */
export interface OverlaySource {
  readonly name: string
  readonly value: JsonValue
}

/** A part of a document that an overlay changed, with what the action says of its ground. */
export interface OverlayTouch {
  readonly overlay: string
  /** Position of the action in the overlay, from 0. */
  readonly action: number
  /** JSON Pointer into the document as the user has it, before a Swagger 2.0 document is upgraded. */
  readonly pointer: string
  readonly description?: string
  /** `x-` members of the action, such as `x-basis`. */
  readonly extensions: JsonObject
}

/** A document with overlays applied, and what they touched. */
export interface Overlaid {
  readonly document: JsonValue
  readonly touched: readonly OverlayTouch[]
}

/** Deep enough for any document; json-p3 alone stops `..` at 50. */
const paths = new JSONPathEnvironment({ maxRecursionDepth: 1000 })
const actionMembers = ['target', 'description', 'update', 'remove', 'copy']

/**
 * The document with OpenAPI Overlays 1.0 or 1.1 applied in order; the given one is left as it is. Overlays are
 * written for the document as its user has it, so they come before external files are folded in and before
 * Swagger 2.0 is upgraded. `extends` is not looked at. A target that selects nothing is a warning; an overlay
 * that cannot be read or does not fit throws a KeyproofError('overlay').
 */
export function applyOverlays(
  document: JsonValue,
  overlays: readonly OverlaySource[],
  problems: Problems,
): Overlaid {
  if (overlays.length === 0) return { document, touched: [] }
  const root = { document: structuredClone(document) }
  const touched: OverlayTouch[] = []
  for (const overlay of overlays) {
    for (const [index, action] of actionsOf(overlay).entries()) {
      const where = `${overlay.name}, action ${index}`
      const nodes = apply(action, root, where, problems)
      const extensions = Object.fromEntries(Object.entries(action).filter(([name]) => name.startsWith('x-')))
      const description = text(action, 'description')
      for (const pointer of nodes) {
        touched.push({
          overlay: overlay.name,
          action: index,
          pointer,
          ...(description !== undefined && { description }),
          extensions,
        })
      }
    }
  }
  return { document: root.document, touched }
}

function actionsOf({ name, value }: OverlaySource): readonly JsonObject[] {
  const hint = 'An overlay has `overlay: 1.0.0` or `1.1.0`, `info` and a list of `actions`.'
  const stated = isObject(value) ? value['overlay'] : undefined
  if (!isObject(value) || stated === undefined)
    throw new KeyproofError('overlay', `${name} is not an overlay.`, hint)
  // YAML reads an unquoted 1.0 as the number 1.
  const version = stated === 1 ? '1.0' : typeof stated === 'string' ? stated : JSON.stringify(stated)
  if (!/^1\.[01](?:\.|$)/.test(version)) {
    throw new KeyproofError(
      'overlay',
      `${name} is an overlay of version ${version}, which keyproof does not read.`,
      hint,
    )
  }
  const actions = value['actions']
  if (!Array.isArray(actions)) throw new KeyproofError('overlay', `${name} has no list of \`actions\`.`, hint)
  const copies = !version.startsWith('1.0')
  for (const [index, action] of actions.entries()) checkAction(action, `${name}, action ${index}`, copies)
  return actions
}

function checkAction(action: unknown, where: string, copies: boolean): void {
  const hint =
    'An action has a `target` (RFC 9535 JSONPath) and one of `update`, `copy` (since 1.1) and `remove`.'
  if (text(action, 'target') === undefined)
    throw new KeyproofError('overlay', `${where} has no \`target\`.`, hint)
  for (const name of Object.keys(action as object)) {
    if (name.startsWith('x-') || (actionMembers.includes(name) && (copies || name !== 'copy'))) continue
    const [nearest] = actionMembers.toSorted((left, right) => distance(left, name) - distance(right, name))
    const advice = name === 'copy' ? '`copy` needs `overlay: 1.1.0`.' : `Did you mean \`${nearest}\`? ${hint}`
    throw new KeyproofError('overlay', `${where} has an unknown member \`${name}\`.`, advice)
  }
}

/** Applies one action in place; the JSON Pointers of the nodes it changed. */
function apply(
  action: JsonObject,
  root: { document: JsonValue },
  where: string,
  problems: Problems,
): readonly string[] {
  const target = text(action, 'target') ?? ''
  const nodes = select(target, root.document, where)
  if (nodes.length === 0) {
    problems.add('warning', `${where}: the target ${target} selects nothing.`)
    return []
  }
  const pointers = nodes.map((node) => pointerOf(node.location))
  if (action['remove'] === true) {
    remove(nodes, root.document, where)
    return pointers
  }
  const [update, copy] = [action['update'], text(action, 'copy')]
  if ((update === undefined) === (copy === undefined)) {
    problems.add('warning', `${where} needs one of \`update\`, \`copy\` and \`remove\`; it changes nothing.`)
    return []
  }
  const value = copy === undefined ? (update as JsonValue) : copied(copy, root.document, where)
  for (const node of nodes) {
    const merged = mergeInto(node.value as JsonValue, structuredClone(value), where, pointerOf(node.location))
    put(node.location, merged, root)
  }
  return pointers
}

function copied(path: string, document: JsonValue, where: string): JsonValue {
  const nodes = select(path, document, where)
  if (nodes.length === 1) return nodes[0]?.value as JsonValue
  const hint = 'The path under `copy` must select exactly one node.'
  throw new KeyproofError('overlay', `${where}: \`copy\` ${path} selects ${nodes.length} nodes.`, hint)
}

function select(path: string, document: JsonValue, where: string): readonly JSONPathNode[] {
  try {
    return paths.query(path, document as JSONValue).nodes
  } catch (error) {
    const hint = "Paths are RFC 9535 JSONPath, such as $.paths['/keys'].post."
    throw new KeyproofError(
      'overlay',
      `${where}: ${path} is no usable JSONPath: ${messageOf(error)}.`,
      hint,
      error,
    )
  }
}

function put(location: readonly (string | number)[], value: JsonValue, root: { document: JsonValue }): void {
  const last = location.at(-1)
  if (last === undefined) root.document = value
  else
    Object.defineProperty(parentOf(location, root.document), last, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
}

/** Later items of an array go first, so that the places of the others stay true. */
function remove(nodes: readonly JSONPathNode[], document: JsonValue, where: string): void {
  const backwards = nodes
    .map((node) => node.location)
    .toSorted((left, right) => Number(right.at(-1)) - Number(left.at(-1)) || 0)
  for (const location of backwards) {
    const last = location.at(-1)
    if (last === undefined)
      throw new KeyproofError('overlay', `${where} removes the whole document.`, 'Give a target inside it.')
    const parent = parentOf(location, document)
    if (Array.isArray(parent)) parent.splice(Number(last), 1)
    else Reflect.deleteProperty(parent, last)
  }
}

function parentOf(location: readonly (string | number)[], document: JsonValue): object {
  let value: unknown = document
  // A part may be gone when what held it was removed by the same action.
  for (const token of location.slice(0, -1)) value = (value as Record<string, unknown> | undefined)?.[token]
  return typeof value === 'object' && value !== null ? value : {}
}
