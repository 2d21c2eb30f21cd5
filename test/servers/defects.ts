import type { Vendor } from './shape.ts'

/** A fault a server can be told to have. */
export interface Defect {
  readonly name: string
  /** The rule that must catch it. */
  readonly rule: string
  /** Those whose shape can show it. */
  readonly vendors: readonly Vendor[]
}

const all = ['videodb', 'autocalls', 'lumino', 'vued', 'avido'] as const
const withBody = ['autocalls', 'lumino', 'vued', 'avido'] as const
const open = ['autocalls', 'lumino', 'vued'] as const
const bearer = ['autocalls', 'vued'] as const
const apiKey = ['videodb', 'lumino', 'avido'] as const
const soft = ['lumino', 'vued'] as const
const timed = ['videodb', 'autocalls', 'lumino', 'vued'] as const
const lumino = ['lumino'] as const
const vued = ['vued'] as const
const avido = ['avido'] as const

/** Every defect, each of which changes one behaviour of a correct server. */
export const defects = [
  { name: 'secret-in-list', rule: 'secret-absent-from-reads', vendors: all },
  { name: 'secret-in-get', rule: 'secret-absent-from-reads', vendors: lumino },
  { name: 'secret-base64-in-list-field', rule: 'secret-absent-from-reads', vendors: all },
  { name: 'secret-hash-in-list', rule: 'secret-no-derived-value', vendors: all },
  { name: 'secret-revealed-on-request', rule: 'secret-not-revealed-on-request', vendors: all },
  { name: 'secret-in-location-header', rule: 'secret-not-in-headers-or-urls', vendors: all },
  { name: 'secret-in-create-twice', rule: 'secret-never-reappears', vendors: all },
  { name: 'secret-in-update-response', rule: 'secret-never-reappears', vendors: lumino },
  { name: 'secret-in-error-message', rule: 'secret-never-reappears', vendors: all },
  { name: 'secret-missing-on-create', rule: 'secret-present-on-create', vendors: all },
  { name: 'secret-masked-on-create', rule: 'secret-present-on-create', vendors: all },
  { name: 'same-secret-twice', rule: 'secret-unique-across-creates', vendors: all },
  { name: 'half-secret-in-list', rule: 'secret-fragment-budget', vendors: all },
  { name: 'prefix-left-out', rule: 'secret-documented-format', vendors: ['videodb', 'vued'] },
  { name: 'low-entropy-secret', rule: 'secret-entropy-floor', vendors: all },
  { name: 'mask-of-another-secret', rule: 'redacted-form-matches-secret', vendors: soft },
  { name: 'credential-echoed-in-401', rule: 'credential-not-echoed-in-errors', vendors: all },

  { name: 'missing-auth-accepted', rule: 'auth-missing-rejected', vendors: all },
  { name: 'invalid-auth-accepted', rule: 'auth-invalid-rejected', vendors: all },
  { name: 'any-nonempty-accepted-on-one-scheme', rule: 'auth-invalid-rejected', vendors: avido },
  { name: 'blank-accepted', rule: 'auth-blank-rejected', vendors: all },
  { name: 'truncated-key-accepted', rule: 'auth-near-miss-rejected', vendors: all },
  { name: 'extended-key-accepted', rule: 'auth-near-miss-rejected', vendors: all },
  { name: 'case-folded-key-accepted', rule: 'auth-near-miss-rejected', vendors: all },
  { name: 'api-key-alone-accepted', rule: 'auth-and-each-required', vendors: avido },
  { name: 'application-id-alone-accepted', rule: 'auth-and-each-required', vendors: avido },
  { name: 'members-not-bound', rule: 'auth-and-members-bound', vendors: avido },
  { name: 'query-carrier-accepted', rule: 'auth-undeclared-carrier-rejected', vendors: all },
  { name: 'cookie-accepted', rule: 'auth-undeclared-carrier-rejected', vendors: all },
  { name: 'other-header-accepted', rule: 'auth-undeclared-carrier-rejected', vendors: all },
  { name: 'other-scheme-accepted', rule: 'auth-undeclared-carrier-rejected', vendors: bearer },
  { name: 'basic-accepted', rule: 'auth-undeclared-carrier-rejected', vendors: all },
  { name: 'scheme-case-sensitive', rule: 'auth-scheme-case-insensitive', vendors: bearer },
  { name: 'header-name-case-sensitive', rule: 'auth-header-name-case-insensitive', vendors: all },
  { name: 'no-challenge-on-401', rule: 'auth-401-challenge', vendors: all },
  { name: 'first-of-two-credentials-counts', rule: 'auth-conflicting-credentials-rejected', vendors: all },
  { name: 'validates-before-auth', rule: 'auth-decided-first', vendors: withBody },
  { name: 'existence-told-before-auth', rule: 'auth-decided-first', vendors: timed },
  { name: 'trailing-slash-skips-auth', rule: 'auth-no-method-or-path-bypass', vendors: all },
  { name: 'failure-reason-told', rule: 'auth-failure-uniform', vendors: all },
  { name: 'foreign-delete-accepted', rule: 'tenant-object-isolation', vendors: all },
  { name: 'foreign-keys-listed', rule: 'tenant-collection-isolation', vendors: all },
  { name: 'foreign-org-accepted', rule: 'tenant-collection-isolation', vendors: vued },

  { name: '5xx-on-unicode-name', rule: 'status-no-5xx', vendors: withBody },
  { name: '5xx-on-long-name', rule: 'status-no-5xx', vendors: withBody },
  { name: '5xx-on-malformed-json', rule: 'status-no-5xx', vendors: withBody },
  { name: '5xx-on-deep-json', rule: 'robust-hostile-json', vendors: withBody },
  { name: '5xx-on-long-credential', rule: 'robust-oversize-and-malformed-credential', vendors: all },
  { name: '5xx-on-second-delete', rule: 'lifecycle-delete-idempotent', vendors: all },
  { name: 'undocumented-status', rule: 'status-documented', vendors: all },
  {
    name: 'missing-required-accepted',
    rule: 'status-invalid-input-rejected',
    vendors: ['autocalls', 'lumino', 'avido'],
  },
  { name: 'extra-property-accepted', rule: 'status-invalid-input-rejected', vendors: avido },
  { name: 'wrong-type-accepted', rule: 'status-invalid-input-rejected', vendors: withBody },
  { name: 'overlong-name-accepted', rule: 'status-invalid-input-rejected', vendors: avido },
  { name: 'boundary-length-refused', rule: 'status-valid-input-accepted', vendors: avido },
  { name: 'long-name-refused', rule: 'status-valid-input-accepted', vendors: open },
  { name: 'duplicate-name-accepted', rule: 'status-duplicate-name-409', vendors: avido },
  { name: 'tampered-id-accepted', rule: 'status-unknown-id-4xx', vendors: bearer },
  { name: '405-without-allow', rule: 'status-method-semantics', vendors: all },
  { name: 'undeclared-method-accepted', rule: 'status-method-semantics', vendors: all },
  { name: 'text-plain-accepted', rule: 'status-content-negotiation', vendors: withBody },

  { name: 'utf16-length-counted', rule: 'schema-length-code-points', vendors: avido },
  { name: 'wrong-content-type', rule: 'schema-content-type', vendors: all },
  { name: 'body-misses-required', rule: 'schema-response-conforms', vendors: avido },
  { name: 'body-of-wrong-type', rule: 'schema-response-conforms', vendors: all },
  { name: 'body-holds-null', rule: 'schema-response-conforms', vendors: all },
  {
    name: 'error-body-violates-schema',
    rule: 'schema-error-body-conforms',
    vendors: ['autocalls', 'lumino', 'avido'],
  },
  {
    name: 'undocumented-property-in-closed-schema',
    rule: 'schema-no-undocumented-properties',
    vendors: avido,
  },
  { name: 'ids-collide', rule: 'schema-id-unique-and-opaque', vendors: withBody },
  { name: 'name-truncated', rule: 'schema-echo-fidelity', vendors: withBody },
  { name: 'default-not-applied', rule: 'schema-echo-fidelity', vendors: vued },
  { name: 'name-made-ascii', rule: 'robust-unicode-name-roundtrip', vendors: withBody },

  { name: 'delete-does-nothing', rule: 'lifecycle-deleted-key-gone', vendors: all },
  { name: 'deleted-key-still-listed', rule: 'lifecycle-deleted-key-gone', vendors: all },
  { name: 'delete-takes-another-key', rule: 'lifecycle-deleted-key-gone', vendors: all },
  { name: 'revoked-key-still-works', rule: 'lifecycle-revoked-key-rejected', vendors: all },
  { name: 'revoked-key-works-from-cache', rule: 'lifecycle-revoked-key-rejected', vendors: all },
  { name: 'revoked-key-revived', rule: 'lifecycle-no-escalation-by-update', vendors: lumino },
  { name: 'update-without-effect', rule: 'schema-echo-fidelity', vendors: lumino },
  { name: 'new-key-does-not-work', rule: 'lifecycle-new-key-works', vendors: all },
  { name: 'expired-key-accepted', rule: 'lifecycle-expired-key-rejected', vendors: soft },
  { name: 'past-expiry-works', rule: 'lifecycle-expiry-boundaries', vendors: soft },
  { name: 'list-misses-new-key', rule: 'lifecycle-created-key-listed-once', vendors: all },
  { name: 'list-duplicates-key', rule: 'lifecycle-created-key-listed-once', vendors: all },
  { name: 'client-secret-accepted', rule: 'lifecycle-mass-assignment-ignored', vendors: open },
  { name: 'rejected-create-leaves-key', rule: 'lifecycle-rejected-create-no-effect', vendors: withBody },
  { name: 'parallel-creates-share-secret', rule: 'lifecycle-concurrent-creates-distinct', vendors: all },
  { name: 'created-at-untrue', rule: 'lifecycle-metadata-truthful', vendors: timed },
  { name: 'scope-not-enforced', rule: 'lifecycle-scope-enforced', vendors: vued },
  { name: 'scope-escalates', rule: 'lifecycle-scope-no-escalation', vendors: vued },

  { name: 'missing-no-store', rule: 'headers-no-store-on-secret', vendors: all },
  { name: 'list-publicly-cacheable', rule: 'headers-metadata-not-shared-cacheable', vendors: apiKey },
  { name: 'any-origin-allowed', rule: 'headers-cors-not-permissive', vendors: all },
  { name: 'banner-sent', rule: 'headers-baseline', vendors: all },
] as const satisfies readonly Defect[]

/** The name of a defect. */
export type DefectName = (typeof defects)[number]['name']
