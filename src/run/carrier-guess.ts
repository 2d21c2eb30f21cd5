import { selectsTenant } from '../contract/keys/carrier.ts'
import type { Stage } from './scenario.ts'

/**
 * Whether new keys are tried on the management of keys itself: some APIs let only people manage keys, so that a refusal
 * there is not certain to be a fault.
 */
export function managesKeys({ resource, canary }: Pick<Stage, 'resource' | 'canary'>): boolean {
  return Object.values(resource!.roles).some((binding) => binding.operation === canary!.key)
}

const jwt = '^eyJ[\\w-]*\\.[\\w-]*\\.[\\w-]*$'

/** Whether the scheme that a key is tried with takes JSON Web Tokens, as the document says, and the key is none: it may be one to get such a token with. */
export function wantsToken(stage: Pick<Stage, 'resource' | 'contract' | 'matches'>, secret: string): boolean {
  const scheme = stage.contract.securitySchemes[stage.resource!.secret.carrier ?? '']
  return scheme?.kind === 'http' && /^jwt$/i.test(scheme.bearerFormat ?? '') && !stage.matches(secret, jwt)
}

/** Whether a key could as well go where another scheme has its place, and no word of the document ties it to this one. */
export function isCarrierGuessed({
  resource,
  canary,
  contract,
}: Pick<Stage, 'resource' | 'canary' | 'contract'>): boolean {
  const { carrier } = resource!.secret
  const scheme = contract.securitySchemes[carrier ?? '']
  if (scheme?.kind === 'apiKey' && scheme.leadGuessed === true) return true
  const rivals = new Set(
    canary!.security
      .flatMap((requirement) => Object.keys(requirement))
      .filter((name) => {
        const scheme = contract.securitySchemes[name]
        return name !== carrier && scheme !== undefined && !selectsTenant(scheme)
      }),
  )
  const why = resource!.evidence.filter(({ about }) => about === 'carrier').map(({ says }) => says)
  const stated = why.length === 0 || why.some((says) => !says.startsWith('the secret is used with'))
  return rivals.size > 0 && !stated && !why.some((says) => /shares a word|named for the key/.test(says))
}
