import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on surviving unusual and hostile input. */
export const robustness: readonly Rule[] = [
  {
    id: 'robust-unicode-name-roundtrip',
    group: 'robustness',
    rank: 54,
    severity: 'medium',
    basis: 'document',
    statement:
      'Any name the schema allows is accepted and comes back from list and get with the same code points, ' +
      'or in a documented normal form.',
    why:
      'Names are how people tell keys apart. One that is garbled or cut cannot be searched for when it ' +
      'matters.',
    exercise:
      'Creates about 12 keys with astral, combining, right-to-left, joined and four-byte characters, ' +
      'emoji, NFC and NFD pairs, outer spaces, the words "null" and "0", and a very long name.',
    falseAlarms:
      'Trimming or NFC is a note; garbled or cut text, a 5xx, or a lone surrogate that leads to broken ' +
      'JSON counts. Document a normal form in `x-secret-contract.names.normalisation`.',
    satisfy: 'Use UTF-8 from end to end, in database columns too, and never cut text silently.',
    sources: cite('RFC8259', 'UAX15', 'CATS-Fields'),
    cwe: ['CWE-176', 'CWE-116'],
    owasp: [],
    stateful: true,
    needs: ['create', 'list'],
    prism: 'partial',
  },
  {
    id: 'robust-control-chars-no-injection',
    group: 'robustness',
    rank: 63,
    severity: 'medium',
    basis: 'standard',
    statement:
      'A name with control characters or markup leads to a 2xx or 4xx with valid JSON, and none of it ' +
      'reaches a header or causes a 5xx.',
    why:
      'Names end up in headers, logs, exports and admin pages. A line break that gets through lets the ' +
      'caller write headers into the response.',
    exercise:
      'Creates eight keys whose names hold CR and LF, NUL, C1 controls, bidirectional overrides, HTML, ' +
      'spreadsheet formulas and template syntax, and looks for an injected X-Keyproof-Canary header.',
    falseAlarms:
      'An injected header is high, a 5xx medium. Storing such names unchanged in JSON is fine. If a ' +
      'filter in front rejects them in its own way, `suppress` the rule under `x-key-operation`.',
    satisfy: 'Refuse control characters in names, and encode names for wherever they are written.',
    sources: cite('RFC9110-5.5', 'ASVS5-1.2.1', 'AKTO-CRLF', 'CATS-Headers'),
    cwe: ['CWE-113', 'CWE-116'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: ['create'],
    prism: 'holds',
  },
  {
    id: 'robust-hostile-json',
    group: 'robustness',
    rank: 64,
    severity: 'medium',
    basis: 'standard',
    statement:
      'Hostile JSON is answered with a 4xx, or consistently with a 2xx for duplicate members, without a ' +
      '5xx, a wait over 5 s, or any effect on later requests.',
    why:
      'One body that hangs or poisons the process stops the service for everyone, and parsers that ' +
      'disagree on duplicates let a check see another value than the code.',
    exercise:
      'Sends 10 raw bodies: duplicate names and scopes, __proto__ and constructor members, 1000 levels of ' +
      'depth, a huge number, a byte order mark, invalid UTF-8, a name of 1 MiB. After each one it checks ' +
      'that the server is alive.',
    falseAlarms:
      'Effects on later requests are high. JSON says only that names SHOULD be unique, so accepting ' +
      'duplicates is fine as long as check and effect see the same value. If a limit in front closes the ' +
      'connection, `suppress` the rule under `x-key-operation`.',
    satisfy:
      'Limit size and depth before parsing, use a parser that refuses duplicates, and never merge input ' +
      'into objects with prototypes.',
    sources: cite('RFC8259', 'RFC7493-2.3', 'ASVS5-15.3.6', 'ASVS5-1.5.3', 'API4:2023', 'CATS-Dup'),
    cwe: ['CWE-1321', 'CWE-400', 'CWE-436'],
    owasp: ['API4:2023', 'API8:2023'],
    stateful: false,
    needs: ['create'],
    prism: 'partial',
  },
  {
    id: 'robust-oversize-and-malformed-credential',
    group: 'robustness',
    rank: 67,
    severity: 'medium',
    basis: 'protocol-should',
    statement: 'A malformed or huge credential is answered with 400, 401 or 431, never with a 2xx or 5xx.',
    why:
      'The credential is the first thing any stranger can send. A crash there is an outage without an ' +
      'account; a success is a bypass.',
    exercise:
      'Writes eight raw requests: values of 8 KiB to 64 KiB, bytes above ASCII, quotes, comma lists, ' +
      'embedded line breaks, garbage after Basic, a JWT with algorithm none.',
    falseAlarms:
      'A 2xx is critical, a 5xx medium. A proxy that resets the connection makes the verdict ' +
      'inconclusive. Other refusals can be listed in `x-secret-contract.errors.unauthenticated`.',
    satisfy: 'Limit the length of the header, check its grammar before decoding, and refuse unsigned tokens.',
    sources: cite('RFC6585-5', 'RFC6750-3.1', 'RFC7617-2', 'API2:2023', 'CATS-Headers'),
    cwe: ['CWE-755', 'CWE-1286'],
    owasp: ['API2:2023'],
    stateful: false,
    needs: ['carrier'],
    prism: 'not-applicable',
  },
]
