import { isObject } from '../contract/json.ts'
import { bodyMedia, isJson, roleOf } from '../contract/lookup.ts'
import { pointerTokens, valueAt, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonSchema, KeyResource, Operation, Role } from '../contract/types.ts'
import { isProtected } from '../generate/credentials.ts'
import type { Call } from './call.ts'
import { bodyOf } from './judge.ts'
import { idempotencyHeader } from '../contract/idempotency.ts'
import { membersIn } from './members.ts'
import { keywordOf, membersOf, requiredOf, schemaAt } from '../contract/schema-parts.ts'
import { scopeGuard } from './scopes.ts'
import { exampleItem, shapeOf, successOf } from './shapes.ts'
import type { Shape } from './shapes.ts'

/** The role a call plays in its key resource. */
export function roleOfCall(contract: Contract, call: Call): Role | 'canary' | undefined {
  return roleOf(contract, call.operation)?.role
}

/** The operation that plays a role in a resource. */
export function operationOf(contract: Contract, resource: KeyResource, role: Role): Operation | undefined {
  const key = resource.roles[role]?.operation
  return contract.operations.find((operation) => operation.key === key)
}

/** True where a key resource satisfies the condition, else the reason. */
export function whereResource(
  contract: Contract,
  satisfies: (resource: KeyResource) => boolean,
  reason: string,
): true | string {
  return contract.keyResources.some(satisfies) || reason
}

/** True where a resource has one of the roles, else the reason. */
export function whereRole(contract: Contract, ...roles: Role[]): true | string {
  return whereResource(
    contract,
    (resource) => roles.some((role) => resource.roles[role] !== undefined),
    `no key resource has an operation to ${roles.join(' or ')}`,
  )
}

/** True where some operation asks for a credential, else the reason. */
export function whereProtected(
  contract: Contract,
  satisfies: (operation: Operation) => boolean = () => true,
): true | string {
  return (
    contract.operations.some((operation) => isProtected(operation) && satisfies(operation)) ||
    'no such operation asks for a credential'
  )
}

/** True where keys are made with a credential alone, else the reason. */
export function whereProtectedCreate(contract: Contract): true | string {
  return whereProtected(contract, (operation) => roleOf(contract, operation)?.role === 'create')
}

/** True where the document says what scopes allow, else the reason. */
export function whereScoped(contract: Contract): true | string {
  return (
    contract.operations.some((operation) => scopeGuard(contract, operation) !== undefined) ||
    'the document does not say what scopes allow'
  )
}

/** True where the document asks for several schemes at once, else the reason. */
export function wherePaired(contract: Contract): true | string {
  return (
    contract.operations.some((operation) =>
      operation.security.some((names) => Object.keys(names).length > 1),
    ) || 'no operation asks for two credentials at once'
  )
}

/** True where a protected operation takes a credential in a header, else the reason. */
export function whereHeaderCarries(contract: Contract): true | string {
  return whereProtected(contract, ({ security }) =>
    security.some((names) =>
      Object.keys(names).some((name) => {
        const scheme = contract.securitySchemes[name]
        return (
          scheme !== undefined &&
          (scheme.kind === 'http' || (scheme.kind === 'apiKey' && scheme.in === 'header'))
        )
      }),
    ),
  )
}

/** True where a key is read with a credential that caches do not know for one, else the reason. */
export function whereNoAuthorization(contract: Contract): true | string {
  const unknown = (name: string): boolean => {
    const scheme = contract.securitySchemes[name]
    return (
      scheme?.kind === 'apiKey' &&
      !(scheme.in === 'header' && scheme.parameter.toLowerCase() === 'authorization')
    )
  }
  return (
    contract.operations.some(
      (operation) =>
        operation.method === 'GET' &&
        isProtected(operation) &&
        roleOf(contract, operation) !== undefined &&
        operation.security.every((names) => Object.keys(names).every(unknown)),
    ) || 'keys are read with the header Authorization, which keeps caches away'
  )
}

/** True where a key is made from a JSON body, else the reason. */
export function whereCreateTakesJson(contract: Contract): true | string {
  return whereResource(
    contract,
    (resource) =>
      Object.keys(operationOf(contract, resource, 'create')?.requestBody?.content ?? {}).some(isJson),
    'a key is made without JSON',
  )
}

/** True where a creation takes an idempotency key, else the reason. */
export function whereIdempotent(contract: Contract): true | string {
  return whereResource(
    contract,
    (resource) => {
      const create = operationOf(contract, resource, 'create')
      return create !== undefined && idempotencyHeader(create) !== null
    },
    'the document has no idempotency key',
  )
}

/** Whether the create request takes a name, and so a value that many faults hang on. */
export function whereNamed(contract: Contract): true | string {
  return whereResource(contract, (resource) => resource.nameInRequest !== null, 'a new key is given no name')
}

