import type { JsonObject, JsonValue } from '../types.ts'
import { isObject } from '../json.ts'
import type { Field } from './fields.ts'
import { schemaOfType } from './field-types.ts'
import { description, plain } from './inline.ts'
import type { Basis } from './basis.ts'
import { basisName } from './basis.ts'

const maxDepth = 24

/** The schema of an object whose members a page states, widened by what its examples show besides. */
export function schemaOf(fields: readonly Field[], examples: readonly JsonValue[]): JsonObject {
  if (fields.length === 0) return examples.length === 0 ? {} : fromExamples(examples, 0)
  return objectOf(enveloped(treeOf(fields), examples), examples, 0)
}

interface Node {
  field: Field | undefined
  readonly children: Map<string, Node>
}

/** Fields as a tree by member names, dotted names and nested fields alike. */
function treeOf(fields: readonly Field[]): Node {
  const root: Node = { field: undefined, children: new Map() }
  const place = (field: Field, from: Node, depth: number): void => {
    let node = from
    for (const name of field.path) {
      const child = node.children.get(name) ?? { field: undefined, children: new Map<string, Node>() }
      node.children.set(name, child)
      node = child
    }
    if (node === from) return
    node.field ??= field
    if (depth > maxDepth) return
    const items =
      !node.children.has('[]') &&
      /\[\s*\]|^array|^list|数组|配列|liste|tableau|lista/i.test(field.type.trim())
    if (items && field.children.length > 0 && field.children[0]!.path[0] !== '[]') {
      node.children.set('[]', { field: undefined, children: new Map() })
    }
    const holder = items && field.children.length > 0 ? (node.children.get('[]') ?? node) : node
    for (const child of field.children) place(child, holder, depth + 1)
  }
  for (const field of fields) place(field, root, 0)
  return root
}

/** The tree with what the examples have one level deeper put there: tables often leave out the envelope of an answer. */
function enveloped(root: Node, examples: readonly JsonValue[]): Node {
  const shown = examples.filter((example) => isObject(example))
  const missing = [...root.children].filter(
    ([name]) => !shown.some((example) => Object.hasOwn(example, name)),
  )
  if (shown.length === 0 || missing.length === 0) return root
  const holds = (value: JsonValue | undefined): boolean =>
    isObject(value)
      ? missing.every(([name]) => Object.hasOwn(value, name))
      : Array.isArray(value) && value.some((item) => isObject(item) && holds(item))
  const holders = shown.flatMap((example) => Object.keys(example).filter((name) => holds(example[name])))
  const [holder, ...others] = [...new Set(holders)]
  if (holder === undefined || others.length > 0 || root.children.has(holder)) return root
  const within: Node = { field: undefined, children: new Map(missing) }
  const inItems = shown.some((example) => Array.isArray(example[holder]))
  const inside: Node = inItems ? { field: undefined, children: new Map([['[]', within]]) } : within
  const kept = [...root.children].filter(([name]) => !within.children.has(name))
  return { field: root.field, children: new Map([...kept, [holder, inside]]) }
}

function objectOf(node: Node, examples: readonly JsonValue[], depth: number): JsonObject {
  const shown = examples.filter((example) => isObject(example))
  const stated = [...node.children].filter(([name]) => name !== '[]')
  const properties = stated.map(([name, child]): [string, JsonObject] => [
    name,
    propertyOf(child, valuesOf(shown, name), depth + 1),
  ])
  const extra = [...new Set(shown.flatMap((example) => Object.keys(example)))].filter(
    (name) => !node.children.has(name),
  )
  const more = extra.map((name): [string, JsonObject] => [
    name,
    fromExamples(valuesOf(shown, name), depth + 1),
  ])
  const required = stated.filter(([, child]) => child.field?.required === true).map(([name]) => name)
  return {
    type: 'object',
    properties: Object.fromEntries([...properties, ...more]),
    ...(required.length > 0 && { required }),
  }
}

