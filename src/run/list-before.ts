import { valueAt } from '../contract/pointer.ts'
import type { KeyResource } from '../contract/types.ts'
import { headerValues, type Exchange } from '../http/exchange.ts'
import { asCaller, tidyStage } from './revoke.ts'
import type { Session } from './session.ts'
import { listedBy, traceOf } from './trace.ts'
import type { Tracker } from './tracker.ts'
import type { Trail } from './trail.ts'
import { textOf } from './text-of.ts'

/** Takes down which keys are there before a run makes any, and how far the server's clock is ahead. */
export async function noteBefore(session: Session, { trail, write }: Tracker): Promise<void> {
  for (const resource of session.contract.keyResources) {
    const stage = tidyStage(session, resource, 'x')
    const { list, roles } = resource
    if (
      stage === null ||
      list === null ||
      list.id === null ||
      roles.create === undefined ||
      roles.list === undefined
    )
      continue
    for (const as of session.other === null ? [undefined] : ([undefined, 'other'] as const))
      try {
        const pages = await stage.list(asCaller(as))
        if (pages === null || pages.at(-1)?.response.status !== 200) continue
        const aheadMs = clockOf(pages[0]!)
        if (aheadMs !== null) write({ type: 'clock', aheadMs }, false)
        const ids = stage.items(pages).flatMap((item) => {
          const own = textOf(valueAt(item, list.id!))
          return own === null ? [] : [session.vault.print(own, trail.salt)]
        })
        write({ type: 'before', operation: listedBy(roles.create.operation, as), ids }, true)
      } catch {
        // Without it, only keys with the run's mark in their name can be told from others.
      }
  }
}

/**
 * Whether the list shows anything that the trail knows, and so belongs to the account of the run: one of its keys, or
 * one that was there before; null where it cannot be read.
 */
export async function isSameAccount(
  session: Session,
  resource: KeyResource,
  trail: Trail,
  { timeoutMs, as }: { readonly timeoutMs: number; readonly as?: 'other' },
): Promise<boolean | null> {
  const { list } = resource
  const stage = tidyStage(session, resource, as === undefined ? 'u' : 'uo')
  if (stage === null || list === null || list.id === null) return null
  try {
    const pages = await stage.list(asCaller(as))
    if (pages?.at(-1)?.response.status !== 200) return null
    const { vault } = session
    const trace = traceOf(trail, resource, { timeoutMs, unnamed: new Set(), vault, as, whole: true })
    const items = stage.items(pages)
    const shows = items.some((item) => {
      const [id, name] = [
        textOf(valueAt(item, list.id!)),
        list.name === null ? null : valueAt(item, list.name),
      ]
      return (
        (typeof name === 'string' && name.startsWith(trail.mark)) ||
        (id !== null && (trace.told(id) !== undefined || trace.wasBefore(id) === true))
      )
    })
    // Masked, a key cannot be known again.
    return shows || !(resource.idIsSecret && items.length > 0) ? shows : null
  } catch {
    return null
  }
}

function clockOf({ response }: Exchange): number | null {
  const [date] = headerValues(response.headers, 'date')
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? null : time - Date.now()
}
