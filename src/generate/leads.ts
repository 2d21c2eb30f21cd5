import { bareCredential } from './credentials.ts'
import type { Contract, SecurityScheme } from '../contract/types.ts'

/** A credential as it stands in its header: `ApiKey abc`, `Token token=abc`. */
const led =
  /^((?!(?:basic|digest|negotiate|hmac|aws4)[\w-]* )[A-Za-z][\w-]{1,19} +(?:[a-z_]{2,12}=)?)\S{6,}$/i

/**
 * The contract with what the user's credentials show of the words before keys: a document may declare a key in
 * Authorization without a word of them, and new keys need them as much as the user's own.
 */
export function withLeads(contract: Contract, credentials: Readonly<Record<string, string>>): Contract {
  const taught = Object.entries(credentials).flatMap(([name, value]): [string, SecurityScheme][] => {
    const scheme = contract.securitySchemes[name]
    const lead = scheme === undefined || !mayBeLed(scheme) ? undefined : led.exec(value)?.[1]
    return lead === undefined ? [] : [[name, { ...scheme, lead, leadGuessed: true } as SecurityScheme]]
  })
  if (taught.length === 0) return contract
  const securitySchemes = { ...contract.securitySchemes, ...Object.fromEntries(taught) }
  // With what it works out when asked, and not as it is by now.
  return Object.defineProperties({} as Contract, {
    ...Object.getOwnPropertyDescriptors(contract),
    securitySchemes: { value: securitySchemes, enumerable: true },
  })
}

/** Whether a word may stand before the key, and the document does not say which. */
export function mayBeLed(scheme: SecurityScheme): boolean {
  return (
    scheme.kind === 'apiKey' &&
    scheme.in === 'header' &&
    scheme.lead === undefined &&
    /authorization$/i.test(scheme.parameter)
  )
}

/** Credentials by scheme name without what stands before them in their carriers. */
export function bareCredentials(
  contract: Contract,
  credentials: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(credentials).map(([name, value]) => {
      const scheme = contract.securitySchemes[name]
      return [name, scheme === undefined ? value : bareCredential(scheme, value)]
    }),
  )
}
