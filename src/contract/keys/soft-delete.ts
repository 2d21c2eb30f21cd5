import type { Evidence, KeyResource } from '../types.ts'
import type { Field } from './fields.ts'
import { words } from './words.ts'

const REVOKED = [
  'revoked',
  'disabled',
  'deactivated',
  'inactive',
  'deleted',
  'cancelled',
  'canceled',
  'archived',
  'invalidated',
]

/** How a revoked key is shown where it stays readable; pointers relative to the object that describes a key. */
export function findSoftDelete(
  members: readonly Field[],
  holder: string,
): { readonly softDelete: KeyResource['softDelete']; readonly evidence: readonly Evidence[] } {
  const own = members.filter((f) => f.parent === holder)
  for (const field of own) {
    if (!/(?:^| )(?:status|state)$/.test(name(field))) continue
    const value = REVOKED.flatMap((word) =>
      field.enum.filter((v) => typeof v === 'string' && v.toLowerCase() === word),
    )[0]
    if (value !== undefined)
      return said(field, holder, value, `one of its values is ${JSON.stringify(value)}`)
  }
  const time = own.find((f) =>
    /^(?:revoked|disabled|deactivated|deleted|invalidated)(?: at| on| date| time)$/.test(name(f)),
  )
  if (time !== undefined) return said(time, holder, { not: null }, 'it holds the time of revocation')
  const flag = own.find(
    (f) =>
      f.types.has('boolean') && /^(?:(?:is )?(?:revoked|disabled|deactivated|invalidated))$/.test(name(f)),
  )
  if (flag !== undefined) return said(flag, holder, true, 'it is true of a revoked key')
  return { softDelete: null, evidence: [] }
}

function name(field: Field): string {
  return words(field.name).join(' ')
}

function said(
  field: Field,
  holder: string,
  revoked: NonNullable<KeyResource['softDelete']>['revoked'],
  why: string,
): ReturnType<typeof findSoftDelete> {
  const pointer = field.pointer.slice(holder.length)
  return {
    softDelete: { pointer, revoked },
    evidence: [{ says: `a revoked key is told by ${pointer}: ${why}`, pointer: field.schemaPointer }],
  }
}
