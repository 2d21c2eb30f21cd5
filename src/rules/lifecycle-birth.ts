import { cite } from './sources.ts'
import type { Rule } from './types.ts'

/** Rules on creating keys. */
export const lifecycleBirth: readonly Rule[] = [
  {
    id: 'lifecycle-new-key-works',
    group: 'lifecycle',
    rank: 12,
    severity: 'high',
    basis: 'document',
    statement:
      'The secret from a create response, used unchanged in its declared place, authenticates within the ' +
      'declared delay.',
    why:
      'A new key that does not work at once makes every setup script fail at random, and people add ' +
      'sleeps and retries that never go away again.',
    exercise:
      'Creates a key and calls the cheapest protected operation with it, a list, a whoami or create ' +
      'itself, polling with growing pauses: two requests per key. The delay is 0 s unless declared, with ' +
      '2 s of grace.',
    falseAlarms:
      'A key that never works is high, one that works after the window is a warning, and 403 counts as ' +
      'authenticated, since the key may lack the right. Some APIs accept only sessions for key ' +
      'management: mark another operation with `x-key-operation: {role: canary}`. Delays belong in ' +
      '`x-secret-contract.propagation.create`.',
    satisfy: 'Answer the create only after the key is readable wherever it is checked.',
    sources: cite('DOCUMENT', 'AWS-AK', 'ST-availability'),
    cwe: ['CWE-684'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['secret', 'canary', 'carrier'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-created-key-listed-once',
    group: 'lifecycle',
    rank: 18,
    severity: 'high',
    basis: 'convention',
    statement:
      'Walking all pages of the list yields every created key exactly once, with the metadata its create ' +
      'response gave, and get agrees, even while other keys come and go.',
    why: 'A key that is missing from the list cannot be found, audited or revoked. It lives on unseen.',
    exercise:
      'Creates two keys more than a page holds and walks the pages by cursor, offset or link, a second ' +
      'time during five concurrent creates.',
    falseAlarms:
      'Eventual consistency, a default filter for active keys and a cap on the page size can hide a key ' +
      'for good reason. Describe paging in `x-key-operation.pagination` and delays in ' +
      '`x-secret-contract.propagation`.',
    satisfy: 'Sort by an immutable, unique column and page by cursor over it.',
    sources: cite('DOCUMENT', 'ST-availability', 'RFC8288', 'CS-SECRETS'),
    cwe: ['CWE-684'],
    owasp: ['API9:2023'],
    stateful: true,
    needs: ['id', 'list', 'pagination'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-concurrent-creates-distinct',
    group: 'lifecycle',
    rank: 19,
    severity: 'high',
    basis: 'standard',
    statement:
      'Parallel creates with different names succeed, or fail with a documented 4xx; those that succeed ' +
      'share no id and no secret, every response joins the name it was sent to the secret of that key, ' +
      'all secrets work, and the list shows each key once.',
    why:
      'State shared between requests swaps secrets between customers: each holds a key that acts for the ' +
      'other.',
    exercise:
      'Starts 10 creates at one moment over separate connections, matches responses by name, uses each ' +
      'key and lists.',
    falseAlarms:
      'A swapped or doubled secret is critical; a key answered for but not listed, or a 5xx, counts as ' +
      'well. A 429 from a rate limit is tolerated; lower it with `--rate` or `--concurrency`. If creates ' +
      'are serialised by design, `suppress` the rule under `x-key-operation`.',
    satisfy:
      'Keep request data out of shared variables, and insert key, hash and metadata in one transaction.',
    sources: cite('ASVS5-15.4.1', 'ASVS5-11.5.2', 'ASVS4-6.3.3'),
    cwe: ['CWE-362', 'CWE-694', 'CWE-330'],
    owasp: ['API2:2023'],
    stateful: true,
    needs: ['secret', 'id', 'canary'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-rejected-create-no-effect',
    group: 'lifecycle',
    rank: 40,
    severity: 'high',
    basis: 'standard',
    statement:
      'A create that is answered with 4xx adds no key to the list, reveals no secret and leaves the name ' +
      'free.',
    why: 'A key that exists although its creation failed is owned by nobody, and so is never revoked.',
    exercise:
      'Reads the list before and after the whole batch of invalid creates, and repeats one name with a ' +
      'valid body: two lists.',
    falseAlarms:
      "Others may create keys meanwhile, so only names with this run's prefix are counted. Where a failed " +
      'create has to leave a record, `suppress` the rule under `x-key-operation`.',
    satisfy: 'Validate everything first, then write key and metadata in one transaction.',
    sources: cite('RESTLER-Leakage', 'ASVS5-2.3.3', 'ASVS5-16.5.3'),
    cwe: ['CWE-636', 'CWE-755'],
    owasp: ['API8:2023'],
    stateful: true,
    needs: ['list'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-idempotency-key-replay',
    group: 'lifecycle',
    rank: 53,
    severity: 'medium',
    basis: 'document',
    statement:
      'Where an idempotency mechanism is declared, replays of one request make one key, one idempotency ' +
      'key with two bodies is refused, and the secret is shown again only if the declared policy says so.',
    why:
      'Retries must not mint a key each time. But to replay the secret the server has to keep it in ' +
      'clear, which contradicts showing it once and storing only a hash.',
    exercise:
      'Creates twice with one Idempotency-Key, a third time with a changed body, and searches the replay ' +
      'for the secret: three requests.',
    falseAlarms:
      'Two keys are high, a secret shown again without a declaration is medium. Replaying the stored ' +
      'body, as Stripe does, is legitimate if you say so: `x-key-operation.idempotency` with replay ' +
      '`same-body`, `redacted` or `conflict`.',
    satisfy:
      'Store the outcome without the secret, and answer a replay with the same key id and a redacted ' +
      'value.',
    sources: cite('STRIPE-IDEMP', 'BUG-langwatch-7804', 'RFC9110-9.2.2'),
    cwe: ['CWE-837', 'CWE-212'],
    owasp: ['API6:2023'],
    stateful: true,
    needs: ['idempotency'],
    prism: 'not-applicable',
  },
  {
    id: 'lifecycle-metadata-truthful',
    group: 'lifecycle',
    rank: 79,
    severity: 'low',
    basis: 'convention',
    statement:
      'What the server says of a key is true: created within 5 min of its Date, active at first, expired ' +
      'or revoked later, last used empty until the first success and then only moving forward, never by ' +
      'failed attempts.',
    why:
      'Owners decide by these fields which keys are stale or abused. Wrong ones lead them to revoke the ' +
      'key that is needed and keep the other.',
    exercise: 'Creates, lists, looks up by id, uses, fails to use, and lists again: seven requests.',
    falseAlarms:
      'The last use is often written in batches or rounded: the rule is advisory, with a window of 60 s. ' +
      'Name the fields and their delay in `x-secret-contract.lastUsed` and `status`.',
    satisfy: 'Set these fields on the server only, at the event they describe.',
    sources: cite('DOCUMENT', 'CS-SECRETS-2.11'),
    cwe: ['CWE-684'],
    owasp: [],
    stateful: true,
    needs: ['status', 'list'],
    prism: 'not-applicable',
  },
]
