import { isObject } from '../contract/json.ts'
import { bodyFaults } from '../contract/lookup.ts'
import { pointerTo, withValueAt } from '../contract/pointer.ts'
import { membersOf, requiredOf } from '../contract/schema-parts.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { Defect, OperationInput } from '../generate/types.ts'
import { idIn, keyPlace, withId, type KeyPlace } from './key-place.ts'
import type { Place } from './references.ts'

/**
 * Where a revocation takes the id of the key, if not in its path: what else may select keys there (`owner: true`, a name, a
 * filter) would take away those of other people. null for any other operation.
 */
function selecting({ operation, resource }: Place): KeyPlace | null {
  if (resource?.roles.revoke?.operation !== operation.key) return null
  const place = keyPlace({ resource, operation })
  return place === null || (place.in !== 'body' && place.in !== 'query') ? null : place
}

/** The input of a revocation with the id of one key and nothing else that may be left out; any other as it is. */
export function namingOneKey(place: Place, input: OperationInput, defect?: Defect): OperationInput {
  const id = selecting(place)
  if (id === null) return input
  const query = Object.fromEntries(
    Object.entries(input.query).filter(([name]) => isNeeded(place, id, name) || isOf(defect, 'query', name)),
  )
  const rest = withoutOthers(place, id, { ...input, query }, defect)
  const isNamed = idIn(id, rest) !== undefined || isOf(defect, id.in, id.name)
  return isNamed ? rest : noWorse(place, rest, withId(id, opened(id, rest), 'keyproof'))
}

/** Whether a defect of a revocation leaves no doubt which key is meant, as far as it is for the request to say. */
export function leavesOneKey(
  place: Place,
  { part, place: at }: { readonly part: string; readonly place: string },
): boolean {
  const id = selecting(place)
  if (id === null) return true
  if (part === 'query') return isNeeded(place, id, at)
  if (part !== 'body' || at === '') return true
  const [, member = ''] = at.split('/')
  const schemas = schemasOf(place)
  return (
    (id.in === 'body' && member === rootName(id.name)) ||
    schemas.every((schema) => !membersOf(schema).has(member)) ||
    schemas.some((schema) => requiredOf(schema).includes(member))
  )
}

/** The input with an empty list where the id is to stand in one and something else, such as null, does. */
function opened(id: KeyPlace, input: OperationInput): OperationInput {
  const list = /^(.*)\/0$/.exec(id.name)?.[1]
  const { body } = input
  if (id.in !== 'body' || list === undefined || body === undefined || !('value' in body)) return input
  if (!isObject(body.value)) return input
  return { ...input, body: { ...body, value: withValueAt(body.value, list, []) } }
}

function isNeeded({ operation }: Place, id: KeyPlace, name: string): boolean {
  return (
    (id.in === 'query' && id.name === name) ||
    operation.parameters.some((one) => one.in === 'query' && one.name === name && one.required)
  )
}

function isOf(defect: Defect | undefined, part: string, place: string): boolean {
  return defect?.part === part && rootName(defect.place) === rootName(place)
}

/** The body without any member that may be left out, the id and the place of the defect aside. */
function withoutOthers(
  place: Place,
  id: KeyPlace,
  input: OperationInput,
  defect: Defect | undefined,
): OperationInput {
  const { body } = input
  if (body === undefined || !('value' in body) || !isObject(body.value)) return input
  const kept = new Set([
    id.in === 'body' ? rootName(id.name) : '',
    defect?.part === 'body' ? (defect.place.split('/')[1] ?? '') : '',
  ])
  const faults = (value: JsonValue): number => bodyFaults(place, body.mediaType, value)
  const value = Object.keys(body.value)
    .filter((name) => !kept.has(name))
    .reduce<JsonValue>((sofar, name) => {
      const without = withValueAt(sofar, pointerTo('', name), undefined)
      return faults(without) <= faults(sofar) ? without : sofar
    }, body.value)
  return { ...input, body: { ...body, value } }
}

function noWorse(place: Place, before: OperationInput, after: OperationInput): OperationInput {
  const faults = ({ body }: OperationInput): number =>
    body === undefined || !('value' in body) ? 0 : bodyFaults(place, body.mediaType, body.value)
  return faults(after) <= faults(before) ? after : before
}

/** The schemas of its body. */
function schemasOf({ contract, operation }: Place): readonly JsonSchema[] {
  return Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) =>
    schema === undefined ? [] : [contract.resolve(schema, 'request')],
  )
}

/** The name of the outermost member of a pointer; that of a parameter is its own. */
function rootName(name: string): string {
  return name.startsWith('/') ? (name.split('/')[1] ?? '') : name
}
