import { isObject } from './json.ts'
import type { Parameter } from './types.ts'

/** The number of the first page of a list, by the schema of its parameter: what is usual, else 0 where that is the least, else 1. */
export function firstPageOf(schema: unknown): number {
  if (!isObject(schema)) return 1
  const { default: usual, minimum } = schema
  return typeof usual === 'number' ? usual : minimum === 0 ? 0 : 1
}

const cursorWords =
  /^\W*(?:[\w'’]+ ){0,6}?(?:cursor|(?:pagination|page|paging|continuation) (?:token|position|marker|key|cursor)|(?:position|place|point) in (?:the|a) (?:paged|paginated))\b/i
/** What goes with a cursor, or leads back, is none to walk by. */
const otherWords =
  /\b(?:filter|search|sort|order|prev(?:ious)?|before|direction|ignored?|combined?|together|when|include|only)/i
const otherNames = /prev|before|direction|limit|size|max|include|status|count/i

/** Whether words say of a parameter, whatever it is called, that it takes what an earlier answer told of the pages. */
export function isSaidCursor({ name, schema, description }: Parameter): boolean {
  const said = isObject(schema?.schema) ? schema.schema['description'] : undefined
  return [description, said].some(
    (words) =>
      typeof words === 'string' &&
      cursorWords.test(words) &&
      !otherWords.test(words) &&
      !otherNames.test(name),
  )
}
