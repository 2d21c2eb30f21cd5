import type { Contract } from '../contract/types.ts'
import { liveTarget } from './live.ts'
import type { Target } from './types.ts'

/** Opens the target a user names: `mock`, `prism` or a base URL. */
export async function openTarget(name: string, contract: Contract): Promise<Target> {
  if (name === 'prism') return (await import('./prism.ts')).startPrism(contract)
  if (name === 'mock') return (await import('./mock.ts')).startMockTarget(contract)
  return liveTarget(name)
}
