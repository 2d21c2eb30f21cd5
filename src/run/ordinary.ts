import { isObject } from '../contract/json.ts'
import { bodyFaults, isJson, operationByKey } from '../contract/lookup.ts'
import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonObject, JsonValue, KeyResource, Operation, Parameter } from '../contract/types.ts'
import { exampleValue } from '../generate/sample.ts'
import type { InputBody, OperationInput } from '../generate/types.ts'
import { travels } from '../generate/wire.ts'
import { futureExpiries } from './expiry.ts'
import { withGivenMembers } from './references.ts'
import { withId, withIdAt } from './key-place.ts'
import { plainBodies, type Plain } from './plain-bodies.ts'
import { rightsOf, turnedOn, withoutRights, withScopesAsked } from './ordinary-rights.ts'
import { scopesOf } from './scopes.ts'
import { askingForSecret, ofSecretKind } from './secret-keys.ts'

/** What an ordinary, valid request needs beside the document. */
export interface OrdinaryOptions {
  readonly parameters: Readonly<Record<string, JsonValue>>
  /** Names of headers that every request gets anyway, in lower case. */
  readonly headers?: ReadonlySet<string>
  readonly resource: KeyResource | null
  /** Name for the key to be created, where the request takes one. */
  readonly name: string
  /** Value of the parameter or body member that names a key, if the operation has one. */
  readonly id?: { readonly parameter: string; readonly in: string; readonly value: string }
}

/**
 * The plainest valid input of an operation: required members only, the caller's name, an expiry that lies
 * ahead where one is asked for.
 */
export function ordinaryInput(
  contract: Contract,
  operation: Operation,
  options: OrdinaryOptions,
): OperationInput {
  const input: Record<'path' | 'query' | 'header' | 'cookie', Record<string, JsonValue>> = {
    path: {},
    query: {},
    header: {},
    cookie: {},
  }
  for (const parameter of operation.parameters) {
    if (parameter.in === 'header' && options.headers?.has(parameter.name.toLowerCase()) === true) continue
    const value = parameterValue(contract, parameter, options)
    if (value !== undefined) input[parameter.in][parameter.name] = value
  }
  const body = ordinaryBody(contract, operation, options)
  const made = askingForSecret(
    contract,
    operation,
    options.resource,
    body === undefined ? input : { ...input, body },
  )
  const { id } = options
  if (id === undefined || id.in !== 'path') return made
  // A body may name the key once more.
  return withId({ in: 'path', name: id.parameter }, made, id.value)
}

function parameterValue(
  contract: Contract,
  parameter: Parameter,
  options: OrdinaryOptions,
): JsonValue | undefined {
  if (options.id !== undefined && options.id.in === parameter.in && options.id.parameter === parameter.name)
    return options.id.value
  const given = options.parameters[parameter.name]
  if (given !== undefined) return given
  if (!parameter.required) return undefined
  const example = parameter.examples.find(({ value }) => travels(parameter, value))
  if (example !== undefined) return example.value
  if (parameter.schema === undefined) return 'keyproof'
  const made = exampleValue(contract.resolve(parameter.schema, 'request'), { direction: 'request' })
  // A path with nothing where the parameter stands is another path.
  return parameter.in === 'path' && made === '' ? 'keyproof' : made
}

function ordinaryBody(
  contract: Contract,
  operation: Operation,
  options: OrdinaryOptions,
): InputBody | undefined {
  const { requestBody } = operation
  if (requestBody === undefined) return undefined
  const types = Object.keys(requestBody.content)
  const mediaType = types.find(isJson) ?? types[0]
  if (mediaType === undefined) return undefined
  const media = requestBody.content[mediaType]!
  const concrete = mediaType.includes('*') ? 'application/json' : mediaType
  if (media.schema === undefined) return { mediaType: concrete, value: media.examples[0]?.value ?? {} }
  const schema = contract.resolve(media.schema, 'request')
  const { full, bare } = plainBodies(schema)
  const { resource } = options
  let value = resource === null ? bare : withWhatWasMade(contract, operation, options, { bare, full })
  if (
    resource !== null &&
    Object.values(resource.roles).some((binding) => binding.operation === operation.key)
  ) {
    const named = resource.nameInRequest
    if (
      named !== null &&
      takesName(resource, operation, value, full) &&
      accepts(contract, operation, mediaType, full, named, options.name)
    )
      value = withValueAt(value, named, options.name)
    const expiry = resource.expiry
    if (expiry !== null && valueAt(value, expiry.inRequest) !== undefined) {
      const ahead = futureExpiries(contract, operation, expiry, valueAt(full, expiry.inRequest))
      const fit = ahead.find((candidate) =>
        accepts(contract, operation, mediaType, full, expiry.inRequest, candidate),
      )
      if (fit !== undefined) value = withValueAt(value, expiry.inRequest, fit)
    }
    const creates = operation.key === resource.roles.create?.operation
    value = turnedOn(contract, operation, resource, value)
    if (creates) value = ofSecretKind(contract, operation, mediaType, value)
    // Where the document says what scopes allow, those that a key was made with are asked for again.
    if (creates || (operation.key === resource.roles.update?.operation && scopesOf(contract) === null))
      value = withoutRights(contract, operation, resource, mediaType, value)
    if (creates && resource.scopes !== null) value = withScopesAsked(contract, operation, resource, value)
    const rights = creates ? rightsOf(contract, value) : null
    if (rights !== null && accepts(contract, operation, mediaType, full, rights.field, rights.values))
      value = withValueAt(value, rights.field, rights.values)
  }
  value = withGivenMembers(
    { contract, operation },
    options.parameters,
    mediaType,
    operation.key === resource?.roles.create?.operation
      ? withOptional(value, full, options.parameters)
      : value,
  )
  if (options.id?.in === 'body') value = withIdAt(value, options.id.parameter, options.id.value)
  return { mediaType: concrete, value }
}

