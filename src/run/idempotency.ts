import { createHash } from 'node:crypto'
import { idempotencyHeader } from '../contract/idempotency.ts'
import type { Contract, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'

/** How an idempotency key is made. */
interface Making {
  /** Begins every text that the run chose on purpose. */
  readonly mark: string
  /** A text that no other request of the run has. */
  readonly unique: () => string
}

/**
 * The input with an idempotency key of its own, as long as the one it had or else a UUID, since a server is right to
 * refuse one it has seen with another body. It stays as it is where its key bears the run's mark or is wrong on purpose,
 * and where the schema wants neither.
 */
export function withFreshIdempotencyKey<I extends Pick<OperationInput, 'header'>>(
  contract: Contract,
  operation: Operation,
  input: I,
  { mark, unique }: Making,
): I {
  const name = idempotencyHeader(operation)
  const parameter = operation.parameters.find(
    (candidate) => candidate.in === 'header' && candidate.name === name,
  )
  const given = parameter === undefined ? undefined : input.header[parameter.name]
  if (parameter === undefined || typeof given !== 'string' || given.startsWith(mark)) return input
  const { schema } = parameter
  const isValid = (value: string): boolean =>
    schema === undefined || contract.validator(schema, 'request')(value).length === 0
  if (!isValid(given)) return input
  const hex = createHash('sha256').update(unique()).digest('hex')
  const value = [...(given.length < telling ? [] : [hexOf(hex, given.length)]), uuidOf(hex)].find(isValid)
  return value === undefined ? input : { ...input, header: { ...input.header, [parameter.name]: value } }
}

/** Hexadecimal digits that make a key unlike all others. */
const telling = 16

/** So many digits, which differ wherever the first ones do. */
function hexOf(hex: string, length: number): string {
  return hex.repeat(Math.ceil(length / hex.length)).slice(0, length)
}

/** A UUID of version 8 (RFC 9562) of a digest. */
function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
