import { isObject } from './json.ts'

/** The number of the first page of a list, by the schema of its parameter: what is usual, else 0 where that is the least, else 1. */
export function firstPageOf(schema: unknown): number {
  if (!isObject(schema)) return 1
  const { default: usual, minimum } = schema
  return typeof usual === 'number' ? usual : minimum === 0 ? 0 : 1
}
