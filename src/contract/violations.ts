import type { ErrorObject } from 'ajv/dist/2020.js'

import type { Violation } from '../http/exchange.ts'
import { compacted } from './branches.ts'
import { onceFor } from './memo.ts'
import { percentDecoded } from '../http/uri.ts'
import { pointerTo, valueAt, pointerTokens } from './pointer.ts'
import type { ResolvedSchema } from './schema.ts'
import type { JsonSchema } from './types.ts'

/** What ajv reports, in words and places that hold no value of the instance; of alternatives the nearest one only. */
export function violationsOf(
  errors: readonly ErrorObject[],
  value: unknown,
  resolved: ResolvedSchema,
): readonly Violation[] {
  const found = new Map<string, Violation>()
  for (const error of compacted(errors, resolved.schema)) {
    const violation = {
      place: placeOf(error.instancePath, value, resolved),
      keyword: error.keyword,
      schema: schemaPlace(error, resolved),
      message: messageFor(error),
      formatOnly: error.keyword === 'format',
    }
    // Each item of an array tells the same story.
    found.set(`${violation.place}\n${violation.schema}\n${violation.message}`, violation)
  }
  return [...found.values()]
}

const nesting = 'nesting'

/** Of a value that is nested too deeply to be held against its schema. */
export function tooDeep({ pointer }: ResolvedSchema): Violation {
  return {
    place: '',
    keyword: nesting,
    schema: pointer,
    message: 'is nested too deeply to be held against its schema',
    formatOnly: false,
  }
}

/** Whether a value could not be held against its schema at all, so that nothing is known of it. */
export function isUndecided({ keyword }: Violation): boolean {
  return keyword === nesting
}

/** The instance path with `*` for the indexes of arrays, and for names that the schema does not name: those of a map are values. */
function placeOf(path: string, instance: unknown, { schema }: ResolvedSchema): string {
  const named = typeof schema === 'boolean' ? none : namesIn(schema)
  let place = ''
  let value = instance
  for (const token of pointerTokens(path)) {
    place = pointerTo(place, Array.isArray(value) || !named.has(token) ? '*' : token)
    value = (value as Record<string, unknown> | undefined)?.[token]
  }
  return place
}

const none: ReadonlySet<string> = new Set()

/** Names of members that a schema declares, at any depth. */
const namesIn = onceFor((schema: Exclude<JsonSchema, boolean>): ReadonlySet<string> => {
  const names = new Set<string>()
  const seen = new Set<object>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return
    seen.add(node)
    for (const [key, value] of Object.entries(node)) {
      if (['properties', 'required', 'dependentRequired', 'dependentSchemas'].includes(key))
        // In an example anything may stand under such a name.
        for (const name of Array.isArray(value) ? value : Object.keys(Object(value) as object))
          if (typeof name === 'string') names.add(name)
      visit(value)
    }
  }
  visit(schema)
  return names
})

/** Where the keyword stands in the document. ajv's own path starts anew at each reference, so objects are told apart. */
function schemaPlace(error: ErrorObject, { schema, pointer, originOf }: ResolvedSchema): string {
  const origin = originOf(error.parentSchema)
  if (origin !== undefined) return pointerTo(origin, error.keyword)
  // `false` is no object: it is where the path leads to it from the root or from one of the definitions.
  const path = percentDecoded(
    error.schemaPath.replace(/^#(?:\/\$defs\/[^/]*)?/, '').replace(/\/false schema$/, ''),
  )
  const holders = [schema, ...Object.values((schema as { $defs?: object }).$defs ?? {})]
  return (originOf(holders.find((holder) => valueAt(holder, path) === false)) ?? pointer) + path
}

/** ajv's own messages are near this, but name neither the member nor the kind of value received. */
function messageFor(error: ErrorObject): string {
  const params = error.params as Record<string, unknown>
  switch (error.keyword) {
    case 'type':
      return `must be ${[params['type']].flat().join(' or ')}, not ${kindOf(error.data)}`
    case 'required':
      return `lacks the required member \`${String(params['missingProperty'])}\``
    case 'dependentRequired':
      return `lacks the member \`${String(params['missingProperty'])}\`, which \`${String(params['property'])}\` requires`
    case 'additionalProperties':
      return `has the member \`${String(params['additionalProperty'])}\`, which the schema does not allow`
    case 'unevaluatedProperties':
      return `has the member \`${String(params['unevaluatedProperty'])}\`, which the schema does not allow`
    case 'propertyNames':
      return `has a member whose name the schema does not allow: \`${String(params['propertyName'])}\``
    case 'enum':
      return 'must be one of the values listed'
    case 'const':
      return 'must be the one value allowed'
    case 'oneOf':
      return params['passingSchemas'] === null
        ? 'must match one of the alternatives, and matches none'
        : 'must match exactly one of the alternatives, and matches several'
    case 'anyOf':
      return 'must match one of the alternatives, and matches none'
    case 'not':
      return 'must not match the schema under `not`'
    case 'uniqueItems':
      return 'must not hold the same item twice'
    case 'false schema':
      return 'must not be there'
    default:
      return error.message ?? `must satisfy \`${error.keyword}\``
  }
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}
