import type { Check } from './types.ts'

/** No request, however odd, may end in a server error, documented or not. */
export const statusNoServerError: Check = {
  name: 'status-no-server-error',
  rules: ['status-no-5xx'],
  judge: (exchange, { operation }) => {
    const { status } = exchange.response
    const on = operation?.key ?? exchange.request.operation
    if (status < 500 || status === 501 || status === 503)
      return [{ kind: 'held', rule: 'status-no-5xx', operation: on }]
    return [
      {
        kind: 'broken',
        rule: 'status-no-5xx',
        operation: on,
        breach: {
          place: 'status',
          failure: `server error ${status}`,
          message: `${on ?? exchange.request.method} answers with a server error.`,
          expected: 'any answer below 500',
          received: String(status),
          exchanges: [exchange],
        },
      },
    ]
  },
}
