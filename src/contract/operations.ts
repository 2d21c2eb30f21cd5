import { entries, isObject, member, text } from './json.ts'
import { parametersOf } from './parameters.ts'
import { pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { References } from './references.ts'
import { requestBodyOf, responsesOf } from './responses.ts'
import { assumedScheme, requirementsOf } from './security.ts'
import type { JsonObject, Operation, SecurityScheme } from './types.ts'
import { methods } from './walk.ts'

/** What the operations of one document are read with. */
interface Reading {
  readonly document: JsonObject
  readonly references: References
  readonly schemes: Readonly<Record<string, SecurityScheme>>
  readonly problems: Problems
}

/** The operations of a document in its order, path item by path item. Webhooks are no operations of the API. */
export function operationsOf(reading: Reading): readonly Operation[] {
  const operations: Operation[] = []
  for (const [path, declared] of entries(reading.document['paths'])) {
    if (path.startsWith('x-')) continue
    operations.push(...pathOperations(path, declared, pointerTo('/paths', path), reading))
  }
  reportTwins(operations, reading.problems)
  return operations
}

interface Slot {
  readonly method: string
  readonly value: JsonObject
  readonly pointer: string
}

/** A path item may refer to another one and add to it: its own members win. */
function pathOperations(path: string, declared: unknown, pointer: string, reading: Reading): Operation[] {
  const base = text(declared, '$ref') === undefined ? undefined : reading.references.follow(declared, pointer)
  const layers = [...(base ? [base] : []), { value: declared, pointer }]
  const slots = new Map<string, Slot>()
  for (const layer of layers)
    for (const slot of slotsOf(layer.value, layer.pointer)) slots.set(slot.method, slot)
  const shared = layers.map((layer) => ({
    value: member(layer.value, 'parameters'),
    pointer: pointerTo(layer.pointer, 'parameters'),
  }))
  return [...slots.values()].map((slot) => operationOf(path, slot, shared, reading))
}

function slotsOf(item: unknown, pointer: string): Slot[] {
  const fixed = entries(item).filter(([name]) => methods.includes(name))
  const more = entries(member(item, 'additionalOperations'))
  return [
    ...fixed.map(([name, value]) => ({
      method: name.toUpperCase(),
      value,
      pointer: pointerTo(pointer, name),
    })),
    ...more.map(([name, value]) => ({
      method: name,
      value,
      pointer: pointerTo(pointerTo(pointer, 'additionalOperations'), name),
    })),
  ].flatMap(({ value, ...slot }) => (isObject(value) ? [{ ...slot, value }] : []))
}

function operationOf(
  path: string,
  { method, value, pointer }: Slot,
  shared: readonly { readonly value: unknown; readonly pointer: string }[],
  reading: Reading,
): Operation {
  const { references, problems } = reading
  const own = { value: value['parameters'], pointer: pointerTo(pointer, 'parameters') }
  const requestBody = requestBodyOf(value['requestBody'], pointerTo(pointer, 'requestBody'), references)
  const operationId = text(value, 'operationId')
  const tags = Array.isArray(value['tags']) ? value['tags'].filter((tag) => typeof tag === 'string') : []
  return {
    key: `${method} ${path}`,
    method,
    path,
    ...(operationId !== undefined && { operationId }),
    summary: text(value, 'summary') ?? '',
    description: text(value, 'description') ?? '',
    tags,
    deprecated: value['deprecated'] === true,
    parameters: parametersOf([...shared, own], path, pointer, references, problems),
    ...(requestBody && { requestBody }),
    responses: responsesOf(value['responses'], pointerTo(pointer, 'responses'), references, problems),
    ...securityOf(value, pointer, reading),
    extensions: Object.fromEntries(entries(value).filter(([name]) => name.startsWith('x-'))),
    pointer,
  }
}

function securityOf(
  operation: JsonObject,
  pointer: string,
  { document, schemes, problems }: Reading,
): Pick<Operation, 'security' | 'securitySource'> {
  const [source, holder, place] =
    operation['security'] !== undefined
      ? (['operation', operation, pointer] as const)
      : (['document', document, ''] as const)
  if (holder['security'] === undefined) return { security: [], securitySource: 'none' }
  const security = requirementsOf(holder['security'], pointerTo(place, 'security'), schemes, problems)
  return { security, securitySource: source }
}

/** Notes operationIds used twice and path templates that match the same requests. */
function reportTwins(operations: readonly Operation[], problems: Problems): void {
  const ids = new Map<string, Operation>()
  const shapes = new Map<string, string>()
  for (const operation of operations) {
    const { operationId, path, pointer } = operation
    const first = operationId === undefined ? undefined : ids.get(operationId)
    if (first) {
      const message = `The operationId ${operationId} is also that of ${first.key}.`
      problems.add('error', message, pointerTo(pointer, 'operationId'))
    } else if (operationId !== undefined) ids.set(operationId, operation)
    const shape = path.replaceAll(/\{[^{}]*\}/g, '{}')
    const twin = shapes.get(shape)
    if (twin !== undefined && twin !== path) {
      problems.add('warning', `${path} and ${twin} match the same requests.`, pointerTo('/paths', path))
    } else shapes.set(shape, path)
  }
}

/** Schemes that operations name and the document does not declare, as far as their names tell what they are. */
export function assumedSchemes(
  document: JsonObject,
  declared: Readonly<Record<string, SecurityScheme>>,
): Readonly<Record<string, SecurityScheme>> {
  const found = new Map<string, SecurityScheme>()
  const note = (security: unknown, pointer: string): void => {
    for (const [index, alternative] of Array.isArray(security) ? security.entries() : [])
      for (const [name] of entries(alternative)) {
        if (Object.hasOwn(declared, name) || found.has(name)) continue
        const scheme = assumedScheme(name, pointerTo(pointerTo(pointer, index), name))
        if (scheme !== undefined) found.set(name, scheme)
      }
  }
  note(document['security'], '/security')
  for (const [path, item] of entries(document['paths']))
    for (const { value, pointer } of slotsOf(item, pointerTo('/paths', path)))
      note(value['security'], pointerTo(pointer, 'security'))
  return Object.fromEntries(found)
}
