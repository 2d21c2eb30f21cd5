import { isObject } from '../json.ts'
import { pointerTo } from '../pointer.ts'
import type { JsonValue } from '../types.ts'
import { type Description, emptyField, type MutableField, typeName } from './fields.ts'

const MAX_DEPTH = 6
const MAX_FIELDS = 400

/** Reads what examples show where the document has no schema. */
export function fromExamples(examples: readonly JsonValue[], schemaPointer: string): Description {
  const fields = new Map<string, MutableField>()
  const arrays = new Set<string>()
  const visit = (
    value: JsonValue,
    here: string,
    name: string | null,
    parent: string,
    depth: number,
  ): void => {
    if (name !== null) {
      const field = fields.get(here) ?? emptyField({ at: here, name, parent, pointer: schemaPointer })
      fields.set(here, field)
      field.types.add(typeName(value))
      if (!field.examples.includes(value)) field.examples.push(value)
    }
    if (depth > MAX_DEPTH || fields.size > MAX_FIELDS) return
    if (Array.isArray(value)) {
      arrays.add(here)
      const first: JsonValue | undefined = value[0]
      if (first !== undefined) visit(first, `${here}/0`, null, `${here}/0`, depth + 1)
    } else if (isObject(value)) {
      for (const [key, child] of Object.entries(value))
        visit(child, pointerTo(here, key), key, here, depth + 1)
    }
  }
  for (const example of examples) visit(example, '', null, '', 0)
  return { fields: [...fields.values()], byPointer: fields, arrays: [...arrays], texts: [] }
}