function propertyOf(node: Node, examples: readonly JsonValue[], depth: number): JsonObject {
  const { field } = node
  const said = field === undefined ? {} : schemaOfType(field.type)
  const items = node.children.get('[]')
  const nested =
    depth > maxDepth
      ? {}
      : items
        ? arrayOf(items, said, examples, depth)
        : node.children.size > 0
          ? objectOf(node, examples, depth)
          : deeper(said, examples, depth)
  const nullable =
    examples.includes(null) && typeof nested['type'] === 'string' ? { type: [nested['type'], 'null'] } : {}
  const text = description(field?.description ?? '')
  const preset = field?.default === undefined ? undefined : presetOf(field.default, nested)
  const values = enumOf(field, nested)
  return {
    ...nested,
    ...nullable,
    ...(text !== '' && { description: text }),
    ...(preset !== undefined && { default: preset }),
    ...(values !== undefined && { enum: values }),
    ...(field?.deprecated === true && { deprecated: true }),
    ...mark(field === undefined ? 'assumed' : 'stated'),
  }
}

function arrayOf(items: Node, said: JsonObject, examples: readonly JsonValue[], depth: number): JsonObject {
  const elements = examples.filter((example) => Array.isArray(example)).flat()
  const inner = said['type'] === 'array' && isObject(said['items']) ? { ...items, field: items.field } : items
  const schema = inner.children.has('[]')
    ? arrayOf(inner.children.get('[]')!, {}, elements, depth + 1)
    : objectOf(inner, elements, depth + 1)
  return { type: 'array', items: schema }
}

/** What the page says of the type; the members of an object or array it does not describe come from examples. */
function deeper(said: JsonObject, examples: readonly JsonValue[], depth: number): JsonObject {
  const open =
    said['type'] === undefined ||
    (said['type'] === 'object' && said['properties'] === undefined) ||
    (said['type'] === 'array' && said['items'] === undefined)
  if (!open || examples.length === 0) return said
  const { [basisName]: _basis, ...shown } = fromExamples(examples, depth)
  return said['type'] === undefined || shown['type'] === said['type'] ? { ...shown, ...said } : said
}

/** A schema that the examples satisfy and that promises no more: no required members, no formats. */
function fromExamples(examples: readonly JsonValue[], depth: number): JsonObject {
  const types = [...new Set(examples.map((example) => typeOf(example)))]
  const kept = types.includes('number') ? types.filter((type) => type !== 'integer') : types
  const known = kept.filter((type) => type !== 'null')
  if (known.length === 0 || depth > maxDepth) return mark('example')
  const objects = examples.filter((example) => isObject(example))
  const elements = examples.filter((example) => Array.isArray(example)).flat()
  const names = [...new Set(objects.flatMap((example) => Object.keys(example)))]
  return {
    type: kept.length === 1 ? kept[0]! : kept,
    ...(known.includes('object') && {
      properties: Object.fromEntries(
        names.map((name) => [name, fromExamples(valuesOf(objects, name), depth + 1)]),
      ),
    }),
    ...(known.includes('array') && elements.length > 0 && { items: fromExamples(elements, depth + 1) }),
    ...mark('example'),
  }
}

function valuesOf(objects: readonly JsonObject[], name: string): JsonValue[] {
  return objects.flatMap((object) => (Object.hasOwn(object, name) ? [object[name]!] : []))
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value
}

/** A default in the type of its schema; undefined where the words are no value of it. */
function presetOf(words: string, schema: JsonObject): JsonValue | undefined {
  const text = plain(words).replace(/^["']|["']$/g, '')
  const type = schema['type']
  const types = Array.isArray(type) ? (type as readonly JsonValue[]) : [type]
  if (types.includes('boolean'))
    return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined
  if (types.includes('integer') || types.includes('number'))
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined
  if (text === 'null' || /^(?:none|n\/a|keine?r?s?|无|なし)$/i.test(text))
    return types.includes('null') ? null : undefined
  return types.includes('string') && text !== '' ? text : undefined
}

/** `Allowed values: a, b` or `One of: ...` of a text member; only codes count, prose does not. */
function enumOf(field: Field | undefined, schema: JsonObject): JsonValue[] | undefined {
  if (field === undefined || schema['type'] !== 'string' || schema['enum'] !== undefined) return undefined
  const listed =
    /(?:one of(?: the following(?: values)?)?|allowed values|possible values|must be either)\s*(?:are)?\s*[:：]?\s*((?:["'`][\w.-]+["'`][\s,|/]*(?:(?:or|and)\b\s*)?){2,})/i.exec(
      field.description,
    )?.[1]
  const values = [...(listed ?? '').matchAll(/["'`]([\w.-]+)["'`]/g)].map((match) => match[1]!)
  return values.length < 2 ? undefined : [...new Set(values)]
}

function mark(basis: Basis): JsonObject {
  return { [basisName]: basis }
}
