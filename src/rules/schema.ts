import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on bodies and the schemas they must satisfy. */
export const schema: readonly Rule[] = [
  {
    id: 'schema-response-conforms',
    group: 'schema',
    rank: 22,
    severity: 'high',
    basis: 'document',
    statement:
      'Every response with a declared body, and its declared headers, validate against the schema under ' +
      "the rules of the document's OpenAPI version.",
    why:
      'Generated clients break on the first value that departs from the schema, often a null that nobody ' +
      'thought of, and long after release.',
    exercise:
      'Sends nothing of its own; validates every response of the run: 3.0 schemas converted, 3.1 and 3.2 ' +
      'as JSON Schema 2020-12. Keys that were never used or never expire are worth a look.',
    falseAlarms:
      'A wrong type, a missing property or an unknown enum value is high, a missed format alone is low, ' +
      'and only a warning in 3.1 unless asserted. A null for the last use of a fresh key is a real ' +
      'violation if the schema does not allow it. Correct the schema, by overlay if need be, or ' +
      '`suppress` the rule under `x-key-operation`.',
    satisfy: 'Test responses against the schema in your own build, and write down where null is possible.',
    sources: cite('OAS-SCHEMA', 'JSONSCHEMA-VAL', 'ST-schema', 'ASVS4-13.2.2'),
    cwe: ['CWE-684'],
    owasp: ['API9:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
  {
    id: 'schema-content-type',
    group: 'schema',
    rank: 49,
    severity: 'medium',
    basis: 'document',
    statement:
      'A response with content names a Content-Type that parses and is declared for its status, and its ' +
      'bytes are of that type; a 204 and an answer to HEAD have none.',
    why:
      'Clients choose their parser by this header. JSON sent as HTML is read by nobody, and a browser ' +
      'that has to guess may guess script.',
    exercise:
      'Sends nothing of its own; checks each response, down to JSON being UTF-8 without a byte order ' +
      'mark.',
    falseAlarms:
      'Gateways put in error pages of their own, in HTML. Declare them, or `suppress` the rule under ' +
      '`x-key-operation` where the gateway is not yours.',
    satisfy: 'Set the type where the body is serialised, also for errors, and send nothing with 204.',
    sources: cite('RFC9110-8.3', 'ASVS5-4.1.1', 'OAS-RESPONSES', 'ST-content-type', 'RFC8259'),
    cwe: ['CWE-436'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
  {
    id: 'schema-no-undocumented-properties',
    group: 'schema',
    rank: 50,
    severity: 'medium',
    basis: 'document',
    statement:
      'Create, list and get responses hold no property the document does not mention, strictly so where ' +
      'additionalProperties is false.',
    why:
      'Fields that slip out with a stored object are how hashes, e-mail addresses and internal flags ' +
      'become public.',
    exercise:
      'Sends nothing of its own; compares the properties seen with all those declared, across allOf and ' +
      'oneOf.',
    falseAlarms:
      'An extra property under `additionalProperties: false` fails, one with a name that sounds sensitive ' +
      '(password, secret, token, hash, salt, internal, owner_email, deleted_at) warns, any other is ' +
      'noted. Adding fields is legal where the schema leaves it open; document them, by overlay if need ' +
      'be, or `suppress` the rule.',
    satisfy: 'Build responses from a list of fields to show, never from the stored object minus some.',
    sources: cite('OAS-SCHEMA', 'API3:2023', 'ASVS5-15.3.1', 'SPECTRAL-API3'),
    cwe: ['CWE-213', 'CWE-201'],
    owasp: ['API3:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
  {
    id: 'schema-error-body-conforms',
    group: 'schema',
    rank: 51,
    severity: 'medium',
    basis: 'document',
    statement:
      'A documented error response validates against its error schema, repeats the HTTP status truthfully ' +
      'if it repeats it, and gives away nothing of the inside: no SQL, no file path, no stack trace, no ' +
      'framework name.',
    why:
      'Clients act on error bodies, so a body that lies sends them the wrong way; one that talks too much ' +
      'helps an attacker.',
    exercise:
      'Sends nothing of its own; checks all 4xx and 5xx, and compares `status` in problem+json, or an ' +
      'integer called status or code that holds an HTTP value, with the status line.',
    falseAlarms:
      'A field called status is not always the HTTP status: if its description does not say so, ' +
      'inequality is advisory. Bodies with no declared schema are not judged. Correct the error schema by ' +
      'overlay, or `suppress` the rule under `x-key-operation`.',
    satisfy: 'Produce all errors in one place, from one schema, and log details on the server instead.',
    sources: cite('OAS-SCHEMA', 'RFC9457-3.1.2', 'RFC9457-5', 'ASVS5-16.5.1', 'CATS-leaks', 'API8:2023'),
    cwe: ['CWE-209', 'CWE-550'],
    owasp: ['API8:2023'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
  {
    id: 'schema-length-code-points',
    group: 'schema',
    rank: 52,
    severity: 'medium',
    basis: 'document',
    statement:
      'Lengths are counted in Unicode code points: values of exactly minLength and maxLength are ' +
      'accepted, one less and one more are refused.',
    why:
      'Counting bytes or UTF-16 units refuses names that the schema allows; emoji and many scripts are ' +
      'hit first.',
    exercise:
      'Sends six names around the bounds: for a maximum of 256, letters in 256 and 257, 256 keys U+1F511, ' +
      '256 code points of combining sequences, and the empty string.',
    falseAlarms:
      'Column sizes in bytes are a common cause, and few authors think of this when they write maxLength, ' +
      'but the schema says it. Several validators (zod 3, joi, yup, valibot) count UTF-16 units. Lower ' +
      'maxLength by overlay, or `suppress` the rule under `x-key-operation`.',
    satisfy: 'Count with an iterator over code points, and size columns for four bytes each.',
    sources: cite('JSONSCHEMA-LEN', 'RFC8259'),
    cwe: ['CWE-1284', 'CWE-176'],
    owasp: [],
    stateful: false,
    needs: ['create'],
    prism: 'holds',
  },
  {
    id: 'schema-id-unique-and-opaque',
    group: 'schema',
    rank: 61,
    severity: 'medium',
    basis: 'standard',
    statement:
      "Each key's id has its declared format, is unique and stable over reads, is not the secret nor a " +
      'help in guessing it, and preferably is no running number.',
    why:
      'Ids appear in URLs and logs. If they give hints about secrets, or can be counted through, every ' +
      'other access check is put to the test.',
    exercise:
      'Costs no requests; takes the ids of 20 created keys and looks at format, equality, steps of one, ' +
      'and overlap with the secret.',
    falseAlarms:
      'A duplicate id is high, an id equal to the secret critical, a sequence low. Tokens that embed a ' +
      "row id by design, as Sanctum's do, are a note. Where the id is the secret on purpose, set " +
      '`x-secret-contract.idIsSecret`.',
    satisfy: 'Use random ids such as UUIDs, generated independently of the secret.',
    sources: cite('OAS-SCHEMA', 'API1:2023', 'SPECTRAL-API1', 'ASVS4-6.3.2'),
    cwe: ['CWE-340', 'CWE-694'],
    owasp: ['API1:2023'],
    stateful: false,
    needs: ['id', 'secret'],
    prism: 'not-applicable',
  },
  {
    id: 'schema-echo-fidelity',
    group: 'schema',
    rank: 70,
    severity: 'medium',
    basis: 'convention',
    statement:
      'What a create request sets comes back as it was sent or in a documented normal form: names as ' +
      'text, scopes as a set, expiry as an instant; what it leaves out takes the documented default.',
    why:
      'A value that is silently cut or shifted is found months later, when a key expires in the wrong ' +
      'year or cannot be found by its name.',
    exercise:
      'Compares properties of the same path in request and in create, get and list responses: instants as ' +
      'times, scopes as sets, strings exactly and then in NFC. Where keys can be updated, one is given ' +
      'another name, another end and other scopes, and looked at.',
    falseAlarms:
      'Silent truncation is medium, trimming or NFC a note, a default not applied advisory since ' +
      '`default` is an annotation. Seconds, milliseconds and ISO dates cannot be told apart from the ' +
      'schema: state the unit in `x-secret-contract.expiry` and the text form in `names.normalisation`.',
    satisfy: 'Store what was sent or refuse it; never shorten it silently, and document any normalisation.',
    sources: cite('JSONSCHEMA-META', 'DOCUMENT', 'CATS-Fields'),
    cwe: ['CWE-684'],
    owasp: [],
    stateful: false,
    needs: ['create'],
    prism: 'not-applicable',
  },
  {
    id: 'schema-not-vacuous',
    group: 'schema',
    rank: 73,
    severity: 'low',
    basis: 'document',
    statement:
      'The success schema of the create operation refuses an empty object, and refuses the documented ' +
      'example once the secret is taken out.',
    why:
      'A schema that accepts anything makes every conformance test green. It proves nothing about the one ' +
      'value that matters.',
    exercise: 'Sends nothing; validates `{}` and the example without its secret against the schema.',
    falseAlarms:
      'There are none, since this is a fact of the document; the finding is low or a note and comes with ' +
      'an overlay that adds `required`. Apply that overlay, or leave the rule out with ' +
      '`--skip schema-not-vacuous`.',
    satisfy: 'List the secret, and the id, under `required` in the create response.',
    sources: cite('JSONSCHEMA-VAL', 'OAS-SCHEMA'),
    cwe: ['CWE-1110'],
    owasp: ['API9:2023'],
    stateful: false,
    needs: ['secret'],
    prism: 'static',
  },
]
