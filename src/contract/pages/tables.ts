import type { Table } from './blocks.ts'
import type { Field, Place } from './fields.ts'
import { isName, pathOf } from './fields.ts'
import { firstCode, plain } from './inline.ts'
import { mentionOf, mentionsIn } from './mentions.ts'
import type { Mention } from './mentions.ts'
import { columnOf, requiredAmong, requiredBy } from './words.ts'
import type { Column } from './words.ts'

type Columns = Partial<Record<Column, number>>

/** What a table states. */
export interface TableFacts {
  readonly fields: readonly Field[]
  /** Statuses and what they mean. */
  readonly statuses: readonly (readonly [string, string])[]
  /** Operations, what they do, and the rows they stand in. */
  readonly operations: readonly (readonly [Mention, string, readonly string[]])[]
}

/** Reads a table by its header words, whatever the order of its columns. */
export function tableFacts(table: Table, place: Place): TableFacts {
  const columns = columnsOf(table.header)
  const cell = (row: readonly string[], column: Column): string => row[columns[column] ?? -1] ?? ''
  const operations = table.rows.flatMap((row) => operationIn(row, cell))
  if (operations.length > 0) return { fields: [], statuses: [], operations }
  const statuses = table.rows.flatMap((row): [string, string][] => {
    const status = /^\s*([1-5](?:\d\d|XX))\b/i.exec(plain(cell(row, 'status') || (row[0] ?? '')))?.[1]
    return status === undefined
      ? []
      : [[status.toUpperCase(), plain(cell(row, 'description') || (row[1] ?? ''))]]
  })
  if (statuses.length > 0 && (columns.status !== undefined || statuses.length === table.rows.length))
    return { fields: [], statuses, operations: [] }
  return {
    fields:
      columns.name === undefined
        ? []
        : nested(table.rows.flatMap((row) => fieldIn(row, cell, place, columns))),
    statuses: [],
    operations: [],
  }
}

function columnsOf(header: readonly string[]): Columns {
  const columns: Columns = {}
  for (const [index, text] of header.entries()) {
    const column = columnOf(plain(text))
    // "Key | Type": the first of two that may be the name is it; "Name | Value" has no other.
    if (column !== undefined) columns[column] ??= index
  }
  if (columns.name === undefined && (columns.type !== undefined || columns.required !== undefined)) {
    const free = header.findIndex((_, index) => !Object.values(columns).includes(index))
    if (free >= 0) columns.name = free
  }
  return columns
}

function operationIn(
  row: readonly string[],
  cell: (row: readonly string[], column: Column) => string,
): [Mention, string, readonly string[]][] {
  const address = plain(cell(row, 'endpoint'))
  const stated = address === '' ? undefined : mentionOf(plain(cell(row, 'method')), address)
  const found = stated ?? row.flatMap((text) => mentionsIn(text))[0]
  if (found === undefined) return []
  const said =
    cell(row, 'description') ||
    row.find((text) => text.length > 3 && mentionsIn(text).length === 0 && /\s/.test(text)) ||
    ''
  return [[found, plain(said), row]]
}

/** `[**CreateKey**](CreateKey.md)`: a model with a page of its own. */
const bodyModel = /^[*_`]*\[[*_`]*[\w:.]+[*_`]*\]\([\w./-]+\.md\)[*_`]*$/

interface Row {
  readonly field: Field
  readonly depth: number
}

function fieldIn(
  row: readonly string[],
  cell: (row: readonly string[], column: Column) => string,
  place: Place,
  columns: Columns,
): Row[] {
  const written = cell(row, 'name')
  const depth = (/^(?:[\s↳└├─>»·—–-]|&nbsp;|&emsp;|&ensp;|\u3000)+/.exec(written)?.[0] ?? '').replaceAll(
    /&\w+;/g,
    ' ',
  ).length
  const bare = written.replace(/^(?:[\s↳└├─>»·—–-]|&\w+;)+/, '')
  const name = (firstCode(bare) ?? plain(bare).split(/[\s(（,*]/)[0] ?? '').replace(/\*+$/, '')
  if (!isName(name)) return []
  const type = plain(cell(row, 'type'))
  const said =
    cell(row, 'description') ||
    cell(row, 'values') ||
    row.findLast((_, index) => !Object.values(columns).includes(index)) ||
    ''
  const optional = requiredBy(plain(cell(row, 'optional')))
  const required =
    requiredBy(plain(cell(row, 'required')).replace(/^\[(.*?)\].*$/, '$1')) ??
    (optional === undefined ? undefined : !optional) ??
    (/\*\s*$|<sup>\*/.test(plain(bare).trim()) || /\\\*/.test(bare) ? true : undefined) ??
    requiredAmong(`${plain(bare).slice(name.length)} ${type}`) ??
    requiredAmong(
      /^\s*[*_(（[]*(?:required|optional|mandatory|必填|必需|必須|任意|可选)[^\s.:]*/i.exec(said)?.[0] ?? '',
    )
  const noted = row.map((text) => /\[default to ([^\]]*)\]/.exec(plain(text))?.[1]).find((text) => text)
  const preset = plain(cell(row, 'default')) || (noted ?? '')
  const place2 = placeIn(plain(cell(row, 'place'))) ?? place
  return [
    {
      depth,
      field: {
        // A type that another page describes is that of the body as a whole.
        path: bodyModel.test(cell(row, 'type')) ? [] : pathOf(name),
        place: bodyModel.test(cell(row, 'type')) ? 'body' : place2,
        type,
        ...(required !== undefined && { required }),
        ...(preset !== '' && !/^[-–—]$/.test(preset) && { default: preset }),
        description: said.trim(),
        children: [],
      },
    },
  ]
}

function placeIn(text: string): Place | undefined {
  const found = /^(body|query|path|header|cookie|url|json|form)/i.exec(text)?.[1]?.toLowerCase()
  if (found === 'url') return 'path'
  return found === 'json' || found === 'form' ? 'body' : (found as Place | undefined)
}

/** Rows marked as lying under the one before become its children. */
function nested(rows: readonly Row[]): readonly Field[] {
  const fields: Field[] = []
  for (const { field, depth } of rows) {
    const parent = depth > 0 ? fields.at(-1) : undefined
    if (parent === undefined) fields.push(field)
    else fields[fields.length - 1] = { ...parent, children: [...parent.children, field] }
  }
  return fields
}
