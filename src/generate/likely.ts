import type { JsonValue } from '../contract/types.ts'
import type { Keywords } from './intersect.ts'

const named: readonly (readonly [member: RegExp, values: readonly JsonValue[]])[] = [
  // How often, not when.
  [/times(?!tamp)/i, [1, 2, 3, 12]],
  [
    /(created|updated|modified|used|issued|seen|since|start)/i,
    ['2026-01-15T09:30:00Z', '2026-02-03T14:05:00Z', '2026-01-15', 1768469400],
  ],
  [/(expir|until|valid|end)/i, ['2040-01-01T00:00:00Z', '2040-01-01', 2208988800]],
  [/e-?mail/i, ['ada@example.com', 'grace@example.org']],
  [/(url|uri|link|href|website)/i, ['https://example.com/docs', 'https://example.org/']],
  [
    /desc|note|comment|message|detail|reason/i,
    ['Made for the nightly import', 'Used by the billing service'],
  ],
  [/(status|state)$/i, ['active']],
  [/(^|_)(type|kind|object)$/i, ['api_key']],
  [/scope|permission|role/i, ['read', 'write']],
  [/(user|owner|author|creator|by)$/i, ['Ada Lovelace', 'Grace Hopper']],
  [/(name|title|label|alias)$/i, ['Production key', 'Staging key', 'Nightly import', 'Billing service']],
  [/(limit|size|per_page|pageSize)$/i, [20, 50]],
  [/(page|offset|cursor)$/i, [1, 2]],
  [/(count|total|quantity)/i, [1, 2, 3, 12]],
]

const usual: Readonly<Record<string, readonly JsonValue[]>> = {
  string: ['alpha', 'bravo', 'charlie', 'delta', 'echo'],
  integer: [1, 2, 3, 7, 12, 25, 100],
  number: [1, 2, 3, 7, 12, 25, 100],
}

/** Values that look right for a member of that name, or for the type alone; they need not be valid. */
export function likelyValues(keywords: Keywords, member: string | undefined): readonly JsonValue[] {
  const types = Array.isArray(keywords['type']) ? (keywords['type'] as string[]) : []
  const type = types.find((name) => name !== 'null')
  if (type === undefined || usual[type] === undefined) return []
  const fitting = (values: readonly JsonValue[]): readonly JsonValue[] =>
    values.filter((value) => typeof value === (type === 'string' ? 'string' : 'number'))
  const [, byName] = named.find(([pattern]) => member !== undefined && pattern.test(member)) ?? []
  const dated = fitting(byName ?? []).filter((value) => isDated(value) === isDateFormat(keywords['format']))
  if (dated.length > 0 && (!isIdentifier(member) || type !== 'string')) return dated
  // An identifier or a value in a format is better made afresh, so that two of them differ.
  const unmade = type === 'string' && ('format' in keywords || 'pattern' in keywords || isIdentifier(member))
  return unmade ? [] : usual[type]
}

function isIdentifier(member: string | undefined): boolean {
  return member !== undefined && /(id|key|token|secret|hash|prefix|value)$/i.test(member)
}

function isDated(value: JsonValue): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)
}

function isDateFormat(format: unknown): boolean {
  return format === 'date' || format === 'date-time'
}
