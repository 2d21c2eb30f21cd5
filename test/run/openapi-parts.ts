import type { JsonObject } from '../../src/contract/types.ts'

/** The schema of a text. */
export const text = { type: 'string' } as const

/** A request body or response that is JSON of a schema. */
export const json = (schema: JsonObject): JsonObject => ({ content: { 'application/json': { schema } } })
