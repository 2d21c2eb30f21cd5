import { valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, Operation } from '../contract/types.ts'

/** Pages a list walk follows at most. */
export const maxPages = 50

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
const cursorMembers = [
  'next_cursor',
  'nextCursor',
  'cursor',
  'next_page_token',
  'nextPageToken',
  'next_token',
  'nextToken',
  'next',
  'after',
  'end_cursor',
  'endCursor',
  'continuation_token',
  'marker',
]
const moreMembers = ['has_more', 'hasMore', 'has_next', 'hasNext', 'has_next_page', 'hasNextPage']
const lastMembers = ['last_id', 'lastId']
const envelopes = [
  '',
  '/pagination',
  '/meta',
  '/meta/pagination',
  '/page_info',
  '/pageInfo',
  '/paging',
  '/page',
  '/links',
  '/cursors',
]
const totalMembers = [
  'total_pages',
  'totalPages',
  'pages',
  'page_count',
  'pageCount',
  'last_page',
  'lastPage',
]

/** The query that asks for the page after this one; null when it is the last. */
export function nextPage(
  operation: Operation,
  query: Readonly<Record<string, JsonValue>>,
  body: JsonValue | undefined,
  items: readonly JsonValue[],
): Readonly<Record<string, JsonValue>> | null {
  const names = operation.parameters
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => parameter.name)
  const cursor = names.find((name) => cursorParameters.has(name))
  if (cursor !== undefined) {
    // Where only the id of the last item leads on, a flag says whether it does.
    const next =
      find(body, cursorMembers) ??
      (flag(body, moreMembers) === true ? (find(body, lastMembers) ?? lastId(items)) : undefined)
    return typeof next === 'string' && next !== '' && next !== query[cursor]
      ? { ...query, [cursor]: next }
      : null
  }
  const page = names.find((name) => /^(page|page_number|pageNumber|current_page)$/.test(name))
  if (page !== undefined) {
    const current = Number(query[page] ?? 1)
    const total = find(body, totalMembers)
    const more = typeof total === 'number' ? current < total : items.length > 0
    return more ? { ...query, [page]: current + 1 } : null
  }
  const offset = names.find((name) => /^(offset|skip|start)$/.test(name))
  if (offset !== undefined)
    return items.length > 0 ? { ...query, [offset]: Number(query[offset] ?? 0) + items.length } : null
  return null
}

const sizeParameter = /^(limit|page_?size|(items_?)?per_?page|page_?limit|max_?results|top|take)$/i
const widest = 100

/**
 * The query that asks for pages as wide as may be, so that what a run sees does not depend on how many of its
 * keys happen to live just then; null where the list takes no page size, or one is given.
 */
export function widePage(
  contract: Contract,
  operation: Operation,
  query: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> | null {
  const size = operation.parameters.find(
    (parameter) => parameter.in === 'query' && sizeParameter.test(parameter.name),
  )
  if (size?.schema === undefined || query[size.name] !== undefined) return null
  const schema = contract.resolve(size.schema, 'request')
  if (typeof schema === 'boolean' || !(schema['type'] === 'integer' || schema['type'] === 'number'))
    return null
  const most = typeof schema['maximum'] === 'number' ? Math.floor(schema['maximum']) : widest
  return { ...query, [size.name]: Math.min(most, widest) }
}

function find(body: JsonValue | undefined, members: readonly string[]): JsonValue | undefined {
  for (const envelope of envelopes)
    for (const member of members) {
      const value = valueAt(body, `${envelope}/${member}`)
      if (typeof value === 'string' || typeof value === 'number') return value
    }
  return undefined
}

function flag(body: JsonValue | undefined, members: readonly string[]): boolean | undefined {
  const found = envelopes
    .flatMap((envelope) => members.map((member) => valueAt(body, `${envelope}/${member}`)))
    .find((value) => typeof value === 'boolean')
  return found
}

function lastId(items: readonly JsonValue[]): JsonValue | undefined {
  const id = valueAt(items.at(-1), '/id')
  return typeof id === 'string' ? id : undefined
}

/**
 * Whether a page of a list is certainly or probably not its last, although nothing tells how to go on: it says that
 * there is more, or holds as many items as were asked for.
 */
export function isCutOff(
  query: Readonly<Record<string, JsonValue>>,
  body: JsonValue | undefined,
  items: readonly JsonValue[],
): boolean {
  const asked = Object.entries(query).find(([name]) => sizeParameter.test(name))?.[1]
  return flag(body, moreMembers) === true || (typeof asked === 'number' && items.length >= asked)
}
