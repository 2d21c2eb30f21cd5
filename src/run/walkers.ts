import { firstPageOf, isSaidCursor } from '../contract/paging.ts'
import { exampleOf, keywordOf } from '../contract/schema-parts.ts'
import type { Contract, JsonValue, Operation, Parameter } from '../contract/types.ts'

const cursorParameters = new Set([
  'cursor',
  'after',
  'starting_after',
  'startingAfter',
  'page_token',
  'pageToken',
  'next_token',
  'nextToken',
  'continuation_token',
  'marker',
])
/** Names of parameters that say how many items a page has. */
export const sizeParameter: RegExp =
  /^(limit|size|page_?size|(items_?)?per_?page|page_?limit|max_?results|top|take)$/i

/** `after` of `page[after]`, as JSON:API has it; other names as they are. */
export function inner(name: string): string {
  const part = /^page\[(.+)\]$/.exec(name)?.[1]
  return part === undefined ? name : part === 'number' ? 'page' : part === 'size' ? 'page_size' : part
}

/** The parameters by which a list is walked, as far as the operation has them. */
export interface Walkers {
  readonly cursor?: string
  readonly page?: string
  readonly offset?: string
}

const furtherCursors = new Set([
  'before',
  'ending_before',
  'endingBefore',
  'page_cursor',
  'pageCursor',
  'next_cursor',
  'nextCursor',
  'previous_cursor',
  'prev_cursor',
])

/** Whether a parameter takes what only an answer tells: where the next page, or the one before, begins. */
export function isCursor(contract: Contract, parameter: Parameter): boolean {
  const { in: place, name, schema, style, required } = parameter
  const bare = inner(name)
  if (place !== 'query' || style === 'deepObject') return false
  const isNamed =
    cursorParameters.has(bare) ||
    furtherCursors.has(bare) ||
    (!required && !sizeParameter.test(bare) && isSaidCursor(parameter))
  if (!isNamed && !offsetName.test(bare)) return false
  const resolved = schema === undefined ? true : contract.resolve(schema, 'request')
  if (typeof resolved === 'boolean') return isNamed
  const { type, format, enum: few, const: only } = resolved
  const isText = type === 'string' || (Array.isArray(type) && type.includes('string'))
  return (
    // What counts items is a number.
    (isText || (isNamed && type === undefined)) &&
    few === undefined &&
    only === undefined &&
    !(typeof format === 'string' && format.startsWith('date'))
  )
}

const offsetName = /^(offset|skip|start)$/

/** Whether words or an example say that an offset counts items although it is written as text. */
function countsItems(contract: Contract, { schema, description, examples }: Parameter): boolean {
  const resolved = schema === undefined ? true : contract.resolve(schema, 'request')
  return (
    [description, keywordOf(resolved, 'description')].some(
      (words) =>
        typeof words === 'string' &&
        /\b(?:number|count) of\b|\bhow many\b|\bzero-based\b|\bto skip\b/i.test(words),
    ) ||
    [...examples.map(({ value }) => value), exampleOf(resolved), keywordOf(resolved, 'default')].some(
      (value) => /^\d{1,4}$/.test(String(value)),
    )
  )
}

/** The parameters by which a list is walked. */
export function walkersOf(contract: Contract, operation: Operation): Walkers {
  const parameters = operation.parameters.filter(
    (parameter) => parameter.in === 'query' && parameter.style !== 'deepObject',
  )
  const names = parameters.map(({ name }) => name)
  const cursor =
    names.find((name) => cursorParameters.has(inner(name))) ??
    names.find((name) => /^(?:page|next)_?cursor$/i.test(inner(name))) ??
    parameters.find(
      (parameter) =>
        offsetName.test(inner(parameter.name)) &&
        isCursor(contract, parameter) &&
        !countsItems(contract, parameter),
    )?.name ??
    parameters.find(
      (parameter) =>
        !furtherCursors.has(inner(parameter.name)) &&
        !offsetName.test(inner(parameter.name)) &&
        isCursor(contract, parameter),
    )?.name
  const page = names.find((name) => /^(page|page_number|pageNumber|current_page)$/.test(inner(name)))
  const offset = names.find((name) => name !== cursor && offsetName.test(inner(name)))
  return {
    ...(cursor !== undefined && { cursor }),
    ...(page !== undefined && { page }),
    ...(offset !== undefined && { offset }),
  }
}

/** The parameter by which a query asks for a page that need not be there; undefined where it asks for the first. */
export function laterPageIn(
  contract: Contract,
  operation: Operation,
  query: Readonly<Record<string, JsonValue>>,
): string | undefined {
  const { page, offset } = walkersOf(contract, operation)
  const first = page === undefined ? 1 : firstPage(contract, operation, page)
  if (page !== undefined && Number(query[page] ?? first) > first) return page
  return offset !== undefined && Number(query[offset] ?? 0) > 0 ? offset : undefined
}

/** The number of the first page of a list. */
export function firstPage(contract: Contract, operation: Operation, page: string): number {
  const schema = operation.parameters.find(
    ({ in: place, name }) => place === 'query' && name === page,
  )?.schema
  return firstPageOf(schema === undefined ? true : contract.resolve(schema, 'request'))
}
