import { createHash } from 'node:crypto'
import type { Contract, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'

/** Name of the request header that carries an idempotency key; null where the operation takes none. */
export function idempotencyHeader(operation: Operation): string | null {
  return (
    operation.parameters.find(
      ({ in: place, name }) => place === 'header' && /^(?:x-)?idempotency-key$/i.test(name),
    )?.name ?? null
  )
}

/**
 * The input with an idempotency key of its own, since a server is right to refuse one it has seen with another body.
 * `unique` is a text that no other request of the run has; the input stays as it is where the schema wants no UUID.
 */
export function withFreshIdempotencyKey<I extends Pick<OperationInput, 'header'>>(
  contract: Contract,
  operation: Operation,
  input: I,
  unique: string,
): I {
  const name = idempotencyHeader(operation)
  if (name === null || typeof input.header[name] !== 'string') return input
  const schema = operation.parameters.find(
    (parameter) => parameter.in === 'header' && parameter.name === name,
  )?.schema
  const value = uuidOf(unique)
  if (schema !== undefined && contract.validator(schema, 'request')(value).length > 0) return input
  return { ...input, header: { ...input.header, [name]: value } }
}

/** A UUID of version 8 (RFC 9562), the same for the same text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
