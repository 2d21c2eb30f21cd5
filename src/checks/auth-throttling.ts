import { headerValues } from '../http/exchange.ts'
import { storableBy } from './cache-directives.ts'
import { isHttpDate } from './http-date.ts'
import type { Outcome } from './outcome.ts'
import type { Check } from './types.ts'

const rule = 'auth-throttling-signalled'

/** An answer that sends the caller away for a while says so in a way that can be followed, and to this caller alone. */
export const authThrottling: Check = {
  name: 'auth-throttling',
  rules: [rule],
  judgesThrottling: true,
  judge: (exchange, { operation }) => {
    const { status, headers } = exchange.response
    if (status !== 429) return []
    const on = operation?.key ?? null
    const outcomes: Outcome[] = []
    const broken = (
      place: string,
      failure: string,
      message: string,
      expected: string,
      received: string,
      source: string,
    ): void => {
      outcomes.push({
        kind: 'broken',
        rule,
        operation: on,
        breach: { place, failure, message, expected, received, because: { source }, exchanges: [exchange] },
      })
    }
    for (const value of headerValues(headers, 'retry-after'))
      if (!/^\d+$/.test(value) && !isHttpDate(value))
        broken(
          'header:Retry-After',
          'malformed',
          'A 429 answer has a Retry-After that is neither a number of seconds nor a date.',
          'seconds, or an HTTP date',
          value.slice(0, 60),
          'RFC 9110 §10.2.3',
        )
    const storable = storableBy(headers)
    if (storable !== null)
      broken(
        'header:Cache-Control',
        'storable',
        `A 429 answer may be stored and given to others: ${storable}.`,
        'no leave to store it',
        storable,
        'RFC 6585 §4',
      )
    return outcomes.length > 0 ? outcomes : [{ kind: 'held', rule, operation: on }]
  },
}
