import { idempotencyHeader } from '../contract/idempotency.ts'
import type { Call } from './call.ts'
import type { Host } from './host.ts'
import type { KeyRecord } from './ledger.ts'
import type { RolePlan, ServedResource } from './resource.ts'

/** Remembers which idempotency keys have made a key that is still there. */
export function idempotency(
  { operation }: RolePlan,
  { ledger }: Host,
  served: ServedResource,
): { readonly spent: (call: Call) => boolean; readonly spend: (call: Call, id: KeyRecord['id']) => void } {
  const header = idempotencyHeader(operation)?.toLowerCase()
  const made = new Map<string, KeyRecord['id']>()
  const nameOf = ({ request, principal, tenant }: Call): string | null => {
    const value = header === undefined ? undefined : request.headers[header]
    return typeof value === 'string' && value !== ''
      ? JSON.stringify([principal.account, tenant, value])
      : null
  }
  return {
    spent(call) {
      const name = nameOf(call)
      const id = name === null ? undefined : made.get(name)
      return id !== undefined && ledger.byId(served.key, String(id)) !== undefined
    },
    spend(call, id) {
      const name = nameOf(call)
      if (name !== null) made.set(name, id)
    },
  }
}
