import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on what a key may do and who decides it. */
export const lifecycleRights: readonly Rule[] = [
  {
    id: 'lifecycle-mass-assignment-ignored',
    group: 'lifecycle',
    rank: 9,
    severity: 'critical',
    basis: 'standard',
    statement:
      'A property that belongs to the server is refused when the caller supplies it, or has no effect: a ' +
      "secret of the caller's choosing never authenticates.",
    why:
      'If the body is copied onto the stored key, a caller can choose the secret, the owner, the scopes ' +
      'or the status, and plant a key under another name.',
    exercise:
      'Sends about 15 creates, each with one such property and a canary value: the secret (secret, key, ' +
      'token, api_key), identity (id, prefix, hash), state (status, created_at, revoked_at, ' +
      'last_used_at), ownership (owner, user, organisation or application id), rights (role, undeclared ' +
      'scopes or permissions), and expires_at where undeclared. Then tries the canary as a credential and ' +
      'compares response and list.',
    falseAlarms:
      'A canary that works or returns as the secret is critical; owner, scopes, status or id taken over ' +
      'is high; a 2xx under `additionalProperties: false` is medium even if the value was ignored. ' +
      "Imports that accept the caller's own secret or hash are declared with " +
      '`x-secret-contract: {byoSecret: true}`.',
    satisfy:
      'Copy only the documented request properties, set `additionalProperties: false`, and set everything ' +
      'else on the server.',
    sources: cite(
      'API3:2023',
      'ASVS5-15.3.3',
      'ASVS4-5.1.2',
      'OAS-SCHEMA',
      'CATS-MassAssign',
      'AKTO-MassAssign',
    ),
    cwe: ['CWE-915', 'CWE-384', 'CWE-798'],
    owasp: ['API3:2023'],
    stateful: true,
    needs: ['create', 'secret'],
    prism: 'partial',
  },
  {
    id: 'lifecycle-scope-no-escalation',
    group: 'lifecycle',
    rank: 28,
    severity: 'critical',
    basis: 'standard',
    statement:
      'A key that may create keys cannot create one stronger than itself: broader, missing, wildcard or ' +
      'unknown scopes and a later expiry are refused or cut down to its own.',
    why:
      'Otherwise a leaked read-only key is a full one after a single call. This has happened in shipped ' +
      'products.',
    exercise:
      'Lets a narrow key create broader ones in several ways and tries the child on what the parent may ' +
      'not do: eight requests.',
    falseAlarms:
      'A stronger child is the finding; an unknown scope reported as granted is medium. Where every key ' +
      'has full access there is nothing to gain and the rule does not apply. Say what scopes mean in ' +
      '`x-secret-contract.scopes`.',
    satisfy:
      'Intersect the requested scopes and expiry with those of the caller, and refuse what is left over.',
    sources: cite(
      'API5:2023',
      'ASVS5-8.2.1',
      'ASVS4-4.1.3',
      'BUG-microclaw-90',
      'BUG-blnk-298',
      'BUG-capgo-1685',
    ),
    cwe: ['CWE-269', 'CWE-266', 'CWE-863'],
    owasp: ['API5:2023'],
    stateful: true,
    needs: ['scopes'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-rotate-cutover',
    group: 'lifecycle',
    rank: 39,
    severity: 'high',
    basis: 'standard',
    statement:
      'A rotation reveals one new secret that works at once; the old one ends with the declared overlap, ' +
      'immediately unless declared; scopes, owner and expiry stay and cannot be widened by the request.',
    why:
      'Rotation is routine and often automated. A secret that lives on afterwards, or rights that grow ' +
      'with each turn, go unnoticed for long.',
    exercise:
      'Rotates a key after warming the old secret up on every read, polls both secrets, and holds what is ' +
      'shown of the key, and what it may do, against what it was; then tries to slip in wider scopes, a later ' +
      'end and another owner, also as the key itself: some 40 requests.',
    falseAlarms:
      'An overlap is legitimate once declared in `x-key-operation.rotateOverlap` as an ISO 8601 duration. ' +
      'A reused secret and widened scopes always count; another end does not where the document speaks of it ' +
      'for the rotation, and another name is only noted.',
    satisfy:
      'Create the new secret and end the old one in one transaction, and take all other properties from ' +
      'the stored key.',
    sources: cite('CS-SECRETS-2.7.2', 'ASVS5-13.3.4', 'UNKEY-REROLL', 'RFC7592-2.1', 'BUG-microclaw-90'),
    cwe: ['CWE-613', 'CWE-269', 'CWE-672'],
    owasp: ['API2:2023', 'API5:2023'],
    stateful: true,
    needs: ['rotate', 'secret'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-scope-enforced',
    group: 'lifecycle',
    rank: 41,
    severity: 'high',
    basis: 'standard',
    statement:
      'A key is refused with 403 by an operation that needs a scope it lacks, with insufficient_scope for ' +
      'Bearer, and is served where it has the scope.',
    why:
      'Scopes are how an owner limits the damage of a leak. If they are stored but not checked, each key ' +
      'is a master key.',
    exercise:
      'Creates keys with no scope, with one and with all of them, and calls each operation with each: ' +
      'scopes times operations.',
    falseAlarms:
      'A 2xx outside the scope is the finding; 401 instead of 403 is low. No scopes at all often means ' +
      'all of them; what was observed is reported as a note. Say which operations a scope opens, and what ' +
      'empty means, in `x-secret-contract.scopes`.',
    satisfy:
      'Declare the needed scope next to each handler and check it in one place; refuse if a handler has ' +
      'none.',
    sources: cite('RFC6750-3.1', 'RFC9110-15.5.4', 'API5:2023', 'ASVS5-8.2.1', 'ASVS5-10.3.2'),
    cwe: ['CWE-863', 'CWE-862'],
    owasp: ['API5:2023'],
    stateful: true,
    needs: ['scopes'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-no-escalation-by-update',
    group: 'lifecycle',
    rank: 42,
    severity: 'high',
    basis: 'standard',
    statement:
      'Through an update no key gains scopes or lifetime for itself, changes its owner or returns from ' +
      'revoked or expired to active, and the secret is not revealed.',
    why:
      'An update endpoint that trusts its caller undoes every limit set at creation, and brings leaked ' +
      'keys back to life.',
    exercise:
      'Updates each of these fields, once with the key itself and once as its owner, then tries the old ' +
      'secret: eight requests.',
    falseAlarms:
      'Enabling a key that was merely disabled, not revoked, is a normal feature: say which states mean ' +
      'what in `x-secret-contract.status`.',
    satisfy: 'Separate what an owner may change from what a key may, and make revoked and expired final.',
    sources: cite('API3:2023', 'API5:2023', 'ASVS5-8.2.3'),
    cwe: ['CWE-269', 'CWE-672', 'CWE-915'],
    owasp: ['API3:2023', 'API5:2023'],
    stateful: true,
    needs: ['update', 'scopes', 'status'],
    prism: 'not-applicable',
  },
]
