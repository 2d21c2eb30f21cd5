import fc from 'fast-check'
import type { Contract, Operation } from '../contract/types.ts'
import { boundaryValues } from './boundaries.ts'
import { type DefectiveInputs, defectiveInputs } from './defect-inputs.ts'
import { documentedInputs, type NamedInput, plainInput } from './examples.ts'
import { inputsOf, withParameter } from './inputs.ts'
import { type Given, type Plan, planOf } from './plan.ts'
import type { Defect, InvalidInput, OperationInput } from './types.ts'
import { Unsatisfiable } from './unsatisfiable.ts'

export type { NamedInput } from './examples.ts'
export type { Given } from './plan.ts'

const nothingGiven: Given = { parameters: {} }

/** Most boundary inputs that one parameter adds. */
const mostPerParameter = 12

/** Valid inputs; throws Unsatisfiable naming the part of the request for which nothing can be made. */
export function validInputs(
  contract: Contract,
  operation: Operation,
  given: Given,
): fc.Arbitrary<OperationInput> {
  return preparedFor(contract, operation, given).valid()
}

/** Valid inputs on the edges of the schemas of body and parameters, the same at every call; throws Unsatisfiable. */
export function boundaryInputs(
  contract: Contract,
  operation: Operation,
  given: Given,
): readonly NamedInput[] {
  return preparedFor(contract, operation, given).boundaries()
}

function boundariesOf(plan: Plan): readonly NamedInput[] {
  const { body, given } = plan
  const base = plainInput(plan)
  const edges =
    body === undefined ? [] : boundaryValues(body.schema).filter(({ value }) => body.travels(value))
  const ofBody = edges.map(({ name, value }): NamedInput => {
    const sent = given.body?.(value) ?? value
    return { name: `body ${name}`, input: { ...base, body: { mediaType: body!.mediaType, value: sent } } }
  })
  const ofParameters = plan.parameters.flatMap((planned) => {
    if (planned.fixed !== undefined) return []
    const edges = boundaryValues(planned.schema).filter(({ value }) => planned.travels(value))
    return edges.slice(0, mostPerParameter).map(({ name, value }): NamedInput => ({
      name: `${planned.parameter.in} ${planned.parameter.name}: ${name}`,
      input: withParameter(base, planned, value),
    }))
  })
  const withoutBody = body === undefined || body.required ? [] : [{ name: 'body: absent', input: base }]
  return [...ofBody, ...withoutBody, ...ofParameters]
}

/** The document's own examples for requests, verbatim where they are valid; throws Unsatisfiable. */
export function documentExamples(
  contract: Contract,
  operation: Operation,
  given: Given = nothingGiven,
): readonly NamedInput[] {
  return documentedInputs(contract, preparedFor(contract, operation, given).plan)
}

/** Inputs with exactly one defect each, all defects alike; throws Unsatisfiable where there can be none. */
export function invalidInputs(
  contract: Contract,
  operation: Operation,
  given: Given,
): fc.Arbitrary<InvalidInput> {
  const found = preparedFor(contract, operation, given).defective()
  if (found.length === 0) throw new Unsatisfiable(`an invalid request of ${operation.key}`)
  return fc.oneof(...found.map(({ inputs }) => inputs))
}

/** Every defect that the inputs of an operation can have, in a fixed order; throws Unsatisfiable. */
export function enumerateDefects(contract: Contract, operation: Operation, given: Given): readonly Defect[] {
  return preparedFor(contract, operation, given)
    .defective()
    .map(({ defect }) => defect)
}

/** Inputs with one defect out of those enumerated; throws Unsatisfiable for any other. */
export function invalidInputsFor(
  contract: Contract,
  operation: Operation,
  given: Given,
  defect: Defect,
): fc.Arbitrary<InvalidInput> {
  const found = preparedFor(contract, operation, given)
    .defective()
    .find((candidate) => candidate.defect.name === defect.name)
  if (found === undefined)
    throw new Unsatisfiable(`a request of ${operation.key} with the defect "${defect.name}"`)
  return found.inputs
}

interface Prepared {
  readonly plan: Plan
  readonly valid: () => fc.Arbitrary<OperationInput>
  readonly boundaries: () => readonly NamedInput[]
  readonly defective: () => readonly DefectiveInputs[]
}

// All of the above start from the same plan, whose schemas are worth compiling once; kept as long as the
// caller keeps what was given.
const preparedByGiven = new WeakMap<Given, WeakMap<Operation, Prepared>>()

function preparedFor(contract: Contract, operation: Operation, given: Given): Prepared {
  const byOperation = preparedByGiven.get(given) ?? new WeakMap<Operation, Prepared>()
  preparedByGiven.set(given, byOperation)
  const kept = byOperation.get(operation)
  if (kept !== undefined) return kept
  const plan = planOf(contract, operation, given)
  const valid = once(() => inputsOf(plan))
  const prepared: Prepared = {
    plan,
    valid,
    boundaries: once(() => boundariesOf(plan)),
    defective: once(() => defectiveInputs(plan, valid())),
  }
  byOperation.set(operation, prepared)
  return prepared
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
