import type { Contract, JsonValue, Operation, Parameter, SchemaNode } from '../contract/types.ts'
import { exampleValue } from '../generate/sample.ts'
import type { Principal } from './call.ts'
import { idMaker } from './ids.ts'
import type { Ledger } from './ledger.ts'
import type { Random } from './random.ts'
import { scalar } from './wire.ts'

/** The parameter by which a document selects a tenant; undefined where it does not, or by a credential. */
export function tenantSelector(
  contract: Contract,
): { readonly in: string; readonly name: string } | undefined {
  for (const { tenant } of contract.keyResources) {
    if (tenant === null) continue
    const [place, ...rest] = tenant.split('.')
    const name = rest.join('.')
    const isCredential = Object.values(contract.securitySchemes).some(
      (scheme) =>
        scheme.kind === 'apiKey' &&
        scheme.in === place &&
        scheme.parameter.toLowerCase() === name.toLowerCase(),
    )
    if (!isCredential && name !== '' && place !== 'body') return { in: place!, name }
  }
  return undefined
}

/** The operation's own parameter that selects the tenant. */
export function selectorOf(
  operation: Operation,
  selector: { readonly in: string; readonly name: string } | undefined,
): Parameter | undefined {
  if (selector === undefined) return undefined
  return operation.parameters.find(
    (parameter) =>
      parameter.in === selector.in && parameter.name.toLowerCase() === selector.name.toLowerCase(),
  )
}

/**
 * Whether a caller may act for a tenant. An issued key may for the one it was made in. An account may for
 * those it was given and for any that nobody owns yet: it becomes their owner with the first key made there.
 */
export function mayActFor(
  tenant: string,
  { account, record }: Principal,
  given: ReadonlyMap<string, string>,
  ledger: Ledger,
): boolean {
  if (record !== null) return record.tenant === tenant
  const owner = given.get(tenant) ?? ledger.ownerOf(tenant)
  return owner === undefined || owner === account
}

/** Makes values for the parameter that selects the tenant, as every operation's schema of it wants them. */
export function tenantMaker(
  contract: Contract,
  selector: { readonly in: string; readonly name: string },
  random: Random,
): (random: Random) => string {
  const schemas = contract.operations.flatMap((operation) => selectorOf(operation, selector)?.schema ?? [])
  const distinct = [...new Map(schemas.map((schema) => [schema.pointer, schema])).values()]
  const accepts = (value: string | number): boolean =>
    distinct.every(
      (schema) =>
        contract.validator(schema, 'request')(scalar(String(value), contract.resolve(schema, 'request')))
          .length === 0,
    )
  const [first] = distinct
  const make = idMaker(first === undefined ? undefined : sampleOf(contract, first), accepts, random)
  return (source) => String(make(source))
}

/** A value of a schema; none is the form of a tenant where nothing but a type is said. */
function sampleOf(contract: Contract, schema: SchemaNode): JsonValue | undefined {
  const resolved = contract.resolve(schema, 'request')
  if (typeof resolved === 'boolean' || (resolved['pattern'] === undefined && resolved['type'] !== 'integer'))
    return undefined
  try {
    return exampleValue(resolved, { direction: 'request' })
  } catch {
    return undefined
  }
}
