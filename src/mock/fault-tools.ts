import { isObject } from '../contract/json.ts'
import { roleOf } from '../contract/lookup.ts'
import { pointerTokens, valueAt, withValueAt } from '../contract/pointer.ts'
import type {
  Contract,
  JsonSchema,
  JsonValue,
  KeyResource,
  Operation,
  Role,
  SecurityScheme,
} from '../contract/types.ts'
import { isProtected } from '../generate/credentials.ts'
import type { Answer, Call, Decision, Defective, Principal } from './call.ts'
import type { FaultBed } from './fault.ts'
import type { Judgement } from './judge.ts'
import { membersIn } from './members.ts'
import { keywordOf, membersOf, requiredOf, schemaAt } from './schemas.ts'
import { ANONYMOUS, readScheme } from './security.ts'
import type { Reading } from './security.ts'
import { shapeOf, successOf } from './shapes.ts'
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

/** True where the document asks for several schemes at once, else the reason. */
export function wherePaired(contract: Contract): true | string {
  return (
    contract.operations.some((operation) =>
      operation.security.some((names) => Object.keys(names).length > 1),
    ) || 'no operation asks for two credentials at once'
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

/** Admits as the first tenant, or as the principal given. */
export function admitted(principal: Principal = ANONYMOUS): Decision {
  return { kind: 'granted', principal, alternative: 0 }
}

/**
 * Decides afresh with more leniency: a scheme counts as satisfied by a valid credential or by whatever
 * `accept` lets pass. A decision that was favourable stands.
 */
export function leniently(
  bed: FaultBed,
  decision: Decision,
  call: Call,
  accept: (scheme: SecurityScheme, reading: Reading) => Principal | undefined,
): Decision {
  if (decision.kind === 'granted') return decision
  for (const requirement of call.operation.security) {
    const members = Object.keys(requirement).map((name) => {
      const scheme = bed.contract.securitySchemes[name]
      if (scheme === undefined) return undefined
      const reading = readScheme(scheme, call)
      return (
        (reading.state === 'value' ? bed.check(name, reading.value) : undefined) ?? accept(scheme, reading)
      )
    })
    if (members.length > 0 && members.every((member) => member !== undefined))
      return admitted(members.find((member) => member!.record !== null) ?? members[0])
  }
  return decision
}

/** Decides afresh with a looser comparison of presented values with issued and given ones. */
export function comparing(
  bed: FaultBed,
  decision: Decision,
  call: Call,
  same: (presented: string, real: string) => boolean,
): Decision {
  return leniently(bed, decision, call, (scheme, reading) => {
    if (reading.state !== 'value') return undefined
    const own = bed.credentials[scheme.name]
    if (own !== undefined && same(reading.value, own)) return ANONYMOUS
    const found = bed
      .issued()
      .findLast(
        ({ record, secret }) =>
          record.scheme === scheme.name && record.revokedAt === null && same(reading.value, secret),
      )
    return found === undefined ? undefined : bed.check(scheme.name, found.secret)
  })
}

/** Decides afresh with a further place where a valid credential may stand. */
export function alsoReading(
  bed: FaultBed,
  decision: Decision,
  call: Call,
  places: (scheme: SecurityScheme) => readonly (string | undefined)[],
): Decision {
  return leniently(bed, decision, call, (scheme, reading) => {
    if (reading.state !== 'absent') return undefined
    for (const value of places(scheme)) {
      const principal = value === undefined || value === '' ? undefined : bed.check(scheme.name, value)
      if (principal !== undefined) return principal
    }
    return undefined
  })
}

/** The answer with another body. */
export function withBody(answer: Answer, body: JsonValue): Answer {
  const { status, headers } = answer
  return {
    status,
    headers:
      headers['content-type'] === undefined ? { ...headers, 'content-type': 'application/json' } : headers,
    body,
  }
}

/** The answer with a header set, or taken away where the value is undefined. */
export function withHeader(answer: Answer, name: string, value: string | undefined): Answer {
  return { ...answer, headers: { ...answer.headers, [name]: value } }
}

/** The answer with a further member in the innermost object that holds the pointer, or in the outermost one. */
export function withMember(answer: Answer, near: string | null, name: string, value: JsonValue): Answer {
  if (!isObject(answer.body)) return answer
  const parent = near === null ? '' : near.slice(0, near.lastIndexOf('/'))
  const holder = isObject(valueAt(answer.body, parent)) ? parent : ''
  return withBody(answer, withValueAt(answer.body, `${holder}/${name}`, value))
}

/** The answer with words added to the text it gives; a member of its own where it gives none. */
export function saying(answer: Answer, words: string): Answer {
  if (!isObject(answer.body)) return withBody(answer, { message: words })
  const member = membersIn(answer.body, { intoArrays: false }).find(
    ({ name, value }) =>
      /^(?:message|detail|error|title|description)$/i.test(name) && typeof value === 'string',
  )
  if (member === undefined) return withBody(answer, { ...answer.body, message: words })
  return withBody(answer, withValueAt(answer.body, member.pointer, `${String(member.value)} ${words}`))
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
  const name =
    pointer === null || pointer === undefined
      ? undefined
      : valueAt(call.body as JsonValue | undefined, pointer)
  return typeof name === 'string' ? name : undefined
}

/** The judgement with the defects left out that `accept` lets pass; sound when none is left. */
export function without(judgement: Judgement, accept: (defect: Defective) => boolean): Judgement {
  if (judgement.kind !== 'invalid') return judgement
  const defects = judgement.defects.filter((defect) => !accept(defect))
  return defects.length === 0 ? { kind: 'sound' } : { kind: 'invalid', defects }
}

/** The judgement with a defect that the document does not know, put down to the body. */
export function refusing(judgement: Judgement, keyword: string): Judgement {
  if (judgement.kind !== 'sound') return judgement
  return {
    kind: 'invalid',
    defects: [
      {
        part: 'body',
        violation: { place: '', keyword, schema: '', message: 'is refused', formatOnly: false },
      },
    ],
  }
}

/** What a server says that has lost its head. */
export const failure: Answer = {
  status: 500,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: { message: 'Internal server error' },
}

/** Names of the members that a schema declares and does not require. */
export function optionalMembers(schema: JsonSchema): readonly string[] {
  const required = new Set(requiredOf(schema))
  return [...membersOf(schema).keys()].filter((name) => !required.has(name))
}

/** The longest name that a create request may give, in characters. */
export function longestName(contract: Contract, call: Call): number | undefined {
  const pointer = roleOf(contract, call.operation)?.resource.nameInRequest
  const schema = Object.values(call.operation.requestBody?.content ?? {})[0]?.schema
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

function shapeOfSuccess(contract: Contract, operation: Operation): Shape | undefined {
  const { response } = successOf(operation, true)
  return response === undefined ? undefined : shapeOf(contract, response, 1)
}
