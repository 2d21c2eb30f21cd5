import {
  isJson,
  operationByKey,
  pointerTo,
  type JsonObject,
  type JsonValue,
  type Operation,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'spec-secret-schema-not-shared'

/** The schema that shows the secret is not the one that reads use. */
export const documentKeepsSecretApart: Scenario = {
  name: 'document-keeps-secret-apart',
  promise: 'The document describes the secret in the answer to a creation, and in no other answer.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  applies({ resource }) {
    if (resource === null) return 'The document has no key resource.'
    const { reveal } = resource.secret
    return (
      (reveal !== 'always' && reveal !== 'recoverable') ||
      `The document lets the secret be read again (${reveal}).`
    )
  },
  verify(stage) {
    const secret = found(stage, stage.operation, (place) => place === stage.resource!.secret.pointer)[0]
    const { create: _create, rotate: _rotate, ...reads } = stage.resource!.roles
    const others = Object.values(reads).flatMap(
      (binding) => operationByKey(stage.contract, binding.operation) ?? [],
    )
    if (secret === undefined || others.length === 0) {
      stage.notApplicable(
        rule,
        secret === undefined
          ? 'No schema describes the secret.'
          : 'The document has no other operation on keys.',
      )
      return Promise.resolve()
    }
    const name = stage.resource!.secret.pointer.split('/').at(-1)
    const saysItself = isSaidOn(secret.schema, stage.resource!.secret.revealEvidence?.quote)
    const isShortened = shortened.test(descriptionOf(secret.schema))
    const isNullable = allowsNull(secret.schema)
    for (const operation of others) {
      // A member of the same name may be a masked form; only the very same description is the same secret.
      const same = found(
        stage,
        operation,
        (place, schema) =>
          place.split('/').at(-1) === name && JSON.stringify(schema) === JSON.stringify(secret.schema),
      )
      const [first] = same.toSorted((one, other) => Number(other.required) - Number(one.required))
      // What is null in a read is as good as not there.
      const isFilled = first?.required === true && !isNullable
      if (first === undefined) stage.held(rule, operation.key)
      else
        stage.broken(
          rule,
          {
            place: first.place,
            failure: first.required ? 'required' : 'optional',
            message: `The document describes the secret in the answer of ${operation.key}, at ${first.place}, as it does for the creation.`,
            expected: 'a schema without the secret',
            received: first.required ? 'the secret as a required member' : 'the secret as an optional member',
            because: { pointer: operation.pointer },
            // Many documents share one schema and say in words that the member is filled at creation only.
            ...(isFilled && !isShortened
              ? {}
              : { severity: 'medium' as const, confidence: 'tentative' as const }),
            ...(isShortened || (saysItself && !isFilled)
              ? { severity: 'low' as const, basis: 'convention' as const }
              : {}),
          },
          operation.key,
        )
    }
    return Promise.resolve()
  },
}

/** Words by which a member says that reads give less of it. */
const shortened =
  /\b(?:truncated|masked|redacted|obfuscated|shortened|abbreviated|partially (?:shown|hidden))\b/i

function descriptionOf(schema: JsonValue): string {
  const said =
    typeof schema === 'object' && schema !== null ? (schema as JsonObject)['description'] : undefined
  return typeof said === 'string' ? said : ''
}

/** Whether the member itself says that it is filled once. */
function isSaidOn(schema: JsonValue, quote: string | undefined): boolean {
  return quote !== undefined && descriptionOf(schema).includes(quote)
}

function allowsNull(schema: JsonValue): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  const { type, nullable } = schema as JsonObject
  return nullable === true || (Array.isArray(type) && type.includes('null'))
}

interface Found {
  readonly place: string
  readonly schema: JsonValue
  readonly required: boolean
}

/** Members that the success responses of an operation describe. */
function found(
  stage: Stage,
  operation: Operation,
  wanted: (place: string, schema: JsonValue) => boolean,
): readonly Found[] {
  return Object.values(operation.responses)
    .filter((response) => response.status.startsWith('2'))
    .flatMap((response) => Object.entries(response.content))
    .flatMap(([type, media]) => {
      if (!isJson(type) || media.schema === undefined) return []
      const root = stage.contract.resolve(media.schema, 'response') as JsonValue
      return membersOf(root, root, '', 0).filter(({ place, schema }) => wanted(place, schema))
    })
}

function membersOf(
  schema: JsonValue | undefined,
  root: JsonValue,
  place: string,
  depth: number,
): readonly Found[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema) || depth > 12) return []
  const { $ref, properties, required, items, allOf, anyOf, oneOf, additionalProperties } =
    schema as JsonObject
  const inner = (part: JsonValue | undefined, at: string): readonly Found[] =>
    membersOf(part, root, at, depth + 1)
  const listed = (parts: JsonValue | undefined): readonly JsonValue[] =>
    Array.isArray(parts) ? (parts as readonly JsonValue[]) : []
  const own =
    typeof properties === 'object' && properties !== null && !Array.isArray(properties)
      ? Object.entries(properties as JsonObject)
      : []
  return [
    ...(typeof $ref === 'string' ? inner(definition(root, $ref), place) : []),
    ...own.flatMap(([name, member]): readonly Found[] => {
      const at = pointerTo(place, name)
      return [{ place: at, schema: member, required: listed(required).includes(name) }, ...inner(member, at)]
    }),
    ...[...listed(allOf), ...listed(anyOf), ...listed(oneOf)].flatMap((part) => inner(part, place)),
    ...inner(items, `${place}/*`),
    ...inner(additionalProperties, `${place}/*`),
  ]
}

function definition(root: JsonValue, reference: string): JsonValue | undefined {
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1]
  const definitions = typeof root === 'object' && root !== null ? (root as JsonObject)['$defs'] : undefined
  return name === undefined || typeof definitions !== 'object' || definitions === null
    ? undefined
    : (definitions as JsonObject)[name.replaceAll('~1', '/').replaceAll('~0', '~')]
}
