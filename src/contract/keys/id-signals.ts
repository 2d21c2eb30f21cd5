import { namesId } from './address.ts'
import { type Field, isText } from './fields.ts'
import { nounKind } from './nouns.ts'
import type { Signal } from './signal.ts'
import { words } from './words.ts'

/** One member of the create response, judged as the id; names are in words. */
export interface IdCase {
  readonly field: Field
  readonly name: string
  /** The parameter that addresses a key, in words. */
  readonly parameter: string
  /** The format that its schema names. */
  readonly format: string | undefined
  readonly noun: readonly string[]
  readonly secret: Field
  readonly listed: ReadonlySet<string>
}

const GENERIC = /^(?:id|uid|uuid|sid|guid|key|name|identifier|prefix)$/

const ID_WORD = /(?:^| )(?:id|uid|uuid|sid|guid|identifier|accessor)$/

const ENVELOPE =
  /^(?:data|result|response|item|record|payload|object|value|resource|attributes|spec|status)$/i

/** What speaks for and against a member being the id. */
export const ID_SIGNALS: readonly Signal<IdCase>[] = [
  { points: 60, says: 'has the name of the parameter', when: (c) => c.name === c.parameter },
  {
    points: 60,
    says: 'is the slug, as the parameter is',
    when: (c) =>
      c.name === 'slug' && c.parameter.endsWith(' slug') && namesId(c.parameter.slice(0, -5), c.noun),
  },
  {
    points: 70,
    says: 'is the name, as the parameter is',
    when: (c) => c.name === 'name' && c.parameter.endsWith(' name') && namesId(c.parameter, c.noun),
  },
  {
    points: 45,
    says: 'is called id, as the parameter is',
    when: (c) => isPlainId(c.name) && (ID_WORD.test(c.parameter) || c.parameter === ''),
  },
  { points: 30, says: 'has the plain name of an id', when: (c) => isPlainId(c.name) },
  {
    points: 42,
    says: 'is the id of the noun',
    when: (c) => ID_WORD.test(c.name) && !isPlainId(c.name) && namesId(c.name, c.noun),
  },
  {
    points: 40,
    says: 'shares its first word with the parameter',
    when: (c) =>
      c.name !== c.parameter &&
      c.parameter.includes(' ') &&
      ID_WORD.test(c.name) &&
      sharesWord(c.name, c.parameter),
  },
  {
    points: 40,
    says: 'is one of the ids the parameter accepts',
    when: (c) => c.name !== c.parameter && c.parameter.split(' or ').includes(c.name),
  },
  {
    points: 20,
    says: 'is the name of what the parameter names',
    when: (c) =>
      c.name === 'name' &&
      c.parameter !== '' &&
      !/(?:^| )(?:id|key|token|secret)$/.test(c.parameter) &&
      namesId(c.parameter, c.noun),
  },
  {
    points: 40,
    says: 'has the format of the parameter',
    when: (c) => c.format === 'uuid' && c.field.format === c.format,
  },
  { points: 15, says: 'also stands in the list', when: (c) => c.listed.has(c.field.name) },
  {
    points: 12,
    says: 'stands beside the secret',
    when: (c) => c.field.parent === c.secret.parent && describesKey(c.secret.parent, c.noun),
  },
  {
    points: 25,
    says: 'is called key, beside a secret of another name',
    when: (c) =>
      c.name === 'key' && c.secret.name !== c.field.name && /secret/.test(words(c.secret.name).join(' ')),
  },
  {
    points: -50,
    says: 'stands inside another object',
    when: (c) => !aroundSecret(c.field, c.secret, c.noun),
  },
  {
    points: -60,
    says: 'is the id of something else',
    when: (c) =>
      ID_WORD.test(c.name) &&
      !isPlainId(c.name) &&
      !namesId(c.name, c.noun) &&
      c.name !== c.parameter &&
      !sharesWord(c.name, c.parameter),
  },
]

/** Whether a member has the type and the name of an id. */
export function mayBeId(field: Field, parameter: string): boolean {
  const name = words(field.name).join(' ')
  const scalar = isText(field) || field.types.has('integer') || field.types.has('number')
  return (
    scalar &&
    field.format !== 'date-time' &&
    (ID_WORD.test(name) ||
      GENERIC.test(name) ||
      name === parameter ||
      name.endsWith(' name') ||
      (name === 'slug' && parameter.endsWith(' slug')))
  )
}

function isPlainId(name: string): boolean {
  return /^(?:id|uid|uuid|sid|guid|identifier)$/.test(name)
}

function sharesWord(name: string, parameter: string): boolean {
  const skip = new Set(['id', 'or'])
  const own = new Set(name.split(' ').filter((w) => !skip.has(w)))
  return parameter.split(' ').some((w) => own.has(w))
}

/** Beside the secret, above it, or inside an object that describes the key. */
function aroundSecret(field: Field, secret: Field, noun: readonly string[]): boolean {
  if (secret.pointer.startsWith(`${field.parent}/`)) return true
  return field.parent !== '' && describesKey(field.parent, noun)
}

/** Whether an object is the key: the whole body, an envelope, or named for the noun or for keys. */
function describesKey(holder: string, noun: readonly string[]): boolean {
  return holder
    .split('/')
    .slice(1)
    .map((token) => token.replace(/[-_]?(?:data|info|details?|metadata|object|record)$/i, ''))
    .every((name) => {
      if (name === '' || ENVELOPE.test(name) || namesId(name, noun)) return true
      return (
        nounKind(noun).kind === 'key' && /^(?:key|token|credential|secret)$/.test(words(name).at(-1) ?? '')
      )
    })
}
