import { namesSaid } from '../contract/keys/unique-names.ts'
import { operationByKey } from '../contract/lookup.ts'
import { withValueAt, valueAt } from '../contract/pointer.ts'
import type { JsonSchema, JsonValue, KeyResource, Operation, Role, RoleBinding } from '../contract/types.ts'
import type { Standing } from './facts.ts'
import { turningOff } from './switched-off.ts'
import type { Knowledge, Places, Scene } from './fields.ts'
import { plainName } from './fields.ts'
import type { Host } from './host.ts'
import type { IdMaker } from './ids.ts'
import { idMaker } from './ids.ts'
import { membersIn } from './members.ts'
import { placesIn } from './places.ts'
import { membersOf } from '../contract/schema-parts.ts'
import type { SecretShape } from './secret-shape.ts'
import { secretShape } from './secret-shape.ts'
import type { Shape } from './shapes.ts'
import { shapeOf, successOf } from './shapes.ts'
import { createView } from './view.ts'
import type { View } from './view.ts'
import { scalar } from './wire.ts'

/** A role's operation with the success it documents. */
export interface RolePlan {
  readonly operation: Operation
  readonly binding: RoleBinding
  readonly status: number
  readonly shape: Shape | undefined
}

/** A key resource made ready for being served. */
export interface ServedResource {
  readonly resource: KeyResource
  /** Key of the create operation, by which the ledger tells resources apart. */
  readonly key: string
  /** Security scheme that issued secrets authenticate with. */
  readonly carrier: string
  readonly roles: Readonly<Partial<Record<Role, RolePlan>>>
  readonly secret: SecretShape
  readonly makeId: IdMaker
  /** Two keys of a tenant may not have one name. */
  readonly uniqueNames: boolean
  /** A view of a key for a body; `isValid` judges the body, the model itself being one. */
  view(scene: Scene, model: JsonValue, isValid: (body: JsonValue) => boolean): View
  /** Schema of a role's JSON request body; true where it has none. */
  requestSchema(role: Role): JsonSchema
}

/** Makes a key resource ready: the forms of its ids and secrets, and who may share a name. */
export function serveResource(host: Host, resource: KeyResource): ServedResource {
  const { contract } = host
  const roles: Partial<Record<Role, RolePlan>> = {}
  for (const [role, binding] of Object.entries(resource.roles) as [Role, RoleBinding][]) {
    const operation = operationByKey(contract, binding.operation)
    if (operation === undefined) continue
    const { status, response } = successOf(operation, role === 'create')
    roles[role] = {
      operation,
      binding,
      status,
      shape: response === undefined ? undefined : shapeOf(contract, response, host.seed),
    }
  }
  const requestSchema = (role: Role): JsonSchema => {
    const content = roles[role]?.operation.requestBody?.content ?? {}
    const media =
      Object.entries(content).find(([type]) => type.includes('json')) ?? Object.entries(content)[0]
    return media?.[1].schema === undefined ? true : contract.resolve(media[1].schema, 'request')
  }
  const carrier = carrierOf(host, resource)
  const secret = secretFor(host, resource, roles.create?.shape)
  const makeId = idFor(host, resource, roles)
  const knowledge: Knowledge = {
    resource,
    requestMembers: new Set([
      ...membersOf(requestSchema('create')).keys(),
      ...membersOf(requestSchema('update')).keys(),
    ]),
    tenantNames: tenantNames(resource),
    words: wordsOf(host),
    turned: turningOff(contract, resource),
  }
  const sampleId = makeId(host.ids)
  const sampleSecret = secret.make(host.ids, sampleId)
  return {
    resource,
    key: resource.roles.create?.operation ?? Object.values(resource.roles)[0]!.operation,
    carrier,
    roles,
    secret,
    makeId,
    uniqueNames: namesSaid(host.contract, resource) === 'unique',
    view(scene, given, isValid) {
      const places = placesIn(given, scene, resource)
      const model = scene === 'issue' ? given : likeIssued(given, places, roles.create?.shape?.model, isValid)
      return createView({ scene, model, isValid, places, knowledge, sampleId, sampleSecret })
    },
    requestSchema,
  }
}

/**
 * The model with the values that the create response has for members of the same names, where it stays valid: one key is
 * shown as one. Only what stands beside the parts of the key is of the key; a message beside it is of the answer.
 */
