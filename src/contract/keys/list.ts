import type { Evidence, KeyResource } from '../types.ts'
import { type Field, inArray } from './fields.ts'
import { isMasked } from './masked.ts'
import type { Act } from './operations.ts'
import { namesId, parameterOf } from './address.ts'
import { findName } from './request.ts'
import type { Roles } from './roles.ts'
import { words } from './words.ts'

/** A member of a list entry, with its pointer relative to the entry. */
interface Row extends Field {
  readonly relative: string
}

/** The list response, and what else its entries have. */
export interface ListParts {
  readonly parts: NonNullable<KeyResource['list']>
  readonly rows: readonly Row[]
  /** Names of the direct members of an entry. */
  readonly members: readonly string[]
  readonly evidence: readonly Evidence[]
}

/** Finds the array of keys in the list response, and the members of an entry that matter. */
export function findList(create: Act, roles: Roles, secret: Field): ListParts | null {
  const list = roles.list?.act
  if (list === undefined) return null
  const body = list.response()
  const items = bestArray(body.arrays, body.fields, create.shape.noun)
  if (items === undefined) return null
  const prefix = `${items}/0`
  const rows = body.fields
    .filter((field) => field.pointer.startsWith(`${prefix}/`))
    .map((field) => ({ ...field, relative: field.pointer.slice(prefix.length) }))
  const direct = rows.filter((row) => row.parent === prefix)
  const id = idOfRow(direct, roles, create, secret) ?? idOfRow(inside(rows, create), roles, create, secret)
  const near = rows.filter((row) => /^(?:\/(?:attributes|spec|metadata))?\/[^/]+$/.test(row.relative))
  const asked = findName(create.request(), create.response()).nameInRequest
  const name =
    // Where the caller's own name is given back, whatever else is called a name there.
    rows.find((row) => row.relative === asked) ??
    near.find((row) => asked !== null && row.name === asked.slice(asked.lastIndexOf('/') + 1)) ??
    direct.find((row) => words(row.name).join(' ') === 'name') ??
    near.find((row) => row.name === 'name') ??
    near.find((row) => /(?:^| )(?:name|label|title|note)$/.test(words(row.name).join(' ')))
  return {
    parts: {
      items,
      id: id?.relative ?? null,
      name: name?.relative ?? null,
      masked: rows.filter((row) => isMasked(row)).map((row) => row.relative),
    },
    rows,
    members: direct.map((row) => row.name),
    evidence: [
      {
        says: `the list is at ${items === '' ? 'the top' : items} of ${list.operation.key}`,
        pointer: list.response().pointer,
      },
    ],
  }
}

/** The list with its keys told by the member that is their id, where nothing but their secret told them before. */
export function listToldBy(list: ListParts | null, id: string | null, secret: Field): ListParts | null {
  const name = id?.slice(id.lastIndexOf('/') + 1)
  const row = list?.rows.find((one) => one.name === name && one.parent === `${list.parts.items}/0`)
  const isBySecret = list?.parts.id === null || list?.parts.id?.endsWith(`/${secret.name}`) === true
  return list === null || row === undefined || id === secret.pointer || !isBySecret
    ? list
    : { ...list, parts: { ...list.parts, id: row.relative } }
}

/** The members of the key itself, where an entry of the list has it beside its owner. */
function inside(rows: readonly Row[], create: Act): readonly Row[] {
  return rows.filter(
    ({ relative }) =>
      /^\/[^/]+\/[^/]+$/.test(relative) && namesId(relative.split('/')[1]!, create.shape.noun),
  )
}

/** The array of objects named like the keys, else the nearest to the top. */
function bestArray(
  arrays: readonly string[],
  fields: readonly Field[],
  noun: readonly string[],
): string | undefined {
  return arrays
    .filter((at) => !inArray(at))
    .filter((at) => fields.some((field) => field.parent === `${at}/0`))
    .map((at) => ({ at, score: scoreArray(at, noun) }))
    .toSorted((a, b) => b.score - a.score || (a.at < b.at ? -1 : 1))[0]?.at
}

const ENVELOPE =
  /^(?:data|item|result|record|value|row|content|entry|list|element|object|payload|response|resource)$/

function scoreArray(at: string, noun: readonly string[]): number {
  if (at === '') return 100
  const name = words(at.split('/').at(-1) ?? '')
  const own = namesId(name.join('_'), noun) ? 50 : 0
  const envelope = ENVELOPE.test(name.join(' ')) ? 30 : 0
  return own + envelope - 10 * at.split('/').length
}

function idOfRow(direct: readonly Row[], roles: Roles, create: Act, secret: Field): Row | undefined {
  const user = roles.revoke ?? roles.get ?? roles.update ?? roles.rotate
  const parameter = words((user === undefined ? null : parameterOf(user.act, create.shape.noun)) ?? '').join(
    ' ',
  )
  const noun = create.shape.noun
  const named = (test: (name: string) => boolean): Row | undefined =>
    direct.find((row) => !row.types.has('object') && test(words(row.name).join(' ')))
  const plain = /^(?:id|uid|uuid|sid|guid|identifier)$/
  const idLike = /(?:^| )(?:id|uid|uuid|sid|accessor|identifier)$/
  const shared = (name: string): boolean =>
    parameter.split(' ').some((word) => word !== 'id' && name.split(' ').includes(word))
  return (
    (parameter === '' ? undefined : named((name) => name === parameter)) ??
    (/(?:^| )name$/.test(parameter) && namesId(parameter, noun)
      ? named((name) => name === 'name')
      : undefined) ??
    named((name) => plain.test(name)) ??
    named((name) => idLike.test(name) && namesId(name, noun)) ??
    named((name) => idLike.test(name) && shared(name)) ??
    (/(?:key|token|secret|id)$/.test(parameter)
      ? named((name) => name === words(secret.name).join(' ') || /^(?:key|value|token)$/.test(name))
      : undefined)
  )
}
