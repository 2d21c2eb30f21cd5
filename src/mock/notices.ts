import type { Contract } from '../contract/types.ts'
import { isLoopback } from '../loopback.ts'
import type { ServedResource } from './resource.ts'
import type { MockOptions } from './types.ts'

/** Fewer bits of randomness than this in a secret are worth a word. */
const FEW_BITS = 128

/** What the reader should know of a mock before using it, a sentence each. */
export function noticesOf({
  contract,
  resources,
  host,
  options,
}: {
  readonly contract: Contract
  readonly resources: readonly ServedResource[]
  readonly host: string
  readonly options: MockOptions
}): readonly string[] {
  const notices: string[] = []
  if (!isLoopback(host))
    notices.push(
      `Listening on ${host}: everyone who can reach this machine can talk to the mock, in clear text. /__keyproof/ stays closed to them.`,
    )
  if (contract.keyResources.length === 0)
    notices.push(
      'The document has no key resource: every operation is answered from its examples and schemas, and nothing is remembered.',
    )
  for (const scheme of Object.values(contract.securitySchemes)) {
    if (scheme.kind === 'mutualTLS')
      notices.push(
        `The security scheme ${scheme.name} asks for a client certificate, which plain HTTP does not have: it counts as satisfied.`,
      )
    if (scheme.kind === 'oauth2' || scheme.kind === 'openIdConnect')
      notices.push(`The security scheme ${scheme.name} is taken as a bearer token; scopes are not enforced.`)
    if (scheme.kind === 'http' && !['bearer', 'basic'].includes(scheme.scheme.toLowerCase()))
      notices.push(
        `The HTTP scheme ${scheme.scheme} of ${scheme.name} is taken as a fixed text behind the scheme's name.`,
      )
  }
  for (const operation of contract.operations)
    for (const name of operation.security.flatMap(Object.keys))
      if (contract.securitySchemes[name] === undefined)
        notices.push(
          `${operation.key} asks for the security scheme ${name}, which the document does not define: that alternative can not be satisfied.`,
        )
  for (const { resource, secret } of resources)
    if (secret.bits < FEW_BITS)
      notices.push(
        `The documented form of a secret of ${resource.label} leaves room for ${Math.floor(secret.bits)} random bits only.`,
      )
  if (options.deterministicSecrets === true)
    notices.push(
      'Secrets follow from the seed and can be guessed: use this mock for examples and goldens only.',
    )
  return [...new Set(notices)]
}
