import { isObject } from '../contract/json.ts'
import { pointerTo, pointerTokens, valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource } from '../contract/types.ts'

/** What of a key stays as it is until its owner changes it. */
export type LastingKind = 'name' | 'expiry' | 'scopes' | 'owner'

/** A member of an answer that shows something lasting of a key. */
export interface Lasting {
  readonly kind: LastingKind
  /** JSON Pointer in the answer. */
  readonly pointer: string
  readonly value: JsonValue
}

/** What differs between two answers; wider is a later end, or scopes that were not there before. */
export interface Change {
  readonly kind: LastingKind
  readonly how: 'wider' | 'narrower' | 'other'
  readonly before: JsonValue
  readonly after: JsonValue
}

const owners =
  /^(owner|user|account|org|organi[sz]ation|tenant|workspace|team|project|customer|application|created_?by)(_?id)?$/i
const rights = /^(scopes?|permissions|abilities|roles?|grants|privileges)$/i
/** Objects within objects that are looked into: an envelope, and the key in it. */
const depth = 2
/** Numbers below count how long a key lives, not when that ends. */
const leastInstant = 1e9

/** The members of an answer that show what lasts of a key. */
export function lastingIn(resource: KeyResource, body: JsonValue | undefined): readonly Lasting[] {
  const { list, nameInRequest, nameInResponse, expiry, scopes } = resource
  const named = new Set([list?.name, nameInRequest, nameInResponse].map(lastOf))
  const kindOf = (member: string, value: JsonValue): LastingKind | null => {
    if (named.has(member)) return typeof value === 'string' ? 'name' : null
    if (expiry !== null && member === lastOf(expiry.inResponse))
      return value === null || instantOf(value) !== null ? 'expiry' : null
    if (member === lastOf(scopes) || rights.test(member)) return scopesIn(value) === null ? null : 'scopes'
    return owners.test(member) && (typeof value === 'string' || typeof value === 'number') ? 'owner' : null
  }
  const found: Lasting[] = []
  const visit = (value: JsonValue | undefined, pointer: string, left: number): void => {
    if (!isObject(value)) return
    for (const [member, inner] of Object.entries(value)) {
      const kind = kindOf(member, inner)
      if (kind !== null) found.push({ kind, pointer: pointerTo(pointer, member), value: inner })
      else if (left > 0) visit(inner, pointerTo(pointer, member), left - 1)
    }
  }
  visit(body, '', depth)
  return found
}

/** What differs between two answers of one form, members that only one of them has left out. */
export function changesBetween(
  contract: Contract,
  before: readonly Lasting[],
  after: readonly Lasting[],
): readonly Change[] {
  return before.flatMap(({ kind, pointer, value }) => {
    const now = after.find((one) => one.pointer === pointer)
    const how = now === undefined ? null : howChanged(contract, kind, value, now.value)
    return how === null ? [] : [{ kind, how, before: value, after: now!.value }]
  })
}

function howChanged(
  contract: Contract,
  kind: LastingKind,
  before: JsonValue,
  after: JsonValue,
): Change['how'] | null {
  if (kind === 'expiry') {
    const [was, is] = [endOf(before), endOf(after)]
    // Some servers keep whole seconds.
    if (was === is || Math.abs(is - was) <= 1_000) return null
    return is > was ? 'wider' : 'narrower'
  }
  if (kind !== 'scopes') return JSON.stringify(before) === JSON.stringify(after) ? null : 'other'
  const [had, has] = [scopesIn(before)!, scopesIn(after) ?? []]
  if (had.length === has.length && has.every((scope) => had.includes(scope))) return null
  const isAll = (scopes: readonly string[]): boolean =>
    scopes.length === 0 && valueAt(contract.annotations, '/scopes/empty') === 'all'
  if (isAll(had)) return 'narrower'
  return isAll(has) || has.some((scope) => !had.includes(scope)) ? 'wider' : 'narrower'
}

function endOf(value: JsonValue): number {
  return value === null ? Number.POSITIVE_INFINITY : (instantOf(value) ?? Number.NaN)
}

/** Milliseconds since 1970; numbers count seconds or milliseconds. */
function instantOf(value: JsonValue): number | null {
  if (typeof value === 'number') return value < leastInstant ? null : value < 1e11 ? value * 1000 : value
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? null : time
}

function scopesIn(value: JsonValue): readonly string[] | null {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((scope) => scope !== '')
  if (!Array.isArray(value)) return null
  return value.every((scope) => typeof scope === 'string') ? value : null
}

function lastOf(pointer: string | null | undefined): string | undefined {
  return pointer === null || pointer === undefined ? undefined : pointerTokens(pointer).at(-1)
}
