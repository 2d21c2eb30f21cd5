import { pointerTokens } from '../pointer.ts'
import type { Evidence, KeyResource } from '../types.ts'
import type { Body } from './bodies.ts'
import { byDepth, type Field, inArray } from './fields.ts'
import { words } from './words.ts'
import type { SpanForm } from '../spans.ts'

const NAME_ORDER = [
  'name',
  'key name',
  'token name',
  'api key name',
  'friendly name',
  'display name',
  'label',
  'title',
  'alias',
  'note',
  'description',
  'desc',
  'purpose',
]
/** In the singular, as names are compared: `expires_at` is `expire at`. */
const EXPIRY =
  /^(?:(?:key|token|api key|access token) )?(?:(?:expire|expiry|expiration|expired)(?: (?:at|on|in|after|date|time|timestamp|instant|ttl|(?:in )?(?:second|minute|hour|day|week|month)|period|duration|time second|date time))?|ttl(?: in)?(?: second| minute| hour| day| week| month)?|time to live|valid (?:until|till|to|for)|not after|lifetime(?: in)?(?: second| minute| hour| day| week| month)?|validity(?: period)?|second until expiration|(?:second|minute|hour|day) to live)$/
const SCOPES = [
  'scope',
  'permission',
  'role',
  'action',
  'grant',
  'acl',
  'policy',
  'capability',
  'access',
  'ability',
  'privilege',
  'right',
]

/** The caller's name for a key, in the create request and response. */
export function findName(
  request: Body,
  response: Body,
): Pick<KeyResource, 'nameInRequest' | 'nameInResponse'> {
  const inRequest =
    named(
      request.fields.filter((f) => f.parent === ''),
      NAME_ORDER,
    ) ?? named(request.fields, NAME_ORDER)
  if (inRequest === undefined) return { nameInRequest: null, nameInResponse: null }
  const twins = response.fields.filter((f) => plain(f.name) === plain(inRequest.name)).toSorted(byDepth)
  return { nameInRequest: inRequest.pointer, nameInResponse: twins[0]?.pointer ?? null }
}

/** When a key ends: where the caller says so, and in which unit the document has it. */
export function findExpiry(
  request: Body,
  response: Body,
): { readonly expiry: KeyResource['expiry']; readonly evidence: readonly Evidence[] } {
  const field = request.fields
    .filter((f) => EXPIRY.test(plain(f.name)) && !f.types.has('object') && !f.types.has('boolean'))
    .filter((f) => !isWrittenSpan(f) || spanFormOf(f) !== null)
    .toSorted(byDepth)[0]
  if (field === undefined) return { expiry: null, evidence: [] }
  const wanted = plain(field.name)
  const span = spanFormOf(field)
  const relative = isDuration(field) || span !== null
  // The span given back tells no more than was said; when it ends does.
  const ends = response.fields
    .filter((f) => !relative || !(isDuration(f) || isWrittenSpan(f)))
    .toSorted(byDepth)
  const same = ends.find((f) => f.name === field.name || plain(f.name) === wanted)
  const unit = span === null ? unitOf(field) : 's'
  const twin = same ?? ends.find((f) => EXPIRY.test(plain(f.name)))
  const says = `expiry at ${field.pointer} of the request, unit ${unit}`
  return {
    expiry: {
      inRequest: field.pointer,
      inResponse: twin?.pointer ?? null,
      unit,
      ...(relative ? { relative } : {}),
      ...(span === null ? {} : { span }),
    },
    evidence: [{ says, pointer: field.schemaPointer }],
  }
}

/** Where the create response tells when the key ends, if that goes by the name that the request has for it; null where it does not. */
export function endInResponse(response: Body, inRequest: string): string | null {
  const name = plain(pointerTokens(inRequest).at(-1) ?? '')
  const [twin] = response.fields
    .filter((field) => plain(field.name) === name && !isDuration(field))
    .toSorted(byDepth)
  return twin?.pointer ?? null
}

/** The JSON Pointer of the scopes in the create request: an array, or text, named like one. */
export function findScopes(request: Body): string | null {
  const arrays = request.fields.filter((f) => f.types.has('array'))
  return (
    (
      named(arrays, SCOPES) ??
      named(
        request.fields.filter((f) => !f.types.has('object')),
        ['scope', 'permission'],
      )
    )?.pointer ?? null
  )
}

