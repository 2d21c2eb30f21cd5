import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isObject } from '../contract/json.ts'
import { regExp } from '../contract/keywords.ts'
import type { JsonSchema } from '../contract/types.ts'
import { Unsatisfiable } from './unsatisfiable.ts'

/** Tells whether a value satisfies a schema, formats included. */
export type Accepts = (value: unknown) => boolean

/** All departures of a value from a schema, none when it is valid. */
export type Errors = (value: unknown) => readonly ErrorObject[]

interface Compiled {
  accepts?: Accepts
  errors?: Errors
}

// Setting ajv up and compiling take milliseconds and a schema object is never changed, so the validators
// are kept for as long as the schema object itself: the only state of this room.
const quick = newAjv(false)
const thorough = newAjv(true)
const compiledBySchema = new WeakMap<object, Compiled>()

/** The validator of a schema, compiled once for each schema object; throws Unsatisfiable where it cannot be compiled. */
export function acceptsOf(schema: JsonSchema): Accepts {
  if (typeof schema === 'boolean') return () => schema
  const kept = keptFor(schema)
  kept.accepts ??= compile(schema, false) as Accepts
  return kept.accepts
}

/** Like acceptsOf, but the function tells every departure. */
export function errorsOf(schema: JsonSchema): Errors {
  const object = isObject(schema) ? schema : schema ? {} : { not: {} }
  const kept = keptFor(object)
  if (kept.errors === undefined) {
    const validate = compile(object, true)
    kept.errors = (value) => (validate(value) ? [] : [...(validate.errors ?? [])])
  }
  return kept.errors
}

function keptFor(schema: object): Compiled {
  const kept = compiledBySchema.get(schema) ?? {}
  compiledBySchema.set(schema, kept)
  return kept
}

function compile(schema: object, allErrors: boolean): ValidateFunction {
  const ajv = allErrors ? thorough : quick
  try {
    return ajv.compile(schema)
  } catch (error) {
    throw new Unsatisfiable('a schema that cannot be compiled', error)
  } finally {
    // The instance would hold on to every schema it ever saw.
    ajv.removeSchema(schema)
  }
}

function newAjv(allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors,
    // Errors say which object of the schema they come from.
    verbose: allErrors,
    logger: false,
    validateSchema: false,
    addUsedSchema: false,
    // Most validators judge a few hundred values: optimising their code costs more than it saves.
    code: { optimize: false, regExp: Object.assign(regExpOrAny, { code: 'regExp' }) },
  })
  formats.default(ajv)
  return ajv
}

/** A pattern that is no JavaScript regular expression matches everything: it cannot be judged. */
function regExpOrAny(pattern: string): RegExp {
  return regExp(pattern) ?? /(?:)/
}
