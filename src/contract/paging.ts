import { isObject } from './json.ts'
import type { Parameter } from './types.ts'

/** The number of the first page of a list, by the schema of its parameter: what is usual, else 0 where that is the least, else 1. */
export function firstPageOf(schema: unknown): number {
  if (!isObject(schema)) return 1
  const { default: usual, minimum } = schema
  return typeof usual === 'number' ? usual : minimum === 0 ? 0 : 1
}

const cursorWords =
  /\b(?:cursor|(?:pagination|page|paging|continuation) (?:token|position|marker|key|cursor)|(?:position|place|point) in (?:the|a) (?:paged|paginated))\b/i
/** What narrows or orders a list may be said to go with a cursor. */
const otherWords = /\b(?:filter|search|sort|order)/i

/** Whether words say of a parameter, whatever it is called, that it takes what an earlier answer told of the pages. */
export function isSaidCursor({ schema, description }: Parameter): boolean {
  const said = isObject(schema?.schema) ? schema.schema['description'] : undefined
  const words = [description, said].filter((text) => typeof text === 'string').join('\n')
  return cursorWords.test(words) && !otherWords.test(words)
}
