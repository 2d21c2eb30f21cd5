import type { Check } from './types.ts'

/** Of all keys that are made no two have one secret. */
export const secretNotTaken: Check = {
  name: 'secret-not-taken',
  rules: ['secret-unique-across-creates'],
  extra: true,
  judge(exchange, { operation, resource, taken }) {
    if (taken !== true || operation === null || resource === null) return []
    return [
      {
        kind: 'broken',
        rule: 'secret-unique-across-creates',
        operation: operation.key,
        breach: {
          place: resource.secret.pointer,
          failure: 'equal',
          message: 'Two keys were given the same secret.',
          expected: 'a secret that no other key of the run was given',
          received: 'the secret of another key',
          // Two answers have shown it, whether or not it is so the next time.
          confidence: 'certain',
          exchanges: [exchange],
        },
      },
    ]
  },
}
