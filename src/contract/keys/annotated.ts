import type { XKeyOperation, XSecret, XSecretContract } from '../annotations.ts'
import { isObject } from '../json.ts'
import type { Contract, Evidence, Role } from '../types.ts'
import type { Field } from './fields.ts'
import type { Act, Acts } from './operations.ts'
import type { Found, Roles } from './roles.ts'

/** `x-key-operation` of an operation; loading has validated it. */
export function annotation(act: Act): XKeyOperation | undefined {
  const said = act.operation.extensions['x-key-operation']
  return isObject(said) ? (said as unknown as XKeyOperation) : undefined
}

/** `x-secret` of a member; loading has validated it. */
export function secretAnnotation(field: Field): XSecret | undefined {
  const said = field.extensions['x-secret']
  return isObject(said) ? (said as unknown as XSecret) : undefined
}

/** `x-secret-contract` of the document. */
export function documentAnnotation(contract: Omit<Contract, 'keyResources'>): Partial<XSecretContract> {
  return contract.annotations
}

/** The JSON Pointer of a runtime expression into the response body (OpenAPI, section 4.8.20.4). */
export function responsePointer(expression: unknown): string | undefined {
  return typeof expression === 'string' ? /^\$response\.body#(\/.*)$/.exec(expression)?.[1] : undefined
}

const ROLES: ReadonlySet<string> = new Set([
  'create',
  'list',
  'get',
  'update',
  'revoke',
  'rotate',
] satisfies Role[])

/** The roles that annotations give to operations of the same resource; they replace those inferred. */
export function annotatedRoles(acts: Acts, create: Act, only: boolean): Roles {
  const resource = annotation(create)?.resource
  const roles: Partial<Record<Role, Found>> = {}
  for (const act of acts.all) {
    const said = annotation(act)
    if (said === undefined || act === create || !ROLES.has(said.role) || said.role === 'create') continue
    const same = said.resource === resource || (only && said.resource === undefined)
    if (!same) continue
    const role = said.role as Role
    const pointer = `${act.operation.pointer}/x-key-operation`
    const evidence: Evidence = { says: `${role}: ${act.operation.key} is annotated`, pointer }
    roles[role] ??= { act, role, evidence }
  }
  return roles
}
