import { bodyFaults } from '../contract/lookup.ts'
import { valueAt, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { Given } from '../generate/requests.ts'
import type { Defect, OperationInput } from '../generate/types.ts'
import { futureExpiries, lifeUnitMs } from './expiry.ts'
import { isCursor } from './walkers.ts'
import { askingForSecret } from './secret-keys.ts'

const paging =
  /^(page|page_?(number|size|index)|per_?page|items_?per_?page|limit|size|offset|skip|start|count|top|take)$/i

/**
 * A generated request within what every sane server adds to its schema: an expiry that lies ahead, scopes it
 * is known to have, a page that may exist, a secret that is shown. A refusal of anything else would say more of the schema than of
 * the server.
 */
export function tame(
  contract: Contract,
  operation: Operation,
  resource: KeyResource | null,
  input: OperationInput,
): OperationInput {
  const tamed = tamePaging(contract, operation, tameBody(contract, operation, resource, input))
  return askingForSecret(contract, operation, resource, tamed)
}

/** Whether a defect lies in a place that `tame` would mend. */
export function touchesTamed(resource: KeyResource | null, defect: Defect): boolean {
  if (defect.part === 'query') return true
  if (defect.part !== 'body') return false
  return [resource?.expiry?.inRequest, resource?.scopes].some(
    (pointer) => pointer != null && defect.place.startsWith(pointer),
  )
}

/** Names of the parameters that may be left out and for which whatever is made up leads nowhere. */
export function cursorsOf(contract: Contract, operation: Operation, given: Given): readonly string[] {
  return operation.parameters
    .filter(
      (parameter) =>
        !parameter.required &&
        given.parameters[parameter.name] === undefined &&
        isCursor(contract, parameter),
    )
    .map(({ name }) => name)
}

/** The input without a cursor. */
export function withoutCursors(cursors: readonly string[], input: OperationInput): OperationInput {
  return cursors.some((name) => name in input.query)
    ? {
        ...input,
        query: Object.fromEntries(Object.entries(input.query).filter(([name]) => !cursors.includes(name))),
      }
    : input
}

function tamePaging(contract: Contract, operation: Operation, input: OperationInput): OperationInput {
  const query = { ...input.query }
  for (const { name, in: place, schema } of operation.parameters) {
    const value = query[name]
    if (place !== 'query' || typeof value !== 'number' || !paging.test(name)) continue
    const resolved = schema === undefined ? true : contract.resolve(schema, 'request')
    const bound = (keyword: string): unknown =>
      typeof resolved === 'boolean' ? undefined : resolved[keyword]
    if (bound('minimum') === undefined && bound('exclusiveMinimum') === undefined && value < 1)
      query[name] = 1 + (Math.abs(Math.trunc(value)) % 20)
    if (bound('maximum') === undefined && bound('exclusiveMaximum') === undefined && value > 100)
      query[name] = 1 + (Math.trunc(value) % 100)
  }
  return { ...input, query }
}

function tameBody(
  contract: Contract,
  operation: Operation,
  resource: KeyResource | null,
  input: OperationInput,
): OperationInput {
  const { body } = input
  if (resource === null || body === undefined || !('value' in body)) return input
  let { value } = body
  const faults = (changed: JsonValue): number => bodyFaults({ contract, operation }, body.mediaType, changed)
  /** The changed body, unless it breaks more of the schema than the body did before. */
  const noWorse = (before: JsonValue, after: JsonValue): JsonValue =>
    faults(after) <= faults(before) ? after : before
  const { expiry, scopes } = resource
  const pointer = expiry?.inRequest
  if (expiry !== null && pointer !== undefined) {
    const given = valueAt(value, pointer)
    if (given !== undefined && given !== null) {
      const before = faults(value)
      const ahead = futureExpiries(contract, operation, expiry, given)
        .map((candidate) => withValueAt(value, pointer, candidate))
        .find((changed) => faults(changed) <= before)
      if (ahead !== undefined && !isSaneLife(given, lifeUnitMs(contract, operation, expiry))) value = ahead
    }
  }
  if (scopes !== null && valueAt(value, scopes) !== undefined) {
    const known = knownScopes(contract)
    const chosen: readonly JsonValue[] = known.slice(0, lengthOf(valueAt(value, scopes)))
    value = noWorse(value, withValueAt(value, scopes, known.length === 0 ? undefined : chosen))
  }
  return value === body.value ? input : { ...input, body: { ...body, value } }
}

/** Whether a key may live so long anywhere: from an hour to a year. */
function isSaneLife(given: JsonValue, unitMs: number | null): boolean {
  if (typeof given !== 'number' || unitMs === null) return false
  const ms = given * unitMs
  return ms >= 3_600_000 && ms <= 365 * 86_400_000
}

function knownScopes(contract: Contract): readonly string[] {
  const values = valueAt(contract.annotations, '/scopes/values')
  return Array.isArray(values)
    ? (values as readonly JsonValue[]).filter((value) => typeof value === 'string')
    : []
}

function lengthOf(value: JsonValue | undefined): number {
  return Array.isArray(value) ? value.length : 0
}
