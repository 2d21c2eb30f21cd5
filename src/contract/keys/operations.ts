import type { Contract, JsonObject, Operation } from '../types.ts'
import { type Body, requestBody, successBody } from './bodies.ts'
import type { SchemaReader } from './fields.ts'
import { schemaReader } from './schema-reader.ts'
import { words } from './words.ts'
import { namedAct, shapeOf, type Shape, type Verb } from './shape.ts'

/** An operation with its path taken apart; bodies are read when first asked for. */
export interface Act {
  readonly operation: Operation
  readonly shape: Shape
  /** The act and the noun by operationId or summary. */
  readonly named: { readonly verb: Verb | null; readonly noun: readonly string[] }
  readonly response: () => Body
  readonly request: () => Body
  /** Both, read without being kept: most operations are looked at once. */
  readonly glance: () => { readonly response: Body; readonly request: () => Body }
}

/** All operations of a contract, for looking up those around a key. */
export interface Acts {
  readonly all: readonly Act[]
  readonly byKey: ReadonlyMap<string, Act>
  /** Acts by the collection of their shape. */
  readonly at: (collection: readonly string[]) => readonly Act[]
  /** Every collection there is. */
  readonly collections: () => readonly (readonly string[])[]
  readonly read: SchemaReader
}

/** Everything the inference looks up, for a contract without its key resources. */
export function actsOf(contract: Omit<Contract, 'keyResources'>): Acts {
  const read = schemaReader(contract.document)
  const all = owned(contract.operations.map((operation) => actOf(operation, read, contract.document)))
  const groups = Map.groupBy(all, (act) => act.shape.collection.join('/'))
  return {
    all,
    byKey: new Map(all.map((act) => [act.operation.key, act])),
    at: (collection) => groups.get(collection.join('/')) ?? [],
    collections: once(() => [
      ...new Map(all.map(({ shape }) => [shape.collection.join('/'), shape.collection])).values(),
    ]),
    read,
  }
}

/** The last parameter of `/keys/{zone}` names no key where `/keys/{zone}/{id}` does: it is part of the collection then. */
function owned(acts: readonly Act[]): readonly Act[] {
  const withItems = new Set(
    acts.flatMap(({ shape }) => (shape.item === null ? [] : [shape.collection.join('/')])),
  )
  return acts.map((act) => {
    const { item, collection, segments, verb } = act.shape
    const longer = [...collection, '{}']
    if (item === null || verb !== null || !withItems.has(longer.join('/'))) return act
    const owner = { text: item, parameter: true, words: words(item) }
    return { ...act, shape: { ...act.shape, collection: longer, segments: [...segments, owner], item: null } }
  })
}

function actOf(operation: Operation, read: SchemaReader, document: JsonObject): Act {
  return {
    operation,
    shape: shapeOf(operation),
    named: namedAct(operation),
    response: once(() => successBody(operation, read)),
    request: once(() => requestBody(operation, read)),
    glance: () => {
      const fresh = schemaReader(document)
      return {
        response: successBody(operation, fresh),
        request: once(() => requestBody(operation, fresh)),
      }
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
