import { pointerTo } from './pointer.ts'
import type { JsonValue } from './types.ts'

interface Level {
  /** Names read so far; null inside an array. */
  readonly names: Set<string> | null
  readonly pointer: string
  index: number
  name: string | null
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g

/** JSON Pointers of the members that a JSON text names a second time in one object, given what it was parsed to. */
export function duplicateMembers(body: string, value: JsonValue): string[] {
  // A member that is named twice is there once, so that nothing has to be kept of a text that names none twice.
  return namesWritten(body) === membersOf(value) ? [] : twiceNamed(body)
}

/** How many names of members the text holds, or more where a value begins like the end of a name. */
function namesWritten(body: string): number {
  let count = 0
  for (const { index } of body.matchAll(/"\s*:/g)) {
    let escape = index
    while (body[escape - 1] === '\\') escape--
    if ((index - escape) % 2 === 0) count++
  }
  return count
}

function membersOf(value: JsonValue): number {
  let count = 0
  // No recursion, which the depth of what may be parsed would exceed.
  const open: JsonValue[] = [value]
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (typeof part !== 'object' || part === null) continue
    const inside: readonly JsonValue[] = Object.values(part)
    if (!Array.isArray(part)) count += inside.length
    for (const value of inside) if (typeof value === 'object') open.push(value)
  }
  return count
}

function twiceNamed(body: string): string[] {
  const found: string[] = []
  const levels: Level[] = []
  for (const [part] of body.matchAll(token)) {
    const level = levels.at(-1)
    if (part === '{' || part === '[') {
      const pointer = level === undefined ? '' : pointerTo(level.pointer, level.name ?? level.index)
      levels.push({ names: part === '{' ? new Set() : null, pointer, index: 0, name: null })
    } else if (part === '}' || part === ']') levels.pop()
    else if (part === ',' && level) {
      level.name = null
      level.index++
    } else if (level?.names && level.name === null) {
      level.name = JSON.parse(part) as string
      if (level.names.has(level.name)) found.push(pointerTo(level.pointer, level.name))
      level.names.add(level.name)
    }
  }
  return found
}
