import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on requests that must get in. */
export const authAccepted: readonly Rule[] = [
  {
    id: 'auth-or-each-accepted',
    group: 'auth',
    rank: 45,
    severity: 'medium',
    basis: 'document',
    statement:
      'Where the document offers alternative ways to authenticate, each of them alone is accepted and ' +
      'leads to an equivalent result.',
    why:
      'Callers choose the alternative that suits them. One that does not work is a broken promise and a ' +
      'support case.',
    exercise:
      'Makes the normal request once per declared alternative; a 401 or 403 to one of them is the ' +
      'finding.',
    falseAlarms:
      'An alternative for which no `--credential` was given is left out with that reason, not failed. If ' +
      'one was withdrawn, take it out of `security`, by overlay if the document is not yours.',
    satisfy: 'Implement every alternative you list, with the same rights, or remove it from the document.',
    sources: cite('OAS-SEC'),
    cwe: ['CWE-684'],
    owasp: [],
    stateful: false,
    needs: ['carrier'],
    prism: 'holds',
  },
  {
    id: 'auth-anonymous-where-declared',
    group: 'auth',
    rank: 46,
    severity: 'medium',
    basis: 'document',
    statement:
      'An operation that declares itself open, by `security: []` or an empty alternative, does not answer ' +
      '401 or 403 to a request without credentials, and treats a bad credential consistently.',
    why:
      'Clients that follow the document send no key. If the server insists on one, status pages, health ' +
      'checks and sign-up flows break.',
    exercise:
      'Sends two requests per operation: one without credentials, one with an invalid credential. A 5xx ' +
      'to the second one is a finding too.',
    falseAlarms:
      'A document-wide `security` can be replaced per operation; keyproof computes what is in force for ' +
      'each, and `keyproof inspect` shows it. If the operation does need a key, correct the document or ' +
      'an overlay.',
    satisfy:
      'Exempt declared-open operations from authentication, and document whether a bad credential there ' +
      'is ignored or answered with 401.',
    sources: cite('OAS-SEC'),
    cwe: ['CWE-684'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: ['carrier'],
    prism: 'holds',
  },
  {
    id: 'auth-scheme-case-insensitive',
    group: 'auth',
    rank: 57,
    severity: 'medium',
    basis: 'protocol-must',
    statement:
      'The scheme name before a credential is accepted in any letter case (bearer, BEARER, bEaReR) and ' +
      'with one or more spaces after it.',
    why:
      'HTTP defines scheme names as case-insensitive, and clients differ in what they write. A server ' +
      'that insists on one spelling breaks correct clients.',
    exercise:
      'Writes four variants to the socket with a valid key and expects the same answer as for the usual ' +
      'spelling.',
    falseAlarms:
      'Only variants that get 400 or 401 while Bearer works are reported; more than one space is ' +
      'advisory. Prism matches Bearer by case and fails here by itself, which is reported as an expected ' +
      'failure of the mock. For a server you cannot change, `suppress` the rule under `x-key-operation`.',
    satisfy:
      'Lower-case the scheme token before comparing, and split it from the credential at one or more ' +
      'spaces.',
    sources: cite('RFC9110-11.1', 'RFC6750-2.1', 'RFC7617-2', 'OAS-SCHEME'),
    cwe: ['CWE-178'],
    owasp: [],
    stateful: false,
    needs: ['carrier'],
    prism: 'expected-failure',
  },
  {
    id: 'auth-header-name-case-insensitive',
    group: 'auth',
    rank: 58,
    severity: 'medium',
    basis: 'protocol-must',
    statement: 'The name of the header that carries the key is recognised in every letter case.',
    why:
      'Proxies, gateways and HTTP/2 rewrite header names to lower case. A server that compares them ' +
      'exactly works in the lab and fails behind the load balancer.',
    exercise:
      'Writes three spellings to a raw HTTP/1.1 socket: x-api-key, X-API-KEY and X-Api-Key, or their ' +
      'likes for the declared header. HTTP/2 only knows lower case.',
    falseAlarms:
      'Most client libraries lower-case names, so a hand test with one of them proves nothing. A known ' +
      'old server can be accepted with `suppress` under `x-key-operation`.',
    satisfy:
      'Read headers through the HTTP library of the platform, which folds names, and not from the raw ' +
      'text.',
    sources: cite('RFC9110-5.1', 'OAS-SEC'),
    cwe: ['CWE-178'],
    owasp: [],
    stateful: false,
    needs: ['carrier'],
    prism: 'holds',
  },
]
