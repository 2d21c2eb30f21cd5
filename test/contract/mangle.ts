import fc from 'fast-check'

import { pointerTo, valueAt } from '../../src/contract/pointer.ts'
import type { JsonObject, JsonValue } from '../../src/contract/types.ts'

/** A place of a document, and what takes the place of what stands there; undefined takes it away. */
export interface Damage {
  readonly place: string
  readonly value: unknown
}

/** Every place of a document but its root and its version. */
function places(value: JsonValue, pointer = ''): string[] {
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return parts.flatMap(([name, part]) => {
    const place = pointerTo(pointer, name)
    return [...(place === '/openapi' || place === '/swagger' ? [] : [place]), ...places(part, place)]
  })
}

/** What takes the place of a part: any JSON, another part of the document, or nothing. */
export function damageTo(document: JsonObject): fc.Arbitrary<Damage[]> {
  const all = places(document)
  const values = fc.oneof(
    fc.constant(undefined),
    fc.constantFrom<JsonValue>(
      null,
      0,
      -1,
      1e9,
      '',
      'text',
      true,
      false,
      [],
      {},
      [null],
      [[]],
      { $ref: '#' },
      { $ref: 1 },
    ),
    fc.constantFrom(...all).map((place) => valueAt(document, place)),
    fc.constantFrom(...all).map((place) => ({ $ref: `#${place}` })),
    fc.jsonValue({ maxDepth: 2 }),
  )
  return fc.array(fc.record({ place: fc.constantFrom(...all), value: values }), {
    minLength: 1,
    maxLength: 4,
  })
}

/** The document with the damage done to it. */
export function damaged(document: JsonObject, damage: readonly Damage[]): JsonObject {
  const copy = structuredClone(document)
  for (const { place, value } of damage) {
    const name = place
      .slice(place.lastIndexOf('/') + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~')
    const holder = valueAt(copy, place.slice(0, place.lastIndexOf('/')))
    if (typeof holder !== 'object' || holder === null) continue
    if (value === undefined) Reflect.deleteProperty(holder, name)
    else Reflect.set(holder, name, structuredClone(value))
  }
  return copy
}
