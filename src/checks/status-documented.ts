import { basisAt, isPartial, responseFor } from '../contract/lookup.ts'
import type { Contract, Operation } from '../contract/types.ts'
import type { Check } from './types.ts'

/** Refusals that any layer in front of an operation may give without the document listing them; whether a request deserved one is for other rules. */
const generic = new Set([
  400, 401, 403, 404, 405, 406, 408, 411, 413, 414, 415, 416, 417, 421, 422, 426, 428, 429, 431, 501, 503,
])

/** Every status an operation answers with stands in the document. */
export const statusDocumented: Check = {
  name: 'status-documented',
  rules: ['status-documented'],
  judge: (exchange, { contract, operation }) => {
    if (operation === null || exchange.request.operation === null) return []
    const { status } = exchange.response
    if (responseFor(operation, status) !== undefined)
      return [{ kind: 'held', rule: 'status-documented', operation: operation.key }]
    if (Object.keys(operation.responses).length === 0)
      return [
        {
          kind: 'not-applicable',
          rule: 'status-documented',
          operation: operation.key,
          reason: 'The document lists no response of this operation.',
        },
      ]
    // A server error has a rule of its own; said twice it would be one cause with two findings.
    if (status >= 500 && status !== 501 && status !== 503) return []
    const lenient = generic.has(status)
    const partial = isPartial(contract)
    // What a page does not show may well be documented elsewhere, but its own success it does show.
    if (partial && !(status < 300 && statesSuccess(contract, operation))) return []
    return [
      {
        kind: 'broken',
        rule: 'status-documented',
        operation: operation.key,
        breach: {
          place: `status ${status}`,
          failure: 'undocumented',
          message: lenient
            ? `The document leaves out the answer ${status}.`
            : `The document does not know the answer ${status}.`,
          expected: `one of ${Object.keys(operation.responses).join(', ')}`,
          received: String(status),
          ...(lenient
            ? {
                basis: 'convention' as const,
                severity: 'low' as const,
                confidence: 'tentative' as const,
                because: {
                  source:
                    'OpenAPI 3.1.2, Responses Object: a document is expected to cover success and known errors',
                  pointer: `${operation.pointer}/responses`,
                },
              }
            : {
                ...(partial ? { confidence: 'tentative' as const } : {}),
                because: {
                  quote: `responses: ${Object.keys(operation.responses).join(', ')}`,
                  pointer: `${operation.pointer}/responses`,
                },
              }),
          exchanges: [exchange],
        },
      },
    ]
  },
}

/** Whether the page itself tells with which status the operation succeeds. */
function statesSuccess(contract: Contract, { responses }: Operation): boolean {
  return Object.values(responses).some(
    ({ status, pointer }) => /^2\d\d$/.test(status) && basisAt(contract, pointer) !== 'assumed',
  )
}
