import { bodyFaults, mediaFor, withWaysToUpdate } from '../contract/lookup.ts'
import { onceFor } from '../contract/memo.ts'
import { pointerTo, pointerTokens, valueAt, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonSchema, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { textOf } from './text-of.ts'
import { itemSchema, membersOf, parts, schemaAt } from '../contract/schema-parts.ts'

/** What the values of members and parameters may be: those the user gave, by name. */
type Told = Readonly<Record<string, JsonValue>>

/** A place of a request that is to stay as it is. */
interface Kept {
  readonly part: string
  readonly place: string
}

/** An operation with what is known of the keys it acts on. */
export interface Place {
  readonly contract: Contract
  readonly operation: Operation
  readonly resource: KeyResource | null
}

const named =
  /(?:^|[a-z0-9])(?:[_-](?:ids?|uuids?|guids?|sids?|slugs?)|Ids?|IDs?|Uuids?|UUIDs?|Sids?|Slugs?)$|^(?:project|workspace|team|organi[sz]ation|org|account|tenant|environment|app|application|owner|user|role|group|folder|service_?account|collection|parent)s?$|^(?:(?:current_?|user_?)?(?:password|passphrase)|user_?name|login|otp|pin)$/i
/** Ids that callers make up as they like. */
const free =
  /^(?:external|correlation|request|trace|reference|idempotency|client_?request|tracking|custom|caller|foreign)/i

/** Whether a member or parameter is called like one that has to fit something there is: `project_id`, `workspace`, `password`. */
export function isReference(name: string): boolean {
  return named.test(name) && !free.test(name)
}

/** Names of the query parameters by which one thing is looked for, which need not be there: `key`, `id`, `token_id`. */
export function lookedForBy({ parameters }: Operation): readonly string[] {
  return parameters
    .filter(
      ({ in: part, name }) =>
        part === 'query' &&
        (isReference(name) || /^(?:api_?)?(?:key|token|id)(?:_?(?:name|hash|alias))?$/i.test(name)),
    )
    .map(({ name }) => name)
}

/**
 * JSON Pointers of the members of a body that name things of the account, such as a project, with values that nobody
 * gave: what they name may well not be there. What has to be one of a few values is none, nor is what tells of the key.
 */
function madeUpIn(place: Place, told: Told, mediaType: string, value: JsonValue): readonly string[] {
  const { contract, operation, resource } = place
  const schema = mediaFor(operation.requestBody?.content ?? {}, mediaType)?.schema
  const resolved = schema === undefined ? true : contract.resolve(schema, 'request')
  const own = new Set([
    resource?.nameInRequest,
    resource?.scopes,
    resource?.expiry?.inRequest,
    ...Object.values(resource?.roles ?? {}).flatMap(({ idIn, idParameter = '' }) =>
      idIn === 'body' ? [idParameter] : [pointerTo('', idParameter)],
    ),
  ])
  const found: string[] = []
  const walk = (node: JsonValue, pointer: string): void => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    for (const [name, member] of Object.entries(node)) {
      const at = pointerTo(pointer, name)
      const related = relationshipAt(at)
      if (own.has(at) || told[related ?? name] !== undefined) continue
      if (
        (related !== undefined || isReference(name)) &&
        isNaming(member) &&
        !isOneOfFew(schemaAt(resolved, at))
      )
        found.push(at)
      // Items that name things go with the list they stand in.
      else if (Array.isArray(member) && member.length > 0 && namesThings(itemSchema(schemaAt(resolved, at))))
        found.push(at)
      else walk(member, at)
    }
  }
  walk(value, '')
  return found
}

/** Whether objects of a schema name things of the account, or places in the key as the steps of a JSON Patch do (RFC 6902, section 4). */
function namesThings(schema: JsonSchema): boolean {
  const members = membersOf(schema)
  return (
    (members.has('op') && members.has('path')) ||
    [...members].some(([name, member]) => isReference(name) && !isOneOfFew(member))
  )
}

