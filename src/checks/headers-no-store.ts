import { cacheDirectives, letsStore } from './cache-directives.ts'
import type { Check } from './types.ts'

/** An answer that carries a secret forbids every cache to keep it. */
export const headersNoStore: Check = {
  name: 'headers-no-store',
  rules: ['headers-no-store-on-secret'],
  judge: (exchange, { operation, issues }) => {
    if (issues.length === 0 || exchange.facts.issued === null || operation === null) return []
    const directives = cacheDirectives(exchange.response.headers)
    const storable = directives.find(letsStore)
    if (directives.includes('no-store') && storable === undefined)
      return [{ kind: 'held', rule: 'headers-no-store-on-secret', operation: operation.key }]
    return [
      {
        kind: 'broken',
        rule: 'headers-no-store-on-secret',
        operation: operation.key,
        breach: {
          place: 'header:Cache-Control',
          failure: storable === undefined ? 'missing' : 'storable',
          message:
            storable === undefined
              ? 'The answer that carries the secret does not forbid caches to store it.'
              : `The answer that carries the secret may be stored: ${storable}.`,
          expected: 'Cache-Control: no-store',
          received: directives.length === 0 ? 'no Cache-Control' : `Cache-Control: ${directives.join(', ')}`,
          because: { source: 'RFC 6749 §5.1; OWASP ASVS 5.0 V14.3.2' },
          // A POST is stored only where a cache is told to, so a missing directive weighs less than a false one.
          severity: storable === undefined && operation.method === 'POST' ? 'medium' : 'high',
          exchanges: [exchange],
        },
      },
    ]
  },
}
