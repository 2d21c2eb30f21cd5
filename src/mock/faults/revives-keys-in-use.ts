import type { KeyRecord } from '../ledger.ts'
import type { Fault } from '../fault.ts'
import { leniently } from '../fault-decisions.ts'
import { moment } from '../fault-moments.ts'
import { roleOfCall, whereRole } from '../fault-places.ts'

/** A use that comes while its key is being revoked brings the key back. */
export const revivesKeysInUse: Fault = {
  name: 'revives-keys-in-use',
  rule: 'lifecycle-revoke-during-use',
  describe: 'A use that comes while its key is being revoked brings the key back.',
  touches: ['lifecycle-revoked-key-rejected'],
  appliesTo: (contract) => whereRole(contract, 'revoke'),
  plant: (bed) => {
    const ending = new Set<string>()
    const back = new Map<string, KeyRecord>()
    const values = new Map<number, string>()
    return {
      spare(spared, record) {
        values.set(record.serial, bed.secretOf(record) ?? '')
        return spared
      },
      admit: (decision, call) =>
        leniently(bed, decision, call, (scheme, reading) => {
          const value = reading.state === 'value' ? reading.value : ''
          const key = bed.issued().find(({ secret }) => secret === value)
          if (key === undefined || key.record.scheme !== scheme.name) return undefined
          if (ending.has(value)) back.set(value, key.record)
          const record = back.get(value)
          return record === undefined ? undefined : { account: record.account, record }
        }),
      hold(call) {
        const value = call.record === undefined ? undefined : values.get(call.record.serial)
        if (value === undefined || ending.has(value) || roleOfCall(bed.contract, call) !== 'revoke')
          return undefined
        ending.add(value)
        return moment().then(() => void ending.delete(value))
      },
    }
  },
}
