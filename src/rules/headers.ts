import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on response headers. */
export const headers: readonly Rule[] = [
  {
    id: 'headers-no-store-on-secret',
    group: 'headers',
    rank: 20,
    severity: 'high',
    basis: 'standard',
    statement:
      'A response that carries a secret says no-store in Cache-Control, and nothing in its headers ' +
      'contradicts that.',
    why:
      'The secret should exist in one place after this response: with the caller. Browser caches, back ' +
      'buttons and proxies keep copies unless they are told not to.',
    exercise:
      'Sends nothing of its own; looks at each create, rotate and reveal response in which the secret was ' +
      'found, for no-store and against public, max-age above 0, s-maxage, an Expires in the future or ' +
      'must-understand without support.',
    falseAlarms:
      'Missing on a POST it is medium, since such answers are stored only with explicit freshness and ' +
      'Content-Location; with public or max-age, or on a GET, it is high. OAuth demands the header for ' +
      'tokens, API keys merely ought to have it. Accept it knowingly with `suppress` under ' +
      '`x-key-operation`.',
    satisfy: 'Send `Cache-Control: no-store` from every handler that issues a secret.',
    sources: cite(
      'RFC6749-5.1',
      'RFC7591-3.2.1',
      'RFC9111-5.2.2.5',
      'RFC9111-7.3',
      'ASVS5-14.3.2',
      'ASVS4-8.2.1',
      'API8:2023',
      'CS-REST',
      'CATS-SecHeaders',
      'ZAP-10015',
    ),
    cwe: ['CWE-524', 'CWE-525'],
    owasp: ['API8:2023', 'ASVS5-14.3.2'],
    stateful: false,
    needs: ['secret'],
    prism: 'not-applicable',
  },
  {
    id: 'headers-metadata-not-shared-cacheable',
    group: 'headers',
    rank: 33,
    severity: 'high',
    basis: 'protocol-must',
    statement:
      'A successful GET that was authenticated by anything but the Authorization header is marked ' +
      'private, no-store or no-cache, or varies by the header that carried the key.',
    why:
      'Shared caches make an exception for Authorization only. With a key in x-api-key or a cookie, one ' +
      "tenant's key list may lawfully be served to the next.",
    exercise:
      'Sends next to nothing of its own: looks at GET and HEAD answers under apiKey schemes, and asks one ' +
      'URL as two tenants over one connection.',
    falseAlarms:
      'No Cache-Control and no Vary on such a collection is medium because a cache may guess a lifetime; ' +
      'public or max-age above 0 is high. Bearer requests are protected by HTTP itself. If no cache can ' +
      'be on the way, `suppress` the rule under `x-key-operation`.',
    satisfy: 'Send `Cache-Control: private, no-store` on everything that depends on the caller.',
    sources: cite('RFC9111-3', 'RFC9111-3.5', 'RFC9111-4.1', 'RFC9111-4.2.2', 'ASVS5-14.2.2', 'ASVS5-14.2.5'),
    cwe: ['CWE-524'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: ['list'],
    prism: 'not-applicable',
  },
  {
    id: 'headers-cors-not-permissive',
    group: 'headers',
    rank: 62,
    severity: 'medium',
    basis: 'standard',
    statement:
      'A response with a secret or key metadata allows no origin or a listed one: it does not reflect ' +
      'arbitrary origins together with credentials, and does not allow null.',
    why:
      "A permissive answer lets any web page read the keys of whoever visits it, through that visitor's " +
      'browser.',
    exercise:
      'Sends `Origin: https://attacker.example` and `Origin: null` with create, list and preflight: four ' +
      'requests.',
    falseAlarms:
      'An asterisk on a secret is medium, reflection with credentials high. Public APIs meant for ' +
      'browsers with a key in a header often use the asterisk, and there the rule is advisory: `suppress` ' +
      'it under `x-key-operation`.',
    satisfy: 'Compare Origin with a list of your own, and leave CORS off where no browser is meant to call.',
    sources: cite('ASVS5-3.4.2', 'ASVS4-14.5.3', 'API8:2023'),
    cwe: ['CWE-942'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: [],
    prism: 'not-applicable',
  },
  {
    id: 'headers-baseline',
    group: 'headers',
    rank: 80,
    severity: 'info',
    basis: 'standard',
    statement:
      'Responses carry the usual protective headers and no revealing ones: nosniff, HSTS on https, no ' +
      'detailed version banner, no session cookie for key calls, and well-formed Deprecation, Sunset and ' +
      'Retry-After.',
    why: 'None of these is a hole by itself. Together they close small gaps and show that someone cares.',
    exercise: 'Sends nothing of its own; sums up the responses of each host.',
    falseAlarms:
      'Findings are notes or low, such as a malformed Deprecation or a Sunset before it. A CDN may add or ' +
      'drop headers on its own: leave the rule out with `--skip headers-baseline` if you cannot configure ' +
      'it.',
    satisfy:
      'Set `X-Content-Type-Options: nosniff` and Strict-Transport-Security at the edge, and remove Server ' +
      'and X-Powered-By versions.',
    sources: cite('ASVS5-3.4.4', 'ASVS5-3.4.1', 'ASVS5-13.4.6', 'RFC8594-3', 'RFC9745-2', 'CS-REST'),
    cwe: ['CWE-693', 'CWE-497'],
    owasp: ['API8:2023', 'API9:2023'],
    stateful: false,
    needs: [],
    prism: 'not-applicable',
  },
]
