import fc from 'fast-check'
import type { JsonValue } from '../contract/types.ts'
import type { Plan, PlannedParameter } from './plan.ts'
import { usualTaste } from './taste.ts'
import type { InputBody, OperationInput } from './types.ts'
import { Unsatisfiable } from './unsatisfiable.ts'
import { valuesTo } from './values.ts'

/** An input without any value. */
export const emptyInput: OperationInput = { path: {}, query: {}, header: {}, cookie: {} }

const absent: unique symbol = Symbol('absent')
type Maybe<T> = T | typeof absent

/**
 * Valid inputs of a planned operation, optional parts present or absent. Throws Unsatisfiable naming the
 * required part for which nothing can be made; an optional part of that kind is left out.
 */
export function inputsOf(plan: Plan): fc.Arbitrary<OperationInput> {
  const values = plan.parameters.map((planned) => parameterOrAbsent(plan, planned))
  return fc.tuple(fc.tuple(...values), bodyOrAbsent(plan)).map(([parameters, body]) => {
    const input = parameters.reduce<OperationInput>(
      (sofar, value, index) =>
        value === absent ? sofar : withParameter(sofar, plan.parameters[index]!, value),
      emptyInput,
    )
    return body === absent ? input : { ...input, body }
  })
}

/** Values of one parameter; throws Unsatisfiable. */
export function parameterValues(plan: Plan, planned: PlannedParameter): fc.Arbitrary<JsonValue> {
  const { parameter, fixed } = planned
  if (fixed !== undefined) return fc.constant(fixed)
  return named(`the ${parameter.in} parameter ${parameter.name} of ${plan.operation.key}`, () =>
    valuesTo(planned.schema, planned.taste, planned.travels),
  )
}

/** Bodies before they are serialised, the caller's changes applied; throws Unsatisfiable. */
export function bodyValues(plan: Plan): fc.Arbitrary<JsonValue> {
  const values = named(`the request body of ${plan.operation.key}`, () =>
    valuesTo(plan.body?.schema ?? true, usualTaste, plan.body?.travels),
  )
  return plan.given.body === undefined ? values : values.map(plan.given.body)
}

/** The input with the value of a parameter set. */
export function withParameter(
  input: OperationInput,
  { parameter }: PlannedParameter,
  value: JsonValue,
): OperationInput {
  return { ...input, [parameter.in]: { ...input[parameter.in], [parameter.name]: value } }
}

/** The input with a parameter left out. */
export function withoutParameter(input: OperationInput, { parameter }: PlannedParameter): OperationInput {
  const rest = Object.entries(input[parameter.in]).filter(([name]) => name !== parameter.name)
  return { ...input, [parameter.in]: Object.fromEntries(rest) }
}

function parameterOrAbsent(plan: Plan, planned: PlannedParameter): fc.Arbitrary<Maybe<JsonValue>> {
  if (planned.parameter.required || planned.fixed !== undefined) return parameterValues(plan, planned)
  return optional(() => parameterValues(plan, planned), 1)
}

function bodyOrAbsent(plan: Plan): fc.Arbitrary<Maybe<InputBody>> {
  const { body } = plan
  if (body === undefined) return fc.constant(absent)
  const bodies = (): fc.Arbitrary<InputBody> =>
    bodyValues(plan).map((value) => ({ mediaType: body.mediaType, value }))
  return body.required ? bodies() : optional(bodies, 4)
}

function optional<T>(values: () => fc.Arbitrary<T>, weight: number): fc.Arbitrary<Maybe<T>> {
  try {
    return fc.oneof(
      { withCrossShrink: true },
      { weight: 1, arbitrary: fc.constant(absent) },
      { weight, arbitrary: values() },
    )
  } catch (error) {
    if (error instanceof Unsatisfiable) return fc.constant(absent)
    throw error
  }
}

function named<T>(what: string, build: () => T): T {
  try {
    return build()
  } catch (error) {
    throw error instanceof Unsatisfiable ? new Unsatisfiable(what, error.cause ?? error) : error
  }
}
