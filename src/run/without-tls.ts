import { toRequest } from '../generate/serialise.ts'
import type { OperationInput } from '../generate/types.ts'
import { presentScheme } from '../generate/credentials.ts'
import type { Contract, Operation } from '../contract/types.ts'
import { isLoopback } from '../loopback.ts'
import { createClient } from '../http/client.ts'
import { TargetTrouble } from '../http/trouble.ts'

/** What becomes of a request to the target that goes out without TLS. */
export type WithoutTls =
  | { readonly kind: 'loopback' }
  /** The target itself is reached without TLS. */
  | { readonly kind: 'clear' }
  /** Not the usual port, so there is none beside it to try. */
  | { readonly kind: 'no twin' }
  | { readonly kind: 'shut' }
  | { readonly kind: 'answered'; readonly status: number }

const timeoutMs = 5_000
const maxBodyBytes = 64 * 1024

/** Asks the target's twin on port 80 for the operation, with a made-up credential and never with a real one. */
export async function withoutTls(
  url: string,
  contract: Contract,
  operation: Operation,
  input: OperationInput,
): Promise<WithoutTls> {
  const target = new URL(url)
  if (isLoopback(target.hostname)) return { kind: 'loopback' }
  if (target.protocol === 'http:') return { kind: 'clear' }
  if (target.port !== '') return { kind: 'no twin' }
  const scheme = Object.keys(operation.security[0] ?? {})
    .map((name) => contract.securitySchemes[name])
    .find((one) => one !== undefined)
  const presented = scheme === undefined ? [] : presentScheme(scheme, 'keyproof-made-up').headers
  await using client = createClient({
    baseUrl: `http://${target.host}${target.pathname}`,
    timeoutMs,
    maxBodyBytes,
    fill: (text) => text,
  })
  try {
    const { status } = await client.send(toRequest(operation, input, presented))
    return { kind: 'answered', status }
  } catch (error) {
    if (error instanceof TargetTrouble) return { kind: 'shut' }
    throw error
  }
}