function likeIssued(
  model: JsonValue,
  { id, name, masked }: Places,
  issued: JsonValue | undefined,
  isValid: (body: JsonValue) => boolean,
): JsonValue {
  if (issued === undefined || !isValid(model)) return model
  const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'))
  const containers = new Set([id, name, ...masked].filter((place) => place !== null).map(parentOf))
  const told = new Map(
    membersIn(issued, { intoArrays: false })
      .toReversed()
      .map((member) => [member.name, member.value]),
  )
  return membersIn(model, { intoArrays: false }).reduce((body, member) => {
    const other = told.get(member.name)
    const alike = typeof other === typeof member.value && typeof other !== 'object' && other !== undefined
    if (!alike || !containers.has(parentOf(member.pointer))) return body
    const candidate = withValueAt(body, member.pointer, other)
    return isValid(candidate) ? candidate : body
  }, model)
}

/** The scheme that the document names, else the first one that can carry a secret and does not select the tenant. */
function carrierOf({ contract }: Host, resource: KeyResource): string {
  if (resource.secret.carrier !== null && contract.securitySchemes[resource.secret.carrier] !== undefined)
    return resource.secret.carrier
  const tenantHeader = resource.tenant?.split('.').slice(1).join('.').toLowerCase()
  const candidate = [...resource.security.schemes, ...Object.keys(contract.securitySchemes)].find((name) => {
    const scheme = contract.securitySchemes[name]
    return (
      scheme !== undefined &&
      scheme.kind !== 'mutualTLS' &&
      !(scheme.kind === 'apiKey' && scheme.parameter.toLowerCase() === tenantHeader)
    )
  })
  return candidate ?? ''
}

function secretFor(host: Host, resource: KeyResource, shape: Shape | undefined): SecretShape {
  const { pointer, format, examples } = resource.secret
  const sample = shape === undefined ? undefined : valueAt(shape.model, pointer)
  const models = [...examples, ...(typeof sample === 'string' ? [sample] : [])]
  const accepts = (candidate: string): boolean =>
    shape === undefined || shape.violations(withValueAt(shape.model, pointer, candidate)).length === 0
  const made = secretShape(format, { examples, models }, accepts, host.ids)
  return idIsPart(resource) ? led(made, accepts) : made
}

/** Whether keys are addressed by a shown part of their secret. */
function idIsPart({ id, idIsSecret, masked }: KeyResource): boolean {
  return !idIsSecret && id !== null && 'pointer' in id && masked.includes(id.pointer)
}

/** Secrets that begin with the id of their key, and a dot, where the document allows it. */
function led(shape: SecretShape, accepts: (candidate: string) => boolean): SecretShape {
  const make: SecretShape['make'] = (random, id) => {
    const secret = shape.make(random, id)
    const whole = `${id}.${secret}`
    return accepts(whole) ? whole : secret
  }
  return { ...shape, make }
}

function idFor(host: Host, resource: KeyResource, roles: Partial<Record<Role, RolePlan>>): IdMaker {
  const bodies = Object.entries(roles).flatMap(([role, { shape }]) => {
    if (shape === undefined) return []
    const items = role === 'list' ? resource.list?.items : undefined
    const item = items === undefined ? undefined : valueAt(shape.model, `${items}/0`)
    if (role === 'list' && item === undefined) return []
    const scene = role === 'create' || role === 'rotate' ? 'issue' : role === 'list' ? 'item' : 'read'
    const { id } = placesIn(item ?? shape.model, scene, resource)
    return id === null ? [] : [{ shape, pointer: item === undefined ? id : `${items}/0${id}` }]
  })
  const parameters =
    resource.idIsName || resource.idIsSecret
      ? []
      : Object.values(roles).flatMap(({ operation, binding }) =>
          operation.parameters.filter(
            (parameter) =>
              parameter.name === binding.idParameter &&
              parameter.in === binding.idIn &&
              parameter.schema !== undefined,
          ),
        )
  const accepts = (id: string | number): boolean =>
    bodies.every(({ shape, pointer }) =>
      [id, String(id)].some((form) => shape.violations(withValueAt(shape.model, pointer, form)).length === 0),
    ) &&
    parameters.every(
      ({ schema }) =>
        host.contract.validator(
          schema!,
          'request',
        )(scalar(String(id), host.contract.resolve(schema!, 'request'))).length === 0,
    )
  const sample = bodies[0] === undefined ? undefined : valueAt(bodies[0].shape.model, bodies[0].pointer)
  return idMaker(sample, accepts, host.ids)
}

function tenantNames(resource: KeyResource): ReadonlySet<string> {
  const selector = resource.tenant?.split('.').slice(1).join('.')
  if (selector === undefined || !resource.tenant!.startsWith('path.')) return new Set()
  return new Set([plainName(selector)])
}

function wordsOf({ contract }: Host): Knowledge['words'] {
  const status = contract.annotations['status'] as Partial<Record<Standing, unknown>> | undefined
  return Object.fromEntries(
    Object.entries(status ?? {}).filter(
      ([standing, word]) => ['active', 'expired', 'revoked'].includes(standing) && typeof word === 'string',
    ),
  )
}
