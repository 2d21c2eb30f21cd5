import { holdsItself } from '../contract/circles.ts'
import type { Contract, Operation, SchemaNode, SecurityScheme } from '../contract/types.ts'
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
const prismLimits: readonly TargetLimit[] = [
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
  ...skip(example, ['secret-unique-across-creates']),
  {
    rule: 'schema-id-unique-and-opaque',
    kind: 'ignore',
    // That a key is addressed by its secret stands in the document, whoever serves it.
    matches: ({ failure }) => failure !== 'is the secret',
    reason: example,
  },
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

/** The limits of Prism where it serves this contract. */
export function prismLimitsOn(contract: Contract): readonly TargetLimit[] {
  const where = (wanted: (operation: Operation) => boolean): ReadonlySet<string> =>
    new Set(contract.operations.filter(wanted).map(({ key }) => key))
  const excuse = (
    rules: readonly string[],
    operations: ReadonlySet<string>,
    reason: string,
    failures?: readonly string[],
  ): readonly TargetLimit[] =>
    rules.map((rule) => ({
      rule,
      kind: 'excuse',
      matches: ({ operation, failure }) =>
        operation !== null && operations.has(operation) && (failures?.includes(failure) ?? true),
      reason: `Known limit of Prism, seen again in this run: ${reason}`,
    }))
  const open = where(({ security }) =>
    security.some((requirement) =>
      Object.keys(requirement).some((name) => !isGuarded(contract.securitySchemes[name])),
    ),
  )
  const unread = where((operation) =>
    requestSchemas(operation).some((schema) => contract.gaps(schema, 'request').length > 0),
  )
  const uses = (...keywords: readonly string[]): ReadonlySet<string> =>
    where((operation) =>
      requestSchemas(operation).some((schema) => {
        const text = JSON.stringify(contract.resolve(schema, 'request'))
        return keywords.some((keyword) => text.includes(`"${keyword}":`))
      }),
    )
  return [
    ...excuse(
      [
        'auth-missing-rejected',
        'auth-and-each-required',
        'auth-undeclared-carrier-rejected',
        'auth-no-method-or-path-bypass',
      ],
      open,
      'it lets everybody in where a scheme is mutualTLS, is not declared, or is one of HTTP it does not know.',
    ),
    ...excuse(
      ['status-invalid-input-rejected'],
      unread,
      'a schema that is malformed is not checked by it at all.',
    ),
    ...excuse(
      ['status-invalid-input-rejected'],
      uses('dependentRequired', 'dependentSchemas'),
      'it does not enforce members that depend on others.',
      ['required', 'dependentRequired'],
    ),
    ...excuse(
      ['status-valid-input-accepted'],
      uses('prefixItems'),
      'it does not know prefixItems, so that `items` beside it holds of all items.',
    ),
    ...excuse(
      ['schema-response-conforms', 'schema-error-body-conforms', 'schema-no-undocumented-properties'],
      where((operation) =>
        responseSchemas(operation).some((schema) => holdsItself(contract.resolve(schema, 'response'))),
      ),
      'it cuts its examples short where a schema holds itself.',
    ),
    ...excuse(
      ['status-no-5xx'],
      where(({ responses }) => Object.keys(responses).length === 0),
      'it answers 500 where the document lists no response.',
    ),
    // The first limit that matches counts, so those of single operations stand before those of all.
    ...prismLimits,
  ]
}

/** Whether Prism asks for a credential of this scheme. */
function isGuarded(scheme: SecurityScheme | undefined): boolean {
  if (scheme === undefined || scheme.kind === 'mutualTLS') return false
  return scheme.kind !== 'http' || /^(?:basic|bearer|digest)$/.test(scheme.scheme)
}

function responseSchemas({ responses }: Operation): readonly SchemaNode[] {
  return Object.values(responses).flatMap(({ content }) =>
    Object.values(content).flatMap(({ schema }) => (schema === undefined ? [] : [schema])),
  )
}

function requestSchemas({ requestBody, parameters }: Operation): readonly SchemaNode[] {
  return [...Object.values(requestBody?.content ?? {}), ...parameters].flatMap(({ schema }) =>
    schema === undefined ? [] : [schema],
  )
}
