import type { KeyResource, Role } from '../../src/contract/types.ts'
import type { TrueDocument, TrueOperation, TrueResource } from './truth.ts'

/** Hits out of tries. */
export interface Tally {
  readonly hits: number
  readonly tries: number
}

export type Measure =
  | 'precision'
  | 'recall'
  | 'recallOfSure'
  | 'secret'
  | 'id'
  | 'roles'
  | 'listId'
  | 'reveal'
  | 'masked'

export type Tallies = Readonly<Record<Measure, Tally>>

export interface Comparison {
  readonly tallies: Tallies
  /** What differs, one line each. */
  readonly differences: readonly string[]
}

/** Compares the key resources found in a document with those that are in it. */
export function compare(found: readonly KeyResource[], truth: TrueDocument): Comparison {
  const differences: string[] = []
  const counts: Record<Measure, { hits: number; tries: number }> = {
    precision: { hits: 0, tries: 0 },
    recall: { hits: 0, tries: 0 },
    recallOfSure: { hits: 0, tries: 0 },
    secret: { hits: 0, tries: 0 },
    id: { hits: 0, tries: 0 },
    roles: { hits: 0, tries: 0 },
    listId: { hits: 0, tries: 0 },
    reveal: { hits: 0, tries: 0 },
    masked: { hits: 0, tries: 0 },
  }
  const judge = (measure: Measure, hit: boolean, difference: string): void => {
    counts[measure].tries++
    if (hit) counts[measure].hits++
    else differences.push(`${measure}: ${difference}`)
  }
  const open = new Set(truth.borderline_ops.map(keyOf))
  for (const resource of found) {
    const create = resource.roles.create?.operation ?? ''
    const known = truth.resources.some((r) => keyOf(r.create) === create)
    if (known || !open.has(create))
      judge('precision', known, `${create} is no key resource (${resource.secret.pointer})`)
  }
  for (const resource of truth.resources) {
    const match = found.find((r) => r.roles.create?.operation === keyOf(resource.create))
    const missing = `${keyOf(resource.create)} is missing`
    judge('recall', match !== undefined, `${missing}${resource.borderline ? ' (borderline)' : ''}`)
    if (!resource.borderline) judge('recallOfSure', match !== undefined, missing)
    if (match !== undefined) compareResource(match, resource, judge)
  }
  return { tallies: counts, differences }
}

function compareResource(
  found: KeyResource,
  truth: TrueResource,
  judge: (measure: Measure, hit: boolean, difference: string) => void,
): void {
  const at = keyOf(truth.create)
  judge(
    'secret',
    found.secret.pointer === truth.secret_pointer,
    `${at}: ${found.secret.pointer}, not ${truth.secret_pointer}`,
  )
  const id = found.id !== null && 'pointer' in found.id ? found.id.pointer : null
  judge('id', id === truth.id_pointer, `${at}: ${id ?? 'none'}, not ${truth.id_pointer ?? 'none'}`)
  for (const role of ['list', 'get', 'update', 'revoke', 'rotate'] as const) {
    const accepted = acceptedFor(role, truth)
    const bound = found.roles[role]
    // A truth that leaves out an update says nothing against one: only keys' lives were checked by hand.
    if (accepted.length === 0 && (bound === undefined || role === 'update')) continue
    const hit = bound !== undefined && accepted.some((operation) => fits(bound, operation, role))
    judge(
      'roles',
      hit,
      `${at}: ${role} is ${bound === undefined ? 'missing' : `${bound.operation} by ${bound.idParameter ?? '-'}`}, not ${accepted.map(keyOf).join(' or ') || 'any'}`,
    )
  }
  if (truth.list?.item_id_pointer !== undefined) {
    const pointer = found.list === null ? 'none' : `${found.list.items}/0${found.list.id ?? ''}`
    judge(
      'listId',
      pointer === truth.list.item_id_pointer,
      `${at}: ${pointer}, not ${truth.list.item_id_pointer}`,
    )
  }
  const once = found.secret.reveal === 'once' ? true : found.secret.reveal === 'unstated' ? 'unstated' : false
  judge('reveal', once === truth.one_time, `${at}: ${found.secret.reveal}, one time is ${truth.one_time}`)
  const masked = truth.masked_fields.filter((field) => !field.includes('(list)'))
  if (masked.length > 0 || found.masked.length > 0) {
    judge(
      'masked',
      masked.toSorted().join() === found.masked.toSorted().join(),
      `${at}: ${found.masked.join() || 'none'}, not ${masked.join() || 'none'}`,
    )
  }
}

function acceptedFor(role: Role, truth: TrueResource): readonly TrueOperation[] {
  if (role === 'create') return [truth.create]
  const all = role === 'revoke' ? [truth.delete, truth.revoke] : [truth[role]]
  return all.filter((operation) => operation !== undefined)
}

function fits(bound: NonNullable<KeyResource['roles'][Role]>, truth: TrueOperation, role: Role): boolean {
  const key = keyOf(truth)
  const [method = '', path = ''] = bound.operation.split(/ (.*)/)
  const twin = role === 'update' && path === truth.path && ['PUT', 'PATCH'].includes(method)
  const parameter = truth.id_param?.replace(/^body:/, '')
  return (bound.operation === key || twin) && (parameter === undefined || bound.idParameter === parameter)
}

function keyOf(operation: { readonly method: string; readonly path: string }): string {
  return `${operation.method.toUpperCase()} ${operation.path}`
}
