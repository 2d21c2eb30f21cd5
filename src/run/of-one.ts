import { bodyFaults, bodyMedia } from '../contract/lookup.ts'
import { offSwitchIn } from '../contract/off-switch.ts'
import { pointerTo, pointerTokens, valueAt, withValueAt } from '../contract/pointer.ts'
import { keywordOf, membersOf, schemaAt, typesOf } from '../contract/schema-parts.ts'
import type { Contract, JsonSchema, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { isFreeText } from './echoes.ts'
import { plainBodies } from './plain-bodies.ts'
import type { Stage } from './scenario.ts'
import { membersAt } from './sent-members.ts'

/** An update of one member of a key, and of what it cannot be without. */
export interface UpdateOfOne {
  readonly member: string
  /** All members it has. */
  readonly asked: readonly string[]
  readonly input: OperationInput
}

/** An input of an operation on a key with words of its maker wherever there is a member for them; the same one where there is none. */
export function inOwnWords(stage: Stage, operation: Operation, input: OperationInput): OperationInput {
  const at = membersAt(stage.resource!, input)
  return wordsIn(bodySchema(stage.contract, operation), at, stage.resource!.nameInRequest).reduce(
    (said, pointer) => replaced(stage, operation, said, pointer, 'As it was made') ?? said,
    input,
  )
}

/** Numbers and choices that the document leaves to the caller, at the values that it gives for examples; the same input where there are none. */
export function withChoices(stage: Stage, operation: Operation, input: OperationInput): OperationInput {
  const at = membersAt(stage.resource!, input)
  const schema = schemaAt(bodySchema(stage.contract, operation), at)
  const { full } = plainBodies(schema)
  const { expiry } = stage.resource!
  return [...membersOf(schema)].reduce((chosen, [name, member]) => {
    const pointer = pointerTo(at, name)
    const value = valueAt(full, pointerTo('', name))
    const isNumber = [...typesOf(member)].some((type) => type === 'integer' || type === 'number')
    const isOpen = isNumber || keywordOf(member, 'enum') !== undefined
    const isSet = namesAt(chosen, at).includes(name)
    if (isSet || value === undefined || !isOpen || pointer === expiry?.inRequest) return chosen
    if (pointer === offSwitchIn(stage.contract, stage.resource!, operation)?.pointer) return chosen
    return replaced(stage, operation, chosen, pointer, value) ?? chosen
  }, input)
}

/** Updates of the name alone, of other words alone, and of whether the key is on, as far as the document has them, after an ordinary one. */
export function updatesOfOne(
  stage: Stage,
  update: Operation,
  ordinary: OperationInput,
): readonly UpdateOfOne[] {
  const at = membersAt(stage.resource!, ordinary)
  return singled(stage.contract, stage.resource!, update, at).flatMap(({ pointer, value }) => {
    const input = replaced(stage, update, ordinary, pointer, value ?? stage.unique())
    return input === null ? [] : [alone(stage, update, input, pointer)]
  })
}

/** Whether there is a member of a key that an update can be asked to change alone. */
export function canUpdateOne(contract: Contract, resource: KeyResource, update: Operation): boolean {
  const at = (resource.nameInRequest ?? '').replace(/\/[^/]*$/, '')
  return ['', at].some((place) => singled(contract, resource, update, place).length > 0)
}

/** A member to be changed alone, and to what; to a name of its own where that is left out. */
interface Singled {
  readonly pointer: string
  readonly value?: JsonValue
}

function singled(
  contract: Contract,
  resource: KeyResource,
  update: Operation,
  at: string,
): readonly Singled[] {
  const { nameInRequest, idIsName } = resource
  const schema = bodySchema(contract, update)
  const [words] = wordsIn(schema, at, nameInRequest)
  const onOff = offSwitchIn(contract, resource, update)
  return [
    // A key that goes by its name would have another address.
    ...(nameInRequest === null || idIsName || !isDescribed(schema, nameInRequest)
      ? []
      : [{ pointer: nameInRequest }]),
    ...(words === undefined ? [] : [{ pointer: words, value: 'As it was changed' }]),
    // It is on already.
    ...(onOff === null ? [] : [{ pointer: onOff.pointer, value: onOff.on }]),
  ]
}

/** Places of what is said of a key in words of its maker, its name aside. */
function wordsIn(body: JsonSchema, at: string, namedAt: string | null): readonly string[] {
  return [...membersOf(schemaAt(body, at))].flatMap(([name, schema]) => {
    const pointer = pointerTo(at, name)
    return isFreeText(name) && typesOf(schema).has('string') && pointer !== namedAt ? [pointer] : []
  })
}

function isDescribed(body: JsonSchema, pointer: string): boolean {
  const holder = schemaAt(body, pointer.slice(0, pointer.lastIndexOf('/')))
  return membersOf(holder).has(pointerTokens(pointer).at(-1)!)
}

function bodySchema(contract: Contract, operation: Operation): JsonSchema {
  const media = bodyMedia(operation)
  return media?.schema === undefined ? true : contract.resolve(media.schema, 'request')
}

/** The update with nothing beside one member that it can be without. */
function alone(stage: Stage, update: Operation, full: OperationInput, pointer: string): UpdateOfOne {
  const at = pointer.slice(0, pointer.lastIndexOf('/'))
  const { idIn, idParameter } = stage.resource!.roles.update!
  const member = pointerTokens(pointer).at(-1)!
  const input = namesAt(full, at)
    .filter((name) => name !== member && !(idIn === 'body' && name === idParameter))
    .reduce((rest, name) => replaced(stage, update, rest, pointerTo(at, name), undefined) ?? rest, full)
  return { member, asked: namesAt(input, at), input }
}

function namesAt({ body }: OperationInput, pointer: string): readonly string[] {
  const holder = body !== undefined && 'value' in body ? valueAt(body.value, pointer) : undefined
  return Object.keys(holder ?? {})
}

/** The input with another value in it, or none; null where the document does not let it have that. */
function replaced(
  { contract }: Stage,
  operation: Operation,
  input: OperationInput,
  pointer: string,
  value: JsonValue | undefined,
): OperationInput | null {
  const { body } = input
  if (body === undefined || !('value' in body)) return null
  const changed = withValueAt(body.value, pointer, value)
  return bodyFaults({ contract, operation }, body.mediaType, changed) > 0
    ? null
    : { ...input, body: { ...body, value: changed } }
}
