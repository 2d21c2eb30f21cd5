import { roleOf } from './lookup.ts'
import type { Contract, Direction, Operation, SchemaNode } from './types.ts'

/** Operations up to which all are read; of a larger document no run tries them all, and reading them costs more than the rest. */
const mostRead = 500

/**
 * Reads every schema that an operation leads to, and compiles those of operations on keys: what is wrong with them is
 * among the contract's problems afterwards, which otherwise learn of it when a schema is first used. Of a document of
 * many operations only those on keys are read.
 */
export function readThrough(contract: Contract): void {
  for (const operation of contract.operations) {
    const compiled = roleOf(contract, operation) !== undefined
    for (const [node, direction] of schemasOf(operation)) {
      if (compiled) contract.gaps(node, direction)
      else if (contract.operations.length <= mostRead) contract.resolve(node, direction)
    }
  }
}

function schemasOf({
  parameters,
  requestBody,
  responses,
}: Operation): readonly (readonly [SchemaNode, Direction])[] {
  const asked = [...parameters, ...Object.values(requestBody?.content ?? {})]
  const answered = Object.values(responses).flatMap(({ content, headers }) => [
    ...Object.values(content),
    ...Object.values(headers),
  ])
  const found = (
    parts: readonly { readonly schema?: SchemaNode }[],
    direction: Direction,
  ): readonly (readonly [SchemaNode, Direction])[] =>
    parts.flatMap(({ schema }) => (schema === undefined ? [] : [[schema, direction] as const]))
  return [...found(asked, 'request'), ...found(answered, 'response')]
}
