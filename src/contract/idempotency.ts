import { onceFor } from './memo.ts'
import { valueAt } from './pointer.ts'
import type { Operation } from './types.ts'

/**
 * Name of the request header that carries an operation's idempotency key: the annotated one (`x-key-operation`), else the
 * usual one where it is declared; null where there is none.
 */
export const idempotencyHeader: (operation: Operation) => string | null = onceFor(
  ({ extensions, parameters }) => {
    const annotated = valueAt(extensions, '/x-key-operation/idempotency/header')
    const told = typeof annotated === 'string' ? annotated : null
    const declared = parameters.find(
      ({ in: place, name }) =>
        place === 'header' &&
        (told === null ? /^(?:x-)?idempotency-key$/i.test(name) : name.toLowerCase() === told.toLowerCase()),
    )
    return declared?.name ?? told
  },
)