function isNaming(value: JsonValue): boolean {
  return Array.isArray(value)
    ? value.length > 0 && value.every(isNaming)
    : typeof value === 'string' || typeof value === 'number'
}

/** Whether a schema lists its values: then what is sent is one of those. */
export function isOneOfFew(schema: JsonSchema): boolean {
  return parts(schema).some((part) => 'enum' in part || 'const' in part || part['type'] === 'boolean')
}

/** Names of the members of its body that name things of the account and were made up. */
export function referencesIn(place: Place, told: Told, { body }: OperationInput): readonly string[] {
  if (body === undefined || !('value' in body)) return []
  return madeUpIn(place, told, body.mediaType, body.value).map(nameAt)
}

/** The input with what it names of the account and was made up as another input has it, which may be an example that is there. */
export function withReferencesOf(
  place: Place,
  told: Told,
  input: OperationInput,
  other: OperationInput,
): OperationInput {
  const { body } = input
  if (body === undefined || !('value' in body) || other.body === undefined || !('value' in other.body))
    return input
  const { value: theirs } = other.body
  const value = madeUpIn(place, told, body.mediaType, body.value).reduce((own: JsonValue, pointer) => {
    const known = valueAt(theirs, pointer)
    return known === undefined || known === valueAt(own, pointer) ? own : withValueAt(own, pointer, known)
  }, body.value)
  return value === body.value ? input : { ...input, body: { ...body, value } }
}

/**
 * The input without what names things of the account and was made up, as far as it may be left out; the same one where
 * there is nothing of that kind. What stands at `kept` stays.
 */
export function withoutReferences(
  place: Place,
  told: Told,
  input: OperationInput,
  kept?: Kept,
): OperationInput {
  return withoutInBody(place, told, withoutInQuery(place, told, input, kept), kept)
}

function withoutInQuery(
  { operation }: Place,
  told: Told,
  input: OperationInput,
  kept?: Kept,
): OperationInput {
  const dropped = operation.parameters.filter(
    ({ in: part, name, required }) =>
      part === 'query' &&
      !required &&
      name in input.query &&
      told[name] === undefined &&
      !(kept?.part === 'query' && kept.place === name) &&
      isReference(name),
  )
  return dropped.length === 0
    ? input
    : {
        ...input,
        query: Object.fromEntries(
          Object.entries(input.query).filter(([name]) => !dropped.some((one) => one.name === name)),
        ),
      }
}

function withoutInBody(place: Place, told: Told, input: OperationInput, kept?: Kept): OperationInput {
  const { body } = input
  if (body === undefined || !('value' in body)) return input
  const faults = (value: JsonValue): number => bodyFaults(place, body.mediaType, value)
  const before = faults(body.value)
  const value = madeUpIn(place, told, body.mediaType, body.value)
    .filter((pointer) => !touches(kept, pointer))
    .reduce((left: JsonValue, pointer) => {
      const without = withValueAt(left, pointer, undefined)
      return faults(without) === before ? without : left
    }, body.value)
  return value === body.value ? input : { ...input, body: { ...body, value } }
}

function touches(kept: Kept | undefined, pointer: string): boolean {
  return kept?.part === 'body' && (kept.place === '' || kept.place.startsWith(pointer))
}

/** Members that the bodies of requests on keys may have, at the top or in an object there, for which a value may be given by name. */
export const membersToGive: (contract: Contract) => readonly string[] = onceFor((contract: Contract) => {
  const own = new Set(
    contract.keyResources.flatMap(({ nameInRequest, scopes, expiry }) => [
      nameInRequest,
      scopes,
      expiry?.inRequest,
    ]),
  )
  return withWaysToUpdate(contract)
    .flatMap(({ roles }) => Object.values(roles).map(({ operation }) => operation))
    .flatMap((key) => contract.operations.find((operation) => operation.key === key) ?? [])
    .flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}))
    .flatMap(({ schema }) =>
      schema === undefined ? [] : placesOfMembers(contract.resolve(schema, 'request')),
    )
    .filter((pointer) => !own.has(pointer))
    .map(nameAt)
    .filter((name, index, all) => all.indexOf(name) === index)
})

