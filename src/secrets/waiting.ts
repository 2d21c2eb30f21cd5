import type { EncodedCharacters } from './characters.ts'
import { encodingsOf, encodingsOfEdited, shortestEncodingOf, type Encoding, type Form } from './encodings.ts'
import type { Runs } from './runs.ts'
import type { Known } from './types.ts'

/** Encodings of secrets that no text was long enough for yet: costly to make, and few texts are. */
export interface Waiting {
  add(value: string, known: Known): void
  /** Runs of characters shorter than this are none of them; Infinity when nothing waits. */
  shortest(): number
  /** In runs shorter than this it need not be told which kinds of characters they are of. */
  shortestOfKind(): number
  /** Makes those for which the runs are long enough. */
  make(longest: Runs, made: (known: Known, form: Form) => void): void
}

interface Waiter<T> {
  readonly known: Known
  readonly what: T
}

/** Waiters by the length they wait for. */
interface Line<T> {
  readonly byLength: Map<number, Waiter<T>[]>
  shortest: number
}

const kinds: readonly EncodedCharacters[] = ['any', 'base58', 'base32', 'hex']

/** Nothing waits yet. */
export function createWaiting(): Waiting {
  // Of most secrets not even the lengths of the encodings are ever asked for.
  const values: Line<string> = line()
  const encodings: Readonly<Record<EncodedCharacters, Line<Encoding>>> = {
    any: line(),
    base58: line(),
    base32: line(),
    hex: line(),
  }
  let shortest = Number.POSITIVE_INFINITY

  return {
    add(value, known) {
      const bound = shortestEncodingOf(value)
      queue(values, bound, { known, what: value })
      shortest = Math.min(shortest, bound)
    },
    shortest: () => shortest,
    shortestOfKind: () =>
      Math.min(values.shortest, shortestOf('base58'), shortestOf('base32'), shortestOf('hex')),
    make(longest, made) {
      if (kinds.every((kind) => longest[kind] < shortestOf(kind))) return
      for (const { known, what } of take(values, longest.any))
        for (const encoding of known.edited ? encodingsOfEdited(what) : encodingsOf(what))
          queue(encodings[encoding.characters], encoding.shortest, { known, what: encoding })
      for (const kind of kinds)
        for (const { known, what } of take(encodings[kind], longest[kind]))
          for (const form of what.forms()) made(known, form)
      shortest = Math.min(...kinds.map(shortestOf))
    },
  }

  function shortestOf(kind: EncodedCharacters): number {
    return kind === 'any' ? Math.min(values.shortest, encodings.any.shortest) : encodings[kind].shortest
  }
}

function line<T>(): Line<T> {
  return { byLength: new Map(), shortest: Number.POSITIVE_INFINITY }
}

function queue<T>(to: Line<T>, length: number, waiter: Waiter<T>): void {
  const others = to.byLength.get(length)
  if (others === undefined) to.byLength.set(length, [waiter])
  else others.push(waiter)
  to.shortest = Math.min(to.shortest, length)
}

/** Takes out those that wait for no more than so many characters. */
function take<T>(from: Line<T>, longest: number): Waiter<T>[] {
  if (longest < from.shortest) return []
  const taken: Waiter<T>[] = []
  for (const [length, waiters] of from.byLength) {
    if (length > longest) continue
    from.byLength.delete(length)
    for (const waiter of waiters) taken.push(waiter)
  }
  from.shortest = Math.min(Number.POSITIVE_INFINITY, ...from.byLength.keys())
  return taken
}
