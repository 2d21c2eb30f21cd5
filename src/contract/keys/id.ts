import type { Evidence, KeyResource } from '../types.ts'
import { text } from '../json.ts'
import { namesId, parameterOf } from './address.ts'
import type { Body } from './bodies.ts'
import { byDepth, type Field, inArray, lastToken } from './fields.ts'
import { ID_SIGNALS, mayBeId } from './id-signals.ts'
import { linkParameters } from './links.ts'
import type { ListParts } from './list.ts'
import type { Act } from './operations.ts'
import type { Roles } from './roles.ts'
import { weigh } from './signal.ts'
import { words } from './words.ts'

/** Where the id of a new key is found. */
export interface IdParts {
  readonly id: KeyResource['id']
  readonly idIsSecret: boolean
  readonly idIsName: boolean
  readonly evidence: readonly Evidence[]
}

/** Finds the id of a new key, confirmed against the parameter of revoke or get. */
export function findId(create: Act, roles: Roles, secret: Field, list: ListParts | null): IdParts {
  const user = roles.revoke ?? roles.get ?? roles.update ?? roles.rotate
  const parameter = user === undefined ? null : parameterOf(user.act, create.shape.noun)
  if (user !== undefined && parameter === null) return none(`${user.act.operation.key} takes no id`)
  const link =
    user === undefined || parameter === null ? undefined : linkParameters(create, user.act)[parameter]
  if (link !== undefined)
    return found(link, secret, `the link to ${user?.act.operation.key ?? ''} takes it from there`, create)
  const noun = create.shape.noun
  const name = words(parameter ?? '').join(' ')
  const body = create.response()
  const quoted = user === undefined ? undefined : quotedBy(user.act, parameter, body, secret)
  if (quoted !== undefined)
    return found(quoted.pointer, secret, `the description of {${parameter ?? ''}} names it`, create)
  const listed = new Set(list?.members ?? [])
  const ranked = body.fields
    .filter((field) => field !== secret && mayBeId(field, name) && !inArray(field.pointer))
    .map((field) => ({
      field,
      ...weigh(ID_SIGNALS, {
        field,
        name: words(field.name).join(' '),
        parameter: name,
        format: formatOf(user?.act, parameter),
        noun,
        secret,
        listed,
      }),
    }))
    .toSorted((a, b) => b.points - a.points || byDepth(a.field, b.field))
  const best = ranked[0]
  const sameName = name !== '' && name === words(secret.name).join(' ')
  const secretAnswers = sameName || (/(?:key|token|secret)$/.test(name) && namesId(name, noun))
  if (best !== undefined && best.points >= (sameName ? 60 : 30)) {
    const chosen = found(best.field.pointer, secret, best.says.join(', '), create)
    const rival = ranked.slice(1).find(({ points }) => points >= 30 && best.points - points < CLOSE)
    return rival === undefined ? chosen : { ...chosen, evidence: [...chosen.evidence, lessLikely(rival)] }
  }
  if (secretAnswers) return found(secret.pointer, secret, `{${parameter ?? ''}} is the secret itself`, create)
  if (list?.parts.id != null) return fromList(list, body)
  return none('the create response names no id')
}

/** The format of a parameter that addresses a key, as its schema names it. */
function formatOf(user: Act | undefined, parameter: string | null): string | undefined {
  return text(user?.operation.parameters.find(({ name }) => name === parameter)?.schema?.schema, 'format')
}

/** The member that the description of a parameter names in quotes: "The `key` of the token". */
function quotedBy(user: Act, parameter: string | null, { fields }: Body, secret: Field): Field | undefined {
  const said = user.operation.parameters.find(({ name }) => name === parameter)?.description ?? ''
  const names = new Set([...said.matchAll(/[`'"“]([\w-]+)[`'"”]/g)].map(([, name]) => name!))
  if (names.has(secret.name)) return undefined
  return fields
    .filter((field) => field !== secret && names.has(field.name) && !inArray(field.pointer))
    .toSorted(byDepth)
    .find(({ types }) => types.has('string') || types.has('integer'))
}

/** Points by which a second choice may fall behind and still be worth a look. */
const CLOSE = 40

function lessLikely({ field, says }: { readonly field: Field; readonly says: readonly string[] }): Evidence {
  return {
    says: `less likely the id: ${field.pointer}, which ${says.join(', ')}`,
    pointer: field.schemaPointer,
  }
}

function found(pointer: string, secret: Field, says: string, create: Act): IdParts {
  const field = create.response().byPointer.get(pointer)
  const name = words(lastToken(pointer)).join(' ')
  return {
    id: { pointer },
    idIsSecret: pointer === secret.pointer,
    idIsName: name === 'name' || name.endsWith(' name'),
    evidence: [
      { says: `id at ${pointer}: ${says}`, ...(field !== undefined && { pointer: field.schemaPointer }) },
    ],
  }
}

function none(says: string): IdParts {
  return { id: null, idIsSecret: false, idIsName: false, evidence: [{ says: `no id: ${says}` }] }
}

/** What tells the new key among those listed: its name first, then its time. */
const TELLING = [
  'name',
  'key name',
  'token name',
  'display name',
  'friendly name',
  'label',
  'title',
  'note',
  'description',
  'prefix',
  'key prefix',
  'last4',
  'created at',
  'created',
  'date created',
  'created on',
  'created time',
  'issued at',
]

/** The new key is the list entry that has the name and the time of the new key. */
function fromList(list: ListParts, created: Body): IdParts {
  const telling = TELLING.flatMap((name) =>
    list.rows.filter((row) => words(row.name).join(' ') === name),
  ).filter((row) => list.members.includes(row.name))
  const known = telling.filter(
    (row) =>
      TELLING.indexOf(words(row.name).join(' ')) < 9 || created.fields.some((f) => f.name === row.name),
  )
  return {
    id: { fromList: true, match: (known.length > 0 ? known : telling).map((row) => row.relative) },
    idIsSecret: false,
    idIsName: false,
    evidence: [{ says: `the create response names no id; the list has it at ${list.parts.id ?? ''}` }],
  }
}
