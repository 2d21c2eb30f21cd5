import { isJson } from '../contract/lookup.ts'
import { withValueAt } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import { headerValues } from '../http/exchange.ts'
import type { Stage } from './scenario.ts'

/** The server's time in milliseconds since 1970, as its Date field tells it; our own where that is as good. */
export async function serverClock(stage: Stage): Promise<() => number> {
  const exchange = stage.canary === null ? null : await stage.call({}, stage.canary)
  const date = Date.parse(headerValues(exchange?.response.headers ?? [], 'date')[0] ?? '')
  const ahead = date - Date.now()
  // The field counts whole seconds and is as old as the answer.
  return Number.isNaN(ahead) || Math.abs(ahead + 500) < 2_000
    ? () => Date.now()
    : () => Date.now() + ahead + 500
}

/** A request for a key that expires at this time, written so; null where it cannot be written or the schema has no room for it. */
export async function expiringAt(stage: Stage, value: JsonValue | null): Promise<OperationInput | null> {
  if (value === null) return null
  const input = await stage.input()
  const { body } = input
  if (body === undefined || !('value' in body)) return null
  const changed = withValueAt(body.value, stage.resource!.expiry!.inRequest, value)
  const media = Object.entries(stage.operation.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  if (media?.schema !== undefined && stage.contract.validator(media.schema, 'request')(changed).length > 0)
    return null
  return { ...input, body: { ...body, value: changed } }
}

/** A time in milliseconds since 1970 as the document lets a caller write it; null where it cannot be written so exactly. */
export function writtenTime(stage: Stage, time: number): JsonValue | null {
  const { unit, relative } = stage.resource!.expiry!
  const from = relative === true ? Date.now() : 0
  if (unit === 's') return Math.ceil((time - from) / 1000)
  if (unit === 'ms') return Math.ceil(time - from)
  return relative === true ? null : new Date(Math.ceil(time)).toISOString()
}
