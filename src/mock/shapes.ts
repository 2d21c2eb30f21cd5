import { isObject } from '../contract/json.ts'
import { isJson } from '../contract/lookup.ts'
import type {
  Contract,
  JsonSchema,
  JsonValue,
  MediaType,
  Operation,
  ResponseSpec,
} from '../contract/types.ts'
import type { Violation } from '../http/exchange.ts'
import { exampleValue } from '../generate/sample.ts'
import { itemSchema, schemaAt } from '../contract/schema-parts.ts'

/** A body the document describes: a valid model of it, and how to tell whether another one is valid. */
export interface Shape {
  readonly mediaType: string
  readonly model: JsonValue
  /** The model follows a documented example of the whole body. */
  readonly exemplary: boolean
  readonly schema: JsonSchema
  readonly violations: (body: JsonValue) => readonly Violation[]
}

/** The JSON body of a response, or the first documented one; undefined where it has none. */
export function shapeOf(contract: Contract, response: ResponseSpec, seed: number): Shape | undefined {
  const types = Object.keys(response.content)
  const mediaType = types.find(isJson) ?? types[0]
  return mediaType === undefined
    ? undefined
    : shapeOfMedia(contract, mediaType, response.content[mediaType]!, seed)
}

/** A body of one media type. */
export function shapeOfMedia(contract: Contract, mediaType: string, media: MediaType, seed: number): Shape {
  const named = mediaType.includes('*') ? 'application/json' : mediaType
  if (media.schema === undefined)
    return {
      mediaType: named,
      model: media.examples[0]?.value ?? {},
      exemplary: media.examples.length > 0,
      schema: true,
      violations: () => [],
    }
  const schema = contract.resolve(media.schema, 'response')
  const violations = checker(contract, media)
  const generated = generatedFrom(schema, media, seed)
  return {
    mediaType: named,
    model: modelFrom(media, generated, violations),
    exemplary: media.examples.length > 0,
    schema,
    violations,
  }
}

/** A generated value; where none can be made, the documented example or nothing, which is all there is. */
function generatedFrom(schema: JsonSchema, media: MediaType, seed: number): JsonValue {
  try {
    return exampleValue(schema, { seed })
  } catch {
    return media.examples[0]?.value ?? null
  }
}

/** An item made up for the array at a JSON Pointer. */
export function exampleItem(schema: JsonSchema, pointer: string): JsonValue {
  try {
    return exampleValue(itemSchema(schemaAt(schema, pointer)))
  } catch {
    return {}
  }
}

/** A validator that accepts anything where the schema cannot be compiled: the contract reports that as a problem. */
function checker(contract: Contract, media: MediaType): (body: JsonValue) => readonly Violation[] {
  try {
    return contract.validator(media.schema!, 'response')
  } catch {
    return () => []
  }
}

/** The first documented example that is valid, filled up with the members it leaves out where that stays valid. */
function modelFrom(
  media: MediaType,
  generated: JsonValue,
  violations: (body: JsonValue) => readonly Violation[],
): JsonValue {
  for (const { value } of media.examples) {
    const merged = merge(generated, value)
    if (violations(merged).length === 0) return merged
    if (violations(value).length === 0) return value
  }
  return generated
}

function merge(under: JsonValue, over: JsonValue): JsonValue {
  if (!isObject(under) || !isObject(over)) return over
  return {
    ...under,
    ...Object.fromEntries(
      Object.entries(over).map(([name, value]) => [
        name,
        Object.hasOwn(under, name) ? merge(under[name]!, value) : value,
      ]),
    ),
  }
}

/** The success an operation documents: 201 before all others where it creates something, else the lowest. */
export function successOf(
  operation: Operation,
  creates: boolean,
): { readonly status: number; readonly response: ResponseSpec | undefined } {
  const codes = Object.keys(operation.responses)
  const exact = codes
    .filter((code) => /^2\d\d$/.test(code))
    .map(Number)
    .toSorted((one, other) => one - other)
  const status = creates && exact.includes(201) ? 201 : exact[0]
  if (status !== undefined) return { status, response: operation.responses[String(status)] }
  const usual = creates ? 201 : 200
  const other = codes.find((code) => code.toUpperCase() === '2XX') ?? codes.find((code) => code === 'default')
  if (other !== undefined) return { status: usual, response: operation.responses[other] }
  // Only redirects or errors are documented: the lowest of them is all there is to say.
  const lowest = codes
    .filter((code) => /^\d{3}$/.test(code))
    .map(Number)
    .toSorted((one, next) => one - next)[0]
  return lowest === undefined
    ? { status: usual, response: undefined }
    : { status: lowest, response: operation.responses[String(lowest)] }
}
