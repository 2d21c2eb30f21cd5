import fc from 'fast-check'
import { isObject } from '../contract/json.ts'
import { pointerTokens } from '../contract/pointer.ts'
import type { Contract, Example, JsonSchema, JsonValue } from '../contract/types.ts'
import { canonical } from './canonical.ts'
import { emptyInput, parameterValues, withParameter } from './inputs.ts'
import type { Plan, PlannedParameter } from './plan.ts'
import { exampleValue } from './sample.ts'
import type { OperationInput } from './types.ts'
import { acceptsOf } from './validate.ts'

/** An input with a name for reports. */
export interface NamedInput {
  readonly name: string
  readonly input: OperationInput
}

/** The document's examples of bodies and parameters, verbatim, each where it is valid; the rest of the input is plain. */
export function documentedInputs(contract: Contract, plan: Plan): readonly NamedInput[] {
  const base = plainInput(plan)
  const found = new Map<string, NamedInput>()
  for (const named of [...bodyExamples(contract, plan, base), ...parameterExamples(plan, base)]) {
    const key = canonical(named.input as unknown as JsonValue)
    if (!found.has(key)) found.set(key, named)
  }
  return [...found.values()]
}

/** An input of required parts only, made of examples where there are any; throws Unsatisfiable. */
export function plainInput(plan: Plan): OperationInput {
  const { body, given } = plan
  const input = plan.parameters
    .filter(({ parameter, fixed }) => parameter.required || fixed !== undefined)
    .reduce<OperationInput>(
      (sofar, planned) => withParameter(sofar, planned, plainValue(plan, planned)),
      emptyInput,
    )
  if (body === undefined || !body.required) return input
  const example = body.media.examples.find(({ value }) => acceptsOf(body.schema)(value))
  const value = example?.value ?? exampleValue(body.schema, { direction: 'request' })
  return { ...input, body: { mediaType: body.mediaType, value: given.body?.(value) ?? value } }
}

function plainValue(plan: Plan, planned: PlannedParameter): JsonValue {
  if (planned.fixed !== undefined) return planned.fixed
  const [example] = validExamples(planned)
  if (example !== undefined) return example.value
  const made = exampleValue(planned.schema, { direction: 'request' })
  return planned.travels(made) ? made : fc.sample(parameterValues(plan, planned), { seed: 1, numRuns: 1 })[0]!
}

function validExamples({ parameter, schema, travels }: PlannedParameter): readonly Example[] {
  const accepts = acceptsOf(schema)
  return parameter.examples.filter(({ value }) => accepts(value) && travels(value))
}

function bodyExamples(contract: Contract, plan: Plan, base: OperationInput): readonly NamedInput[] {
  const content = Object.entries(plan.operation.requestBody?.content ?? {}).filter(
    ([type]) => !type.includes('*'),
  )
  return content.flatMap(([mediaType, media]) => {
    const schema: JsonSchema = media.schema === undefined ? true : contract.resolve(media.schema, 'request')
    const accepts = acceptsOf(schema)
    return [...media.examples, ...schemaExamples(schema, media.pointer)]
      .filter(({ value }) => accepts(value))
      .map(({ value, pointer }) => ({
        name: `body: ${nameOf(pointer)}`,
        input: { ...base, body: { mediaType, value } },
      }))
  })
}

function parameterExamples(plan: Plan, base: OperationInput): readonly NamedInput[] {
  return plan.parameters.flatMap((planned) => {
    const { parameter, fixed } = planned
    if (fixed !== undefined) return []
    return validExamples(planned).map(({ value, pointer }) => ({
      name: `${parameter.in} ${parameter.name}: ${nameOf(pointer)}`,
      input: withParameter(base, planned, value),
    }))
  })
}

function schemaExamples(schema: JsonSchema, pointer: string): readonly Example[] {
  if (typeof schema === 'boolean') return []
  const { examples } = schema
  const values = Array.isArray(examples)
    ? (examples as JsonValue[])
    : isObject(examples)
      ? Object.values(examples)
      : []
  return values.map((value, index) => ({ value, pointer: `${pointer}/schema/examples/${index}` }))
}

/** `example`, or the name under `examples`. */
function nameOf(pointer: string): string {
  const tokens = pointerTokens(pointer).filter((token) => token !== 'value' && token !== 'dataValue')
  const last = tokens.at(-1) ?? 'example'
  return tokens.at(-2) === 'examples' && !/^\d+$/.test(last)
    ? `example ${last}`
    : last === 'example'
      ? last
      : `example ${Number(last) + 1}`
}
