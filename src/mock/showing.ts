import { withValueAt } from '../contract/pointer.ts'
import type { JsonValue, Role } from '../contract/types.ts'
import type { Answer } from './call.ts'
import type { Facts } from './facts.ts'
import { membersIn } from './members.ts'
import type { RolePlan, ServedResource } from './resource.ts'
import { exampleOf, schemaAt } from '../contract/schema-parts.ts'
import type { View } from './view.ts'

export function presenter(
  plan: RolePlan,
  served: ServedResource,
  scene: 'issue' | 'read',
): (facts: Facts) => Answer {
  const { shape, status } = plan
  if (shape === undefined) return () => ({ status, headers: {} })
  const isValid = (body: JsonValue): boolean => shape.violations(body).length === 0
  const view: View = served.view(scene, spoken(plan, served, isValid), isValid)
  const headers = contentType(plan)
  return (facts) => ({ status, headers, body: view(facts) })
}

/** The model of the answer, its message made up to fit where the document gives none. */
function spoken(
  { shape, operation }: RolePlan,
  served: ServedResource,
  isValid: (body: JsonValue) => boolean,
): JsonValue {
  const { model, schema } = shape!
  const member = membersIn(model, { intoArrays: false }).find(
    ({ name, value }) => /^(?:message|msg|detail)$/i.test(name) && typeof value === 'string',
  )
  if (member === undefined || shape!.exemplary || exampleOf(schemaAt(schema, member.pointer)) !== undefined)
    return model
  const done = {
    create: 'created',
    list: 'listed',
    get: 'found',
    update: 'updated',
    revoke: 'revoked',
    rotate: 'rotated',
  }
  const role = (Object.keys(done) as Role[]).find((name) => served.roles[name]?.operation === operation)
  const said = withValueAt(model, member.pointer, `API key ${role === undefined ? 'found' : done[role]}.`)
  return isValid(said) ? said : model
}

export function contentType({ shape }: RolePlan): Answer['headers'] {
  return shape === undefined ? {} : { 'content-type': shape.mediaType }
}
