import { isObject, localPointer, member, text } from './json.ts'
import { pointerTo, valueAt, pointerTokens } from './pointer.ts'
import type { JsonObject } from './types.ts'
import { walk } from './walk.ts'

/** Finds what the references of one document lead to. */
export interface References {
  /** JSON Pointer a reference leads to; undefined where nothing stands there. */
  locate(reference: string): string | undefined
  /** The value at a place, `$ref` chains followed; undefined where one is dangling or leads round in a circle. */
  follow(value: unknown, pointer: string): Found | undefined
}

/** A value and where it stands. */
interface Found {
  readonly value: unknown
  readonly pointer: string
}

const longestChain = 100

/** The references of a document whose external files are folded in; `$anchor` and `$id` are indexed on first need. */
export function referencesOf(document: JsonObject): References {
  const known = new Map<string, string | undefined>()
  let names: ReadonlyMap<string, string> | undefined

  const locate = (reference: string): string | undefined => {
    if (known.has(reference)) return known.get(reference)
    // Set first: a pointer that leads through the very reference it stands in finds nothing.
    known.set(reference, undefined)
    const pointer = localPointer(reference)
    if (pointer !== undefined) known.set(reference, through(pointer))
    else {
      names ??= schemaNames(document)
      known.set(reference, named(reference, names))
    }
    return known.get(reference)
  }

  /** The pointer as it is where it resolves, else the one reached by following references on its way. */
  const through = (pointer: string): string | undefined => {
    if (valueAt(document, pointer) !== undefined) return pointer
    let value: unknown = document
    let place = ''
    for (const token of pointerTokens(pointer)) {
      const next = Array.isArray(value) ? value[Number(token)] : member(value, token)
      if (next === undefined) {
        const reference = text(value, '$ref')
        const target = reference === undefined ? undefined : locate(reference)
        if (target === undefined) return undefined
        place = target
        value = valueAt(document, target)
      }
      value = Array.isArray(value) ? value[Number(token)] : member(value, token)
      place = pointerTo(place, token)
      if (value === undefined) return undefined
    }
    return place
  }

  const named = (reference: string, index: ReadonlyMap<string, string>): string | undefined => {
    const [base, fragment] = [reference.replace(/#.*$/s, ''), reference.replace(/^[^#]*/s, '')]
    if (base === '') return index.get(fragment)
    const home = index.get(base)
    if (home === undefined || fragment === '' || fragment === '#') return home
    const inner = localPointer(fragment)
    return inner === undefined ? index.get(fragment) : through(home + inner)
  }

  const follow = (value: unknown, pointer: string): Found | undefined => {
    let found: Found = { value, pointer }
    for (let steps = 0; steps < longestChain; steps++) {
      const reference = text(found.value, '$ref')
      if (reference === undefined) return found
      const target = locate(reference)
      if (target === undefined) return undefined
      found = { value: valueAt(document, target), pointer: target }
    }
    return undefined
  }

  return { locate, follow }
}

/** JSON Pointers of schemas by `#anchor` and by `$id`; the first of a name wins. */
function schemaNames(document: JsonObject): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const add = (name: string | undefined, prefix: string, pointer: string): void => {
    if (name !== undefined && !names.has(prefix + name)) names.set(prefix + name, pointer)
  }
  walk(document, 'document', '', (value, kind, pointer) => {
    if (kind !== 'schema' || !isObject(value)) return
    add(text(value, '$anchor'), '#', pointer)
    add(text(value, '$dynamicAnchor'), '#', pointer)
    add(text(value, '$id')?.replace(/#$/, ''), '', pointer)
  })
  return names
}
