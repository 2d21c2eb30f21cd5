import { isObject, localPointer } from '../json.ts'
import { pointerTo } from '../pointer.ts'
import type { JsonObject } from '../types.ts'
import type { Act, Acts } from './operations.ts'
import { roleHere, roleOfVerb } from './role-of.ts'
import type { Found } from './roles.ts'
import { verbOf } from './shape.ts'
import { words } from './words.ts'

/** Operations that the create response links to (OpenAPI, section 4.8.20). */
export function linked(acts: Acts, create: Act): readonly Found[] {
  const response = create.response().response
  return Object.entries(response?.links ?? {}).flatMap(([name, link]) => {
    const act = target(acts, link)
    if (act === undefined || act === create) return []
    const verb = verbOf(words(name)[0] ?? '')
    const role = (verb === null ? null : roleOfVerb(verb, act)) ?? roleHere(act, create)
    if (role === null) return []
    const says = `${role}: the link "${name}" of the create response leads to ${act.operation.key}`
    return [{ act, role, evidence: { says, pointer: pointerTo(`${response?.pointer ?? ''}/links`, name) } }]
  })
}

function target(acts: Acts, link: JsonObject): Act | undefined {
  const { operationId, operationRef } = link
  if (typeof operationId === 'string')
    return acts.all.find((act) => act.operation.operationId === operationId)
  const pointer = typeof operationRef === 'string' ? localPointer(operationRef) : undefined
  return acts.all.find((act) => act.operation.pointer === pointer)
}

/** The link parameters of the create response that fill a parameter of an operation, by parameter name. */
export function linkParameters(create: Act, act: Act): Readonly<Record<string, string>> {
  const links = Object.values(create.response().response?.links ?? {})
  const found: Record<string, string> = {}
  for (const link of links) {
    const parameters = link['parameters']
    if (link['operationId'] !== act.operation.operationId || !isObject(parameters)) continue
    for (const [name, value] of Object.entries(parameters)) {
      const pointer =
        typeof value === 'string' ? /^\{?\$response\.body#(\/[^}]*)\}?$/.exec(value)?.[1] : undefined
      if (pointer !== undefined) found[name.replace(/^(?:path|query|header)\./, '')] = pointer
    }
  }
  return found
}
