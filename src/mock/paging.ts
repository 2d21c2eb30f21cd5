import { firstPageOf, isSaidCursor } from '../contract/paging.ts'
import type { JsonValue, Operation } from '../contract/types.ts'
import { plainName } from './fields.ts'
import type { KeyRecord } from './ledger.ts'
import type { Member } from './members.ts'

const USUAL_SIZE = 20
const LARGEST_SIZE = 1000

const roles: Readonly<Record<'size' | 'page' | 'offset' | 'cursor', ReadonlySet<string>>> = {
  size: new Set([
    'pagesize',
    'perpage',
    'itemsperpage',
    'limit',
    'size',
    'maxresults',
    'take',
    'first',
    'pagelimit',
  ]),
  page: new Set(['page', 'pagenumber', 'pageindex', 'currentpage']),
  offset: new Set(['offset', 'skip']),
  cursor: new Set([
    'cursor',
    'after',
    'startingafter',
    'pagetoken',
    'nexttoken',
    'nextcursor',
    'continuationtoken',
    'marker',
    'pageafter',
    'pagecursor',
  ]),
}

/** One page of a list, and what may be said of it. */
export interface Page {
  readonly records: readonly KeyRecord[]
  readonly total: number
  readonly size: number
  readonly page: number
  readonly pages: number
  readonly offset: number
  readonly next: string | null
}

/** Cuts the page that the query asks for out of the keys of a tenant. */
export type Pager = (records: readonly KeyRecord[], query: URLSearchParams) => Page

/**
 * Prepares paging by the parameters an operation declares; everything is one page where it declares none. `most` are
 * the items that the response may have.
 */
export function createPager(
  operation: Operation,
  defaultSize: number | undefined,
  most: number = LARGEST_SIZE,
): { readonly cut: Pager; readonly parameters: ReadonlySet<string>; readonly cursor: string | undefined } {
  const nameOf = (role: keyof typeof roles): string | undefined =>
    operation.parameters.find(
      (parameter) => parameter.in === 'query' && roles[role].has(plainName(parameter.name)),
    )?.name
  const saidCursor = operation.parameters.find(
    (parameter) =>
      parameter.in === 'query' && !roles.size.has(plainName(parameter.name)) && isSaidCursor(parameter),
  )?.name
  const names = {
    size: nameOf('size'),
    page: nameOf('page'),
    offset: nameOf('offset'),
    cursor: nameOf('cursor') ?? saidCursor,
  }
  const given = Object.values(names).filter((name) => name !== undefined)
  const first = firstPageOf(operation.parameters.find(({ name }) => name === names.page)?.schema?.schema)
  const number = (query: URLSearchParams, name: string | undefined): number | undefined => {
    const value = name === undefined ? Number.NaN : Number(query.get(name) ?? Number.NaN)
    return Number.isFinite(value) ? Math.trunc(value) : undefined
  }
  const cut: Pager = (records, query) => {
    const total = records.length
    if (given.length === 0 && total <= most)
      return { records, total, size: total, page: first, pages: 1, offset: 0, next: null }
    const asked = number(query, names.size)
    // A size that means nothing is as good as none: the document allows it, so it is no mistake.
    const size = Math.min(
      asked !== undefined && asked > 0 ? asked : given.length === 0 ? most : (defaultSize ?? USUAL_SIZE),
      most,
    )
    const cursor = names.cursor === undefined ? null : query.get(names.cursor)
    const after =
      cursor === null || cursor === ''
        ? 0
        : 1 + records.findIndex((record) => String(record.id) === cursor || cursorOf(record) === cursor)
    const page = Math.max(number(query, names.page) ?? first, first)
    const offset =
      names.page !== undefined && query.has(names.page)
        ? (page - first) * size
        : Math.max(number(query, names.offset) ?? 0, 0) + after
    const shown = records.slice(offset, offset + size)
    const last = shown.at(-1)
    return {
      records: shown,
      total,
      size,
      page: names.page === undefined ? Math.floor(offset / size) + first : page,
      pages: Math.max(1, Math.ceil(total / size)),
      offset,
      next: last !== undefined && offset + size < total ? cursorOf(last) : null,
    }
  }
  return { cut, parameters: new Set(given), cursor: names.cursor }
}

function cursorOf(record: KeyRecord): string {
  return Buffer.from(`after ${record.serial}`).toString('base64url')
}

/** Writes one member beside the list. */
export type PageWriter = (page: Page) => JsonValue | undefined

/** Ways to write a member beside the list, best first; undefined for one that says nothing of the page. A member with the name of the `cursor` tells the next. */
export function pageWriters({ name, value }: Member, cursor?: string): readonly PageWriter[] | undefined {
  const plain = plainName(name)
  const one = (...names: string[]): boolean => names.includes(plain)
  if (typeof value === 'boolean') {
    if (one('hasmore', 'hasnext', 'hasnextpage', 'more'))
      return [(page) => page.offset + page.records.length < page.total]
    if (one('hasprevious', 'hasprev', 'hasprevpage', 'haspreviouspage')) return [(page) => page.offset > 0]
    return one('success', 'ok') ? [() => true] : undefined
  }
  if (typeof value === 'number' || value === null) {
    if (one('total', 'totalcount', 'totalitems', 'totalresults', 'totalrecords'))
      return [(page) => page.total, () => value]
    if (one('count', 'resultcount')) return [(page) => page.records.length, () => value]
    if (one('totalpages', 'pagecount', 'lastpage', 'pages', 'numpages'))
      return [(page) => page.pages, () => value]
    if (roles.page.has(plain)) return [(page) => page.page, () => value]
    if (roles.size.has(plain)) return [(page) => page.size, () => value]
    if (roles.offset.has(plain)) return [(page) => page.offset, () => value]
    if (one('nextpage'))
      return [null, undefined, value].map(
        (none) => (page) => (page.offset + page.records.length < page.total ? page.page + 1 : none),
      )
  }
  if ((typeof value === 'string' || value === null) && one('lastid', 'firstid')) {
    const position = plain === 'lastid' ? -1 : 0
    return [null, undefined, '', value].map(
      (none) => (page) => (page.records.length === 0 ? none : String(page.records.at(position)!.id)),
    )
  }
  if (
    (typeof value === 'string' || value === null) &&
    (roles.cursor.has(plain) || one('next', 'endcursor', 'nextpagetoken') || name === cursor)
  )
    return [null, undefined, '', value].map((none) => (page) => page.next ?? none)
  return undefined
}
