import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on the end of a key: revoked, expired, deleted. */
export const lifecycleEnd: readonly Rule[] = [
  {
    id: 'lifecycle-revoked-key-rejected',
    group: 'lifecycle',
    rank: 3,
    severity: 'critical',
    basis: 'standard',
    statement:
      'Once a key that was in use has been revoked, every use of it is refused with 401 after the ' +
      'declared delay, on every connection and kind of operation, and for good.',
    why:
      'Revoking is what one does when a key has leaked. Credential caches are the usual reason why it ' +
      'goes on working, for minutes or a day, while everybody believes it dead.',
    exercise:
      'Warms the key up first, five times on each operation over four kept connections; revokes it with ' +
      'another credential; then uses it at once and every 250 ms until 5 s past the declared window, on ' +
      'all connections and operations. About 40 requests.',
    falseAlarms:
      'Success after the window is critical, success inside it a note with the measured delay, dead and ' +
      'alive again high, 403 or 404 instead of 401 low. A documented delay belongs in ' +
      '`x-secret-contract.propagation.revoke`. A test that never used the key before cannot see the ' +
      'common defect.',
    satisfy:
      'Check revocation in the store, or evict the key from every cache before answering the revocation.',
    sources: cite(
      'RFC7009-2.1',
      'RFC6750-3.1',
      'ASVS5-7.4.1',
      'ASVS5-8.3.2',
      'CS-SECRETS-2.7.3',
      'DOCUMENT',
      'BUG-boxlite-1418',
      'BUG-octopus-4779',
      'BUG-executor-1870',
      'BUG-sdp-1214',
      'RESTLER-UAF',
    ),
    cwe: ['CWE-613', 'CWE-672'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['secret', 'id', 'revoke', 'canary'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-expired-key-rejected',
    group: 'lifecycle',
    rank: 16,
    severity: 'high',
    basis: 'document',
    statement:
      'A key with an expiry works until then and is refused with 401 from then on, with 5 s of tolerance ' +
      'by default, though it was in use; a status field, if any, says that it has expired.',
    why:
      'Expiry is the safety net for keys nobody revokes. A cached or unchecked expiry turns a one-day key ' +
      'into a permanent one.',
    exercise:
      "Creates a key that expires in 8 s by the server's Date, or at the documented minimum, warms it up, " +
      'polls across that instant and reads the list: about 15 requests and 15 s.',
    falseAlarms:
      'A long minimum lifetime, such as a day, makes the rule impossible to exercise, and the verdict ' +
      'inconclusive. Field, unit and bounds can be given in `x-secret-contract.expiry`, a known delay in ' +
      '`propagation.expire`.',
    satisfy:
      'Compare the expiry with the clock at every use, and give cache entries no longer life than the key ' +
      'has left.',
    sources: cite(
      'DOCUMENT',
      'RFC6750-3.1',
      'API2:2023',
      'ASVS5-13.3.4',
      'CS-SECRETS-2.7.4',
      'RFC7591-3.2.1',
    ),
    cwe: ['CWE-613', 'CWE-672'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['expiry', 'canary'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-deleted-key-gone',
    group: 'lifecycle',
    rank: 17,
    severity: 'high',
    basis: 'convention',
    statement:
      'A deleted key answers 404 or 410, or shows the declared revoked form; the list no longer offers it ' +
      'as usable; every other key is unchanged and still works.',
    why:
      'A list that still calls a dead key active misleads the people who audit it, and a deletion that ' +
      'hits a neighbour is an outage.',
    exercise: 'Creates two keys, deletes one, then gets it, lists, and uses the other: six requests.',
    falseAlarms:
      'A deleted key that stays active in a read is a finding, harm to the other key is critical. Keeping ' +
      'the record with a status REVOKED or a revokedAt is a legitimate form: declare it in ' +
      '`x-secret-contract.delete`, with semantics `soft`.',
    satisfy:
      'Delete by exact id within the tenant; if records are kept, mark them and filter them out of the ' +
      'active ones.',
    sources: cite('RFC9110-9.3.5', 'RFC9110-15.5.5', 'ST-UAF', 'RESTLER-UAF', 'CATS-Deleted', 'DOCUMENT'),
    cwe: ['CWE-672'],
    owasp: ['API1:2023'],
    stateful: true,
    needs: ['id', 'revoke', 'list', 'delete-semantics'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-revoke-during-use',
    group: 'lifecycle',
    rank: 38,
    severity: 'high',
    basis: 'standard',
    statement:
      'Every request that starts after the revocation was answered, plus the declared window, is refused; ' +
      'none that was under way leaves broken state or a 5xx.',
    why:
      'Under load, a request that was just being checked can write the dead key back into the cache, and ' +
      'it comes alive again.',
    exercise:
      'Uses the key from four workers, at 50 requests per second at most, for 3 s, revokes it after 1 s, ' +
      'and orders everything by one monotonic clock: about 150 requests.',
    falseAlarms:
      "What counts is when a request started, not when it ended, by keyproof's own clock. A documented " +
      'delay goes into `x-secret-contract.propagation.revoke`.',
    satisfy:
      'Invalidate by version or tombstone rather than by deletion alone, so that a late writer cannot ' +
      'bring the entry back.',
    sources: cite('RFC7009-2.1', 'ASVS5-15.4.2', 'BUG-sdp-1214'),
    cwe: ['CWE-362', 'CWE-367', 'CWE-672', 'CWE-613'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['revoke', 'canary'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-delete-idempotent',
    group: 'lifecycle',
    rank: 66,
    severity: 'medium',
    basis: 'protocol-should',
    statement:
      'Deleting a key gives 200, 202 or 204; deleting it again or several times at once gives 2xx, 404 or ' +
      '410, never a 5xx, and changes nothing more; a key that deletes itself is dead.',
    why:
      'Clean-up scripts retry. A second deletion that fails loudly stops them halfway, with live keys ' +
      'left behind.',
    exercise:
      "Deletes twice in sequence, five times in parallel, and once with the key's own secret: 10 " +
      'requests.',
    falseAlarms:
      '404 on the second call is right too, since HTTP asks for the same effect and not the same answer. ' +
      'Endless 409, a key that returns, or one alive after deleting itself count. List other accepted ' +
      'statuses in `x-secret-contract.delete.repeat`.',
    satisfy: 'Make deletion a conditional update and answer 204 or 404 when there was nothing left to do.',
    sources: cite('RFC9110-9.2.2', 'RFC9110-9.3.5', 'RFC7009-2.2'),
    cwe: ['CWE-755', 'CWE-362'],
    owasp: [],
    stateful: true,
    needs: ['id', 'revoke'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-expiry-boundaries',
    group: 'lifecycle',
    rank: 71,
    severity: 'medium',
    basis: 'convention',
    statement:
      'An expiry at the edge of what is possible leads to a documented 4xx or to a key that reports the ' +
      'same instant, and one in the past never to a working key.',
    why:
      'Mixed-up seconds and milliseconds give keys that expire in 1970 or in the year 56000; the second ' +
      'kind is a key for ever.',
    exercise:
      'Sends about 14 bodies: past, now, one second ahead, far ahead, year 9999, an offset against Z, ' +
      'fractions, a leap second, no offset, seconds against milliseconds, 0, negative, null, a huge ' +
      'integer. Compares instants and tries each key.',
    falseAlarms:
      'A past expiry with a working key is high, a wrong unit medium, and a 5xx counts. 0 or null may ' +
      'mean never, as 0 does in RFC 7591: declare it in `x-secret-contract.expiry.never`, and the unit ' +
      'beside it.',
    satisfy: 'Accept one documented form, parse it strictly, and refuse what is past or beyond the maximum.',
    sources: cite('RFC3339', 'RFC7591-3.2.1', 'CATS-Temporal', 'DOCUMENT'),
    cwe: ['CWE-1284', 'CWE-613', 'CWE-682'],
    owasp: [],
    stateful: true,
    needs: ['expiry'],
    prism: 'partial',
  },
]
