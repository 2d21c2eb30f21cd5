import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonValue } from '../../src/contract/types.ts'
import type { Finding, RunEvent, VerdictKind } from '../../src/run/events.ts'

/** The day on which the runs of these tests take place. */
export const today = '2026-01-01'

/** A small contract; `suppress` stands in `x-key-operation` of its create operation. */
export function contractOf(suppress?: JsonValue, name = 'acme'): Contract {
  const operation = (operationId: string, role: string, extra: object = {}): JsonValue => ({
    operationId,
    'x-key-operation': { role, ...extra },
    responses: { '200': { description: 'fine' } },
  })
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'acme', version: '1' },
      paths: {
        '/keys': {
          post: operation('makeKey', 'create', suppress === undefined ? {} : { suppress }),
          get: operation('listKeys', 'list'),
        },
        '/keys/{id}': { delete: operation('dropKey', 'revoke') },
      },
    },
    { name },
  )
}

/** A finding of a rule at a place. */
export function findingOf(over: Partial<Finding> = {}): Finding {
  return {
    fingerprint: '0123456789abcdef',
    document: 'acme',
    rule: 'status-documented',
    group: 'status',
    level: 'fail',
    severity: 'medium',
    basis: 'document',
    confidence: 'certain',
    operation: 'POST /keys',
    scenario: null,
    message: 'Something is not as it should be.',
    because: {},
    exchanges: [],
    curl: '',
    replay: '',
    count: 1,
    cwe: [],
    owasp: [],
    ...over,
  }
}

/** What a run says of one rule on one operation. */
export type Said = readonly [rule: string, operation: string | null, verdict: VerdictKind]

/** The events of a whole run on one document. */
export function eventsOf(
  findings: readonly Finding[],
  said: readonly Said[],
  document = 'acme',
): readonly RunEvent[] {
  const verdicts = said.map(([rule, operation, verdict]): RunEvent => ({
    type: 'verdict',
    verdict: { document, rule, group: 'status', operation, verdict, cases: 1 },
  }))
  return [
    {
      type: 'run-started',
      schema: 'keyproof.events/1',
      version: '0',
      startedAt: `${today}T12:00:00Z`,
      seed: 1,
      profile: 'recommended',
    },
    ...verdicts,
    ...findings.map((finding): RunEvent => ({ type: 'finding', finding })),
    {
      type: 'document-finished',
      document,
      cases: 1,
      requests: 1,
      durationMs: 1,
      keys: { created: 0, revoked: 0, left: [] },
    },
  ]
}
