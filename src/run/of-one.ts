import { bodyFaults, bodyMedia } from '../contract/lookup.ts'
import { offSwitchIn } from '../contract/off-switch.ts'
import { pointerTo, pointerTokens, valueAt, withValueAt } from '../contract/pointer.ts'
import { membersOf, schemaAt, typesOf } from '../contract/schema-parts.ts'
import type { JsonSchema, JsonValue, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { isFreeText } from './echoes.ts'
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
  return wordsIn(stage, operation, input).reduce(
    (said, pointer) => replaced(stage, operation, said, pointer, 'As it was made') ?? said,
    input,
  )
}

/** Updates of the name alone, of other words alone, and of whether the key is on, as far as the document has them, after an ordinary one. */
export function updatesOfOne(
  stage: Stage,
  update: Operation,
  ordinary: OperationInput,
): readonly UpdateOfOne[] {
  const { nameInRequest, idIsName } = stage.resource!
  const [words] = wordsIn(stage, update, ordinary)
  const onOff = offSwitchIn(stage.contract, stage.resource!, update)
  const wanted: (readonly [pointer: string, value: JsonValue])[] = [
    // A key that goes by its name would have another address.
    ...(nameInRequest === null || idIsName || !isDescribed(stage, update, nameInRequest)
      ? []
      : [[nameInRequest, stage.unique()] as const]),
    ...(words === undefined ? [] : [[words, 'As it was changed'] as const]),
    // It is on already.
    ...(onOff === null ? [] : [[onOff.pointer, onOff.on] as const]),
  ]
  return wanted.flatMap(([pointer, value]) => {
    const input = replaced(stage, update, ordinary, pointer, value)
    return input === null ? [] : [alone(stage, update, input, pointer)]
  })
}

/** Places of what is said of a key in words of its maker, its name aside. */
function wordsIn(stage: Stage, operation: Operation, input: OperationInput): readonly string[] {
  const at = membersAt(stage.resource!, input)
  return [...membersOf(schemaAt(bodySchema(stage, operation), at))].flatMap(([name, schema]) => {
    const pointer = pointerTo(at, name)
    const isWords = isFreeText(name) && typesOf(schema).has('string')
    return isWords && pointer !== stage.resource!.nameInRequest ? [pointer] : []
  })
}

function isDescribed(stage: Stage, operation: Operation, pointer: string): boolean {
  const holder = schemaAt(bodySchema(stage, operation), pointer.slice(0, pointer.lastIndexOf('/')))
  return membersOf(holder).has(pointerTokens(pointer).at(-1)!)
}

function bodySchema({ contract }: Stage, operation: Operation): JsonSchema {
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
