import type { Contract, Operation, SecurityScheme } from '../contract/types.ts'
import { headerValues } from '../http/exchange.ts'
import { cacheDirectives, storableBy } from './cache-directives.ts'
import type { Check } from './types.ts'

const rule = 'headers-metadata-not-shared-cacheable'

/** What a key's owner may read is kept by no cache that others share: only Authorization would forbid it unasked. */
export const headersNotShared: Check = {
  name: 'headers-not-shared',
  rules: [rule],
  judge: (exchange, { contract, operation, resource }) => {
    const { status, headers } = exchange.response
    if (operation === null || resource === null || operation.method !== 'GET' || status !== 200) return []
    const carriers = carriersOf(contract, operation)
    if (carriers === null) return []
    const directives = cacheDirectives(headers)
    const storable = storableBy(headers)
    const kept = directives.some((directive) => /^(no-store|no-cache|private)\b/.test(directive))
    const varies = new Set(
      headerValues(headers, 'vary')
        .join(',')
        .toLowerCase()
        .split(',')
        .map((name) => name.trim()),
    )
    if (kept || (storable === null && carriers.some((name) => varies.has(name) || varies.has('*'))))
      return [{ kind: 'held', rule, operation: operation.key }]
    return [
      {
        kind: 'broken',
        rule,
        operation: operation.key,
        breach: {
          place: 'header:Cache-Control',
          failure: storable === null ? 'missing' : 'storable',
          message:
            storable === null
              ? `The answer of ${operation.key} does not say that it is for its reader alone, and without an Authorization field caches may not know.`
              : `The answer of ${operation.key} may be kept by caches that others share: ${storable}.`,
          expected: `Cache-Control: private or no-store, or Vary: ${carriers.join(', ')}`,
          received: directives.length === 0 ? 'no Cache-Control' : `Cache-Control: ${directives.join(', ')}`,
          because: { source: 'RFC 9111 §3.5: only a request with Authorization keeps shared caches away' },
          // Without leave and without a date to reckon from, few caches keep anything.
          ...(storable === null ? { severity: 'medium' as const, basis: 'standard' as const } : {}),
          exchanges: [exchange],
        },
      },
    ]
  },
}

/** Names of the header fields that carry the credential, in small letters; null where caches know without being told. */
function carriersOf(contract: Contract, operation: Operation): readonly string[] | null {
  if (
    operation.security.length === 0 ||
    operation.security.some((requirement) => Object.keys(requirement).length === 0)
  )
    return null
  const schemes = operation.security.flatMap((requirement) =>
    Object.keys(requirement).flatMap((name) => contract.securitySchemes[name] ?? []),
  )
  if (schemes.length === 0 || schemes.some((scheme) => usesAuthorization(scheme))) return null
  return schemes.flatMap((scheme) =>
    scheme.kind !== 'apiKey'
      ? []
      : scheme.in === 'cookie'
        ? ['cookie']
        : scheme.in === 'header'
          ? [scheme.parameter.toLowerCase()]
          : [],
  )
}

function usesAuthorization(scheme: SecurityScheme): boolean {
  return (
    scheme.kind !== 'apiKey' || (scheme.in === 'header' && scheme.parameter.toLowerCase() === 'authorization')
  )
}
