import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on the document itself and on what a run leaves behind. */
export const hygiene: readonly Rule[] = [
  {
    id: 'harness-artifacts-redacted',
    group: 'hygiene',
    rank: 25,
    severity: 'critical',
    basis: 'harness',
    statement:
      'Nothing keyproof writes, to the terminal or to any file, holds a secret that was issued or given ' +
      'to it, in any encoding its leak oracle knows.',
    why:
      'A test that leaks the keys it tests into CI logs and artifacts does more harm than the defects it ' +
      'finds.',
    exercise:
      'Sends nothing. At the end it searches its own output, console, JSON, JUnit, SARIF, curl lines, ' +
      'baseline and all, with the oracle it uses on the API; secrets appear only as tokens such as ' +
      '<secret:k3>.',
    falseAlarms:
      'There are none, and no way to suppress it: a hit removes the file and ends the run with exit code ' +
      '3. Please report it as a bug of keyproof.',
    satisfy:
      'Nothing to do for the API. A reporter or scenario of your own must use recorded exchanges only, ' +
      'which hold no secrets.',
    sources: cite('ASVS5-16.2.5', 'ASVS4-7.1.1', 'CS-SECRETS', 'CWE'),
    cwe: ['CWE-532', 'CWE-538'],
    owasp: ['ASVS5-16.2.5'],
    stateful: false,
    needs: [],
    prism: 'holds',
  },
  {
    id: 'spec-auth-declaration-sound',
    group: 'hygiene',
    rank: 30,
    severity: 'high',
    basis: 'document',
    statement:
      'Operations that issue, list or revoke secrets declare security that is neither empty nor optional, ' +
      'name existing schemes, use https servers, keep keys out of the query and agree with the prose.',
    why:
      'Clients, gateways and scanners are generated from the document. What is open there, by mistake or ' +
      'by a misspelt scheme, is soon open for real.',
    exercise:
      'Sends nothing; works out the effective security per operation, resolves scheme names, looks for ' +
      'keys in query and http servers, and compares the prose with the declared scheme.',
    falseAlarms:
      'An unprotected operation, a key in the query and a dangling scheme name are high. An empty ' +
      '`servers` means "/", so give the address with `--target URL`. Correct what you cannot edit by ' +
      'overlay.',
    satisfy:
      'Set `security` for the whole document, override it per operation only on purpose, and list https ' +
      'servers.',
    sources: cite('OAS-SEC', 'OAS-SERVERS', 'SPECTRAL-API2', 'SPECTRAL-API8', 'API2:2023'),
    cwe: ['CWE-306', 'CWE-598', 'CWE-319'],
    owasp: ['API2:2023', 'API8:2023'],
    stateful: false,
    needs: ['create'],
    prism: 'static',
  },
  {
    id: 'spec-secret-schema-not-shared',
    group: 'hygiene',
    rank: 31,
    severity: 'high',
    basis: 'document',
    statement:
      'No response schema of an operation other than those that issue secrets reaches the secret property ' +
      'of the create response, by reference, composition or additional properties.',
    why:
      'One shared schema for create and list documents the leak. Servers and mocks generated from it ' +
      'return the secret in every list.',
    exercise:
      'Sends nothing; follows $ref, allOf, oneOf and additionalProperties from the list, get and update ' +
      'responses to the secret.',
    falseAlarms:
      'Reachable and required is high, reachable and optional medium. An optional property with the ' +
      'remark that only create shows it is common; secret-absent-from-reads then decides. Split the ' +
      'schema by overlay, or `suppress` the rule under `x-key-operation`.',
    satisfy: 'Give create a schema of its own that extends the one for reads by the secret.',
    sources: cite('OAS-SCHEMA', 'API3:2023', 'AZ-XMSSECRET', 'OPENAI-ADMIN'),
    cwe: ['CWE-201', 'CWE-213'],
    owasp: ['API3:2023'],
    stateful: false,
    needs: ['secret', 'list'],
    prism: 'static',
  },
  {
    id: 'harness-cleanup-complete',
    group: 'hygiene',
    rank: 34,
    severity: 'high',
    basis: 'harness',
    statement:
      'Every key a run creates is revoked at its end, even after a crash or an interrupt, and shown to be ' +
      'gone, or else reported by id and name.',
    why: 'Forgotten test keys are live credentials that nobody watches, and they use up quotas.',
    exercise:
      'Keeps a journal of ids and names, never of secrets, before it goes on, revokes each key with one ' +
      'request and checks it; `keyproof sweep` does the rest after a crash.',
    falseAlarms:
      'Without a known revoke operation keys must remain: mark one with ' +
      '`x-key-operation: {role: revoke}`, limit the number with `--max-keys`, or accept it with ' +
      '`--keep-keys`. Keys left behind end the run with exit code 3.',
    satisfy: 'Offer and document an operation that revokes a key by the id its create response returns.',
    sources: cite('CS-SECRETS-2.7.3', '42C-SIDE', 'RESTLER-GC'),
    cwe: ['CWE-459', 'CWE-772'],
    owasp: [],
    stateful: true,
    needs: ['revoke', 'id'],
    prism: 'not-applicable',
  },
  {
    id: 'spec-examples-valid-and-fake',
    group: 'hygiene',
    rank: 55,
    severity: 'medium',
    basis: 'document',
    statement:
      'Examples and defaults in the document satisfy their schemas, and none is a real-looking secret or ' +
      'one that works.',
    why:
      'Readers copy examples. An invalid one fails them at once; a real key in the documentation is a ' +
      'public credential.',
    exercise:
      'Validates each example, judges its entropy, prefix and checksum, and where asked sends the example ' +
      'key once and expects 401.',
    falseAlarms:
      'An invalid example is low, an example that authenticates critical. Placeholders such as sk-xxx are ' +
      'fine. Correct others by overlay, or leave the rule out with `--skip spec-examples-valid-and-fake`.',
    satisfy: 'Use examples that match the schema but are plainly fake, and test them in the build.',
    sources: cite('OAS-SCHEMA', 'GH-SSPP', 'ASVS5-13.3.1', 'ASVS5-13.2.3'),
    cwe: ['CWE-798'],
    owasp: ['API2:2023'],
    stateful: false,
    needs: ['secret'],
    prism: 'static',
  },
  {
    id: 'spec-contract-completeness',
    group: 'hygiene',
    rank: 74,
    severity: 'low',
    basis: 'document',
    statement:
      'For each operation that issues secrets, the document also declares 401 and other errors that ' +
      'apply, an error schema, list and revoke operations, an id that revoke can take, and says how the ' +
      'secret is revealed, when keys expire and whether names are unique.',
    why:
      'What the document leaves out cannot be tested or relied upon. Above all, a key that can be made ' +
      'but not revoked is a liability.',
    exercise: 'Sends nothing; takes stock and turns each gap into a TODO for an overlay.',
    falseAlarms:
      'Findings are low or notes. An extract of a larger document lacks its neighbours by nature, and ' +
      'counts for less when it is known to be one. Fill gaps by overlay, or leave the rule out with ' +
      '`--skip spec-contract-completeness`.',
    satisfy:
      'Document list and revoke beside create, with their errors, and state reveal, expiry and uniqueness ' +
      'in prose or annotations.',
    sources: cite(
      'OAS-RESPONSES',
      'ASVS5-10.4.9',
      'CS-SECRETS-2.7.3',
      'API9:2023',
      'SPECTRAL-API8',
      'SPECTRAL-API4',
    ),
    cwe: ['CWE-1059', 'CWE-1110'],
    owasp: ['API9:2023'],
    stateful: false,
    needs: [],
    prism: 'static',
  },
]
