import type { Evidence, Role } from '../types.ts'
import { namesId } from './address.ts'
import { linked } from './links.ts'
import type { Act, Acts } from './operations.ts'
import { listQuality } from './role-of.ts'
import { WAYS } from './role-ways.ts'
import { finality } from './shape.ts'
import { words } from './words.ts'

/** An operation found for a role, and how. */
export interface Found {
  readonly act: Act
  readonly role: Role
  readonly evidence: Evidence
}

/** What was found for each role. */
export type Roles = Readonly<Partial<Record<Role, Found>>>

/** The operations of a key resource, found from its create operation. */
export function findRoles(acts: Acts, create: Act): Roles {
  const roles: Partial<Record<Role, Found>> = {}
  for (const link of linked(acts, create)) roles[link.role] ??= link
  for (const way of WAYS) {
    const round: Partial<Record<Role, Found>> = {}
    for (const { act, role } of way.find(acts, create)) {
      if (act === create && !(role === 'update' && namesItem(create))) continue
      const evidence = { says: `${role}: ${act.operation.key} ${way.says}`, pointer: act.operation.pointer }
      round[role] = better(round[role], { act, role, evidence })
    }
    for (const found of Object.values(round)) roles[found.role] ??= found
  }
  return roles
}

/** Whether the path names the key itself, so that the same call may change what it says of it, rather than where it is to be made. */
function namesItem(create: Act): boolean {
  const { shape, operation } = create
  const changes = operation.method === 'PUT' || operation.requestBody !== undefined
  return shape.item !== null && changes && namesId(shape.item, shape.noun)
}

/** Which of two operations fits a role better: the undeprecated, the plainer method and path, the first by name. */
function better(a: Found | undefined, b: Found): Found {
  if (a === undefined) return b
  const order = rank(a)
    .map((n, i) => n - (rank(b)[i] ?? 0))
    .find((n) => n !== 0)
  if (order !== undefined && order !== 0) return order < 0 ? a : b
  return a.act.operation.key <= b.act.operation.key ? a : b
}

const METHOD_ORDER: Readonly<Record<Role, readonly string[]>> = {
  create: ['POST', 'PUT'],
  list: ['GET', 'POST'],
  get: ['GET', 'POST'],
  update: ['PATCH', 'PUT', 'POST'],
  revoke: ['DELETE', 'POST', 'PUT', 'PATCH'],
  rotate: ['POST', 'PUT', 'PATCH'],
}

function rank(found: Found): readonly number[] {
  const { operation } = found.act
  const method = METHOD_ORDER[found.role].indexOf(operation.method)
  const { item, noun } = found.act.shape
  const list = found.role === 'list' ? 2 - listQuality(found.act, noun) : 0
  const one = found.role !== 'list' && item === null ? 1 : 0
  const act = operation.path.split('/').findLast((part) => !part.startsWith('{')) ?? ''
  return [
    operation.deprecated ? 1 : 0,
    list,
    method === -1 ? 9 : method,
    found.role === 'revoke' ? finality(words(act)[0] ?? '') : 0,
    one,
    operation.path.split('/').length,
  ]
}
