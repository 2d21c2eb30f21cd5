import type { Contract, Operation } from '../contract/types.ts'

/**
 * The WWW-Authenticate lines of a 401 (RFC 9110 §11.6.1), one for each kind of credential the operation
 * takes. Bearer says `invalid_token` of a bad credential and nothing when none was sent (RFC 6750 §3.1).
 */
export function challenges(
  contract: Contract,
  operation: Operation,
  reason: 'missing' | 'bad',
): readonly string[] {
  const realm = `realm="${contract.title.replaceAll(/[^\x20-\x7e]|["\\]/g, '') || 'API'}"`
  const lines = operation.security.flatMap(Object.keys).map((name) => {
    const scheme = contract.securitySchemes[name]
    if (scheme === undefined) return `ApiKey ${realm}`
    if (scheme.kind === 'apiKey') return `${/^\S+(?= )/.exec(scheme.lead ?? '')?.[0] ?? 'ApiKey'} ${realm}`
    if (scheme.kind === 'mutualTLS') return undefined
    const token = scheme.kind === 'http' ? scheme.scheme.toLowerCase() : 'bearer'
    if (token === 'bearer')
      return reason === 'bad'
        ? `Bearer ${realm}, error="invalid_token", error_description="The token is not valid"`
        : `Bearer ${realm}`
    if (token === 'basic') return `Basic ${realm}, charset="UTF-8"`
    return `${token.charAt(0).toUpperCase()}${token.slice(1)} ${realm}`
  })
  const distinct = new Set(lines.filter((line) => line !== undefined))
  return distinct.size === 0 ? [`ApiKey ${realm}`] : [...distinct]
}
