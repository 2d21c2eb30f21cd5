import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

import { KeyproofError, messageOf } from '../errors.ts'
import type { Violation } from '../http/exchange.ts'
import { regExp } from './keywords.ts'
import type { Problems } from './problems.ts'
import type { ResolvedSchema } from './schema.ts'
import type { Direction, SchemaNode } from './types.ts'
import { tooDeep, violationsOf } from './violations.ts'

type Validate = (value: unknown) => readonly Violation[]

/**
 * Validators for the schemas of one document, compiled when first asked for and kept. A schema that cannot be
 * compiled is a problem of the document and throws a KeyproofError('document') each time: it never passes.
 */
export function validatorOf(
  resolve: (node: SchemaNode, direction: Direction) => ResolvedSchema,
  problems: Problems,
): (node: SchemaNode, direction: Direction) => Validate {
  const compiled = new WeakMap<ResolvedSchema, Validate | KeyproofError>()
  return (node, direction) => {
    const resolved = resolve(node, direction)
    const found = compiled.get(resolved) ?? compile(resolved, problems)
    // A failure is kept as well: how much stack there is changes, and what is said of a schema must not.
    compiled.set(resolved, found)
    if (found instanceof KeyproofError) throw found
    return found
  }
}

function compile(resolved: ResolvedSchema, problems: Problems): Validate | KeyproofError {
  let validate: ReturnType<Ajv2020['compile']>
  try {
    validate = newAjv().compile(resolved.schema as object | boolean)
  } catch (error) {
    // All that is wrong with keywords was taken out before; what is left is too deep to be compiled.
    const message = `The schema at ${resolved.pointer} cannot be compiled: ${messageOf(error)}.`
    problems.add('error', message, resolved.pointer)
    return new KeyproofError(
      'document',
      message,
      'Correct the schema, or leave its operation out of the run.',
      error,
    )
  }
  return (value) => {
    try {
      return validate(value) ? [] : violationsOf(validate.errors ?? [], value, resolved)
    } catch (error) {
      // A schema that holds itself is followed down into the value for as long as there is stack.
      if (error instanceof RangeError) return [tooDeep(resolved)]
      throw error
    }
  }
}

/** One instance a schema: ajv keeps what it compiled for as long as the instance lives. */
function newAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    validateSchema: false,
    logger: false,
    inlineRefs: false,
    // 19.99 is a multiple of 0.01, although their quotient as binary fractions is no whole number.
    multipleOfPrecision: 8,
    code: { regExp: compilePattern },
  })
  addFormats.default(ajv)
  return ajv
}

const compilePattern = Object.assign(
  (pattern: string, flags: string): RegExp => regExp(pattern) ?? new RegExp(pattern, flags),
  {
    code: 'new RegExp',
  },
)
