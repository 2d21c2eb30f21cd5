import { entries, isObject, member } from './json.ts'
import { pointerTo } from './pointer.ts'
import type { References } from './references.ts'
import type { Example, FormEncoding, JsonValue, MediaType, SchemaNode } from './types.ts'

/** The `schema` member of a part of the document, with its place. */
export function schemaNode(value: unknown, pointer: string): SchemaNode | undefined {
  const schema = member(value, 'schema')
  return schema === undefined ? undefined : { schema, pointer: pointerTo(pointer, 'schema') }
}

/** The media types of a `content` member by name. */
export function contentOf(
  value: unknown,
  pointer: string,
  references: References,
): Readonly<Record<string, MediaType>> {
  const found = entries(value).flatMap(([type, declared]): [string, MediaType][] => {
    const target = references.follow(declared, pointerTo(pointer, type))
    return target && isObject(target.value)
      ? [[type, mediaTypeOf(target.value, target.pointer, references)]]
      : []
  })
  return Object.fromEntries(found)
}

/** The first media type of a `content` member: parameters and headers have exactly one. */
export function firstContent(
  value: unknown,
  pointer: string,
  references: References,
): { readonly type: string; readonly media: MediaType } | undefined {
  const [first] = Object.entries(contentOf(value, pointer, references))
  return first && { type: first[0], media: first[1] }
}

function mediaTypeOf(value: unknown, pointer: string, references: References): MediaType {
  const schema = schemaNode(value, pointer)
  const encoding = encodingOf(value)
  return {
    ...(schema && { schema }),
    ...(encoding && { encoding }),
    examples: examplesOf(value, pointer, references),
    pointer,
  }
}

function encodingOf(value: unknown): MediaType['encoding'] {
  const found = entries(member(value, 'encoding')).flatMap(([name, declared]): [string, FormEncoding][] => {
    const [style, explode] = [member(declared, 'style'), member(declared, 'explode')]
    if (typeof style !== 'string' && typeof explode !== 'boolean') return []
    return [
      [
        name,
        {
          ...(typeof style === 'string' && { style }),
          ...(typeof explode === 'boolean' && { explode }),
        },
      ],
    ]
  })
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** The values of `example` and `examples` of a part of the document; those of its schema are not among them. */
export function examplesOf(value: unknown, pointer: string, references: References): readonly Example[] {
  const found: Example[] = []
  const single = member(value, 'example')
  if (single !== undefined) found.push({ value: single as JsonValue, pointer: pointerTo(pointer, 'example') })
  for (const [name, declared] of entries(member(value, 'examples'))) {
    const target = references.follow(declared, pointerTo(pointerTo(pointer, 'examples'), name))
    // 3.2 tells the value as data from the value as it is sent; only the former is JSON.
    for (const where of ['value', 'dataValue']) {
      const shown = member(target?.value, where)
      if (target && shown !== undefined)
        found.push({ value: shown as JsonValue, pointer: pointerTo(target.pointer, where) })
    }
  }
  return found
}
