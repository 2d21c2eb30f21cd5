import type { Contract, Operation, Parameter } from '../contract/types.ts'
import type { Principal } from './call.ts'
import type { Ledger } from './ledger.ts'

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
