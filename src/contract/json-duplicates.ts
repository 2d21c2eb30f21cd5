import { pointerTo } from './pointer.ts'

interface Level {
  /** Names read so far; null inside an array. */
  readonly names: Set<string> | null
  readonly pointer: string
  index: number
  name: string | null
}

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g

/** JSON Pointers of the members that a JSON text, known to be well formed, names a second time in one object. */
export function duplicateMembers(body: string): string[] {
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
