import { operationByKey } from '../contract/lookup.ts'
import type { Contract, JsonValue, Parameter } from '../contract/types.ts'
import type { Given } from '../generate/requests.ts'
import { exampleValue } from '../generate/sample.ts'
import { travels } from '../generate/wire.ts'
import type { HeaderLine } from '../http/exchange.ts'

/** What is fixed of the requests of a run: what the user gave, and what nobody can make up. */
export function givenFor(
  contract: Contract,
  {
    parameters,
    headers,
  }: {
    readonly parameters: Readonly<Record<string, JsonValue>>
    /** Headers that every request gets. */
    readonly headers: readonly HeaderLine[]
  },
): Given {
  const settled: Record<string, JsonValue> = { ...parameters }
  const settle = (parameter: Parameter, make: () => JsonValue): void => {
    if (settled[parameter.name] === undefined) settled[parameter.name] = make()
  }
  for (const parameter of tenantParameters(contract)) settle(parameter, () => tenantOf(contract, parameter))
  const conditions = contract.operations.flatMap(({ key, parameters: all }) =>
    all.filter((parameter) => isMatch(contract, parameter)).map((parameter) => ({ key, parameter })),
  )
  const creates = new Set(contract.keyResources.map(({ roles }) => roles.create?.operation))
  // What is yet to be made matches nothing.
  if (!conditions.some(({ key }) => creates.has(key)))
    for (const { parameter } of conditions) settle(parameter, () => '*')
  return { parameters: settled, headers: new Set(headers.map(([name]) => name.toLowerCase())) }
}

/** Parameters in the paths of operations on keys that name no key, but whose it is. */
export function tenantParameters(contract: Contract): readonly Parameter[] {
  return contract.keyResources.flatMap(({ roles }) =>
    Object.values(roles).flatMap(({ operation, idParameter }) =>
      (operationByKey(contract, operation)?.parameters ?? []).filter(
        ({ in: place, name }) => place === 'path' && name !== idParameter,
      ),
    ),
  )
}

/** A value for the tenant that the user did not give. */
function tenantOf(contract: Contract, parameter: Parameter): JsonValue {
  return (
    parameter.examples.find(({ value }) => travels(parameter, value))?.value ??
    (parameter.schema === undefined
      ? 'keyproof'
      : exampleValue(contract.resolve(parameter.schema, 'request')))
  )
}

/** An If-Match that may name any state there is (RFC 9110 §13.1.1); the tag of the very state cannot be made up. */
function isMatch(contract: Contract, { in: place, name, schema }: Parameter): boolean {
  if (place !== 'header' || name.toLowerCase() !== 'if-match') return false
  return schema === undefined || contract.validator(schema, 'request')('*').length === 0
}
