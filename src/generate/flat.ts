import { isObject } from '../contract/json.ts'
import type { JsonSchema, JsonValue } from '../contract/types.ts'
import { statedByDiscriminator } from './kinds.ts'
import { definitionName } from './standalone.ts'
import { both, intersectKeywords, type Keywords } from './intersect.ts'

/** A schema with its references and conjunctions folded in, as far as that can be done. */
export interface Flat {
  /** Everything that holds in any case; no applicator that chooses, negates or refers. */
  readonly keywords: Keywords
  /** Of each of these, at least one alternative holds. */
  readonly choices: readonly (readonly JsonSchema[])[]
  /** The keywords and choices alone admit values that the schema forbids: a validator has the last word. */
  readonly loose: boolean
}

type Definitions = Readonly<Record<string, JsonSchema>>

const choosing = new Set(['$ref', '$defs', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'])
/** Most combinations of alternatives tried for one schema. */
const usualCombinations = 16

const depending = new Set(['dependentRequired', 'dependentSchemas'])

/** Folds a schema; null when it plainly admits nothing. */
export function flatten(
  schema: JsonSchema,
  definitions: Definitions,
  chain: readonly string[] = [],
): Flat | null {
  if (schema === false) return null
  if (schema === true) return { keywords: {}, choices: [], loose: false }
  const own: [string, unknown][] = Object.entries(schema).filter(
    ([name]) => !choosing.has(name) && !depending.has(name),
  )
  const loose = 'not' in schema || (listOf(schema['oneOf'])?.length ?? 0) > 1 || 'if' in schema
  let flat: Flat | null = {
    keywords: intersectKeywords(Object.fromEntries(own), {})?.keywords ?? {},
    choices: choicesOf(schema),
    loose,
  }
  const reference = schema['$ref']
  if (typeof reference === 'string') {
    const target = definition(definitions, reference)
    if (target === undefined || chain.includes(reference)) flat = { ...flat, loose: true }
    else flat = intersectOrNull(flat, flatten(target, definitions, [...chain, reference]))
  }
  const parts = [
    ...(listOf(schema['allOf']) ?? []),
    ...['anyOf', 'oneOf'].flatMap((name) => onlyOne(schema[name])),
  ]
  for (const part of parts) flat = flat && intersectOrNull(flat, flatten(part, definitions, chain))
  return flat
}

/** What satisfies both; null when that is plainly nothing. */
function intersect(left: Flat, right: Flat): Flat | null {
  const both = intersectKeywords(left.keywords, right.keywords)
  if (both === null) return null
  return {
    keywords: both.keywords,
    choices: [...left.choices, ...right.choices],
    loose: left.loose || right.loose || !both.exact,
  }
}

/** A schema with one alternative taken of each of its choices. */
export interface Alternative {
  readonly flat: Flat
  /** What was chosen, as a schema. */
  readonly chosen: JsonSchema
}

/** The schema under each combination of its choices, contradictory ones left out; itself where it has none. */
export function alternatives(flat: Flat, definitions: Definitions): readonly Alternative[] {
  if (flat.choices.length === 0) return [{ flat, chosen: true }]
  const common: Flat = { ...flat, choices: [] }
  return combinations(flat.choices).flatMap((schemas) => {
    const chosen = schemas.reduce(both, true)
    const folded = flatten(chosen, definitions)
    const whole = folded === null ? null : intersect(common, folded)
    return whole === null ? [] : [{ flat: whole, chosen }]
  })
}

/** One alternative of each choice: all combinations where they are few, else enough that each alternative is met. */
function combinations(choices: readonly (readonly JsonSchema[])[]): readonly (readonly JsonSchema[])[] {
  const count = choices.reduce((product, choice) => product * choice.length, 1)
  if (count <= usualCombinations)
    return choices.reduce<readonly (readonly JsonSchema[])[]>(
      (rows, choice) => rows.flatMap((row) => choice.map((schema) => [...row, schema])),
      [[]],
    )
  const longest = Math.max(...choices.map((choice) => choice.length))
  return Array.from({ length: longest }, (_, index) =>
    choices.map((choice) => choice[index % choice.length] ?? false),
  )
}

/** The schema a `#/$defs/...` reference leads to. */
function definition(definitions: Definitions, reference: string): JsonSchema | undefined {
  const name = definitionName(reference)
  return name !== undefined && Object.hasOwn(definitions, name) ? definitions[name] : undefined
}

/** The definitions of a standalone schema. */
export function definitionsOf(root: JsonSchema): Definitions {
  return isObject(root) && isObject(root['$defs']) ? (root['$defs'] as Definitions) : {}
}

function intersectOrNull(left: Flat, right: Flat | null): Flat | null {
  return right === null ? null : intersect(left, right)
}

function listOf(value: unknown): readonly JsonSchema[] | undefined {
  return Array.isArray(value) ? (value as JsonSchema[]) : undefined
}

function onlyOne(value: unknown): readonly JsonSchema[] {
  const list = listOf(value)
  return list?.length === 1 ? list : []
}

function choicesOf(schema: Readonly<Record<string, unknown>>): (readonly JsonSchema[])[] {
  const choices: (readonly JsonSchema[])[] = []
  for (const name of ['anyOf', 'oneOf']) {
    const list = listOf(schema[name])
    if (list !== undefined && list.length !== 1) choices.push(discriminated(list, schema['discriminator']))
  }
  if ('if' in schema) {
    const condition = schema['if'] as JsonSchema
    const yes = (schema['then'] ?? true) as JsonSchema
    const no = (schema['else'] ?? true) as JsonSchema
    choices.push([{ allOf: [condition, yes] }, no])
  }
  for (const [member, others] of entriesOf(schema['dependentRequired']))
    choices.push([{ properties: { [member]: false } }, { required: [member, ...(others as string[])] }])
  for (const [member, also] of entriesOf(schema['dependentSchemas']))
    choices.push([
      { properties: { [member]: false } },
      { allOf: [{ required: [member] }, also as JsonSchema] },
    ])
  return choices
}

function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : []
}

/** With a discriminator, each referenced alternative also states its own name, as a server will expect. */
function discriminated(list: readonly JsonSchema[], discriminator: unknown): readonly JsonSchema[] {
  if (!isObject(discriminator) || typeof discriminator['propertyName'] !== 'string') return list
  const member = discriminator['propertyName']
  const mapping = new Map(
    entriesOf(discriminator['mapping']).map(([value, target]) => [
      lastSegment(String(target)),
      value as JsonValue,
    ]),
  )
  return list.map((alternative): JsonSchema => {
    const reference = isObject(alternative) ? alternative['$ref'] : undefined
    if (typeof reference !== 'string') return alternative
    const name = lastSegment(reference)
    const stated: JsonSchema = {
      properties: { [member]: { type: 'string', [statedByDiscriminator]: mapping.get(name) ?? name } },
      required: [member],
    }
    return { allOf: [alternative, stated] }
  })
}

function lastSegment(reference: string): string {
  return decodeURIComponent(reference.slice(reference.lastIndexOf('/') + 1))
}
