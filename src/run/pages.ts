import { isObject } from '../contract/json.ts'
import { pointerTo, valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, Operation } from '../contract/types.ts'
import { firstPage, inner, sizeParameter, walkersOf } from './walkers.ts'

/** Pages a list walk follows at most. */
export const maxPages = 50

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
  '/meta/page',
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

const itemTotals = ['total', 'total_count', 'totalCount', 'total_items', 'totalItems', 'total_results']

/** The query that asks for the page after this one; null when it is the last. */
export function nextPage(
  contract: Contract,
  operation: Operation,
  query: Readonly<Record<string, JsonValue>>,
  body: JsonValue | undefined,
  items: readonly JsonValue[],
): Readonly<Record<string, JsonValue>> | null {
  const { cursor, page, offset } = walkersOf(contract, operation)
  if (cursor !== undefined) {
    // Where only the id of the last item leads on, a flag says whether it does.
    const next =
      find(body, [...cursorMembers, cursor]) ??
      (flag(body, moreMembers) === true ? (find(body, lastMembers) ?? lastId(items)) : undefined)
    const value = typeof next === 'string' ? inLink(next, cursor) : undefined
    return value !== undefined && value !== '' && value !== query[cursor]
      ? { ...query, [cursor]: value }
      : null
  }
  if (page !== undefined) {
    const first = firstPage(contract, operation, page)
    const current = Number(query[page] ?? first)
    const walked = current - first + 1
    const pages = find(body, totalMembers)
    const all = find(body, itemTotals)
    const size = sizeIn(query) ?? items.length
    const more =
      typeof pages === 'number'
        ? walked < pages
        : items.length > 0 && !(typeof all === 'number' && walked * size >= all)
    return more ? { ...query, [page]: current + 1 } : null
  }
  if (offset !== undefined)
    return items.length > 0 ? { ...query, [offset]: Number(query[offset] ?? 0) + items.length } : null
  return null
}

const widest = 100
/** Of a page that is all there is to see. */
const widestOnly = 10_000

/** Number of items a query asks for. */
function sizeIn(query: Readonly<Record<string, JsonValue>>): number | undefined {
  const asked = Object.entries(query).find(([name]) => sizeParameter.test(inner(name)))?.[1]
  return typeof asked === 'number' ? asked : undefined
}

/** A cursor, also where it is given inside the link to the next page. */
function inLink(next: string, cursor: string): string | undefined {
  if (!/^(?:https?:)?\/|\?.*=/.test(next) || !URL.canParse(next, 'http://localhost')) return next
  return new URL(next, 'http://localhost').searchParams.get(cursor) ?? undefined
}

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
    (parameter) => parameter.in === 'query' && sizeParameter.test(inner(parameter.name)),
  )
  if (size?.schema === undefined || query[size.name] !== undefined) return null
  const schema = contract.resolve(size.schema, 'request')
  if (typeof schema === 'boolean' || !(schema['type'] === 'integer' || schema['type'] === 'number'))
    return null
  const [most, usual] = [schema['maximum'], schema['default']].map((bound) =>
    typeof bound === 'number' ? Math.floor(bound) : undefined,
  )
  // Where nothing leads on, what is not on the one page is never seen; and no page need be narrower than usual.
  const isOnlyPage = Object.keys(walkersOf(contract, operation)).length === 0
  const wished = Math.max(isOnlyPage && most !== undefined ? Math.min(most, widestOnly) : widest, usual ?? 0)
  return { ...query, [size.name]: Math.min(most ?? wished, wished) }
}

/** Where an answer may tell of its pages: at the top, and beside the items of a list that stands within an object. */
function envelopesOf(body: JsonValue | undefined): readonly string[] {
  if (!isObject(body)) return envelopes
  const around = Object.entries(body).filter(
    ([, value]) => isObject(value) && Object.values(value).some(Array.isArray),
  )
  return [
    ...envelopes,
    ...around.flatMap(([name]) => envelopes.map((envelope) => `${pointerTo('', name)}${envelope}`)),
  ]
}

function find(body: JsonValue | undefined, members: readonly string[]): JsonValue | undefined {
  for (const envelope of envelopesOf(body))
    for (const member of members) {
      const value = valueAt(body, `${envelope}/${member}`)
      if (typeof value === 'string' || typeof value === 'number') return value
    }
  return undefined
}

function flag(body: JsonValue | undefined, members: readonly string[]): boolean | undefined {
  const found = envelopesOf(body)
    .flatMap((envelope) => members.map((member) => valueAt(body, `${envelope}/${member}`)))
    .find((value) => typeof value === 'boolean')
  return found
}

function tells(body: JsonValue | undefined, members: readonly string[]): boolean {
  return envelopesOf(body).some((envelope) =>
    members.some((member) => valueAt(body, `${envelope}/${member}`) !== undefined),
  )
}

function lastId(items: readonly JsonValue[]): JsonValue | undefined {
  const id = valueAt(items.at(-1), '/id')
  return typeof id === 'string' ? id : undefined
}

/**
 * Whether the page a walk ended on is not the last, although nothing tells how to go on: it says that there is more,
 * there are more items than were `seen`, or the operation has no way on and the page is as full as was asked for.
 */
export function isCutOff(
  contract: Contract,
  operation: Operation,
  query: Readonly<Record<string, JsonValue>>,
  body: JsonValue | undefined,
  { last, seen }: { readonly last: number; readonly seen: number },
): boolean {
  const all = find(body, itemTotals)
  const more = flag(body, moreMembers)
  const { page, offset, cursor } = walkersOf(contract, operation)
  // A cursor may be told outside the body; in it, null says that there is none.
  const led =
    page !== undefined ||
    offset !== undefined ||
    (cursor !== undefined && tells(body, [...cursorMembers, cursor]))
  const full = more === undefined && !led && last >= (sizeIn(query) ?? Number.POSITIVE_INFINITY)
  return more === true || (typeof all === 'number' && all > seen) || full
}
