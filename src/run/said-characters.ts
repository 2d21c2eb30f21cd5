import { mediaFor } from '../contract/lookup.ts'
import { pointerTo } from '../contract/pointer.ts'
import { itemSchema, keywordOf, membersOf } from '../contract/schema-parts.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Place } from './references.ts'

/** Words that name the characters of a text: "alphanumeric", "letters, digits and hyphens", "a-z". */
const alphabet =
  /\balpha-?numeric|\b(?:letters|digits|numerals|hyphens?|dashes|underscores?|ascii|latin|alphabetic)\b|\ba-z\b/i
const common = /^[\w .-]*$/

/**
 * Where a request has a text with other characters than the commonest, and a description that names in words which it
 * may have: names of parameters and JSON Pointers into the body.
 */
export function beyondSaidCharacters(
  { contract, operation }: Pick<Place, 'contract' | 'operation'>,
  input: OperationInput,
): readonly string[] {
  const found: string[] = []
  const visit = (schema: JsonSchema, value: JsonValue, at: string, words?: string): void => {
    if (typeof value === 'string') {
      const said = words ?? keywordOf(schema, 'description')
      if (!common.test(value) && typeof said === 'string' && alphabet.test(said)) found.push(at)
    } else if (Array.isArray(value)) {
      for (const item of value as readonly JsonValue[]) visit(itemSchema(schema), item, at)
    } else if (typeof value === 'object' && value !== null) {
      const members = membersOf(schema)
      for (const [name, inner] of Object.entries(value))
        visit(members.get(name) ?? true, inner, pointerTo(at, name))
    }
  }
  for (const { in: part, name, schema, description } of operation.parameters) {
    const value = input[part][name]
    if (value !== undefined)
      visit(schema === undefined ? true : contract.resolve(schema, 'request'), value, name, description)
  }
  const { body } = input
  const schema =
    body === undefined || !('value' in body)
      ? undefined
      : mediaFor(operation.requestBody?.content ?? {}, body.mediaType)?.schema
  if (schema !== undefined && body !== undefined && 'value' in body)
    visit(contract.resolve(schema, 'request'), body.value, '')
  return [...new Set(found)]
}
