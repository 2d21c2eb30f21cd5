import { isObject } from '../contract/json.ts'
import { pointerTo } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'

/** A member of an object somewhere in a body. */
export interface Member {
  readonly name: string
  readonly value: JsonValue
  readonly pointer: string
  /** Number of containers around it. */
  readonly depth: number
}

/** Every member of every object in a body, the outermost first. */
export function membersIn(body: JsonValue, { intoArrays }: { readonly intoArrays: boolean }): Member[] {
  const found: Member[] = []
  const queue: { readonly value: JsonValue; readonly pointer: string; readonly depth: number }[] = [
    { value: body, pointer: '', depth: 0 },
  ]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { value, pointer, depth } = next
    if (Array.isArray(value)) {
      if (intoArrays)
        for (const [index, item] of (value as readonly JsonValue[]).entries())
          queue.push({ value: item, pointer: pointerTo(pointer, index), depth: depth + 1 })
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        const place = pointerTo(pointer, name)
        found.push({ name, value: member, pointer: place, depth })
        queue.push({ value: member, pointer: place, depth: depth + 1 })
      }
    }
  }
  return found
}
