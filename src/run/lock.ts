import { bodyFaults, bodyMedia, operationByKey, responseFor } from '../contract/lookup.ts'
import { isObject, memberIn } from '../contract/json.ts'
import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import { keywordOf, membersOf, requiredOf, typesOf } from '../contract/schema-parts.ts'
import type { Contract, JsonSchema, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'

/** What an operation is sent, whether it has a body or not. */
export type Sent = Omit<OperationInput, 'body'> & { readonly body?: OperationInput['body'] | undefined }

/** Where a change of a key says which version of it is meant, so that nobody changes what he has not seen. */
export interface Lock {
  readonly in: 'query' | 'body'
  /** Name of the parameter, or JSON Pointer of the member. */
  readonly name: string
  /** Name of the member that shows the version where a key is shown. */
  readonly member: string
  readonly required: boolean
  readonly schema: JsonSchema
}

/** Names that mean nothing else. */
const LOCKS =
  /^(?:resource|lock|row|object|record|entity|document)_?version$|^e_?tag$|^optimistic_?lock(?:_version)?$/
/** Names that mean it where words say so. */
const VERSIONS = /^(?:version|revision|rev|generation)$/
const MEANT = /\b(?:optimistic|concurren\w+|last (?:known|seen|read)|retriev\w+|conflict\w*|stale)\b/i
const deepest = 3

/** How a change of a key names the version of the key; null where it does not, or nothing shows the version. */
export function lockOf(contract: Contract, resource: KeyResource, operation: Operation): Lock | null {
  const { get } = resource.roles
  const read = get === undefined ? undefined : operationByKey(contract, get.operation)
  if (read === undefined || operation.key === read.key) return null
  const body = bodyMedia(operation)?.schema
  const schema = body === undefined ? true : contract.resolve(body, 'request')
  const required = new Set(requiredOf(schema))
  const found = [
    ...operation.parameters.flatMap((parameter): Lock[] => {
      const { in: place, name, schema: node } = parameter
      const own = node === undefined ? true : contract.resolve(node, 'request')
      return place === 'query' && isLock(name, parameter.description)
        ? [{ in: place, name, member: name, required: parameter.required, schema: own }]
        : []
    }),
    ...[...membersOf(schema)].flatMap(([name, member]): Lock[] => {
      const described = keywordOf(member, 'description')
      return isLock(name, typeof described === 'string' ? described : '')
        ? [
            {
              in: 'body',
              name: pointerTo('', name),
              member: name,
              required: required.has(name),
              schema: member,
            },
          ]
        : []
    }),
  ][0]
  if (found === undefined || !shows(contract, read, found.member)) return null
  return found
}

function isLock(name: string, description: string | undefined): boolean {
  const plain = name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()
  return LOCKS.test(plain) || (VERSIONS.test(plain) && MEANT.test(description ?? ''))
}

/** Whether an answer to the read is described with a member of this name. */
function shows(contract: Contract, read: Operation, member: string): boolean {
  const holds = (schema: JsonSchema, depth: number): boolean =>
    [...membersOf(schema)].some(
      ([name, inner]) => name === member || (depth < deepest && holds(inner, depth + 1)),
    )
  return Object.values(responseFor(read, 200)?.content ?? {}).some(
    ({ schema }) => schema !== undefined && holds(contract.resolve(schema, 'response'), 1),
  )
}

/** The version that an answer shows; undefined where it shows none. */
export function versionIn(body: JsonValue | undefined, { member }: Lock): string | number | undefined {
  const value = memberIn(body, member)
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}

/** Whether an input leaves room for the version: it has one that was made up, or could have one; what is wrong on purpose stays. */
export function takesVersion(contract: Contract, operation: Operation, lock: Lock, input: Sent): boolean {
  const { body } = input
  if (lock.in === 'query') return isOpen(lock, input.query[lock.name])
  return (
    body !== undefined &&
    'value' in body &&
    isObject(body.value) &&
    bodyFaults({ contract, operation }, body.mediaType, body.value) === 0 &&
    isOpen(lock, valueAt(body.value, lock.name))
  )
}

const BOUNDS = ['enum', 'const', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'multipleOf']

function isOpen({ in: place, required, schema }: Lock, value: JsonValue | undefined): boolean {
  const bounds = place === 'query' ? BOUNDS : ['enum', 'const']
  if (bounds.some((bound) => keywordOf(schema, bound) !== undefined)) return false
  if (value === undefined) return !required
  const types = typesOf(schema)
  return typeof value === 'string'
    ? types.has('string')
    : Number.isInteger(value) && (types.has('integer') || types.has('number'))
}

/** The input with this version of the key. */
export function withVersion(lock: Lock, input: Sent, version: string | number): Sent {
  const { body } = input
  if (lock.in === 'query') return { ...input, query: { ...input.query, [lock.name]: version } }
  return body === undefined || !('value' in body)
    ? input
    : { ...input, body: { ...body, value: withValueAt(body.value, lock.name, version) } }
}
