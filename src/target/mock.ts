import type { Contract } from '../contract/types.ts'
import { startMock } from '../mock/start.ts'
import type { Target } from './types.ts'

/** Starts the stateful mock of a contract in this process, for the length of a run. */
export async function startMockTarget(contract: Contract, seed: number): Promise<Target> {
  const mock = await startMock(contract, { seed })
  const second = mock.createTenant()
  return {
    kind: 'mock',
    url: mock.url,
    stateful: true,
    ephemeral: true,
    credentials: mock.credentials,
    parameters: mock.parameters,
    second: { credentials: second.credentials, parameters: second.parameters },
    clock: { advance: (ms) => mock.clock.advance(`PT${ms / 1000}S`) },
    limits: [],
    avoid: {},
    log: () => '',
    [Symbol.asyncDispose]: () => mock[Symbol.asyncDispose](),
  }
}
