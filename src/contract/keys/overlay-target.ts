import { pointerOf, pointerTokens, valueAt } from '../pointer.ts'
import type { JsonValue } from '../types.ts'

/**
 * The JSON Pointer in a document as its user has it of a place in the contract made from it; null for a place that
 * is not in that document, such as one in an external file.
 */
export function placeIn(given: JsonValue, pointer: string): string | null {
  const tokens = pointerTokens(pointer)
  return [pointer, swaggerPointer(tokens)].find((place) => valueAt(given, place) !== undefined) ?? null
}

/** Where Swagger 2.0 has what OpenAPI 3 has at a place (the inverse of the upgrade). */
function swaggerPointer(tokens: readonly string[]): string {
  const sections: Readonly<Record<string, string>> = {
    schemas: 'definitions',
    responses: 'responses',
    parameters: 'parameters',
  }
  const section = tokens[0] === 'components' ? sections[tokens[1] ?? ''] : undefined
  const own = section === undefined ? tokens : [section, ...tokens.slice(2)]
  const content = own.indexOf('content')
  const inResponse = content > 0 && (own[content - 2] === 'responses' || own[0] === 'responses')
  return pointerOf(inResponse ? [...own.slice(0, content), ...own.slice(content + 2)] : own)
}

/** The RFC 9535 JSONPath that selects one place of a document. */
export function targetOf(given: JsonValue, pointer: string): string {
  let path = '$'
  let here: JsonValue | undefined = given
  for (const token of pointerTokens(pointer)) {
    if (Array.isArray(here)) path += `[${token}]`
    else path += /^[A-Za-z_]\w*$/.test(token) ? `.${token}` : `['${escaped(token)}']`
    here = valueAt(here, pointerOf([token]))
  }
  return path
}

function escaped(name: string): string {
  return JSON.stringify(name)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)
}
