import { words } from './keys/words.ts'
import { bodyMedia, operationByKey } from './lookup.ts'
import { pointerTo } from './pointer.ts'
import { keywordOf, membersOf, schemaAt, typesOf } from './schema-parts.ts'
import type { Contract, JsonSchema, JsonValue, KeyResource, Operation } from './types.ts'

/** The member by which a request turns a key off, or on again. */
export interface OffSwitch {
  /** Its JSON Pointer in the body of the request. */
  readonly pointer: string
  readonly off: JsonValue
  readonly on: JsonValue
  /** What the document says of it. */
  readonly description?: string
}

const ON = ['active', 'enabled']
const OFF = ['disabled', 'inactive', 'suspended', 'paused', 'blocked', 'deactivated']

/** How a request for a key turns it off, where the body has a member for that: `enabled`, `disabled`, a `status` of both kinds. */
export function offSwitchIn(
  contract: Contract,
  { nameInRequest }: KeyResource,
  operation: Operation,
): OffSwitch | null {
  const media = bodyMedia(operation)
  if (media?.schema === undefined) return null
  const schema = contract.resolve(media.schema, 'request')
  // What tells of a key stands where its name stands.
  const place = (nameInRequest ?? '').replace(/\/[^/]*$/, '')
  for (const [name, member] of membersOf(place === '' ? schema : schemaAt(schema, place))) {
    if (keywordOf(member, 'readOnly') === true) continue
    const ways = waysOf(name, member)
    if (ways === null) continue
    const description = keywordOf(member, 'description')
    return {
      pointer: pointerTo(place, name),
      ...ways,
      ...(typeof description === 'string' ? { description } : {}),
    }
  }
  return null
}

/** How the update of a resource turns a key off; null where it has no update, or none that does. */
export function offSwitchOf(
  contract: Contract,
  resource: KeyResource,
): (OffSwitch & { readonly update: Operation }) | null {
  const update = operationByKey(contract, resource.roles.update?.operation ?? '')
  const found = update === undefined ? null : offSwitchIn(contract, resource, update)
  return update === undefined || found === null ? null : { ...found, update }
}

function waysOf(name: string, schema: JsonSchema): Pick<OffSwitch, 'off' | 'on'> | null {
  const said = words(name).filter((word) => word !== 'is' && word !== 'key' && word !== 'token')
  if (said.length !== 1) return null
  const [word = ''] = said
  if (typesOf(schema).has('boolean')) {
    if (ON.includes(word)) return { off: false, on: true }
    return OFF.includes(word) ? { off: true, on: false } : null
  }
  if (word !== 'status' && word !== 'state') return null
  const values = (keywordOf(schema, 'enum') as readonly JsonValue[] | undefined) ?? []
  const among = (wanted: readonly string[]): JsonValue | undefined =>
    wanted.flatMap((one) =>
      values.filter((value) => typeof value === 'string' && value.toLowerCase() === one),
    )[0]
  const [off, on] = [among(OFF), among(ON)]
  return off === undefined || on === undefined ? null : { off, on }
}
