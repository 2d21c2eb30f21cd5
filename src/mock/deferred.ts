import type { Contract } from '../contract/types.ts'
import type { Mock, MockOptions } from './types.ts'

/**
 * Starts a stateful mock of a document on loopback: keys are created, shown once, listed, used, revoked and
 * refused as the document says. Throws KeyproofError for a document, credential, fault, port or data file
 * that cannot be used.
 */
export async function startMock(source: string | Contract, options: MockOptions = {}): Promise<Mock> {
  // Some hundred small files, faults for the most part: who imports keyproof for a scenario waits for none of them.
  const start = await import('./start.ts')
  return start.startMock(source, options)
}
