import { valueAt } from '../contract/pointer.ts'
import type { Contract } from '../contract/types.ts'

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
