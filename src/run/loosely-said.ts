import { bodyFaults, mediaFor } from '../contract/lookup.ts'
import { pointerTo, withValueAt } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { itemSchema, membersOf, parts, typesOf } from '../contract/schema-parts.ts'
import type { Place } from './references.ts'

/** A part of a request of which the document says hardly more than its type, and the request without it. */
export interface LooselySaid {
  /** Name of the parameter, or JSON Pointer into the body. */
  readonly name: string
  readonly without: OperationInput
}

/** What people write as they like, so that any text is as good as the next. */
const freeText =
  /(?:name|title|label|description|desc|note|notes|comment|reason|summary|message|text|tag|tags|labels)$/i
const narrowing = ['enum', 'const', 'format', 'pattern']
/** Most parts of one request that are looked at. */
const most = 8

/**
 * The optional parts of a valid input for which the document gives little more than a type, such as a text: what a server
 * takes there is seldom any text at all.
 */
export function looselySaid(place: Place, input: OperationInput): readonly LooselySaid[] {
  return [...ofParameters(place, input), ...ofBody(place, input)].slice(0, most)
}

function ofParameters({ contract, operation }: Place, input: OperationInput): readonly LooselySaid[] {
  return operation.parameters.flatMap(({ in: part, name, required, schema }): LooselySaid[] => {
    if (required || part === 'path' || !(name in input[part]) || freeText.test(name)) return []
    if (!isLoose(schema === undefined ? true : contract.resolve(schema, 'request'))) return []
    const rest = Object.fromEntries(Object.entries(input[part]).filter(([other]) => other !== name))
    return [{ name, without: { ...input, [part]: rest } }]
  })
}

function ofBody(place: Place, input: OperationInput): readonly LooselySaid[] {
  const { body } = input
  const { operation, contract, resource } = place
  if (body === undefined || !('value' in body)) return []
  const { mediaType, value } = body
  const schema = mediaFor(operation.requestBody?.content ?? {}, mediaType)?.schema
  if (schema === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const members = membersOf(contract.resolve(schema, 'request'))
  const before = bodyFaults(place, mediaType, value)
  const own = new Set([resource?.nameInRequest, resource?.scopes])
  const loose = Object.keys(value)
    .filter(
      (name) => !own.has(pointerTo('', name)) && !freeText.test(name) && isLoose(members.get(name) ?? true),
    )
    // Each costs a validation here and a request later.
    .slice(0, most)
  return loose.flatMap((name): LooselySaid[] => {
    const pointer = pointerTo('', name)
    const without: JsonValue = withValueAt(value, pointer, undefined)
    return bodyFaults(place, mediaType, without) === before
      ? [{ name: pointer, without: { ...input, body: { ...body, value: without } } }]
      : []
  })
}

/** Whether a schema leaves nearly everything of its type open. */
function isLoose(schema: JsonSchema): boolean {
  const all = parts(schema)
  if (all.some((part) => narrowing.some((keyword) => keyword in part))) return false
  const has = (...keywords: readonly string[]): boolean =>
    all.some((part) => keywords.some((keyword) => keyword in part))
  const types = [...typesOf(schema)].filter((type) => type !== 'null')
  if (types.length > 1) return true
  const [type] = types
  if (type === 'boolean') return false
  if (type === 'integer' || type === 'number')
    return !(has('minimum', 'exclusiveMinimum') && has('maximum', 'exclusiveMaximum'))
  if (type === 'array') return isLoose(itemSchema(schema))
  return type !== 'object' || !has('properties')
}
