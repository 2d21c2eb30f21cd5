import { isObject } from './json.ts'

/** Which rules for schemas hold: OpenAPI 3.0's own or JSON Schema 2020-12, as 3.1 and later have it. */
export type Dialect = '3.0' | '2020-12'

const types = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']

const count = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0
const number = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const texts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
const schema = (value: unknown): boolean => typeof value === 'boolean' || isObject(value)
const filled = (value: unknown): boolean => Array.isArray(value) && value.length > 0

const expectations: readonly (readonly [string, readonly string[], (value: unknown) => boolean])[] = [
  [
    'a whole number from 0',
    [
      'minLength',
      'maxLength',
      'minItems',
      'maxItems',
      'minProperties',
      'maxProperties',
      'minContains',
      'maxContains',
    ],
    count,
  ],
  ['a number', ['minimum', 'maximum'], number],
  ['a number above 0', ['multipleOf'], (value) => number(value) && (value as number) > 0],
  [
    'true or false',
    ['uniqueItems', 'readOnly', 'writeOnly', 'deprecated', 'nullable'],
    (value) => typeof value === 'boolean',
  ],
  ['a list of property names', ['required'], texts],
  ['a list of values', ['enum'], filled],
  ['a text', ['format', 'contentEncoding', 'contentMediaType'], (value) => typeof value === 'string'],
  ['a list of schemas', ['allOf', 'anyOf', 'oneOf', 'prefixItems'], filled],
  ['a map of schemas', ['properties', 'dependentSchemas'], isObject],
  [
    'a map of lists of property names',
    ['dependentRequired'],
    (value) => isObject(value) && Object.values(value).every(texts),
  ],
  [
    'a schema',
    [
      'not',
      'if',
      'then',
      'else',
      'contains',
      'propertyNames',
      'additionalProperties',
      'unevaluatedProperties',
      'unevaluatedItems',
      'additionalItems',
    ],
    schema,
  ],
  ['a schema', ['items'], (value) => schema(value) || filled(value)],
  ['a valid regular expression', ['pattern'], (value) => regExp(value) !== undefined],
  [
    'a map from valid regular expressions to schemas',
    ['patternProperties'],
    (value) => isObject(value) && Object.keys(value).every((pattern) => regExp(pattern) !== undefined),
  ],
]

const checks = new Map(
  expectations.flatMap(([says, names, holds]) => names.map((name) => [name, { says, holds }])),
)

/** What is wrong with the value of a schema keyword, as a sentence; undefined where it can be used. */
export function keywordFault(keyword: string, value: unknown, dialect: Dialect): string | undefined {
  if (keyword === 'type') return typeFault(value, dialect)
  if (keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum') {
    if (number(value) || (dialect === '3.0' && typeof value === 'boolean')) return undefined
    return `\`${keyword}\` must be ${dialect === '3.0' ? 'true or false' : 'a number'}; it is ignored.`
  }
  const check = checks.get(keyword)
  if (check === undefined || check.holds(value)) return undefined
  return `\`${keyword}\` must be ${check.says}; it is ignored.`
}

function typeFault(value: unknown, dialect: Dialect): string | undefined {
  const named = Array.isArray(value) ? value : [value]
  const unknown = named.filter(
    (name) => !types.includes(name as string) && !(name === 'file' && dialect === '3.0'),
  )
  if (unknown.length === 0 && named.length > 0) return undefined
  return `\`type\` must be one of ${types.join(', ')}, not ${unknown.map((name) => JSON.stringify(name)).join(', ') || 'an empty list'}; it is ignored.`
}

/**
 * The pattern compiled with the `u` flag or, where only that works, without; undefined where neither does. A pattern
 * that still has the delimiters of a literal, as in `/^a$/`, is read without them.
 */
export function regExp(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== 'string') return undefined
  // Nothing can match a start after a slash or a slash after an end: it was meant as the literal of a language.
  const source = /^\/(\^.*\$)\/[a-z]*$/s.exec(pattern)?.[1] ?? pattern
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, flags)
    } catch {
      // Patterns written for other engines often escape characters that the `u` flag forbids to escape.
    }
  }
  return undefined
}
