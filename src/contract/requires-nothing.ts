import { bodyMedia } from './lookup.ts'
import { onceFor } from './memo.ts'
import { membersOf, requiredOf } from './schema-parts.ts'
import type { Contract, JsonSchema } from './types.ts'

/** Bodies that a document has to have before it tells anything that none of them requires a member. */
const enough = 3

/**
 * Whether no body of a document requires any member, of several that have some: documents that are made out of protocol
 * buffers cannot say it, so that nothing follows from it.
 */
export const requiresNothing: (contract: Contract) => boolean = onceFor((contract: Contract) => {
  const schemas = contract.operations.flatMap((operation): JsonSchema[] => {
    const schema = bodyMedia(operation)?.schema
    return schema === undefined ? [] : [contract.resolve(schema, 'request')]
  })
  const described = schemas.filter((schema) => membersOf(schema).size > 0)
  return described.length >= enough && !described.some((schema) => requires(schema, 0))
})

function requires(schema: JsonSchema, depth: number): boolean {
  if (requiredOf(schema).length > 0) return true
  return depth < 2 && [...membersOf(schema).values()].some((member) => requires(member, depth + 1))
}
