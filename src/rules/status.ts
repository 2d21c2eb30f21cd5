import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on the status codes an API answers with. */
export const status: readonly Rule[] = [
  {
    id: 'status-invalid-input-rejected',
    group: 'status',
    rank: 21,
    severity: 'high',
    basis: 'document',
    statement:
      'A create body that breaks the request schema is answered with a documented 4xx such as 400 or 422, ' +
      'and no key comes into being.',
    why:
      'What a server accepts against its own document becomes behaviour that clients depend on, and ' +
      'unchecked input is where most other faults start.',
    exercise:
      'Sends about 25 bodies that each break one constraint: a missing, mistyped or null property, a ' +
      'bound exceeded by one, a bad format or enum value, an extra property where none is allowed, an ' +
      'empty, truncated, duplicated or malformed body. The list is read before and after.',
    falseAlarms:
      'A success is high, or medium when only a format is missed, which is an annotation in OpenAPI 3.1; ' +
      'a 5xx belongs to status-no-5xx. Servers that coerce "123" into a number, differences between 3.0 ' +
      'and 3.1 in null, and readOnly properties that are ignored may be intended: correct the schema, ' +
      'list the statuses in `x-secret-contract.errors.invalid`, or `suppress` the rule under ' +
      '`x-key-operation`.',
    satisfy:
      'Validate the body against the published schema before any work, and answer with a documented ' +
      'error.',
    sources: cite(
      'OAS-SCHEMA',
      'JSONSCHEMA-VAL',
      'ASVS4-13.2.2',
      'ASVS5-2.2.1',
      'RFC9110-15.5.1',
      'RFC9110-15.5.21',
      'ST-negative',
      'CATS-Fields',
    ),
    cwe: ['CWE-20', 'CWE-1286', 'CWE-1287'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: ['create'],
    prism: 'holds',
  },
  {
    id: 'status-no-5xx',
    group: 'status',
    rank: 23,
    severity: 'high',
    basis: 'protocol-must',
    statement:
      'No request, whether valid, invalid, hostile or concurrent, is answered with a 5xx, even if 500 is ' +
      'documented; only a documented 501 or 503 may stand.',
    why:
      'A server error is an unhandled case: half-done work, a stack trace in the log, sometimes an outage ' +
      'that anyone can trigger at will.',
    exercise:
      'Sends nothing of its own. Every 5xx that any other request provokes is repeated once, to tell a ' +
      'defect from a hiccup.',
    falseAlarms:
      'A 5xx that repeats is high, one that does not is a warning. Documenting 500 does not excuse it. ' +
      'While a fault is being worked on, `suppress` the rule under `x-key-operation` with an expiry date.',
    satisfy:
      'Validate at the edge, translate expected failures into 4xx, and treat every remaining 5xx as a ' +
      'bug.',
    sources: cite('RFC9110-15.6.1', 'ST-5xx', 'RESTLER', 'CATS-Http'),
    cwe: ['CWE-755', 'CWE-20'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
  {
    id: 'status-documented',
    group: 'status',
    rank: 24,
    severity: 'medium',
    basis: 'document',
    statement:
      'Every response to a declared operation has a status the document declares for it, exactly, by ' +
      'range or by default.',
    why:
      'Callers and generated clients handle the statuses they were told about. Anything else ends in ' +
      'their catch-all branch.',
    exercise: 'Sends nothing of its own; looks at every exchange of the run.',
    falseAlarms:
      'OpenAPI does not demand every conceivable code, only success and known errors. Undeclared 401, ' +
      '403, 404, 405, 415, 429 and 5xx are therefore one finding per operation about an incomplete ' +
      'document, at low for 401, 403, 429 and 5xx from generic layers. Complete the document or add the ' +
      'responses by overlay.',
    satisfy:
      'Declare each status the operation can return, or a `default` response with the common error ' +
      'schema.',
    sources: cite('OAS-RESPONSES', 'ST-status'),
    cwe: ['CWE-1059'],
    owasp: ['API9:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
  {
    id: 'status-valid-input-accepted',
    group: 'status',
    rank: 47,
    severity: 'medium',
    basis: 'document',
    statement:
      'A create body that satisfies the request schema, smallest, largest or copied from an example, gets ' +
      'a documented 2xx, or a 402, 403, 409 or 429 whose reason is documented.',
    why:
      'If the schema allows what the server refuses, developers fail with exactly the request the ' +
      'documentation told them to send.',
    exercise:
      'Sends about 15 valid bodies: an empty object where nothing is required, lengths at their bounds, ' +
      'optional properties left out, every example verbatim. Success should be 201; 200 is tolerated if ' +
      'documented.',
    falseAlarms:
      'A 400, 415 or 422 counts. Some rules cannot be written in a schema, such as no expiry in the past ' +
      'or no unknown scope: describe them with `x-secret-contract.expiry` or `scopes`, so that generated ' +
      'bodies respect them, or tighten the schema by overlay.',
    satisfy: 'Write every constraint the server enforces into the schema, and test the examples.',
    sources: cite('OAS-SCHEMA', 'RFC9110-9.3.3', 'RFC9110-15.3.2', 'ST-positive'),
    cwe: ['CWE-684'],
    owasp: [],
    stateful: false,
    needs: ['create'],
    prism: 'holds',
  },
  {
    id: 'status-duplicate-name-409',
    group: 'status',
    rank: 48,
    severity: 'medium',
    basis: 'document',
    statement:
      'Where the document declares a conflict for equal names, a second create with the same name gives ' +
      '409 and no key, also under concurrency; where it declares none, equal names succeed.',
    why:
      'A check that loses the race produces two keys of one name, and then nobody knows which of them to ' +
      'revoke.',
    exercise:
      'Makes two creates in sequence, five in parallel of which exactly one may succeed, five spellings ' +
      'of the name (NFC, NFD, case, trailing space) and a create after deletion: 13 requests.',
    falseAlarms:
      'Two successes are medium, a 409 that still created or revealed something is high, a 5xx from a ' +
      "database constraint medium. Which spellings are equal is the API's choice, so only inconsistency " +
      'counts: state it in `x-secret-contract.names`, and the status in `errors.duplicateName`.',
    satisfy:
      'Enforce uniqueness with a database constraint on the normalised name, and translate its violation ' +
      'into 409.',
    sources: cite('DOCUMENT', 'RFC9110-15.5.10', 'UAX15', 'ASVS5-15.4.2'),
    cwe: ['CWE-694', 'CWE-362', 'CWE-367', 'CWE-837', 'CWE-176'],
    owasp: ['API6:2023'],
    stateful: true,
    needs: ['create', 'list'],
    prism: 'not-applicable',
  },
  {
    id: 'status-unknown-id-4xx',
    group: 'status',
    rank: 69,
    severity: 'medium',
    basis: 'convention',
    statement:
      'A well-formed id that names nothing is answered with 404, 403 or 410, a malformed or tampered one ' +
      'with 400, 404 or 422, and neither acts on any key.',
    why:
      'An id that is parsed loosely can hit a neighbour: a cleanup script with a bad id then revokes a ' +
      'key in production.',
    exercise:
      'Sends 12 ids to get and revoke: a random one and twisted ones with a query, a slash, %00, a parent ' +
      'folder, braces, an asterisk, two ids joined, one very long, one in other case. Then proves that ' +
      'the real keys still work.',
    falseAlarms:
      'A 2xx is high since some key was hit, a 5xx medium. Answering the deletion of an unknown id with ' +
      '204 is a known style, as in RFC 7009: list 204 in `x-secret-contract.errors.notFound`.',
    satisfy: 'Parse the id strictly, look it up exactly, and answer 404 if there is no such key.',
    sources: cite('RFC9110-15.5.5', 'RESTLER-InvalidDyn', 'RFC7009-2.2'),
    cwe: ['CWE-20', 'CWE-639'],
    owasp: ['API1:2023'],
    stateful: true,
    needs: ['id', 'get', 'revoke'],
    prism: 'partial',
  },
  {
    id: 'status-method-semantics',
    group: 'status',
    rank: 75,
    severity: 'low',
    basis: 'protocol-must',
    statement:
      'An undeclared method on a declared path gets 405 with an Allow header that lists the real ones; ' +
      'HEAD mirrors GET without content, and GET, HEAD and OPTIONS never create or reveal a key.',
    why:
      'Caches, crawlers and link previews assume that safe methods change nothing, and forgotten methods ' +
      'are handlers nobody tests.',
    exercise:
      'Sends eight requests: PUT, PATCH, DELETE, TRACE and an invented method to the collection, HEAD ' +
      'against GET, OPTIONS against the documented methods, with a count of the list before and after.',
    falseAlarms:
      'A change by a safe method is high, a 2xx to an undeclared method medium, a body on HEAD medium, a ' +
      '405 without Allow low. On paths that end in an id 404 is accepted instead of 405. Prism sends no ' +
      'Allow. Where a gateway answers, `suppress` the rule under `x-key-operation`.',
    satisfy:
      'Let the router answer 405 with Allow for known paths, and keep effects out of GET, HEAD and ' +
      'OPTIONS.',
    sources: cite(
      'RFC9110-15.5.6',
      'RFC9110-10.2.1',
      'RFC9110-9.3.2',
      'RFC9110-9.2.1',
      'ASVS5-4.1.4',
      'ST-405',
    ),
    cwe: ['CWE-749', 'CWE-650'],
    owasp: ['API8:2023', 'API9:2023'],
    stateful: false,
    needs: [],
    prism: 'partial',
  },
  {
    id: 'status-content-negotiation',
    group: 'status',
    rank: 78,
    severity: 'low',
    basis: 'protocol-should',
    statement:
      'A body of an undeclared or missing media type is refused with 415 or 400, or handled exactly ' +
      'alike; an Accept that cannot be met gets 406 or the declared default, never HTML, a 5xx or the ' +
      'secret in another format.',
    why:
      "A server that reads JSON from a text/plain body can be called from any web page with the visitor's " +
      'cookies.',
    exercise: 'Sends five content types to one operation and three Accept values: eight requests.',
    falseAlarms:
      'Success for a text/plain body is medium, as is a response of an undeclared type. HTTP lets a ' +
      'server disregard Accept, so a missing 406 is only a note. Declare further types in the document, ' +
      'or `suppress` the rule under `x-key-operation`.',
    satisfy: 'Check Content-Type before parsing, and answer in a declared media type whatever Accept says.',
    sources: cite(
      'RFC9110-15.5.16',
      'RFC9110-15.5.7',
      'ASVS4-13.1.5',
      'ASVS5-3.5.2',
      'CS-REST',
      'CATS-Headers',
    ),
    cwe: ['CWE-436', 'CWE-352'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
]
