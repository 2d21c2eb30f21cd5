import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on where a secret may be seen after it was handed out. */
export const revealOnce: readonly Rule[] = [
  {
    id: 'secret-absent-from-reads',
    group: 'reveal',
    rank: 1,
    severity: 'critical',
    basis: 'document',
    statement:
      'No answer to a read (list, get, search, any page of them) holds the secret of any key, neither in ' +
      'clear nor in an encoding that can be undone.',
    why:
      'Whoever may look at the key list could otherwise use every key in it. A support login, an open ' +
      'browser tab or a proxy log would be enough to act as the owner of each key.',
    exercise:
      'Creates three keys, reads the whole list and each key by id, once per declared way to authenticate ' +
      'and once as a second administrator where one is given, and searches bodies, headers and final URLs ' +
      'for the three secrets.',
    falseAlarms:
      'Some products let owners see a key again on purpose: declare it with ' +
      '`x-secret: {reveal: recoverable}`. Where only the prose says so, the finding stays but drops to ' +
      'high. Where the document never promises a single showing, the rule is advisory.',
    satisfy:
      'Answer reads with a mask or a short prefix, and store nothing but a hash of the secret, so that a ' +
      'read has nothing to give away.',
    sources: cite(
      'DOCUMENT',
      'API3:2023',
      'ASVS5-15.3.1',
      'ASVS4-13.1.3',
      'AWS-AK',
      'STRIPE-KEYS',
      'BUG-dify-42167',
      'BUG-speedarr-104',
      'BUG-metamcp-96',
    ),
    cwe: ['CWE-200', 'CWE-201', 'CWE-522'],
    owasp: ['API3:2023', 'ASVS5-15.3.1', 'ASVS5-14.2.6'],
    stateful: true,
    needs: ['secret', 'list', 'get'],
    prism: 'not-applicable',
  },
  {
    id: 'secret-never-reappears',
    group: 'reveal',
    rank: 2,
    severity: 'critical',
    basis: 'document',
    statement:
      'After the create response no response at all shows the secret again, whatever the operation, ' +
      'status, header, redirect or principal, and the create response itself holds it in exactly one ' +
      'place.',
    why:
      'Showing a secret once means little if an update, an error page or a redirect repeats it. Every ' +
      'repetition is a copy in some log, cache or screenshot that nobody guards.',
    exercise:
      'Sends nothing of its own. Every exchange up to the end of the run is searched for every issued ' +
      'secret: updates, renames, deletions, rotations, errors and OPTIONS, and also the create response ' +
      'outside the documented place.',
    falseAlarms:
      'A create response may repeat the secret for convenience, as a ready-made header, a curl line or a ' +
      'dotenv block: list those places in `x-secret.alsoAt`. What a repeated idempotency key may return ' +
      'is decided by lifecycle-idempotency-key-replay.',
    satisfy:
      'Serialise the secret in the create handler alone, from a value that is never attached to the ' +
      'stored key, and keep credentials out of error templates and redirects.',
    sources: cite('DOCUMENT', 'API3:2023', 'ASVS5-16.5.1', 'ASVS5-14.2.6'),
    cwe: ['CWE-200', 'CWE-201', 'CWE-212', 'CWE-522'],
    owasp: ['API3:2023', 'ASVS5-15.3.1'],
    stateful: true,
    needs: ['secret'],
    prism: 'not-applicable',
  },
  {
    id: 'secret-present-on-create',
    group: 'reveal',
    rank: 11,
    severity: 'high',
    basis: 'document',
    statement:
      'Each successful create response holds, at the documented place, one non-empty string that can be ' +
      'used as a secret: not null, not masked, not cut short and not the example from the documentation.',
    why:
      'The create response is the only chance to hand the key over. If it is missing or masked there, the ' +
      'caller owns a key that nobody can ever use.',
    exercise:
      'Creates keys from three or more generated valid bodies, looks the secret up in each response, and ' +
      'compares it with the examples and defaults of the document and with the usual masks: three or more ' +
      'asterisks or x, an ellipsis, a redaction marker.',
    falseAlarms:
      'Where the schema does not mark the property as required, leaving it out is valid by the schema, ' +
      'and the rule then stands on the prose. A mock answers with the example itself, so only presence is ' +
      'judged there. If keyproof looks in the wrong place, point `x-key-operation.secret` at the right ' +
      'one.',
    satisfy:
      'Return the full secret in the create response, list it under `required`, and describe it as the ' +
      'value to be used.',
    sources: cite('OAS-SCHEMA', 'DOCUMENT', 'AWS-AK', 'OPENAI-ADMIN', 'RFC7591-3.2.1'),
    cwe: ['CWE-684'],
    owasp: ['ASVS5-14.2.6'],
    stateful: false,
    needs: ['create', 'secret'],
    prism: 'partial',
  },
  {
    id: 'secret-not-in-headers-or-urls',
    group: 'reveal',
    rank: 14,
    severity: 'critical',
    basis: 'standard',
    statement:
      'No response header and no URL inside a response body holds an issued secret in any encoding, and ' +
      'no resource is addressed by its secret.',
    why:
      'Headers and URLs are what servers, proxies, browsers and monitoring write to their logs as a ' +
      'matter of course. A secret there is a secret in all of those logs.',
    exercise:
      'Sends nothing of its own but a request that follows Location. The raw header lines are searched ' +
      '(Location, Content-Location, Link, Set-Cookie, ETag, Server-Timing, any X- header, trailers), and ' +
      'so is every string in a body that parses as a URI; the last step checks whether the id in the path ' +
      'is the secret itself.',
    falseAlarms:
      'Some APIs name a key by the key itself, as in DELETE /keys/{secret}. That is reported as a design ' +
      'finding (CWE-598); accept it with `x-secret-contract: {idIsSecret: true}`.',
    satisfy:
      'Give every key a separate public id, use that id in paths and links, and send the secret in the ' +
      'body of the create response only.',
    sources: cite('RFC9110-17.9', 'RFC9110-10.2.2', 'RFC6750-5.3', 'ASVS5-14.2.1', 'ASVS4-13.1.3', 'CS-REST'),
    cwe: ['CWE-598', 'CWE-532', 'CWE-522'],
    owasp: ['API2:2023', 'ASVS5-14.2.1'],
    stateful: false,
    needs: ['secret'],
    prism: 'holds',
  },
  {
    id: 'credential-not-echoed-in-errors',
    group: 'reveal',
    rank: 15,
    severity: 'high',
    basis: 'standard',
    statement:
      'No error response repeats the credential it was sent, be it valid, revoked or made up, in body, ' +
      'headers or challenge; at most 8 characters from its start and 4 from its end may show.',
    why:
      'Errors travel further than successes: to client logs, bug reports, dashboards and chat. An error ' +
      'that quotes the key hands it to everyone who helps to debug.',
    exercise:
      'Provokes each error status it can reach (404 to 406, 401 and 403, 409, 413, 415, 422 and 429, any ' +
      '5xx) in about 12 requests: with an issued key, with an invented canary, and with the key put by ' +
      'mistake into query, path or the name in the body.',
    falseAlarms:
      'Repeating an issued or valid key is high, repeating an invented one is low. A name that was itself ' +
      "the key is the tester's own input and draws a warning only. Pages for 404 or 405 that print the " +
      'request target with the key in it do count. Accept a known page with `suppress` under ' +
      '`x-key-operation`.',
    satisfy:
      'Build error messages from fixed text and error codes, and cut credentials out of anything taken ' +
      'from the request.',
    sources: cite('ASVS5-16.5.1', 'ASVS4-7.4.1', 'RFC9457-5', 'API8:2023', 'AKTO-REFLECT'),
    cwe: ['CWE-209', 'CWE-550', 'CWE-532'],
    owasp: ['API8:2023', 'ASVS5-16.5.1'],
    stateful: false,
    needs: ['carrier'],
    prism: 'holds',
  },
  {
    id: 'secret-no-derived-value',
    group: 'reveal',
    rank: 35,
    severity: 'high',
    basis: 'standard',
    statement:
      'No metadata field or header other than the secret is computed from the secret in a way that lets ' +
      'someone offline confirm or reconstruct it.',
    why:
      'A reversed, encoded or hashed copy looks harmless in a list, but it either is the secret or lets ' +
      'an attacker test guesses without ever calling the API.',
    exercise:
      'Computes what anyone could from some issued secrets, with and without their prefix: CRC-32, MD5, SHA-1 ' +
      'and SHA-2 (256 and 512 bits), and an HMAC of each keyed with the id or the name of the key, in hex and ' +
      'base64, from 16 digits up; and looks for it in all that create, list and get answer, ETag included. ' +
      'Encodings that can be undone are looked for in every answer, by the rules on secrets that show again.',
    falseAlarms:
      'An encoding that can be undone is critical, a plain hash of a secret of 128 bits or more is medium ' +
      'because it merely confirms a guess, one of a weaker secret is high, and below 80 bits it is critical ' +
      'again. A published fingerprint of up to 8 bytes of SHA-256 is fine once declared in ' +
      '`x-secret.fingerprint`.',
    satisfy:
      'Derive nothing public from the secret. Give the key a random public id, and compute ETags from ' +
      'metadata alone.',
    sources: cite('ASVS5-15.3.1', 'ASVS5-6.5.2', 'NIST-63B-5.1.2.2', 'RFC9110-8.8.3', 'CS-SECRETS'),
    cwe: ['CWE-200', 'CWE-916', 'CWE-1230'],
    owasp: ['API3:2023'],
    stateful: false,
    needs: ['secret'],
    prism: 'not-applicable',
  },
  {
    id: 'secret-not-revealed-on-request',
    group: 'reveal',
    rank: 43,
    severity: 'high',
    basis: 'convention',
    statement:
      'Parameters and Accept values that the document does not mention cannot talk a read into returning ' +
      'the secret.',
    why:
      'Debug switches, field selectors and export formats are easily forgotten when the normal response ' +
      'is cleaned up, and they are the first thing an attacker tries.',
    exercise:
      'Repeats list and get in about 24 requests with some 12 query selectors (such as include=secret, ' +
      'fields=*, decrypt, reveal, expand, show_secret, verbose, raw, format=csv) and with Accept for CSV, ' +
      'XML, plain text and vendor types, and searches each response.',
    falseAlarms:
      'An operation that is documented to decrypt or reveal is legitimate if it demands a permission of ' +
      'its own: mark it with `x-key-operation: {role: reveal}`, and that extra permission is checked ' +
      'instead.',
    satisfy:
      'Keep only a hash, so that there is nothing to reveal; otherwise remove the secret from the read ' +
      'model rather than from one rendering of it.',
    sources: cite('API3:2023', 'UNKEY-GET', 'ASVS5-8.2.3'),
    cwe: ['CWE-201', 'CWE-863'],
    owasp: ['API3:2023', 'API5:2023'],
    stateful: true,
    needs: ['secret', 'list', 'get'],
    prism: 'not-applicable',
  },
]
