import { isObject } from '../contract/json.ts'
import { valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'
import type { Answer, Call } from './call.ts'
import type { KeyRecord } from './ledger.ts'
import { membersIn } from './members.ts'
import type { Page, PageWriter } from './paging.ts'
import { createPager, pageWriters } from './paging.ts'
import type { RolePlan, ServedResource } from './resource.ts'
import { defaultOf, keywordOf, schemaAt } from '../contract/schema-parts.ts'
import { scalarText } from '../generate/styles.ts'
import { exampleItem } from './shapes.ts'

/** Shows the keys that a call asks for. */
export type ListView = (
  records: readonly KeyRecord[],
  call: Call,
  now: number,
  alter?: (item: JsonValue, record: KeyRecord) => JsonValue,
) => Pick<Answer, 'body'> & Partial<Pick<Answer, 'headers'>>

/** Prepares the list of a resource: an item for each key, and around them what the document has to say of the page. */
export function listView(plan: RolePlan, served: ServedResource): ListView {
  const { shape, operation } = plan
  const { list } = served.resource
  if (list === null && (shape === undefined || shape.schema === true)) return plainList
  if (shape === undefined) return () => ({})
  if (list === null) return () => ({ body: shape.model })
  const isValid = (body: JsonValue): boolean => shape.violations(body).length === 0
  const model = withValueAt(shape.model, list.items, [])
  const item = valueAt(shape.model, `${list.items}/0`) ?? exampleItem(shape.schema, list.items)
  const show = served.view('item', item, (candidate) => isValid(withValueAt(model, list.items, [candidate])))
  const size = operation.parameters
    .map(({ schema, name }) =>
      /size|per|limit/i.test(name)
        ? defaultOf((schema?.schema ?? true) as Record<string, unknown>)
        : undefined,
    )
    .find((value) => typeof value === 'number')
  const most = keywordOf(schemaAt(shape.schema, list.items), 'maxItems')
  const pager = createPager(operation, size, typeof most === 'number' ? most : undefined)
  const frame = frameOf(model, isValid, pager.cursor)
  const filters = operation.parameters
    .filter(
      ({ in: place, name }) =>
        place === 'query' && !pager.parameters.has(name) && isObject(item) && Object.hasOwn(item, name),
    )
    .map(({ name }) => name)

  return (records, call, now, alter) => {
    const wanted = filters.filter((name) => call.query().has(name))
    const shown = (record: KeyRecord): JsonValue => show({ record, secret: null, now })
    const matching =
      wanted.length === 0 ? records : records.filter((record) => matches(shown(record), wanted, call.query()))
    const page = pager.cut(matching, call.query())
    return {
      body: withValueAt(
        frame(page),
        list.items,
        page.records.map((record) => (alter === undefined ? shown(record) : alter(shown(record), record))),
      ),
    }
  }
}

/** What a list shows of its keys where the document leaves its form open. */
const plainList: ListView = (records, _call, _now, alter) => ({
  headers: { 'content-type': 'application/json' },
  body: records.map((record) => {
    const item = { id: record.id, name: record.name, created_at: new Date(record.createdAt).toISOString() }
    return alter === undefined ? item : alter(item, record)
  }),
})

function matches(item: JsonValue, names: readonly string[], query: URLSearchParams): boolean {
  return names.every((name) => isObject(item) && query.getAll(name).includes(scalarText(item[name] ?? null)))
}

/** The members beside the list, each written in the first way that keeps the body valid. */
function frameOf(
  model: JsonValue,
  isValid: (body: JsonValue) => boolean,
  cursor: string | undefined,
): (page: Page) => JsonValue {
  const samples: Page[] = [
    { records: [], total: 0, size: 20, page: 1, pages: 1, offset: 0, next: null },
    { records: [], total: 61, size: 20, page: 2, pages: 4, offset: 20, next: 'YWZ0ZXIgMQ' },
  ]
  const writers: { readonly pointer: string; readonly write: PageWriter }[] = []
  for (const member of membersIn(model, { intoArrays: false })) {
    const works = (write: PageWriter): boolean =>
      samples.every((page) => isValid(withValueAt(model, member.pointer, write(page))))
    const write = pageWriters(member, cursor)?.find(works)
    if (write !== undefined) writers.push({ pointer: member.pointer, write })
  }
  return (page) =>
    writers.reduce((body, { pointer, write }) => withValueAt(body, pointer, write(page)), model)
}
