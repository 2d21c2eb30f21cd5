import type { JsonValue } from '../contract/types.ts'
import type { Alphabet } from './characters.ts'
import type { Keywords } from './intersect.ts'
import type { Presence } from './objects.ts'

/** What may be chosen freely where the schema leaves it open. */
export interface Taste {
  readonly alphabet: Alphabet
  /** Fewest code points of a string, where its schema allows as many. */
  readonly minLength: number
  readonly presence: Presence
  /** Optional members with this annotation are left out. */
  readonly omit: 'readOnly' | 'writeOnly'
  /** Most items of an array, where its schema asks for no more. */
  readonly items: number
  /** Levels of nesting before only what is required is made. */
  readonly depth: number
  /** Values to be taken, where they are valid, before any are made. */
  readonly prefer?: (keywords: Keywords, member: string | undefined) => Preference
}

/** Values for a schema: the first valid one of `first`, otherwise any valid one of `any`. */
export interface Preference {
  readonly first: readonly JsonValue[]
  readonly any: readonly JsonValue[]
}

/** Values as they are made for the bodies of requests. */
export const usualTaste: Taste = {
  alphabet: 'text',
  minLength: 0,
  presence: 'some',
  omit: 'readOnly',
  items: 5,
  depth: 4,
}
