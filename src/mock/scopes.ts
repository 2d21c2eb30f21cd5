import { isObject } from '../contract/json.ts'
import { operationByKey } from '../contract/lookup.ts'
import { otherKindAskedFor } from '../contract/other-kind.ts'
import { valueAt } from '../contract/pointer.ts'
import type { Contract, JsonObject, JsonValue, Operation } from '../contract/types.ts'
import type { KeyRecord } from './ledger.ts'

interface Scopes {
  readonly field: string
  readonly empty: 'none' | 'all'
  readonly grants: JsonObject
}

/** What the document says of scopes; undefined where it does not say what they allow. */
function scopesOf({ annotations }: Contract): Scopes | undefined {
  const { field, empty, grants } = (annotations['scopes'] ?? {}) as Readonly<Record<string, JsonValue>>
  if (typeof field !== 'string' || !isObject(grants)) return undefined
  return { field, empty: empty === 'none' ? 'none' : 'all', grants }
}

/** Where a request has the scopes of a key, and all that the document knows; undefined where it does not say what they allow. */
export function allScopes(
  contract: Contract,
): { readonly field: string; readonly values: readonly string[] } | undefined {
  const scopes = scopesOf(contract)
  return scopes === undefined ? undefined : { field: scopes.field, values: Object.keys(scopes.grants) }
}

/** Whether a key may call the operation, by its scopes and its kind; undefined where neither governs it. */
export function scopeGuard(
  contract: Contract,
  operation: Operation,
): ((record: KeyRecord) => boolean) | undefined {
  const { operationId } = operation
  const isForOthers = contract.keyResources.some(({ roles }) => {
    const create = operationByKey(contract, roles.create?.operation ?? '')
    return create !== undefined && otherKindAskedFor(contract, operation, create) !== null
  })
  if (isForOthers) return () => false
  const scopes = scopesOf(contract)
  if (scopes === undefined || operationId === undefined || operationId === null) return undefined
  const granting = Object.entries(scopes.grants).flatMap(([scope, names]) =>
    Array.isArray(names) && names.includes(operationId) ? [scope] : [],
  )
  if (granting.length === 0) return undefined
  return ({ members }) => {
    const own = scopesIn(members, scopes.field)
    return own.length === 0 ? scopes.empty === 'all' : own.some((scope) => granting.includes(scope))
  }
}

/**
 * The members of a key that another key makes: a maker with scopes gives the same to one for which none are
 * asked; undefined where more is asked for than the maker has.
 */
export function inheritScopes(
  contract: Contract,
  maker: KeyRecord | null,
  members: JsonObject,
): JsonObject | undefined {
  const scopes = scopesOf(contract)
  const member = scopes === undefined ? undefined : /^\/([^/~]+)$/.exec(scopes.field)?.[1]
  if (scopes === undefined || member === undefined || maker === null) return members
  const own = scopesIn(maker.members, scopes.field)
  if (own.length === 0) return members
  const asked = scopesIn(members, scopes.field)
  if (asked.length === 0) return { ...members, [member]: own }
  return asked.every((scope) => own.includes(scope)) ? members : undefined
}

function scopesIn(members: JsonObject, field: string): readonly string[] {
  const found = valueAt(members, field)
  return Array.isArray(found) ? found.filter((scope): scope is string => typeof scope === 'string') : []
}
