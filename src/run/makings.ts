import { idempotencyHeader } from '../contract/idempotency.ts'
import { parseJson, valueAt } from '../contract/pointer.ts'
import type { KeyResource, Operation } from '../contract/types.ts'
import { headerValues, type Exchange } from '../http/exchange.ts'
import { parseToken } from '../secrets/token.ts'
import { textOf } from './text-of.ts'

/** Tells of every new key whether its secret is that of another one. */
export interface Makings {
  /** Takes down a key that was made; true where another key was given its secret before. */
  isTaken(exchange: Exchange, resource: KeyResource, operation: Operation): boolean
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
  const bySecret = new Map<string, Exchange>()
  return {
    isTaken(exchange, resource, operation) {
      const { issued } = exchange.facts
      if (issued === null) return false
      const first = firstName(exchange, resource, issued)
      // Some documents let the caller choose the secret.
      if (exchange.request.body?.includes(first) === true) return false
      const before = bySecret.get(first)
      if (before === undefined) bySecret.set(first, exchange)
      return (
        before !== undefined &&
        !isSameKey(makingOf(before, resource, operation), makingOf(exchange, resource, operation))
      )
    },
  }
}

/** The name that the secret was given first: one that is known already stands under that. */
function firstName({ response: { body } }: Exchange, { secret }: KeyResource, issued: string): string {
  if (body.includes(issued)) return issued
  const shown = textOf(valueAt(parseJson(body), secret.pointer))
  return shown === null || parseToken(shown) === undefined ? issued : shown
}

function makingOf(
  { request, response }: Exchange,
  { id, nameInRequest }: KeyResource,
  operation: Operation,
): Making {
  const header = idempotencyHeader(operation) ?? 'Idempotency-Key'
  return {
    id: id !== null && 'pointer' in id ? textOf(valueAt(parseJson(response.body), id.pointer)) : null,
    name: nameInRequest === null ? null : textOf(valueAt(parseJson(request.body ?? ''), nameInRequest)),
    idempotency: headerValues(request.headers, header)[0],
  }
}

/** Whether two answers may tell of one key, which some APIs give to whoever asks for the same again. */
function isSameKey(one: Making, other: Making): boolean {
  if (one.idempotency !== undefined && one.idempotency === other.idempotency) return true
  if (one.id !== null && other.id !== null) return one.id === other.id
  return one.name !== null && one.name === other.name
}
