import type { Keywords } from './intersect.ts'

/** Our own keyword for the value by which a discriminator names an alternative. */
export const statedByDiscriminator = 'x-keyproof-discriminator'

const hints: Readonly<Record<string, readonly string[]>> = {
  object: [
    'properties',
    'required',
    'additionalProperties',
    'patternProperties',
    'propertyNames',
    'minProperties',
    'maxProperties',
  ],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  string: [
    'minLength',
    'maxLength',
    'pattern',
    'format',
    'contentEncoding',
    'contentMediaType',
    statedByDiscriminator,
  ],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
}

/** The keywords that restrict values of one type or another. */
export const assertions: ReadonlySet<string> = new Set(Object.values(hints).flat())

const numericFormats = new Set(['int32', 'int64', 'float', 'double'])

/**
 * The types a schema speaks of. One that lists members but no type admits numbers too, but means
 * objects, and a request should be what is meant. null where it says nothing at all.
 */
export function typesOf(keywords: Keywords): readonly string[] | null {
  if (Array.isArray(keywords['type'])) return keywords['type'] as string[]
  const meant = Object.keys(hints).filter((type) => hints[type]!.some((keyword) => keyword in keywords))
  if (numericFormats.has(keywords['format'] as string)) return ['number']
  return meant.length === 0 ? null : meant
}
