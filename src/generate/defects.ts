import fc from 'fast-check'
import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { bounded } from './bounded.ts'
import type { Flaw } from './flaw.ts'
import { flawsOf } from './flaws.ts'
import { type Taste, usualTaste } from './taste.ts'
import { type Place, placesOf } from './places.ts'
import { brokenBy } from './proof.ts'
import { acceptsOf } from './validate.ts'
import { valuesTo } from './values.ts'
import { readings } from './wire.ts'

/** One way in which a value can depart from its schema, with values that depart in that way and no other. */
export interface SchemaDefect {
  /** What is wrong, without the place: `too long`. */
  readonly name: string
  /** JSON Pointer into the value. */
  readonly place: string
  readonly keyword: string
  /** Further keywords of the same place that no value with this defect can satisfy; mostly none. */
  readonly also: readonly string[]
  /** Only a `format` is missed. */
  readonly formatOnly: boolean
  readonly values: fc.Arbitrary<JsonValue>
}

/** How the values of a schema are sent. */
export interface DefectOptions {
  /** Scalars are sent as text, so that what counts is what the text can be read as. */
  readonly wire?: boolean
  /** Changes a valid value before the defect is put into it. */
  readonly rewrite?: (value: JsonValue) => JsonValue
  /** Further condition on the wrong values. */
  readonly also?: (value: JsonValue) => boolean
  readonly taste?: Taste
}

/** Draws among which a first proved value must be. */
const trials = 16

/**
 * The defects a value of the schema can have, each proved by a validator: the value is invalid, in that place only,
 * and by that keyword alone, or else by others that are named with it. Throws Unsatisfiable where there are no valid values to start from.
 */
export function defectsOf(schema: JsonSchema, options: DefectOptions = {}): readonly SchemaDefect[] {
  const rewrite = options.rewrite ?? ((value: JsonValue): JsonValue => value)
  const rights = valuesTo(schema, options.taste ?? usualTaste).map(rewrite)
  const found = new Map<string, SchemaDefect>()
  for (const place of placesOf(schema)) {
    for (const flaw of flawsOf(place.keywords, schema, options.wire ?? false)) {
      const pointer = flaw.member === undefined ? place.pointer : pointerTo(place.pointer, flaw.member)
      const key = `${pointer} ${flaw.name}`
      if (found.has(key)) continue
      const defect = proved(schema, { ...place, base: rewrite(place.base) }, flaw, pointer, rights, options)
      if (defect !== undefined) found.set(key, defect)
    }
  }
  return [...found.values()]
}

function proved(
  schema: JsonSchema,
  place: Place,
  flaw: Flaw,
  pointer: string,
  rights: fc.Arbitrary<JsonValue>,
  options: DefectOptions,
): SchemaDefect | undefined {
  const names = namesOf(flaw.keyword)
  /** The other keywords that a value breaks; null where it has not this defect. */
  const othersIn = (value: JsonValue): readonly string[] | null => {
    if (options.also?.(value) === false) return null
    if (options.wire === true && readable(schema, value, place.pointer)) return null
    const broken = brokenBy(schema, value, pointer)
    if (broken === null || !broken.some((keyword) => names.includes(keyword))) return null
    return broken.filter((keyword) => !names.includes(keyword))
  }
  const spoiled = (
    whole: JsonValue,
    change: (right: JsonValue) => JsonValue | null,
  ): JsonValue | undefined => {
    const right = valueAt(whole, place.pointer)
    const wrong = right === undefined ? null : change(right)
    // null is a value here too: the flaw of that name puts it there on purpose.
    if (right === undefined || (wrong === null && flaw.keyword !== 'null')) return undefined
    return withValueAt(whole, place.pointer, wrong)
  }
  const drawn = (numRuns: number): readonly JsonValue[] =>
    fc
      .sample(flaw.spoil, { seed: 1, numRuns })
      .map((change) => spoiled(place.base, change))
      .filter((value) => value !== undefined)
  const found = (values: readonly JsonValue[]): Proved | undefined => {
    const wrong = values.flatMap((value) => {
      const others = othersIn(value)
      return others === null ? [] : [{ value, others }]
    })
    return wrong.toSorted((one, other) => one.others.length - other.others.length)[0]
  }
  // Drawing more gives the same values first, and mostly the very first will do.
  const [quick, slow] = [found(drawn(1)), (): Proved | undefined => found(drawn(trials))]
  const first = quick?.others.length === 0 ? quick : slow()
  // A format weighs little, so it counts only where it is all that is wrong.
  if (first === undefined || (flaw.keyword === 'format' && first.others.length > 0)) return undefined
  const others = first.others.join()
  const values = fc
    .tuple(rights, flaw.spoil)
    .map(([whole, change]) => spoiled(whole, change) ?? spoiled(place.base, change) ?? first.value)
  return {
    name: flaw.name,
    place: pointer,
    keyword: flaw.keyword,
    also: first.others,
    formatOnly: flaw.keyword === 'format',
    values: bounded(values, (value) => othersIn(value)?.join() === others, first),
  }
}

/** A value with a defect, and the other keywords it breaks. */
interface Proved {
  readonly value: JsonValue
  readonly others: readonly string[]
}

/** What a validator may call the keyword of a flaw: schemas say the same in several ways. */
function namesOf(keyword: string): readonly string[] {
  return synonyms.find((names) => names.includes(keyword)) ?? [keyword]
}

const synonyms: readonly (readonly string[])[] = [
  ['null', 'type'],
  ['const', 'enum'],
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
  ['additionalProperties', 'unevaluatedProperties', 'false schema'],
]

/** What a server may read a list as where it looks for a scalar: its texts, which go out side by side. */
function spelled(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value.map(String) : []
}

/** Whether a server that reads text as what it spells could find the value valid. */
function readable(schema: JsonSchema, value: JsonValue, pointer: string): boolean {
  const accepts = acceptsOf(schema)
  const part = valueAt(value, pointer)
  if (part === undefined) return accepts(value)
  return readings(part)
    .map((reading) => withValueAt(value, pointer, reading))
    .some((whole) => accepts(whole) || spelled(whole).some(accepts))
}
