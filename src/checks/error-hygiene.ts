import { parseJson } from '../contract/pointer.ts'
import type { Outcome } from './outcome.ts'
import type { Check } from './types.ts'

/** Marks that an error page shows the machinery behind it. */
const inside: readonly (readonly [string, RegExp])[] = [
  [
    'stack trace',
    /\n[ \t]{1,16}at [\w.<>$ ]{1,200}\([^)\n]{1,1000}:\d+:\d+\)|Traceback \(most recent call last\)|\bat [\w$.]{1,200}\(\w{1,200}\.java:\d+\)|goroutine \d+ \[/,
  ],
  [
    'SQL',
    /\b(SQLSTATE|syntax error at or near|ORA-\d{5}|SqlException|PG::\w+Error|UNIQUE constraint failed|duplicate key value violates)\b/,
  ],
]

/** Errors say what went wrong without showing the server's inside, and their own status agrees with HTTP's. */
export const errorHygiene: Check = {
  name: 'error-hygiene',
  rules: ['schema-error-body-conforms'],
  judge: (exchange, { operation }) => {
    const { status, body } = exchange.response
    if (operation === null || status < 400) return []
    const outcomes: Outcome[] = []
    for (const [what, pattern] of inside)
      if (pattern.test(body) || pattern.test(body.replaceAll(String.raw`\n`, '\n')))
        outcomes.push({
          kind: 'broken',
          rule: 'schema-error-body-conforms',
          operation: operation.key,
          breach: {
            place: `${status} body`,
            failure: what,
            message: `A ${status} answer shows the inside of the server: ${what}.`,
            expected: 'an error without internals',
            received: what,
            basis: 'standard',
            severity: 'medium',
            because: { source: 'OWASP ASVS 5.0 V16.5.1' },
            exchanges: [exchange],
          },
        })
    const told = parseJson(body)
    const own =
      typeof told === 'object' && told !== null && !Array.isArray(told)
        ? (told as { readonly status?: unknown }).status
        : undefined
    if (typeof own === 'number' && own >= 100 && own <= 599 && own !== status)
      outcomes.push({
        kind: 'broken',
        rule: 'schema-error-body-conforms',
        operation: operation.key,
        breach: {
          place: `${status} /status`,
          failure: 'status differs',
          message: `A ${status} answer calls itself ${own}.`,
          expected: String(status),
          received: String(own),
          basis: 'convention',
          because: { source: 'RFC 9457 §3.1.2' },
          exchanges: [exchange],
        },
      })
    return outcomes
  },
}