/** JSON Pointers of the members of a body, of those of the objects among them, and of what JSON:API relates to it. */
function placesOfMembers(schema: JsonSchema): readonly string[] {
  const members = [...membersOf(schema)].flatMap(([name, member]) => {
    const at = pointerTo('', name)
    return [at, ...[...membersOf(member).keys()].map((inner) => pointerTo(at, inner))]
  })
  return [...members, ...[...membersOf(schemaAt(schema, '/data/relationships')).keys()].map(relatedAt)]
}

/** Where a body names what it relates to (JSON:API 1.1, section 7.4). */
function relatedAt(name: string): string {
  return `${pointerTo('/data/relationships', name)}/data/id`
}

/** The relationship whose other end stands at a place of a body; undefined at any other place. */
function relationshipAt(pointer: string): string | undefined {
  const tokens = pointerTokens(pointer)
  const [first, second, name] = tokens
  return name !== undefined && first === 'data' && second === 'relationships' && pointer === relatedAt(name)
    ? name
    : undefined
}

/** What a value for the member at a place is given by: its own name, or that of the relationship. */
function nameAt(pointer: string): string {
  return relationshipAt(pointer) ?? pointerTokens(pointer).at(-1)!
}

/** Where a body has a member of a name: at the top, or else in an object there. */
function placeOfMember(body: { readonly [name: string]: JsonValue }, name: string): string | undefined {
  if (Object.hasOwn(body, name)) return pointerTo('', name)
  if (valueAt(body, relatedAt(name)) !== undefined) return relatedAt(name)
  const holder = Object.entries(body).find(
    ([, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name),
  )
  return holder && pointerTo(pointerTo('', holder[0]), name)
}

/** The body with the values that were given for its members, where it has these members and stays as valid as it was. */
export function withGivenMembers(
  { contract, operation }: Pick<Place, 'contract' | 'operation'>,
  told: Told,
  mediaType: string,
  body: JsonValue,
  kept?: Kept,
): JsonValue {
  const names = Object.keys(told)
  if (names.length === 0 || typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const allowed = membersToGive(contract)
  const faults = (value: JsonValue): number => bodyFaults({ contract, operation }, mediaType, value)
  const top = body as { readonly [name: string]: JsonValue }
  return names
    .flatMap((name) => {
      const pointer = allowed.includes(name) ? placeOfMember(top, name) : undefined
      return pointer === undefined || touches(kept, pointer) ? [] : [{ name, pointer }]
    })
    .reduce<JsonValue>((value, { name, pointer }) => {
      const before = valueAt(value, pointer)
      const given =
        typeof before === 'number'
          ? Number(told[name])
          : typeof before === 'boolean'
            ? textOf(told[name]) === 'true' || told[name] === true
            : told[name]!
      const changed = withValueAt(value, pointer, Array.isArray(before) ? [given] : given)
      return faults(changed) === faults(value) ? changed : value
    }, body)
}

/** The input with the values that were given for members of its body; what stands at `kept` stays. */
export function withGiven(
  place: Pick<Place, 'contract' | 'operation'>,
  told: Told,
  input: OperationInput,
  kept?: Kept,
): OperationInput {
  const { body } = input
  if (body === undefined || !('value' in body)) return input
  const value = withGivenMembers(place, told, body.mediaType, body.value, kept)
  return value === body.value ? input : { ...input, body: { ...body, value } }
}

/** What is said of a request that was refused with values made up for these names; nothing where there are none. */
export function ofMadeUp(names: readonly string[]): string {
  return names.length === 0
    ? ''
    : ` The value of ${names.join(' and ')} was made up, and need not fit anything there: ${names.map((name) => `--param ${name}=...`).join(' ')} gives it.`
}
