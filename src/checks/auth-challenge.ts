import { headerValues } from '../http/exchange.ts'
import type { Check } from './types.ts'

/** token, then either token68 or parameters: RFC 9110 §11.3, as far as one field needs to be understood. */
const challenge =
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+( +([A-Za-z0-9._~+/-]+=*|[!#$%&'*+.^_`|~0-9A-Za-z-]+ *= *("([^"\\]|\\.)*"|[^\s",]+)( *, *[!#$%&'*+.^_`|~0-9A-Za-z-]+( *= *("([^"\\]|\\.)*"|[^\s",]+))?)*))?( *,.*)?$/

/** Every 401 carries a challenge that can be read. */
export const authChallenge: Check = {
  name: 'auth-challenge',
  rules: ['auth-401-challenge'],
  judge: (exchange, { contract, operation }) => {
    if (exchange.response.status !== 401) return []
    const fields = headerValues(exchange.response.headers, 'www-authenticate')
    if (fields.length > 0 && fields.every((field) => challenge.test(field.trim())))
      return [{ kind: 'held', rule: 'auth-401-challenge', operation: null }]
    const names = operation?.security.flatMap((requirement) => Object.keys(requirement)) ?? []
    // apiKey has no registered scheme to challenge with, and hardly any API makes one up.
    const registered = names.some((name) => contract.securitySchemes[name]?.kind !== 'apiKey')
    return [
      {
        kind: 'broken',
        rule: 'auth-401-challenge',
        // One cause, one finding: the layer that refuses is the same for every operation.
        operation: null,
        breach: {
          place: 'header:WWW-Authenticate',
          failure: fields.length === 0 ? 'missing' : 'malformed',
          message:
            fields.length === 0
              ? 'A 401 answer carries no WWW-Authenticate field.'
              : 'The WWW-Authenticate field of a 401 answer cannot be read as a challenge.',
          expected: 'at least one challenge, such as Bearer realm="api"',
          received: fields.length === 0 ? 'no field' : 'a field that is no challenge',
          because: { source: 'RFC 9110 §11.6.1' },
          ...(registered ? {} : { severity: 'low' as const, basis: 'protocol-should' as const }),
          exchanges: [exchange],
        },
      },
    ]
  },
}
