import type { TargetLimit } from './types.ts'

const stateless =
  'Prism keeps no state: it answers every request from the document, whatever was sent before.'
const presence = 'Prism only looks whether a credential is there, never which one it is.'
const example = 'Prism answers with the document’s example, so the same value comes back every time.'

const skip = (reason: string, rules: readonly string[]): readonly TargetLimit[] =>
  rules.map((rule) => ({ rule, kind: 'skip', reason }))

/** Statuses Prism answers with on its own, in a format of its own, where the document has none. */
const made = /^status (400|401|404|405|406|415|422|500)$/

/**
 * What Prism 5.16 is known not to do. Nothing of this is ever counted as green, nor as a finding against the
 * document.
 */
export const prismLimits: readonly TargetLimit[] = [
  ...skip(presence, [
    'auth-invalid-rejected',
    'auth-near-miss-rejected',
    'auth-conflicting-credentials-rejected',
    'robust-oversize-and-malformed-credential',
    'auth-failure-uniform',
  ]),
  ...skip(stateless, [
    'secret-absent-from-reads',
    'secret-never-reappears',
    'status-duplicate-name-409',
    'status-unknown-id-4xx',
    'schema-echo-fidelity',
  ]),
  ...skip(example, ['secret-unique-across-creates', 'schema-id-unique-and-opaque']),
  ...skip('Prism sends only the headers the document lists.', [
    'headers-no-store-on-secret',
    'headers-metadata-not-shared-cacheable',
    'headers-baseline',
  ]),
  ...skip('Prism lets pages of every origin in, whatever it serves.', ['headers-cors-not-permissive']),
  ...skip('Prism takes seconds to validate hostile JSON, and answers nothing else meanwhile.', [
    'robust-hostile-json',
  ]),
  ...skip('Prism never turns anybody away for asking too often.', ['auth-throttling-signalled']),
  {
    rule: 'secret-present-on-create',
    kind: 'ignore',
    matches: ({ failure }) => failure === 'example' || failure === 'masked',
    reason: example,
  },
  {
    rule: 'auth-blank-rejected',
    kind: 'excuse',
    reason: `Known limit of Prism, seen again in this run: ${presence}`,
  },
  {
    rule: 'auth-scheme-case-insensitive',
    kind: 'excuse',
    reason:
      'Known limit of Prism, seen again in this run: it takes the scheme only in the spelling Bearer, with a capital letter.',
  },
  {
    rule: 'auth-401-challenge',
    kind: 'excuse',
    reason:
      'Known limit of Prism, seen again in this run: it sends no WWW-Authenticate for apiKey schemes, nor where the document has a 401 of its own.',
  },
  {
    rule: 'status-method-semantics',
    kind: 'excuse',
    reason:
      'Known limit of Prism, seen again in this run: it sends no Allow field with a 405, and answers HEAD with 405.',
  },
  {
    rule: 'status-documented',
    kind: 'ignore',
    matches: ({ place }) => made.test(place),
    reason: 'Prism makes up its own answer where the document has none for a refused request.',
  },
  {
    rule: 'schema-content-type',
    kind: 'ignore',
    matches: ({ failure }) => failure === 'undocumented type',
    reason: 'Prism makes up its own answer where the document has none for a refused request.',
  },
]

/** Kinds of defect that must not be sent to Prism. */
export const prismAvoid: Readonly<Record<string, string>> = {
  'malformed-json': 'Prism never answers a request whose JSON body is malformed.',
  unevaluatedProperties: 'Prism does not enforce this keyword.',
  prefixItems: 'Prism does not enforce this keyword.',
  dependentRequired: 'Prism does not enforce this keyword.',
  dependentSchemas: 'Prism does not enforce this keyword.',
}
