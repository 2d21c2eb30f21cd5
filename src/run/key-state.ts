import { valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource } from '../contract/types.ts'

/** Whether what list or get show of a key says, in the way the document has for it, that it is revoked. */
export function isShownRevoked({ softDelete }: KeyResource, item: JsonValue): boolean {
  if (softDelete === null) return false
  const value = [
    valueAt(item, softDelete.pointer),
    ...Object.values(typeof item === 'object' && item !== null ? item : {}).map((inner: JsonValue) =>
      valueAt(inner, softDelete.pointer),
    ),
  ].find((found) => found !== undefined)
  const { revoked } = softDelete
  if (typeof revoked === 'object' && revoked !== null && 'not' in revoked)
    return value !== undefined && value !== null
  return value === revoked
}

/** Whether the document says what becomes of the metadata of a revoked key: that it is marked, or that it is gone. */
export function saysWhatRevokedLooksLike(contract: Contract, { softDelete }: KeyResource): boolean {
  return softDelete !== null || valueAt(contract.annotations, '/delete/semantics') === 'hard'
}
