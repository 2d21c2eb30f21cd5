import { valueAt } from '../contract/pointer.ts'
import { operationByKey } from '../contract/lookup.ts'
import type { Contract, KeyResource } from '../contract/types.ts'
import type { Memory } from './memory.ts'

const parts =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const seconds = [31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1]

/** The milliseconds of an ISO 8601 duration, with years and months of usual length; null when it is none. */
export function durationMs(text: string): number | null {
  const found = parts.exec(text)
  return found === null
    ? null
    : seconds.reduce((sum, unit, at) => sum + unit * Number(found[at + 1] ?? 0), 0) * 1000
}

/** How long the document lets a change to a key take to be seen everywhere, in milliseconds; 0 where it is silent. */
export function propagationMs(contract: Contract, change: 'create' | 'revoke' | 'expire'): number {
  const declared = valueAt(contract.annotations, `/propagation/${change}`)
  return typeof declared === 'string' ? (durationMs(declared) ?? 0) : 0
}

/** Milliseconds a change may take beyond what the document declares where one of its kind was waited for in vain before. */
export const shortGrace = 300

/** Whether the cases of a unit have waited in vain for a change to be seen. */
export function patienceOf(memory: Memory): Promise<{ spent: boolean }> {
  return memory.once('patience', () => Promise.resolve({ spent: false }))
}

/** How long the secret that a rotation replaces may work on, in milliseconds; null where that is longer than a run can wait. */
export function rotateOverlapMs(contract: Contract, { roles }: KeyResource): number | null {
  const operation = roles.rotate === undefined ? undefined : operationByKey(contract, roles.rotate.operation)
  const declared = valueAt(operation?.extensions, '/x-key-operation/rotateOverlap')
  if (typeof declared !== 'string') return propagationMs(contract, 'revoke')
  const ms = durationMs(declared)
  return ms === null || ms > 10_000 ? null : ms
}
