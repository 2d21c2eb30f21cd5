import type { Contract, Evidence, KeyResource } from '../types.ts'
import { type Candidate, candidates } from './candidates.ts'
import { labels } from './labels.ts'
import { actsOf } from './operations.ts'
import { resourceOf } from './resource.ts'

// Both come of one look at the whole document; kept as long as the resources themselves.
const nearByResources = new WeakMap<readonly KeyResource[], readonly NearMiss[]>()

/**
 * The key resources of a contract, in the order of its operations. What annotations say counts before what
 * links, prose and names suggest; every conclusion carries its evidence.
 */
export function inferKeyResources(contract: Omit<Contract, 'keyResources'>): readonly KeyResource[] {
  const acts = actsOf(contract)
  const { taken, near } = candidates(acts)
  const chosen = distinct(taken)
  const order = new Map(acts.all.map((act, i) => [act, i]))
  const sorted = chosen.toSorted((a, b) => (order.get(a.create) ?? 0) - (order.get(b.create) ?? 0))
  const names = labels(sorted)
  const resources = sorted.map((candidate, i) =>
    resourceOf(contract, acts, candidate, names[i] ?? '', sorted.length === 1),
  )
  nearByResources.set(resources, missesAmong(near, resources))
  return resources
}

/** An operation that was not taken for one that creates keys, and what it looks like. */
export interface NearMiss {
  readonly operation: string
  /** Where the secret would be: JSON Pointer into its response. */
  readonly secret: string
  readonly evidence: Evidence
}

/** Operations that came close to being taken for ones that create keys, the closest first. */
export function nearMisses(contract: Contract): readonly NearMiss[] {
  return nearByResources.get(contract.keyResources) ?? []
}

function missesAmong(near: readonly Candidate[], resources: readonly KeyResource[]): readonly NearMiss[] {
  const taken = new Set(resources.flatMap(({ roles }) => Object.values(roles).map((role) => role.operation)))
  return (
    near
      .filter(({ create }) => !taken.has(create.operation.key))
      // What is not even called a key comes close by chance.
      .filter(({ noun }) => noun.kind === 'key' || noun.kind === 'identity')
      .map(({ create, secrets, says }) => ({
        operation: create.operation.key,
        secret: secrets[0]?.field.pointer ?? '',
        evidence: {
          says: says.join(', '),
          pointer: create.operation.pointer,
          ...(create.operation.summary !== '' && { quote: create.operation.summary }),
        },
      }))
  )
}

/** One candidate for each collection of keys: of twins the undeprecated, then the surest. */
function distinct(ranked: readonly Candidate[]): readonly Candidate[] {
  const kept: Candidate[] = []
  const alive = ranked.toSorted(
    (a, b) => Number(a.create.operation.deprecated) - Number(b.create.operation.deprecated),
  )
  for (const candidate of alive) if (!kept.some((other) => same(candidate, other))) kept.push(candidate)
  return kept
}

/** Whether two candidates make the same keys: one collection, an old version of it, or one operation that revokes both. */
function same(a: Candidate, b: Candidate): boolean {
  if (a.create.shape.collection.join('/') === b.create.shape.collection.join('/')) return true
  const [oldA, oldB] = [a, b].map(({ create }) => create.operation.deprecated)
  if (oldA !== oldB && versionless(a) === versionless(b)) return true
  const [revokeA, revokeB] = [a.roles.revoke?.act, b.roles.revoke?.act]
  return revokeA !== undefined && revokeA === revokeB
}

/** The collection without `v1` and the like: where an old version stands beside a new one. */
function versionless(candidate: Candidate): string {
  return candidate.create.shape.collection
    .filter((part) => !/^v?\d[\d.-]*(?:alpha|beta)?\d*$/.test(part))
    .join('/')
}
