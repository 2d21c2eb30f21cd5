import { isObject } from '../json.ts'
import type { JsonValue } from '../types.ts'
import type { Field } from './fields.ts'
import { plain } from './inline.ts'
import type { Leaf } from './leaves.ts'
import { statusOf } from './standing.ts'
import { topicOf } from './words.ts'

const maxDepth = 6

/** Whether a leaf lists `Fields` of an operation, in whatever language, and not its parameters or answer. */
export function namesFields(leaf: Leaf): boolean {
  const word = plain(leaf.label || leaf.section.title)
  return (
    topicOf(word) === 'parameters' &&
    statusOf(leaf) === undefined &&
    !/param|argument|\bargs\b|参数|パラメ|параметр|파라미터|매개변수/i.test(word)
  )
}

/**
 * Of fields that a page lists for request and answer alike, those that the example of the answer has and the
 * examples of the request have not, where the answer has them. None where no request is shown.
 */
export function answeredOnly(
  listed: readonly Field[],
  sent: readonly string[],
  answers: readonly JsonValue[],
): ReadonlyMap<Field, Field> {
  const moved = new Map<Field, Field>()
  if (sent.length === 0) return moved
  for (const field of listed) {
    const [name = '', ...more] = field.path
    if (more.length > 0 || name === '' || sent.includes(name)) continue
    const found = answers.map((answer) => pathTo(name, [answer], [])).find((path) => path !== undefined)
    if (found !== undefined) moved.set(field, { ...field, place: 'response', path: found })
  }
  return moved
}

/** The shortest way to a member of that name. */
function pathTo(name: string, values: readonly JsonValue[], path: readonly string[]): string[] | undefined {
  if (path.length > maxDepth) return undefined
  const objects = values.filter((value) => isObject(value))
  if (objects.some((value) => Object.hasOwn(value, name))) return [...path, name]
  const inner = new Map<string, JsonValue[]>()
  for (const value of values) {
    const entries: readonly (readonly [string, JsonValue])[] = Array.isArray(value)
      ? (value as readonly JsonValue[]).slice(0, 20).map((item) => ['[]', item])
      : isObject(value)
        ? Object.entries(value)
        : []
    for (const [key, item] of entries) inner.set(key, [...(inner.get(key) ?? []), item])
  }
  return [...inner]
    .map(([key, items]) => pathTo(name, items, [...path, key]))
    .filter((found) => found !== undefined)
    .toSorted((left, right) => left.length - right.length)[0]
}
