import { isObject, localPointer } from '../contract/json.ts'
import { valueAt } from '../contract/pointer.ts'
import type { Contract, JsonObject, JsonValue } from '../contract/types.ts'

/**
 * The document as Prism can read it: 3.2 is presented as 3.1, which Prism knows, and what refers to nothing is left
 * open, since one such reference keeps Prism from starting.
 */
export function servable(contract: Contract): JsonObject {
  const { document, problems } = contract
  const known = contract.version.startsWith('3.2') ? { ...document, openapi: '3.1.1' } : document
  const dangling = problems.some(({ pointer }) => pointer?.endsWith('/$ref') === true)
  return dangling ? (opened(known, known) as JsonObject) : known
}

function opened(value: JsonValue, document: JsonObject): JsonValue {
  // A parameter of which nothing is known cannot be left open.
  if (Array.isArray(value))
    return (value as readonly JsonValue[])
      .filter((item) => !dangles(item, document))
      .map((item) => opened(item, document))
  if (!isObject(value)) return value
  // The word is what a response must have; elsewhere it says nothing.
  if (dangles(value, document)) return { description: 'A reference that leads nowhere.' }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, opened(part, document)]))
}

function dangles(value: JsonValue, document: JsonObject): boolean {
  const reference = isObject(value) ? value['$ref'] : undefined
  const pointer = typeof reference === 'string' ? localPointer(reference) : undefined
  return pointer !== undefined && valueAt(document, pointer) === undefined
}