/**
 * The body of an update with what the key was made with, its name aside: what a PUT is silent about it may reset, and one
 * that takes a key's rights away says nothing of the key.
 */
function withWhatWasMade(
  contract: Contract,
  operation: Operation,
  options: OrdinaryOptions,
  { bare, full }: Plain,
): JsonValue {
  const { roles, nameInRequest } = options.resource!
  const create = operationByKey(contract, roles.create?.operation ?? '')
  if (operation.key !== roles.update?.operation || create === undefined) return bare
  const made = ordinaryBody(contract, create, options)
  if (made === undefined || !('value' in made) || !isObject(made.value) || !isObject(bare) || !isObject(full))
    return bare
  const faults = (body: JsonValue): number => bodyFaults({ contract, operation }, made.mediaType, body)
  const kept = (value: JsonValue, of: Made): JsonValue =>
    Object.entries(of.made).reduce((body, [name, member]) => {
      const pointer = pointerTo(of.at, name)
      if (pointer === nameInRequest) return body
      const [asked, known] = [of.bare, of.full].map((body) => valueAt(body, pointerTo('', name)))
      // Within an envelope each member is asked for by itself.
      if (isObject(member) && isObject(asked) && isObject(known))
        return kept(body, { at: pointer, made: member, bare: asked, full: known })
      if (asked === undefined && (operation.method !== 'PUT' || known === undefined)) return body
      const changed = withValueAt(body, pointer, member)
      return faults(changed) <= faults(body) ? changed : body
    }, value)
  return kept(bare, { at: '', made: made.value, bare, full })
}

/** The members at a place of the body of a new key, and those of an update there. */
interface Made {
  readonly at: string
  readonly made: JsonObject
  readonly bare: JsonObject
  readonly full: JsonObject
}

/** The body with those of its optional members for which a value is given, at the top or within an object that it has. */
function withOptional(value: JsonValue, full: JsonValue, given: OrdinaryOptions['parameters']): JsonValue {
  if (!isObject(full)) return value
  const [only, ...more] = Object.keys(full)
  return Object.keys(given).reduce((body, name) => {
    const isIn = (holder: string): boolean =>
      valueAt(full, pointerTo(pointerTo('', holder), name)) !== undefined
    const holders = Object.keys(full).filter(
      (holder) => isIn(holder) && isObject(valueAt(body, pointerTo('', holder))),
    )
    const holder = holders.length === 1 ? holders[0] : more.length === 0 ? only : undefined
    const top = pointerTo('', name)
    const pointer =
      valueAt(full, top) !== undefined || holder === undefined ? top : pointerTo(pointerTo('', holder), name)
    const member = valueAt(full, pointer)
    return member === undefined || valueAt(body, pointer) !== undefined
      ? body
      : withValueAt(body, pointer, member)
  }, value)
}

/** A new key is named; so is an old one where nothing else would be changed, which servers may refuse as pointless. */
function takesName(
  { roles, idIsName, nameInRequest }: KeyResource,
  { key }: Operation,
  value: JsonValue,
  full: JsonValue,
): boolean {
  if (key === roles.create?.operation) return true
  if (
    key !== roles.update?.operation ||
    idIsName ||
    nameInRequest === null ||
    valueAt(full, nameInRequest) === undefined
  )
    return false
  // It loses no name by which it is known as one of the run's.
  if (typeof valueAt(value, nameInRequest) === 'string') return true
  const { idIn, idParameter = '' } = roles.update
  const rest = idIn === 'body' ? withValueAt(value, idParameter, undefined) : value
  return typeof rest === 'object' && rest !== null && !Array.isArray(rest) && Object.keys(rest).length === 0
}

/** Whether the body stays valid with the value at the pointer. */
function accepts(
  contract: Contract,
  operation: Operation,
  mediaType: string,
  body: JsonValue,
  pointer: string,
  value: JsonValue,
): boolean {
  return bodyFaults({ contract, operation }, mediaType, withValueAt(body, pointer, value)) === 0
}
