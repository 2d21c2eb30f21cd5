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

/** Of a key that is turned off, and may be turned on again. */
const OFF: ReadonlySet<string> = new Set(['disabled', 'deactivated', 'inactive'])

/**
 * Whether callers turn keys off and on, so that one which is shown as disabled need not be revoked: by a member of a
 * request, or by an operation below the path of a key.
 */
export function turnsOff(
  requests: readonly (readonly Field[])[],
  operations: readonly { readonly path: string }[],
  item: string | undefined,
): boolean {
  const settable = requests.flat().filter(({ readOnly }) => !readOnly)
  const below = item?.replace(/\/$/, '')
  return (
    settable.some(
      (field) =>
        /^(?:(?:is )?(?:enabled|disabled|active|inactive|deactivated))$/.test(name(field)) ||
        (/(?:^| )(?:status|state)$/.test(name(field)) &&
          field.enum.some((value) => typeof value === 'string' && OFF.has(value.toLowerCase()))),
    ) ||
    operations.some(
      ({ path }) =>
        below !== undefined &&
        path.startsWith(`${below}/`) &&
        /\/(?:deactivate|disable|inactivate)\/?$/.test(path),
    )
  )
}

/**
 * How a revoked key is shown where it stays readable; pointers relative to the object that describes a key. Where keys are
 * turned off and on (`turned`), being off is no sign of it.
 */
export function findSoftDelete(
  members: readonly Field[],
  holder: string,
  turned: boolean,
): { readonly softDelete: KeyResource['softDelete']; readonly evidence: readonly Evidence[] } {
  const own = members.filter((f) => f.parent === holder)
  for (const field of own) {
    if (!/(?:^| )(?:status|state)$/.test(name(field))) continue
    const value = REVOKED.filter((word) => !turned || !OFF.has(word)).flatMap((word) =>
      field.enum.filter((v) => typeof v === 'string' && v.toLowerCase() === word),
    )[0]
    if (value !== undefined)
      return said(field, holder, value, `one of its values is ${JSON.stringify(value)}`)
  }
  const isEnd = (field: Field): boolean => !turned || !/disabled|deactivated/.test(name(field))
  const time = own.find(
    (f) =>
      isEnd(f) &&
      /^(?:revoked|disabled|deactivated|deleted|invalidated)(?: at| on| date| time)$/.test(name(f)),
  )
  if (time !== undefined) return said(time, holder, { not: null }, 'it holds the time of revocation')
  const flag = own.find(
    (f) =>
      isEnd(f) &&
      f.types.has('boolean') &&
      /^(?:(?:is )?(?:revoked|disabled|deactivated|invalidated))$/.test(name(f)),
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
