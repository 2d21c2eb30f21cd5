import type { Contract } from '../contract/types.ts'
import { liveTarget } from './live.ts'
import { prismAvoid, prismLimitsOn } from './prism-limits.ts'
import type { Target } from './types.ts'

/** The target a user names as far as is known without starting or asking it: enough to plan, not to send. */
export function describeTarget(name: string, contract: Contract): Target {
  if (name !== 'mock' && name !== 'prism') return liveTarget(name)
  const prism = name === 'prism'
  const credentials = Object.fromEntries(
    Object.keys(contract.securitySchemes).map((scheme) => [scheme, 'stand-in']),
  )
  return {
    kind: name,
    url: 'http://127.0.0.1',
    stateful: !prism,
    ephemeral: true,
    credentials,
    ...(prism ? {} : { second: { credentials, parameters: {} } }),
    limits: prism ? prismLimitsOn(contract) : [],
    avoid: prism ? prismAvoid : {},
    log: () => '',
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}
