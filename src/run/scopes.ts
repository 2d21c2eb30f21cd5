import { bodyMedia, operationByKey } from '../contract/lookup.ts'
import { withValueAt } from '../contract/pointer.ts'
import { exampleOf, itemSchema, keywordOf, schemaAt, typesOf } from '../contract/schema-parts.ts'
import type { Contract, JsonObject, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'

/** What the document says of scopes: where a request has them, which there are, and the operationIds each allows. */
export interface Scopes {
  readonly field: string
  readonly values: readonly string[]
  readonly grants: JsonObject
}

/** The scopes of a document; null where it does not say what they allow. */
export function scopesOf({ annotations }: Contract): Scopes | null {
  const { field, values, grants } = (annotations['scopes'] ?? {}) as {
    readonly field?: JsonValue
    readonly values?: JsonValue
    readonly grants?: JsonValue
  }
  if (
    typeof field !== 'string' ||
    !Array.isArray(values) ||
    typeof grants !== 'object' ||
    grants === null ||
    Array.isArray(grants)
  )
    return null
  return {
    field,
    values: values.filter((value): value is string => typeof value === 'string'),
    grants: grants as JsonObject,
  }
}

/** The scopes that a request may ask for at a place of its body, as its schema lists them; none where it does not. */
export function scopesListed(contract: Contract, operation: Operation, pointer: string): readonly string[] {
  const media = bodyMedia(operation)
  if (media?.schema === undefined) return []
  const member = schemaAt(contract.resolve(media.schema, 'request'), pointer)
  const listed = typesOf(member).has('array') ? keywordOf(itemSchema(member), 'enum') : undefined
  return Array.isArray(listed) ? listed.filter((scope) => typeof scope === 'string') : []
}

/** The scopes that the document has as an example at a place of a request; none where it has no such list. */
export function shownScopes(contract: Contract, operation: Operation, pointer: string): readonly string[] {
  const media = bodyMedia(operation)
  if (media?.schema === undefined) return []
  const shown = exampleOf(schemaAt(contract.resolve(media.schema, 'request'), pointer))
  return Array.isArray(shown) ? shown.filter((scope) => typeof scope === 'string') : []
}

/** Operations that scopes govern and a key can be used on, reads first. */
export function underScopes(
  { operations }: Contract,
  { secret: { carrier } }: KeyResource,
  scopes: Scopes,
): readonly Operation[] {
  const isRead = ({ method }: Operation): number => (method === 'GET' ? 0 : 1)
  return operations
    .filter(
      (operation) =>
        scopes.values.some((scope) => grantsTo(scopes, scope, operation)) &&
        operation.security.some((requirement) => carrier !== null && carrier in requirement),
    )
    .toSorted((one, other) => isRead(one) - isRead(other))
}

/** Whether the scope allows the operation. */
export function grantsTo({ grants }: Scopes, scope: string, { operationId }: Operation): boolean {
  const granted = grants[scope]
  return (
    operationId !== undefined &&
    operationId !== null &&
    Array.isArray(granted) &&
    granted.includes(operationId)
  )
}

/** The input with these scopes; null leaves them out. */
export function withScopes(
  input: OperationInput,
  { field }: Scopes,
  scopes: readonly string[] | null,
): OperationInput {
  const { body } = input
  return body === undefined || !('value' in body)
    ? input
    : {
        ...input,
        body: { ...body, value: withValueAt(body.value, field, scopes === null ? undefined : [...scopes]) },
      }
}

/** Whether the operation acts on one key, which the request names. */
export function takesAKey({ roles }: KeyResource, operation: Operation): boolean {
  return Object.entries(roles).some(
    ([role, { operation: key, idParameter }]) =>
      role !== 'list' && key === operation.key && idParameter !== undefined,
  )
}

/** A scope that a key may have, and a read that it does not allow. */
export interface ScopeBounds {
  readonly scope: string
  readonly beyond: Operation
  /** The scope allows the operation that was asked about. */
  readonly mayAct: boolean
}

/** A scope to hold a key to, one that allows the operation before others; null where none keeps a key from any read. */
export function scopeBounds(
  contract: Contract,
  resource: KeyResource,
  operation: string,
): ScopeBounds | null {
  const scopes = scopesOf(contract)
  const acting = operationByKey(contract, operation)
  if (scopes === null || acting === undefined) return null
  const reads = underScopes(contract, resource, scopes).filter(
    (one) => one.method === 'GET' && !takesAKey(resource, one),
  )
  const found = scopes.values.flatMap((scope) => {
    const beyond = reads.find((one) => !grantsTo(scopes, scope, one))
    return beyond === undefined ? [] : [{ scope, beyond, mayAct: grantsTo(scopes, scope, acting) }]
  })
  return found.find(({ mayAct }) => mayAct) ?? found[0] ?? null
}

/**
 * The scopes that the read on which a key is tried asks for, of those that a request for a key may have at a place: in words,
 * or as the roles of its security requirement (OpenAPI 3.1, Security Requirement Object).
 */
export function scopesAsked(
  contract: Contract,
  { canaries, roles, secret: { carrier } }: KeyResource,
  operation: Operation,
  pointer: string,
): readonly string[] {
  const listed = scopesListed(contract, operation, pointer)
  if (listed.length === 0) return []
  const read = operationByKey(contract, canaries[0] ?? roles.list?.operation ?? '')
  if (read === undefined) return []
  const said = `${read.summary}. ${read.description}`
    .split(/(?<=[.!?])\s/)
    .filter((sentence) => asksForScope.test(sentence))
  const needed = carrier === null ? [] : read.security.flatMap((requirement) => requirement[carrier] ?? [])
  return listed.filter((scope) => needed.includes(scope) || said.some((sentence) => names(sentence, scope)))
}

const asksForScope = /\b(?:requires?|needs?|must have|required)\b.*\b(?:scopes?|permissions?)\b/i

/** Whether a sentence has a scope as a word of its own: `tokens:read` is no part of `mytokens:read`. */
function names(sentence: string, scope: string): boolean {
  const at = sentence.indexOf(scope)
  return (
    at >= 0 &&
    !/[\w:.-]$/.test(sentence.slice(0, at)) &&
    !/^(?:\w|[:.-]\w)/.test(sentence.slice(at + scope.length))
  )
}