/** True where two keys may not have one name, else the reason. */
export function whereNamesConflict(contract: Contract): true | string {
  return whereResource(
    contract,
    (resource) =>
      resource.nameInRequest !== null &&
      (resource.idIsName || operationOf(contract, resource, 'create')?.responses['409'] !== undefined),
    'the document knows no conflict of names',
  )
}

/** True where the request of some operation is bound by the keyword, else the reason. */
export function whereRequestSays(contract: Contract, keyword: string): true | string {
  const says = (schema: unknown): boolean =>
    Array.isArray(schema)
      ? schema.some(says)
      : isObject(schema) && (Object.hasOwn(schema, keyword) || Object.values(schema).some(says))
  return (
    contract.operations.some(({ requestBody }) =>
      Object.values(requestBody?.content ?? {}).some(
        (media) => media.schema !== undefined && says(contract.resolve(media.schema, 'request')),
      ),
    ) || `no request body is bound by ${keyword}`
  )
}

/** Name of the member of list items that shows the key shortened; a new one where there is none. */
export function shownMember(resource: KeyResource): string {
  const { list } = resource
  const pointer = list?.masked[0] ?? (resource.idIsSecret ? list?.id : undefined)
  return (pointer === undefined || pointer === null ? undefined : pointerTokens(pointer)[0]) ?? 'secret'
}

/** The name a create request asks for. */
export function wantedName(contract: Contract, call: Call): string | undefined {
  const pointer = roleOf(contract, call.operation)?.resource.nameInRequest
  const name = pointer === null || pointer === undefined ? undefined : valueAt(bodyOf(call), pointer)
  return typeof name === 'string' ? name : undefined
}

/** Names of the members that the body of a request has in its document. */
export function requestMembers(contract: Contract, operation: Operation | undefined): ReadonlySet<string> {
  const media = operation === undefined ? undefined : bodyMedia(operation)
  if (media?.schema === undefined) return new Set()
  return new Set(membersOf(contract.resolve(media.schema, 'request')).keys())
}

/** Names of the members that a schema declares and does not require. */
export function optionalMembers(schema: JsonSchema): readonly string[] {
  const required = new Set(requiredOf(schema))
  return [...membersOf(schema).keys()].filter((name) => !required.has(name))
}

/** The longest name that a create request may give, in characters; undefined where none is stated. */
export function longestName(contract: Contract, operation: Operation): number | undefined {
  const found = roleOf(contract, operation)
  const pointer = found?.role === 'create' ? found.resource.nameInRequest : undefined
  const schema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  if (pointer === null || pointer === undefined || schema === undefined) return undefined
  return keywordOf(schemaAt(contract.resolve(schema, 'request'), pointer), 'maxLength') as number | undefined
}

/** JSON Pointer of a member of a success that is no longer valid when it becomes an object; never the secret. */
export function retyped(contract: Contract, operation: Operation): string | undefined {
  const shape = shapeOfSuccess(contract, operation)
  const secret = roleOf(contract, operation)?.resource.secret.pointer
  if (shape === undefined) return undefined
  return membersIn(shape.model, { intoArrays: false }).find(
    ({ pointer, value }) =>
      (typeof value !== 'object' || value === null) &&
      pointer !== secret &&
      shape.violations(withValueAt(shape.model, pointer, { wrong: true })).length > 0,
  )?.pointer
}

/** Whether the object of a success that holds the pointer may have no members but the documented ones. */
export function isClosed(contract: Contract, operation: Operation, pointer: string): boolean {
  const shape = shapeOfSuccess(contract, operation)
  if (shape === undefined) return false
  const parent = pointer.slice(0, pointer.lastIndexOf('/'))
  return shape.violations(withValueAt(shape.model, `${parent}/internal_note`, 'migrated')).length > 0
}

/** Whether some error of an operation that will come up is documented as an object. */
export function errorIsObject(contract: Contract, operation: Operation): boolean {
  return ['400', '401', '404', '422'].some((status) => {
    const response = operation.responses[status]
    const shape = response === undefined ? undefined : shapeOf(contract, response, 1)
    return shape !== undefined && shape.violations(['error']).length > 0
  })
}

/** Name of a member of list items that the pattern fits; undefined where the list shows none. */
export function listedMember(contract: Contract, resource: KeyResource, pattern: RegExp): string | undefined {
  const { list } = resource
  const operation = operationOf(contract, resource, 'list')
  const shape = operation === undefined ? undefined : shapeOfSuccess(contract, operation)
  if (list === null || shape === undefined) return undefined
  const item = valueAt(shape.model, `${list.items}/0`) ?? exampleItem(shape.schema, list.items)
  return isObject(item) ? Object.keys(item).find((name) => pattern.test(name)) : undefined
}

function shapeOfSuccess(contract: Contract, operation: Operation): Shape | undefined {
  const { response } = successOf(operation, true)
  return response === undefined ? undefined : shapeOf(contract, response, 1)
}
