import { headerValues, type Exchange } from '../http/exchange.ts'
import { isHttpDate } from './http-date.ts'
import type { Breach, Outcome } from './outcome.ts'
import type { Check } from './types.ts'

const rule = 'headers-baseline'

/** Fields that servers use to say what they are made of. */
const telling = ['Server', 'X-Powered-By', 'X-AspNet-Version']

/** What nearly every answer of most servers lacks, which is why it is put together without a detour. */
const sniffable = (exchange: Exchange): Breach => ({
  place: 'header:X-Content-Type-Options',
  failure: 'missing',
  message: 'Answers do not forbid browsers to guess their type.',
  expected: 'X-Content-Type-Options: nosniff',
  received: 'no such field',
  severity: 'info',
  confidence: 'tentative',
  because: { source: 'OWASP ASVS 5.0 V3.4.4' },
  exchanges: [exchange],
})

/** Small signs of care in the headers of every answer; nothing here is a hole by itself. */
export const headersBaseline: Check = {
  name: 'headers-baseline',
  rules: [rule],
  judge: (exchange, { operation }) => {
    const { headers, body } = exchange.response
    const outcomes: Outcome[] = []
    const broken = (
      place: string,
      failure: string,
      message: string,
      expected: string,
      received: string,
      more: Partial<Breach> = {},
    ): void => {
      outcomes.push({
        kind: 'broken',
        rule,
        operation: null,
        breach: {
          place,
          failure,
          message,
          expected,
          received: received.slice(0, 80),
          severity: 'low',
          ...more,
          exchanges: [exchange],
        },
      })
    }
    for (const name of telling)
      for (const value of headerValues(headers, name))
        if (/\d+\.\d+/.test(value))
          broken(
            `header:${name}`,
            'version',
            `Answers tell the version of the software in ${name}.`,
            'no version',
            value,
            { because: { source: 'OWASP ASVS 5.0 V13.4.6' } },
          )
    if (body !== '' && headerValues(headers, 'x-content-type-options')[0]?.toLowerCase() !== 'nosniff')
      outcomes.push({
        kind: 'broken',
        rule,
        operation: null,
        breach: sniffable(exchange),
      })
    if (
      operation !== null &&
      operation.security.some((requirement) => Object.keys(requirement).length > 0) &&
      headerValues(headers, 'set-cookie').some((cookie) =>
        /sess|sid\b|auth|token/i.test(cookie.split('=')[0] ?? ''),
      )
    )
      broken(
        'header:Set-Cookie',
        'session',
        'A call with a key is answered with a session cookie.',
        'no session',
        'a session cookie',
        { because: { source: 'OWASP REST Security Cheat Sheet' } },
      )
    for (const value of headerValues(headers, 'sunset'))
      if (!isHttpDate(value))
        broken('header:Sunset', 'malformed', 'Sunset is no HTTP date.', 'an HTTP date', value, {
          because: { source: 'RFC 8594 §3' },
        })
    for (const value of headerValues(headers, 'deprecation'))
      if (!/^@-?\d+$/.test(value))
        broken(
          'header:Deprecation',
          'malformed',
          'Deprecation is no date of a structured field.',
          'a date such as @1688169599',
          value,
          { because: { source: 'RFC 9745 §2' } },
        )
    return outcomes.length > 0 ? outcomes : [{ kind: 'held', rule, operation: null }]
  },
}
