import type { Contract } from '../contract/types.ts'
import { liveTarget } from './live.ts'
import type { Target } from './types.ts'

/** Opens the target a user names: `mock`, `prism` or a base URL. What the mock makes up goes by the seed, its secrets aside. */
export async function openTarget(name: string, contract: Contract, seed: number): Promise<Target> {
  if (name === 'prism') return (await import('./prism.ts')).startPrism(contract)
  if (name === 'mock') return (await import('./mock.ts')).startMockTarget(contract, seed)
  return liveTarget(name)
}
