import type { JsonObject } from '../types.ts'

/**
 * Where an element of an imported document comes from. stated: the page says so; example: it only shows in an
 * example; assumed: the page leaves it open and the document needs it.
 */
export type Basis = 'stated' | 'example' | 'assumed'

/** The member that carries it, on operations, parameters, request bodies, responses, properties, schemes and servers. */
export const basisName = 'x-basis'

/** The basis as a member. */
export function based(basis: Basis): JsonObject {
  return { [basisName]: basis }
}
