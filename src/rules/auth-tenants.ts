import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on what one tenant may do to another: nothing. */
export const authTenants: readonly Rule[] = [
  {
    id: 'tenant-object-isolation',
    group: 'auth',
    rank: 8,
    severity: 'critical',
    basis: 'standard',
    statement:
      'A caller of one tenant who names a key of another gets 403 or 404 on every operation that takes a ' +
      'key id, cannot tell existing ids from invented ones, and leaves that key working.',
    why:
      'Broken object authorization heads the OWASP API list because it is common and total: one known or ' +
      "guessed id is enough to read, rotate or delete a stranger's key.",
    exercise:
      'Creates a key as tenant A; as tenant B calls each id operation (get, update, rotate, revoke, ' +
      'reveal) with that id and with a random one, two requests per operation; then uses the key of A.',
    falseAlarms:
      "Two accounts may turn out to share one tenant, so keyproof first proves that B does not see A's " +
      'key in its list. Telling existing from random ids by status is low. The rule needs a second ' +
      'account, given with `--principal`, and is not judged without one.',
    satisfy:
      "Scope every lookup to the caller's tenant in the query itself, and answer 404 when nothing is " +
      'found there.',
    sources: cite(
      'API1:2023',
      'ASVS5-8.2.2',
      'ASVS5-8.4.1',
      'RFC9110-15.5.4',
      'RESTLER-Namespace',
      'CATS-IDOR',
      'AKTO-BOLA',
      'BUG-blnk-298',
    ),
    cwe: ['CWE-639', 'CWE-863', 'CWE-862'],
    owasp: ['API1:2023'],
    stateful: true,
    needs: ['id', 'revoke', 'get', 'second-principal'],
    prism: 'not-applicable',
  },
  {
    id: 'auth-and-members-bound',
    group: 'auth',
    rank: 26,
    severity: 'critical',
    basis: 'standard',
    statement:
      'Where a requirement combines a credential with something that names a tenant, one valid member ' +
      'from tenant A and another from tenant B do not add up: the request is refused and touches neither ' +
      'tenant.',
    why:
      'Checking each header on its own but not that they belong together lets any customer act in any ' +
      "other customer's name.",
    exercise:
      'Sends the key of A with the application id of B, and with a random one, to create, list and ' +
      'revoke: four requests. Expected is 401, 403 or 404 and no change in B.',
    falseAlarms:
      'There is nothing to judge with one account: give a second one with `--principal`. If the second ' +
      'header is not meant to bind the caller, describe that in the document and `suppress` the rule ' +
      'under `x-key-operation`.',
    satisfy: 'Derive the tenant from the credential and refuse a request whose other members disagree.',
    sources: cite('API1:2023', 'ASVS5-8.4.1', 'ASVS5-8.2.2'),
    cwe: ['CWE-639', 'CWE-863'],
    owasp: ['API1:2023'],
    stateful: true,
    needs: ['carrier', 'second-principal'],
    prism: 'not-applicable',
  },
  {
    id: 'tenant-collection-isolation',
    group: 'auth',
    rank: 27,
    severity: 'critical',
    basis: 'standard',
    statement:
      "A tenant's list never shows a key of another tenant, and listing or creating under another " +
      "tenant's path, body or header selector is refused and creates nothing.",
    why:
      "A leaking list gives away who the other customers are, and a key created inside a stranger's " +
      'account is a lasting way in.',
    exercise:
      'Creates a key as A, lists as B over all pages and filters, and as B tries to list and create under ' +
      "A's selector and under a random one: six requests.",
    falseAlarms:
      'Both accounts may be members of one organisation; choose two that share nothing. The second ' +
      'account and its parameters come from `--principal`, and the selector can be named in ' +
      '`x-secret-contract.tenancy`.',
    satisfy:
      'Compare the selector in path, body or header with the tenant of the credential before doing ' +
      'anything, and filter lists by the latter.',
    sources: cite('API1:2023', 'API3:2023', 'ASVS5-8.4.1', 'RESTLER-Hierarchy', 'BUG-blnk-298'),
    cwe: ['CWE-639', 'CWE-862'],
    owasp: ['API1:2023', 'API5:2023'],
    stateful: true,
    needs: ['list', 'second-principal'],
    prism: 'not-applicable',
  },
]
