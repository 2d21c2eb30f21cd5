import { bodyFaults, bodyMedia, mediaFor, operationByKey } from '../contract/lookup.ts'
import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import { itemSchema, membersOf, parts, typesOf } from '../contract/schema-parts.ts'
import type { Contract, JsonSchema, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { keyReads } from './key-read.ts'
import { isOfRights } from './rights-left-out.ts'
import type { IssuedKey, Stage } from './scenario.ts'
import { scopesOf } from './scopes.ts'
import type { Session } from './session.ts'
import { Interrupted } from './signals.ts'

/** Rights by the JSON Pointers of the members that ask for them. */
export type Rights = Readonly<Record<string, JsonValue>>

/** Values that stand for every right there is, the widest first. */
const everything = [
  /^(?:all|\*|any|everything)$/i,
  /^(?:full|all)[-_ :]?access$/i,
  /^(?:owner|admin|administrator|full|write|read[-_ ]?write)$/i,
]

/**
 * Finds rights with which keys can be tried, where those that an ordinary one is made with let it in nowhere: takes them down
 * for all keys to come, and gives the key that was made with them; null where there are none, or they make no difference.
 */
export async function widenRights(
  session: Session,
  resource: KeyResource,
  stage: Stage,
  key: IssuedKey,
): Promise<IssuedKey | null> {
  const reads = keyReads(session, resource)
  const usual = session.keyRead.get(resource.label) ?? reads[0]
  if (usual === undefined || !mayNeedRights(session, resource)) return null
  const input = await stage.input()
  const rights = rightsWithin(session.contract, stage.operation, resource, input)
  if (Object.keys(rights).length === 0) return null
  const first = await stage.use(key, usual, { unjudged: true })
  if (first?.response.status !== 401 && first?.response.status !== 403) return null
  try {
    const wider = await stage.createKey(withRights(input, rights))
    for (const read of [usual, ...reads.filter((one) => one !== usual)]) {
      const answer = await stage.use(wider, read, { unjudged: true })
      if (answer === null || answer.response.status >= 300) continue
      const bare = await stage.call({ credentials: 'none', unjudged: true }, read)
      if (bare.response.status !== 401 && bare.response.status !== 403) continue
      // It may only have taken the first one a while to be known there.
      const again = await stage.use(key, read, { unjudged: true })
      if (again === null || again.response.status < 300) return null
      session.rights.set(resource.label, rights)
      if (read !== usual) session.keyRead.set(resource.label, read)
      return wider
    }
  } catch (error) {
    // Whoever makes keys may have fewer rights than there are.
    if (error instanceof Interrupted) throw error
  }
  return null
}

/** Whether keys may be of no use as they are ordinarily made, and of some with more rights. */
export function mayNeedRights({ contract }: Pick<Session, 'contract'>, resource: KeyResource): boolean {
  const create = operationByKey(contract, resource.roles.create?.operation ?? '')
  const schema = create === undefined ? undefined : bodyMedia(create)?.schema
  return (
    schema !== undefined &&
    scopesOf(contract) === null &&
    [...membersOf(contract.resolve(schema, 'request'))].some(
      ([name, member]) =>
        (isOfRights(name) || pointerTo('', name) === resource.scopes) && widest(member, 0) !== undefined,
    )
  )
}

/** The input with rights asked for. */
export function withRights(input: OperationInput, rights: Rights): OperationInput {
  const { body } = input
  if (body === undefined || !('value' in body)) return input
  const value = Object.entries(rights).reduce(
    (changed, [pointer, right]) => withValueAt(changed, pointer, right),
    body.value,
  )
  return { ...input, body: { ...body, value } }
}

/** The input with those of the rights that it asks for anyway. */
export function withRightsKept(input: OperationInput, rights: Rights): OperationInput {
  const { body } = input
  if (body === undefined || !('value' in body)) return input
  const asked = Object.entries(rights).filter(([pointer]) => valueAt(body.value, pointer) !== undefined)
  return withRights(input, Object.fromEntries(asked))
}

/** All the rights that a request for a key may ask for, as far as its schema lists them and takes them together. */
function rightsWithin(
  contract: Contract,
  operation: Operation,
  resource: KeyResource,
  input: OperationInput,
): Rights {
  const { body } = input
  const schema = mediaFor(operation.requestBody?.content ?? {}, body?.mediaType ?? '')?.schema
  if (schema === undefined || body === undefined || !('value' in body)) return {}
  const faults = (value: JsonValue): number => bodyFaults({ contract, operation }, body.mediaType, value)
  const before = faults(body.value)
  const found = [...membersOf(contract.resolve(schema, 'request'))].flatMap(([name, member]) => {
    const pointer = pointerTo('', name)
    const value = isOfRights(name) || pointer === resource.scopes ? widest(member, 0) : undefined
    return value === undefined || faults(withValueAt(body.value, pointer, value)) > before
      ? []
      : [[pointer, value] as const]
  })
  return Object.fromEntries(found)
}

const deepest = 4

/** The value of a schema that asks for most; undefined where it does not list what there is. */
function widest(schema: JsonSchema, depth: number): JsonValue | undefined {
  if (depth > deepest) return undefined
  const one = ofEverything(choicesOf(schema))
  if (one !== undefined) return one
  if (typesOf(schema).has('array')) {
    const choices = choicesOf(itemSchema(schema))
    const all = ofEverything(choices)
    if (all !== undefined && !/^(?:owner|admin|write)/i.test(all)) return [all]
    return choices.length === 0 ? undefined : [...choices]
  }
  const members = [...membersOf(schema)].flatMap(([name, member]) => {
    const value = widest(member, depth + 1)
    return value === undefined ? [] : [[name, value] as const]
  })
  return members.length === 0 ? undefined : Object.fromEntries(members)
}

function ofEverything(choices: readonly string[]): string | undefined {
  for (const pattern of everything) {
    const found = choices.find((choice) => pattern.test(choice))
    if (found !== undefined) return found
  }
  return undefined
}

/** The texts that a schema lists. */
function choicesOf(schema: JsonSchema): readonly string[] {
  const listed = parts(schema).flatMap((part): readonly unknown[] => [
    ...(Array.isArray(part['enum']) ? (part['enum'] as readonly unknown[]) : []),
    ...('const' in part ? [part['const']] : []),
  ])
  return [...new Set(listed.filter((choice) => typeof choice === 'string'))]
}
