import type { Contract, KeyResource } from '../types.ts'
import { selectsTenant } from './carrier.ts'
import type { Act } from './operations.ts'
import type { Segment } from './shape.ts'
import { words } from './words.ts'

const TENANT = new Set(
  'org organization organisation tenant workspace account team project company merchant customer environment env site app application store namespace owner user group'.split(
    ' ',
  ),
)

/** What selects the tenant: a scheme asked for beside the key, a required header, or a parameter of the path. */
export function findTenant(
  contract: Omit<Contract, 'keyResources'>,
  create: Act,
  roles: KeyResource['roles'],
): string | null {
  const { operation } = create
  const scheme = operation.security
    .flatMap((need) => (Object.keys(need).length > 1 ? Object.keys(need) : []))
    .map((name) => contract.securitySchemes[name])
    .find((s) => s !== undefined && selectsTenant(s))
  if (scheme?.kind === 'apiKey') return `${scheme.in}.${scheme.parameter}`
  const header = operation.parameters.find((p) => p.in === 'header' && p.required && selects(p.name))
  if (header !== undefined) return `header.${header.name}`
  // Of `/apps/{id}/keys` and `/keys/{id}` the one names an owner and the other a key, so that the name alone tells neither.
  const namesKey = (name: string): boolean =>
    Object.values(roles).some(({ idParameter, idIn }) => idIn === 'path' && idParameter === name)
  const inPath = create.shape.segments.find(
    (segment, i) =>
      segment.parameter &&
      !namesKey(segment.text) &&
      selectsTenantHere(segment, create.shape.segments[i - 1]),
  )
  if (inPath !== undefined) return `path.${inPath.text}`
  const query = operation.parameters.find((p) => p.in === 'query' && p.required && selects(p.name))
  return query === undefined ? null : `query.${query.name}`
}

/** Path parameters of the create operation: those of the key's owners. */
export function ownerParameters(create: Act): readonly string[] {
  return create.shape.segments.filter((segment) => segment.parameter).map((segment) => segment.text)
}

function selectsTenantHere(parameter: Segment, before: Segment | undefined): boolean {
  if (selects(parameter.text)) return true
  return (
    before !== undefined &&
    !before.parameter &&
    TENANT.has(before.words.at(-1) ?? '') &&
    before.words.length === 1
  )
}

function selects(name: string): boolean {
  const list = words(name)
  return (
    list.some((word) => TENANT.has(word)) &&
    !list.some((word) => /^(?:key|token|secret|agent|service|system)$/.test(word))
  )
}
