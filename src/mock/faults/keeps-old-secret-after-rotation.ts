import type { KeyRecord } from '../ledger.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { whereRole } from '../fault-places.ts'

/** A secret that was replaced by rotation works on. */
export const keepsOldSecretAfterRotation: Fault = {
  name: 'keeps-old-secret-after-rotation',
  rule: 'lifecycle-rotate-cutover',
  describe: 'A secret that was replaced by rotation works on.',
  touches: ['lifecycle-revoked-key-rejected'],
  appliesTo: (contract) => whereRole(contract, 'rotate'),
  plant: (bed) => {
    const old = new Map<string, KeyRecord>()
    const known = new Map<number, string>()
    return {
      secret(secret, call) {
        const replaced =
          call.record === undefined ? undefined : (known.get(call.record.serial) ?? bed.secretOf(call.record))
        if (replaced !== undefined) old.set(replaced, call.record!)
        return secret
      },
      admit: (decision, call) =>
        leniently(bed, decision, call, (scheme, reading) => {
          const record = reading.state === 'value' ? old.get(reading.value) : undefined
          return record === undefined || record.scheme !== scheme.name
            ? undefined
            : { account: record.account, record }
        }),
    }
  },
}
