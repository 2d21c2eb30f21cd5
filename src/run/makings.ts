import { parseJson, valueAt } from '../contract/pointer.ts'
import type { KeyResource } from '../contract/types.ts'
import { headerValues, type Exchange } from '../http/exchange.ts'
import { parseToken } from '../secrets/token.ts'
import { text } from './trace.ts'

/** Tells of every new key whether its secret is that of another one. */
export interface Makings {
  /** Takes down a key that was made; true where another key was given its secret before. */
  isTaken(exchange: Exchange, resource: KeyResource): boolean
}

/** What sets one key apart from another. */
interface Making {
  readonly id: string | null
  readonly name: string | null
  /** What a repetition of the request has in common with it. */
  readonly idempotency: string | undefined
}

/** Remembers the keys of a run by their secrets. */
export function createMakings(): Makings {
  const bySecret = new Map<string, Making>()
  return {
    isTaken(exchange, resource) {
      const { issued } = exchange.facts
      if (issued === null) return false
      const body = parseJson(exchange.response.body)
      // A secret that is known already stands under the name that it was given first.
      const shown = text(valueAt(body, resource.secret.pointer))
      const first = shown === null || parseToken(shown) === undefined ? issued : shown
      const making: Making = {
        id:
          resource.id !== null && 'pointer' in resource.id ? text(valueAt(body, resource.id.pointer)) : null,
        name:
          resource.nameInRequest === null
            ? null
            : text(valueAt(parseJson(exchange.request.body ?? ''), resource.nameInRequest)),
        idempotency: headerValues(exchange.request.headers, 'idempotency-key')[0],
      }
      const before = bySecret.get(first)
      if (before === undefined) bySecret.set(first, making)
      return before !== undefined && !isSameKey(before, making)
    },
  }
}

/** Whether two answers may tell of one key, which some APIs give to whoever asks for the same again. */
function isSameKey(one: Making, other: Making): boolean {
  if (one.idempotency !== undefined && one.idempotency === other.idempotency) return true
  if (one.id !== null && other.id !== null) return one.id === other.id
  return one.name !== null && one.name === other.name
}
