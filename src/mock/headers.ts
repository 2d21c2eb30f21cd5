import type { Operation, ResponseSpec } from '../contract/types.ts'
import { exampleValue } from '../generate/sample.ts'
import type { Contract, JsonValue } from '../contract/types.ts'
import { responseFor } from '../contract/lookup.ts'
import { headerText } from '../generate/styles.ts'

/** The headers that a response of this status must have by the document, with made-up values. */
export function requiredHeaders(
  contract: Contract,
  operation: Operation,
  status: number,
  seed: number,
): Readonly<Record<string, string>> {
  const response: ResponseSpec | undefined = responseFor(operation, status)
  return Object.fromEntries(
    Object.entries(response?.headers ?? {}).flatMap(([name, { required, schema }]) => {
      if (!required || schema === undefined || name.toLowerCase() === 'content-type') return []
      return [
        [
          name.toLowerCase(),
          headerText({ name, style: 'simple', explode: false }, sample(contract, schema, seed)),
        ],
      ]
    }),
  )
}

function sample(
  contract: Contract,
  schema: NonNullable<ResponseSpec['headers'][string]['schema']>,
  seed: number,
): JsonValue {
  try {
    return exampleValue(contract.resolve(schema, 'response'), { seed })
  } catch {
    return ''
  }
}