function named(fields: readonly Field[], order: readonly string[]): Field | undefined {
  for (const name of order) {
    const found = fields.filter((f) => plain(f.name) === name && !inArray(f.pointer)).toSorted(byDepth)[0]
    if (found !== undefined) return found
  }
  return undefined
}

function plain(name: string): string {
  return words(name).join(' ')
}

/** Names and words that speak of a span of time; in the singular, as names are compared. */
const SPAN =
  /\b(?:in(?: (?:second|minute|hour|day))?|ttl|time to live|lifetime|validity|period|duration|valid for|second until expiration|(?:second|minute|hour|day) to live|(?:expire|expiry|expiration) (?:second|day|time second))\b/
const INSTANT = /\b(?:unix|epoch|timestamp|date|point in time)\b/i

function isDuration(field: Field): boolean {
  if (!field.types.has('integer') && !field.types.has('number')) return false
  if (INSTANT.test(`${field.text} ${plain(field.name)}`)) return false
  return (
    SPAN.test(plain(field.name)) ||
    /\b(?:number|amount) of (?:milli)?(?:seconds|minutes|hours|days)\b|\b(?:seconds|minutes|hours|days) (?:until|before|after which|from (?:now|creation)|the \w+(?: \w+)? (?:is|remains|stays|will))\b|\bhow long\b|\b(?:lifetime|lifespan|duration|validity|time to live|ttl)\b[^.]{0,30}\b(?:milli)?(?:seconds|minutes|hours|days)\b/i.test(
      field.text,
    )
  )
}

/** A span of time as a text of the API's own making, such as `30d` or one of a few: nothing that can be counted with. */
function isWrittenSpan(field: Field): boolean {
  const told = [...field.examples, ...field.enum]
  return mayBeSpan(field) && told.some((value) => typeof value === 'string' && WRITTEN_SPAN.test(value))
}

function mayBeSpan({ types, format, name, text }: Field): boolean {
  return (
    types.has('string') &&
    (format === undefined || format === 'duration') &&
    SPAN.test(plain(name)) &&
    !INSTANT.test(`${text} ${plain(name)}`)
  )
}

/** How a written span is put together, where it may be of seconds; null where that is not said, or only some are taken. */
function spanFormOf(field: Field): SpanForm | null {
  const { enum: values, examples, pattern = '', text } = field
  if (values.length > 0 || !mayBeSpan(field)) return null
  if (field.format === 'duration') return 'iso8601'
  const told = [...examples.filter((value) => typeof value === 'string'), text].join(' ')
  const said = `${told} ${pattern}`
  if (/\bPT?\d+[YMWDHS]\b/.test(told))
    return /\bISO[ -]?8601\b|\bseconds?\b|\dS\b|\)S/i.test(said) ? 'iso8601' : null
  const isLettered = /(?:^|[^\w.])\d+(?:ms|[smhd])\b/.test(told)
  return isLettered && /\bseconds?\b|(?:^|[^\w.])\d+s\b|\[[mhdw]*s[mhdw]*\]/.test(said) ? 'lettered' : null
}

/** `90`, `24h`, `1 year`, `P30D`. */
const WRITTEN_SPAN = /^(?:\d{1,5} ?[a-z]*|P[\dYMWDTHS]+)$/i

const UNITS: readonly {
  readonly unit: NonNullable<KeyResource['expiry']>['unit']
  readonly pattern: RegExp
}[] = [
  { unit: 'ms', pattern: /\bmilli-?se[ck]\w+\b|\bin ms\b|\(ms\)|毫秒|ミリ秒/i },
  {
    unit: 's',
    pattern:
      /\bunix (?:time(?:stamp)?|epoch)\b|\bepoch\b|\bseconds?\b|\bunix\b|\b(?:sekunden|secondes|segundos|secondi)\b|秒/i,
  },
  { unit: 'iso8601', pattern: /\biso[ -]?8601\b|\brfc[ -]?3339\b|\bdate-?time\b/i },
]

function unitOf(field: Field): NonNullable<KeyResource['expiry']>['unit'] {
  if (field.format === 'date-time' || field.format === 'date') return 'iso8601'
  const numeric = field.types.has('integer') || field.types.has('number')
  const found = UNITS.find(({ pattern }) => pattern.test(`${field.text} ${plain(field.name)}`))
  if (found !== undefined && (found.unit === 'iso8601') !== (numeric && !field.types.has('string')))
    return found.unit
  return 'unknown'
}
