import fc from 'fast-check'
import type { JsonValue } from '../contract/types.ts'

/** A way in which one place can be wrong, and values that may be wrong in that way; not yet proved. */
export interface Flaw {
  readonly name: string
  readonly keyword: string
  /** The member concerned, where the flaw is one of an object. */
  readonly member?: string
  /** Makes the wrong value of the place from a right one; null where that one does not lend itself to it. */
  readonly spoil: fc.Arbitrary<(right: JsonValue) => JsonValue | null>
}

/** A flaw made by putting any of the wrong values in the place of the right one. */
export function flaw(name: string, keyword: string, wrong: readonly JsonValue[]): Flaw {
  const values =
    wrong.length === 0 ? fc.constant(() => null) : fc.constantFrom(...wrong).map((value) => () => value)
  return { name, keyword, spoil: values }
}
