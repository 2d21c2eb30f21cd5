import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on requests that must not get in. */
export const authRefused: readonly Rule[] = [
  {
    id: 'auth-missing-rejected',
    group: 'auth',
    rank: 4,
    severity: 'critical',
    basis: 'document',
    statement:
      'An operation whose security asks for a credential answers a request without one with 401, and does ' +
      'nothing.',
    why:
      'It is the simplest attack there is. One handler that was left out of the authentication middleware ' +
      'leaves keys open to the whole internet.',
    exercise:
      'Sends each request that works once more without any declared carrier, be it header, query, cookie ' +
      'or body, one request per operation, and then lists the keys to see that none came or went.',
    falseAlarms:
      'A 403 is tolerated as advice, and a status other than 401 is a separate finding at low. Gateways ' +
      'may answer 403 or 404 to hide what exists: list those codes in ' +
      '`x-secret-contract.errors.unauthenticated`.',
    satisfy:
      'Authenticate in one place before routing, refuse by default, and open single operations explicitly ' +
      'with `security: []`.',
    sources: cite(
      'OAS-SEC',
      'RFC9110-11.4',
      'RFC9110-15.5.2',
      'API2:2023',
      'ASVS4-13.1.4',
      'ST-ignored_auth',
      'CATS-BypassAuth',
    ),
    cwe: ['CWE-306', 'CWE-287'],
    owasp: ['API2:2023', 'ASVS5-6.3.4'],
    stateful: false,
    needs: ['carrier'],
    prism: 'holds',
  },
  {
    id: 'auth-invalid-rejected',
    group: 'auth',
    rank: 5,
    severity: 'critical',
    basis: 'document',
    statement:
      'A protected operation answers 401, without side effects, to a credential that looks right in ' +
      'length, alphabet, prefix and checksum but was never issued.',
    why:
      'Some servers check that a key is there and what it looks like, but never look it up. Anybody can ' +
      'make up such a key.',
    exercise:
      'Learns the form of issued keys and sends, on each operation, five look-alikes of it and three ' +
      'common strings: eight requests per operation.',
    falseAlarms:
      'None is known on a server that keeps its keys; 403 in place of 401 is reported at low. Stateless ' +
      'mocks cannot tell keys apart and are not judged. Where other codes are intended, list them in ' +
      '`x-secret-contract.errors.unauthenticated`.',
    satisfy:
      'Look the presented secret up by its hash and compare in constant time; accept only an exact, ' +
      'active match.',
    sources: cite('RFC9110-11.4', 'RFC6750-3.1', 'API2:2023', 'ST-ignored_auth'),
    cwe: ['CWE-287'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['carrier', 'secret'],
    prism: 'not-applicable',
  },
  {
    id: 'auth-near-miss-rejected',
    group: 'auth',
    rank: 6,
    severity: 'critical',
    basis: 'standard',
    statement:
      'A value that differs from a working key in any small way, cut, extended, in another letter case or ' +
      'with one character changed, is refused while the key itself keeps working.',
    why:
      'Comparing only a prefix, ignoring case or stopping at a NUL byte shrinks the space an attacker has ' +
      'to search from astronomic to trivial.',
    exercise:
      'Sends 12 mutants of a key to the cheapest protected read, with the true key in between to prove it ' +
      'alive: last character dropped or flipped, first half, displayed prefix, id part, one more ' +
      'character, NUL, %00, other case, swapped checksum, Unicode look-alike.',
    falseAlarms:
      'HTTP itself strips blanks around a header value (RFC 9110, section 5.5), so blanks and tabs are ' +
      'not tried. An alias that arises from base64 padding or unused bits is reported at low. Accepting ' +
      'another case points to CWE-178, accepting a prefix to CWE-187. Put up with a known alias by ' +
      '`suppress` under `x-key-operation`.',
    satisfy:
      'Hash the whole presented value byte for byte, without trimming, folding or truncating, and look up ' +
      'the hash.',
    sources: cite('API2:2023', 'RFC6750-3.1', 'RFC9110-5.1', 'CWE'),
    cwe: ['CWE-187', 'CWE-178', 'CWE-289'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['carrier', 'secret'],
    prism: 'not-applicable',
  },
  {
    id: 'auth-and-each-required',
    group: 'auth',
    rank: 7,
    severity: 'critical',
    basis: 'document',
    statement:
      'Where a security requirement names several schemes together, a request that satisfies only some of ' +
      'them is refused.',
    why:
      'If one of two credentials is not checked, the second factor or the tenant boundary that the ' +
      'document promises does not exist.',
    exercise:
      'Sends every proper non-empty subset of the schemes, 2^n-2 requests per operation: with a key ' +
      'header and an application header, each of them alone.',
    falseAlarms:
      'Writing one requirement object with two schemes (both needed) where two objects (either will do) ' +
      'were meant is a common slip in documents; the message says so. Correct the document or an overlay, ' +
      'or `suppress` the rule under `x-key-operation`.',
    satisfy:
      'Check every member of the requirement and refuse when one is missing or wrong, in whatever order ' +
      'they are read.',
    sources: cite('OAS-SEC'),
    cwe: ['CWE-306', 'CWE-287'],
    owasp: ['API2:2023'],
    stateful: false,
    needs: ['carrier'],
    prism: 'holds',
  },
  {
    id: 'auth-undeclared-carrier-rejected',
    group: 'auth',
    rank: 13,
    severity: 'high',
    basis: 'document',
    statement:
      'A valid key opens an operation only in the place and scheme the document declares, not in query, ' +
      'cookie, body, path, another header, another scheme or a Basic user-id or password.',
    why:
      'Every extra way in is one nobody reviews. A key taken from the query string is in access logs, ' +
      'browser history and Referer headers the same day.',
    exercise:
      'Leaves the declared carrier out and offers the valid key in about 14 other places, one request ' +
      'each: query names such as key, token, api_key or access_token, cookie, form or JSON field, path ' +
      'segment, X-API-Key against Authorization, Authorization without scheme, the schemes Token, ApiKey ' +
      'and Digest, Basic.',
    falseAlarms:
      'Query or URL is high (CWE-598), another header or scheme medium. Many servers take both ' +
      'Authorization and x-api-key on purpose, and OpenAPI allows the list of requirements to be ' +
      'incomplete: the fault may then lie in the document. Declare the second way as an alternative in ' +
      '`security`; otherwise `suppress` it under `x-key-operation`.',
    satisfy: 'Read the credential from one place only, and ignore or refuse it anywhere else.',
    sources: cite(
      'OAS-SEC',
      'RFC6750-2',
      'RFC6750-2.3',
      'RFC6750-5.3',
      'RFC9110-17.9',
      'ASVS5-14.2.1',
      'ASVS5-6.3.4',
      'CS-REST',
    ),
    cwe: ['CWE-598', 'CWE-288'],
    owasp: ['API2:2023', 'ASVS5-14.2.1'],
    stateful: false,
    needs: ['carrier', 'secret'],
    prism: 'holds',
  },
  {
    id: 'auth-blank-rejected',
    group: 'auth',
    rank: 29,
    severity: 'high',
    basis: 'document',
    statement:
      'A protected operation refuses a blank credential with 401 or 400: an empty header, blanks, a ' +
      'scheme without a token, or a word such as null or undefined.',
    why:
      'Blank values come from unset variables in clients. A server that lets them pass, because some ' +
      'lookup of an empty string succeeds, has an open door nobody chose.',
    exercise:
      'Writes 10 literals to the socket on two operations, since client libraries tidy them up: an empty ' +
      'value, blanks and tab, Bearer with and without a trailing blank, null, undefined, [object Object], ' +
      'Basic Og==, a pair of quotes.',
    falseAlarms:
      'A 2xx is critical and a 5xx medium. A proxy may drop an empty header, which then equals no header ' +
      'at all and is fine. Accept other refusals by listing them in ' +
      '`x-secret-contract.errors.unauthenticated`.',
    satisfy: 'Treat a credential that is empty after parsing as absent, and refuse before any lookup.',
    sources: cite('RFC9110-11.4', 'RFC6750-3.1', 'AKTO-BLANK'),
    cwe: ['CWE-287', 'CWE-1286'],
    owasp: ['API2:2023'],
    stateful: false,
    needs: ['carrier'],
    prism: 'partial',
  },
  {
    id: 'auth-no-method-or-path-bypass',
    group: 'auth',
    rank: 36,
    severity: 'high',
    basis: 'standard',
    statement:
      'No other method and no other spelling of a protected path reaches the handler without a ' +
      'credential.',
    why:
      'Access rules in a gateway often match one spelling, while the router behind it accepts many. The ' +
      'gap between the two is a bypass.',
    exercise:
      'Sends about 18 requests without a credential and compares them with the authenticated answer: ' +
      'HEAD, OPTIONS with a body, TRACE, an unknown verb, method overrides by header and by _method, a ' +
      'trailing or doubled slash, a dot segment, ;x, %2e, other case, .json, a detour through a parent ' +
      'folder.',
    falseAlarms:
      'An OPTIONS preflight that answers 200 or 204 without data is fine. What counts is resource data or ' +
      'an effect. A route that is open on purpose should be declared with `security: []`, or else ' +
      '`suppress` the rule under `x-key-operation`.',
    satisfy:
      'Authorise in the application after routing, on the normalised path, and refuse methods you do not ' +
      'implement.',
    sources: cite('ASVS5-4.1.4', 'ASVS4-13.2.1', 'API5:2023', 'ASVS5-13.4.4', 'CATS-Http'),
    cwe: ['CWE-650', 'CWE-288', 'CWE-289'],
    owasp: ['API5:2023', 'API8:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
]
