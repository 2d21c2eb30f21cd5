import { isPartial, responseFor, type Scenario } from '#keyproof'

const rule = 'spec-contract-completeness'

/** The document tells what a caller has to know of keys. */
export const documentTellsEnough: Scenario = {
  name: 'document-tells-enough',
  promise:
    'The document tells how keys are refused, listed, named and revoked, and how often the secret is shown.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  applies: ({ resource }) => resource !== null || 'The document has no key resource.',
  verify(stage) {
    const { operation, contract } = stage
    // A page shows one operation; what it does not show may well be told on the next page.
    const part = isPartial(contract)
    const { roles, id, secret } = stage.resource!
    const refusals = Object.values(operation.responses).filter((response) =>
      /^[45]|default/.test(response.status),
    )
    const gaps = [
      [
        '401',
        !part && responseFor(operation, 401) === undefined,
        'the answer to a missing or wrong credential (401)',
      ],
      [
        'errors',
        !part &&
          refusals.every((response) =>
            Object.values(response.content).every((media) => media.schema === undefined),
          ),
        'a schema for errors',
      ],
      ['list', !part && roles.list === undefined, 'an operation that lists keys'],
      ['revoke', !part && roles.revoke === undefined, 'an operation that revokes a key'],
      [
        'id',
        (!part || roles.revoke !== undefined) && (id === null || 'fromList' in id),
        'an id in the answer, by which the new key can be revoked',
      ],
      ['reveal', secret.reveal === 'unstated', 'how often the secret is shown'],
    ] as const
    const missing = gaps.filter(([, gap]) => gap)
    if (missing.length === 0) stage.held(rule)
    for (const [place, , what] of missing)
      stage.broken(rule, {
        place,
        failure: 'missing',
        message: `The document does not tell ${what}.`,
        expected: what,
        received: 'nothing',
        // A gap is no breach of anything the document says, and it may be an extract of a larger one.
        basis: 'convention',
        confidence: 'tentative',
        because: { pointer: operation.pointer },
      })
    return Promise.resolve()
  },
}
