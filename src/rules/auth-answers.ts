import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on how credentials travel and how refusals are worded. */
export const authAnswers: readonly Rule[] = [
  {
    id: 'auth-tls-only',
    group: 'auth',
    rank: 37,
    severity: 'high',
    basis: 'standard',
    statement:
      'Beyond loopback, the plain http twin of a server refuses or redirects without processing, and ' +
      'never answers a call that carries a key with success.',
    why:
      'A key sent once in clear text is known to everyone on the way. If the call works, nobody notices ' +
      'until it is misused.',
    exercise:
      'Makes a single request over http with an invalid key invented for it; a valid key is never sent ' +
      'that way.',
    falseAlarms:
      'An answer of 2xx or 401 over plain http means the request was processed and is high; a redirect by ' +
      '301 or 308 is low, because ASVS 4.1.2 prefers none for APIs. Loopback targets are not judged. ' +
      'Leave the rule out with `--skip auth-tls-only` where plain http is closed off elsewhere.',
    satisfy:
      'Close port 80 for the API host, or answer with an error that tells the caller to use https and to ' +
      'replace the key.',
    sources: cite('RFC6750-5.3', 'RFC9110-17.16.1', 'ASVS5-12.2.1', 'ASVS5-4.1.2', 'CS-REST'),
    cwe: ['CWE-319', 'CWE-523'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: [],
    prism: 'not-applicable',
  },
  {
    id: 'auth-401-challenge',
    group: 'auth',
    rank: 59,
    severity: 'medium',
    basis: 'protocol-must',
    statement:
      'Each 401 carries WWW-Authenticate with a challenge that parses; for Bearer it has a parameter, ' +
      'names no error when no credential came, and says invalid_token when a bad one did.',
    why:
      'HTTP requires it, and generic clients use it to find out how to authenticate. Without it, a 401 ' +
      'tells only that something is wrong.',
    exercise: 'Sends nothing of its own: every 401 of the run is parsed by RFC 9110, section 11.6.1.',
    falseAlarms:
      'There is no registered scheme for API key headers and hardly any such API sends the challenge. For ' +
      'apiKey schemes it is therefore low and reported once per host. Leave it out with ' +
      '`--skip auth-401-challenge`.',
    satisfy:
      'Send, for instance, `WWW-Authenticate: Bearer realm="api", error="invalid_token"` from the code ' +
      'that refuses.',
    sources: cite('RFC9110-15.5.2', 'RFC9110-11.6.1', 'RFC6750-3', 'RFC6750-3.1'),
    cwe: ['CWE-684'],
    owasp: [],
    stateful: false,
    needs: [],
    prism: 'partial',
  },
  {
    id: 'auth-conflicting-credentials-rejected',
    group: 'auth',
    rank: 65,
    severity: 'medium',
    basis: 'protocol-should',
    statement:
      'A request with contradictory credentials is refused, or decided alike whatever their order and on ' +
      'whichever connection.',
    why:
      'When a proxy reads the first of two keys and the server the last, a request is checked as one ' +
      'caller and executed as another.',
    exercise:
      'Sends raw requests with a good and a bad key and compares both orders: in two header lines and, where ' +
      'the key has a header of its own, joined by a comma in one: four requests beside two controls.',
    falseAlarms:
      'Taking the first or the last consistently is no weakness on its own unless a proxy does the ' +
      'opposite: it is a warning. `suppress` the rule under `x-key-operation` once the chain of proxies is ' +
      'known.',
    satisfy: 'Refuse with 400 whenever a credential occurs more than once.',
    sources: cite('RFC9110-5.3', 'RFC6750-2', 'RFC6750-3.1', 'ASVS5-15.3.7'),
    cwe: ['CWE-436', 'CWE-235'],
    owasp: ['API2:2023'],
    stateful: false,
    needs: ['carrier'],
    prism: 'not-applicable',
  },
  {
    id: 'auth-decided-first',
    group: 'auth',
    rank: 68,
    severity: 'medium',
    basis: 'convention',
    statement:
      'Without a credential, the status and shape of the answer do not depend on the body, the content ' +
      'type or whether the id exists.',
    why:
      'Validation details and the difference between 401 and 404 tell a stranger what exists and how the ' +
      'API works, before that stranger has shown any credential.',
    exercise:
      'Sends eight requests without a credential: a valid, an invalid and a malformed body and a wrong ' +
      'content type, then an existing, a random and a malformed id.',
    falseAlarms:
      'Routers commonly answer 404, 405 or 415 before authentication. Only a difference between existing ' +
      'and missing ids matters for security; `suppress` the rest under `x-key-operation`.',
    satisfy: 'Authenticate before parsing the body and before looking anything up.',
    sources: cite('RFC9110-15.5.5', 'ASVS5-6.3.8', 'CWE'),
    cwe: ['CWE-204', 'CWE-203'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['id'],
    prism: 'holds',
  },
  {
    id: 'auth-failure-uniform',
    group: 'auth',
    rank: 76,
    severity: 'low',
    basis: 'standard',
    statement:
      'Refusals do not betray which kind of bad credential was sent: never issued, malformed, revoked, ' +
      'expired or of another environment all look alike.',
    why:
      'A difference turns the API into an oracle that sorts a stolen list of keys into worthless and once ' +
      'valid ones.',
    exercise:
      'Compares five refusals in pairs, with request ids removed. Timing is left out unless opted into: ' +
      'then 200 interleaved samples, a Mann-Whitney test at p < 0.001 and a gap of the medians above 2 ms ' +
      'decide.',
    falseAlarms:
      'RFC 6750 allows saying that a token has expired, and Stripe and Unkey document distinct errors: ' +
      'the rule is advisory, at most a note under the contract profile. Where distinct errors are ' +
      'intended, `suppress` it under `x-key-operation`.',
    satisfy:
      'Answer all refusals from one function, with one message and one code, and write the reason to your ' +
      'own log.',
    sources: cite('ASVS5-6.3.8', 'CWE', 'RFC6750-3.1', 'STRIPE-KEYS'),
    cwe: ['CWE-204', 'CWE-208', 'CWE-203'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['carrier'],
    prism: 'not-applicable',
  },
  {
    id: 'auth-throttling-signalled',
    group: 'auth',
    rank: 77,
    severity: 'low',
    basis: 'protocol-should',
    statement:
      'Each 429 has the documented body, a well-formed Retry-After if any, and may not be cached; on ' +
      'request, a run of failed attempts is shown to meet a limit.',
    why:
      'A client can only back off properly if it is told how long, and a cached 429 locks out everybody ' +
      'behind that cache.',
    exercise:
      'Looks at every 429 in passing. Opted into: 50 consecutive failed authentications from one client, ' +
      'against a key made for it.',
    falseAlarms:
      'A malformed Retry-After or a cacheable 429 is a warning, no limit within the 50 attempts just a ' +
      'note: keys of high entropy need no lockout, NIST demands limits below 64 bits. Leave it out with ' +
      '`--skip auth-throttling-signalled` where a gateway does the limiting.',
    satisfy:
      'Send Retry-After in seconds together with `Cache-Control: no-store` on each 429, and document the ' +
      'status.',
    sources: cite('RFC6585-4', 'RFC9110-10.2.3', 'API4:2023', 'ASVS5-6.3.1', 'NIST-63B-5.2.2', 'CS-REST'),
    cwe: ['CWE-307', 'CWE-770'],
    owasp: ['API2:2023', 'API4:2023'],
    stateful: true,
    needs: [],
    prism: 'not-applicable',
  },
]
