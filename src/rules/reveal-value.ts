import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on the secret itself and on the short forms shown of it. */
export const revealValue: readonly Rule[] = [
  {
    id: 'secret-unique-across-creates',
    group: 'reveal',
    rank: 10,
    severity: 'critical',
    basis: 'protocol-must',
    statement:
      'Any two create calls, in sequence or in parallel, with equal bodies or across tenants, return ' +
      'different ids and secrets that differ in 16 positions or more beyond the prefix they share.',
    why:
      'Two customers holding one secret share one account without knowing it. Secrets that are nearly ' +
      'equal point to a weak generator, which lets an attacker guess the next one.',
    exercise:
      'Compares the ids, secrets and random parts of some keys in pairs, and the secret of every other key ' +
      'that the run makes with all that it was given before.',
    falseAlarms:
      'An API that treats a repeated name or Idempotency-Key as the same request returns the same key by ' +
      'design: say so with `x-key-operation.idempotency`, or `suppress` the rule there. Mocks that answer ' +
      'with a fixed example are not judged.',
    satisfy:
      'Draw each secret afresh from a cryptographic random source, never from the request or the clock, ' +
      'and put a unique constraint on ids and secret hashes.',
    sources: cite('RFC7591-3.2.1', 'RFC6749-10.10', 'ASVS5-7.2.3', 'DOCUMENT'),
    cwe: ['CWE-330', 'CWE-694', 'CWE-340'],
    owasp: ['API2:2023'],
    stateful: false,
    needs: ['secret', 'id'],
    prism: 'not-applicable',
  },
  {
    id: 'secret-entropy-floor',
    group: 'reveal',
    rank: 32,
    severity: 'high',
    basis: 'protocol-must',
    statement:
      'The variable part of each secret has room for 128 bits or more (length times log2 of the alphabet ' +
      'seen), no constant positions, no order in time, and is neither a UUID nor readable data about its ' +
      'owner.',
    why:
      'A key is only as strong as its randomness. A short, ordered or structured value can be guessed ' +
      'offline or predicted from the keys one already has.',
    exercise:
      'Takes 20 issued secrets, shared with secret-unique-across-creates, and looks at the alphabet of ' +
      'each position, at constant columns and at the correlation of value and order of creation; then ' +
      'tries to decode base64, hex and base58 into JSON, timestamps or the name from the request.',
    falseAlarms:
      'Below 112 bits is a failure, below 128 a warning, sorted values count from p < 1e-6, and a bare ' +
      'UUID is a warning since ASVS says UUIDs do not qualify. Such statistics can refute randomness but ' +
      'never prove it. Formats with an embedded id or checksum have fixed columns: describe them in ' +
      '`x-secret.format`.',
    satisfy:
      "Generate 32 random bytes with the platform's cryptographic generator and encode them; keep " +
      'structure such as id or checksum in addition to them, never instead.',
    sources: cite('RFC6749-10.10', 'RFC6819-5.1.4.2.2', 'ASVS5-11.5.1', 'ASVS5-7.2.3', 'NIST-63B-7.1'),
    cwe: ['CWE-331', 'CWE-330', 'CWE-340', 'CWE-338'],
    owasp: ['API2:2023'],
    stateful: false,
    needs: ['secret'],
    prism: 'not-applicable',
  },
  {
    id: 'redacted-form-matches-secret',
    group: 'reveal',
    rank: 44,
    severity: 'medium',
    basis: 'document',
    statement:
      "A prefix, last-four or masked field shows the matching part of this key's secret, reads alike in " +
      'create, get and list, and tells keys apart unless it is the prefix they all share.',
    why:
      'People use the short form to find the key they must revoke. If it belongs to a hash or to another ' +
      'key, they revoke the wrong one while the leaked key lives on.',
    exercise:
      'Costs no requests: compares the documented short forms in create, get and list responses with the ' +
      'start, the end and the unmasked characters of the secret that was issued.',
    falseAlarms:
      "A field called prefix may mean the product's constant prefix, or a random locator that is no part " +
      'of the secret. Without an annotation that is a warning only; describe the field in ' +
      '`x-secret.redacted` with its form, length and `partOfSecret`.',
    satisfy:
      'Cut the short form from the secret when the key is created and store it with the key, so that all ' +
      'reads show the same characters.',
    sources: cite('DOCUMENT', 'OPENAI-ADMIN', 'SEAM-PAK'),
    cwe: ['CWE-684'],
    owasp: [],
    stateful: false,
    needs: ['secret', 'redacted'],
    prism: 'not-applicable',
  },
  {
    id: 'secret-transport-safe',
    group: 'reveal',
    rank: 56,
    severity: 'medium',
    basis: 'protocol-must',
    statement:
      'An issued secret can be sent unchanged where it is meant to go and survives JSON: bearer tokens ' +
      'keep to the b64token alphabet, header values to visible ASCII without outer spaces, Basic user-ids ' +
      'have no colon.',
    why:
      'A character that a header or a scheme does not allow makes the key fail in some clients and ' +
      'proxies and work in others, which is among the hardest faults to trace.',
    exercise:
      'Costs no requests: each secret is matched against the grammar of its carrier, ' +
      '`^[A-Za-z0-9\\-._~+/]+=*$` for bearer, visible characters for a header, no colon for the Basic ' +
      'user-id, and passed through JSON once.',
    falseAlarms:
      'Laravel Sanctum tokens such as `1|...` contain a bar, which b64token excludes, and work in ' +
      'practice: they are reported as low. If keyproof has the wrong carrier in mind, name the scheme in ' +
      '`x-secret.carrier`.',
    satisfy: 'Build secrets from letters, digits, underscore, hyphen and dot.',
    sources: cite('RFC6750-2.1', 'RFC9110-11.2', 'RFC7617-2'),
    cwe: ['CWE-116'],
    owasp: [],
    stateful: false,
    needs: ['secret', 'carrier'],
    prism: 'holds',
  },
  {
    id: 'secret-fragment-budget',
    group: 'reveal',
    rank: 60,
    severity: 'medium',
    basis: 'standard',
    statement:
      'Taken together, the pieces of a secret that later responses disclose leave 128 bits or more of its ' +
      'random part unknown.',
    why:
      'A prefix here, the last four there and a fragment in an error add up. Once too little is left, the ' +
      'rest can be searched by brute force.',
    exercise:
      'Issues five or more keys, shared with other rules, to learn their common prefix, and sums the ' +
      'common substrings of each secret and every later string. A piece counts from N characters on, N = ' +
      'ceil(log_a(length x bytes scanned x 1e6)) for an alphabet of a characters, so that chance matches ' +
      'stay at one in a million: 8 for base62 and 11 for hex with a secret of 40 characters and 100 kB ' +
      'scanned.',
    falseAlarms:
      'Fewer than 128 unknown bits is a warning, fewer than 112 a failure, and an undeclared piece of 8 ' +
      'characters or more is reported as well. Documented prefix and last-four fields are legitimate: ' +
      'list them in `x-secret.redacted`. An id embedded in the secret is left out of the count.',
    satisfy:
      'Show one short form everywhere, at most a prefix and four characters, and make the secret long ' +
      'enough to afford it.',
    sources: cite('ASVS5-14.2.6', 'NIST-63B-5.1.2.2', 'ASVS5-11.5.1', 'OPENAI-ADMIN'),
    cwe: ['CWE-200', 'CWE-334'],
    owasp: ['API3:2023'],
    stateful: true,
    needs: ['secret', 'redacted'],
    prism: 'not-applicable',
  },
  {
    id: 'secret-documented-format',
    group: 'reveal',
    rank: 72,
    severity: 'low',
    basis: 'document',
    statement:
      'Issued secrets have the form the document gives them: pattern, minimum length, a stated shape such ' +
      'as sk-xxx, or the prefix common to its examples.',
    why:
      'Client-side checks and secret scanners rely on the stated form. If real keys differ, valid keys ' +
      'are refused and leaked ones go unnoticed.',
    exercise:
      'Costs no requests: matches every issued secret against pattern and minLength, against the prefix ' +
      'shared by all examples, and against its checksum where crc32-base62 is annotated.',
    falseAlarms:
      'Breaking pattern or minLength is a failure, departing from prose or examples a warning, having no ' +
      'prefix that scanners could know just a note. Examples are illustrations and may differ among ' +
      'themselves; only what all of them share is taken. State the exact form in `x-secret.format`.',
    satisfy:
      'Issue keys with a unique constant prefix, preferably with a checksum that can be verified offline, ' +
      'and document both as a pattern.',
    sources: cite('DOCUMENT', 'GH-TOKENS', 'GH-SSPP', 'RFC8959-2', 'SEAM-PAK'),
    cwe: ['CWE-798'],
    owasp: [],
    stateful: false,
    needs: ['secret'],
    prism: 'holds',
  },
]
