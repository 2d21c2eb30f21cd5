import { reportDangling } from './check.ts'
import { idleReferences } from './circles.ts'
import { shuttingOut } from './closed.ts'
import { entries, isObject, member, text } from './json.ts'
import { keywordFault } from './keywords.ts'
import type { Dialect } from './keywords.ts'
import { pointerTo, valueAt } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { References } from './references.ts'
import { convert30, keptKeywords, pureReference, tuples, undecided30 } from './dialect.ts'
import { subschemas } from './walk.ts'
import type { Direction, JsonObject, JsonSchema, SchemaNode } from './types.ts'

/** A standalone schema, and where in the document its parts stand. */
export interface ResolvedSchema {
  readonly schema: JsonSchema
  readonly pointer: string
  /** JSON Pointer of the schema in the document that an object of this one was made from. */
  readonly originOf: (part: unknown) => string | undefined
  /** What of it could not be read, and lets anything pass: sentences for a report. */
  readonly gaps: readonly string[]
}

interface Piece {
  readonly schema: JsonSchema
  /** JSON Pointers of the schemas it refers to. */
  readonly targets: ReadonlySet<string>
  readonly gaps: Set<string>
}

/** Resolves the schemas of one document, each once for a direction. */
export function schemaResolver(
  document: JsonObject,
  dialect: Dialect,
  references: References,
  problems: Problems,
): (node: SchemaNode, direction: Direction) => ResolvedSchema {
  const origins = new WeakMap<object, string>()
  const originOf = (part: unknown): string | undefined =>
    typeof part === 'object' && part !== null ? origins.get(part) : undefined
  const names = new Map<string, string>()
  const taken = new Set<string>()
  const pieces = new Map<string, Piece>()
  const opened = new WeakSet<Piece>()
  const resolved = {
    request: new WeakMap<object, ResolvedSchema>(),
    response: new WeakMap<object, ResolvedSchema>(),
  }

  const nameOf = (pointer: string): string => {
    const known = names.get(pointer)
    if (known !== undefined) return known
    const stem =
      pointer.replace(/^\/(?:components\/schemas|definitions)\//, '').replaceAll(/[^\w.-]+/g, '_') || 'root'
    let name = stem
    for (let next = 2; taken.has(name); next++) name = `${stem}-${next}`
    taken.add(name)
    names.set(pointer, name)
    return name
  }

  /** The schema a reference ends at, pure references on the way followed. */
  const target = (reference: string, pointer: string): SchemaNode | undefined => {
    const passed = new Set<string>()
    let [next, from]: [string, string] = [reference, pointer]
    for (;;) {
      const place = references.locate(next)
      if (place === undefined) {
        reportDangling(next, from, problems)
        return undefined
      }
      if (passed.has(place)) {
        problems.add('error', `\`$ref\` leads back to itself: ${next}`, pointerTo(from, '$ref'))
        return undefined
      }
      passed.add(place)
      const schema = valueAt(document, place)
      const onward = pureReference(schema, dialect)
      if (onward === undefined) return { schema, pointer: place }
      ;[next, from] = [onward, place]
    }
  }

  const made = (schema: object, pointer: string): JsonSchema => {
    origins.set(schema, pointer)
    return schema as JsonSchema
  }

  const piece = (schema: unknown, pointer: string, direction: Direction): Piece => {
    const targets = new Set<string>()
    const gaps = new Set<string>()
    const context: Context = { direction, targets, gaps, relaxed: new Set() }
    return { schema: convert(schema, pointer, context), targets, gaps }
  }

  const convert = (schema: unknown, pointer: string, context: Context): JsonSchema => {
    if (typeof schema === 'boolean') return schema
    if (!isObject(schema)) {
      problems.add('error', 'A schema must be an object; any value is accepted here.', pointer)
      context.gaps.add(`There is no schema at ${pointer}.`)
      return true
    }
    const pure = pureReference(schema, dialect)
    if (pure !== undefined) return convertReference(pure, pointer, context)
    const usable = withoutFaults(schema, pointer, context)
    const source = dialect === '3.0' ? undecided30(convert30(usable), pointer, references) : usable
    const relaxed = relaxedNames(source, context)
    const inner = { ...context, relaxed }
    const result: [string, unknown][] = []
    for (const [keyword, value] of Object.entries(source)) {
      if (keyword === '$ref' || keyword === '$dynamicRef') {
        if (keyword === '$dynamicRef' && '$ref' in source) continue
        const converted = typeof value === 'string' ? convertReference(value, pointer, context) : true
        if (isObject(converted)) result.push(['$ref', converted['$ref']])
      } else if (keyword === 'required')
        result.push([keyword, (value as string[]).filter((name) => !relaxed.has(name))])
      else if (keyword === 'example') {
        if (!('examples' in source)) result.push(['examples', [value]])
      } else if (keyword.startsWith('x-') || keptKeywords.has(keyword)) {
        result.push([
          keyword,
          convertKeyword(
            keyword,
            value,
            pointer,
            keyword === 'allOf' ? inner : { ...context, relaxed: new Set() },
          ),
        ])
      }
    }
    return made(Object.fromEntries(tuples(result)), pointer)
  }

  const convertReference = (reference: string, pointer: string, context: Context): JsonSchema => {
    const found = target(reference, pointer)
    if (found === undefined) {
      context.gaps.add(danglingAt(pointer))
      return true
    }
    context.targets.add(found.pointer)
    return made({ $ref: `#/$defs/${nameOf(found.pointer)}` }, pointer)
  }

  const convertKeyword = (keyword: string, value: unknown, pointer: string, context: Context): unknown => {
    const child = Object.hasOwn(subschemas, keyword) ? subschemas[keyword] : undefined
    if (child === undefined) return value
    const place = pointerTo(pointer, keyword)
    if (keyword === 'allOf' && Array.isArray(value)) return convertAll(value, place, context)
    if (Array.isArray(value))
      return value.map((part, index) => convert(part, pointerTo(place, index), context))
    if (child.shape !== 'map') return convert(value, place, context)
    return Object.fromEntries(
      entries(value).map(([name, part]) => [name, convert(part, pointerTo(place, name), context)]),
    )
  }

  /** The branches of an `allOf`; those that shut one another out are opened, as whoever wrote them meant it. */
  const convertAll = (branches: readonly unknown[], place: string, context: Context): unknown => {
    const followed = branches.map((branch) => references.follow(branch, place))
    const shutting = shuttingOut(followed.map((found) => found?.value))
    if (shutting.size === 0)
      return branches.map((part, index) => convert(part, pointerTo(place, index), context))
    problems.add(
      'error',
      'Branches of `allOf` forbid members that other branches require, so no value fits; they are read as open.',
      place,
    )
    return branches.map((part, index) => {
      const found = followed[index]
      const again = found !== undefined && context.opened?.has(found.pointer) === true
      if (!shutting.has(index) || found === undefined || !isObject(found.value) || again)
        return convert(part, pointerTo(place, index), context)
      const { additionalProperties: _, ...open } = found.value
      const opened = new Set([...(context.opened ?? []), found.pointer])
      return convert(open, found.pointer, { ...context, opened })
    })
  }

  const withoutFaults = (schema: JsonObject, pointer: string, context: Context): JsonObject => {
    const usable = Object.entries(schema).filter(([keyword, value]) => {
      const fault = keywordFault(keyword, value, dialect)
      if (fault !== undefined) {
        problems.add('error', fault, pointerTo(pointer, keyword))
        context.gaps.add(`The keyword at ${pointerTo(pointer, keyword)} cannot be used.`)
      }
      return fault === undefined
    })
    return Object.fromEntries(usable)
  }

  /** Names that may be left out in this direction: readOnly ones of requests, writeOnly ones of responses. */
  const relaxedNames = (schema: JsonObject, context: Context): Set<string> => {
    const names = new Set(context.relaxed)
    if (schema['required'] === undefined && schema['allOf'] === undefined) return names
    gatherRelaxed(schema, context.direction === 'request' ? 'readOnly' : 'writeOnly', names, new Set())
    return names
  }

  const gatherRelaxed = (
    schema: unknown,
    keyword: string,
    names: Set<string>,
    passed: Set<unknown>,
  ): void => {
    if (passed.has(schema)) return
    passed.add(schema)
    for (const [name, property] of entries(member(schema, 'properties'))) {
      const own =
        member(property, keyword) === true && (dialect !== '3.0' || text(property, '$ref') === undefined)
      if (own || member(references.follow(property, '')?.value, keyword) === true) names.add(name)
    }
    const parts = member(schema, 'allOf')
    for (const part of Array.isArray(parts) ? parts : []) {
      gatherRelaxed(references.follow(part, '')?.value, keyword, names, passed)
    }
  }

  const assemble = (node: SchemaNode, direction: Direction): ResolvedSchema => {
    const pure = pureReference(node.schema, dialect)
    const start = pure === undefined ? node : target(pure, node.pointer)
    if (start === undefined)
      return { schema: true, pointer: node.pointer, originOf, gaps: [danglingAt(node.pointer)] }
    const { pointer } = start
    const root = piece(start.schema, pointer, direction)
    const definitions = definitionsOf(root, direction)
    const gaps = [...new Set([root, ...definitions.values()].flatMap((part) => [...part.gaps]))]
    gaps.push(...openIdle(root, definitions))
    if (typeof root.schema === 'boolean' || definitions.size === 0)
      return { schema: root.schema, pointer, originOf, gaps }
    const $defs = Object.fromEntries([...definitions].map(([name, part]) => [name, part.schema]))
    return { schema: made({ ...root.schema, $defs }, pointer), pointer, originOf, gaps }
  }

  /** Opens what leads back to itself with nothing in between, and says so. */
  const openIdle = (root: Piece, definitions: ReadonlyMap<string, Piece>): readonly string[] => {
    const parts = [...definitions.values()]
    // A circle goes through definitions alone: to the schema that begins it nothing leads.
    if (typeof root.schema === 'boolean' || parts.every((part) => opened.has(part))) return []
    for (const part of parts) opened.add(part)
    const $defs = Object.fromEntries([...definitions].map(([name, part]) => [name, part.schema]))
    return idleReferences({ ...root.schema, $defs }).map((holder) => {
      const place = originOf(holder) ?? ''
      const message = '`$ref` leads back to itself with nothing in between; any value is accepted here.'
      problems.add('error', message, pointerTo(place, '$ref'))
      // The parts are our own, and made once for all that refer to them.
      Reflect.deleteProperty(holder, '$ref')
      const gap = `The reference at ${place} leads back to itself.`
      parts.find(({ schema }) => contains(schema, holder))?.gaps.add(gap)
      return gap
    })
  }

  /** All that a piece refers to, directly or by way of others, by name. */
  const definitionsOf = (root: Piece, direction: Direction): ReadonlyMap<string, Piece> => {
    const definitions = new Map<string, Piece>()
    const queue = [...root.targets]
    for (let pointer = queue.shift(); pointer !== undefined; pointer = queue.shift()) {
      const name = nameOf(pointer)
      if (definitions.has(name)) continue
      const key = `${direction} ${pointer}`
      const part = pieces.get(key) ?? piece(valueAt(document, pointer), pointer, direction)
      pieces.set(key, part)
      definitions.set(name, part)
      queue.push(...part.targets)
    }
    return definitions
  }

  const readable = (node: SchemaNode, direction: Direction): ResolvedSchema => {
    try {
      return assemble(node, direction)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      const { pointer } = node
      problems.add('error', 'A schema is nested too deeply to be read; any value is accepted here.', pointer)
      return { schema: true, pointer, originOf, gaps: [`The schema at ${pointer} is nested too deeply.`] }
    }
  }

  return (node, direction) => {
    const { schema } = node
    if (typeof schema !== 'object' || schema === null) return assemble(node, direction)
    const known = resolved[direction].get(schema)
    if (known !== undefined) return known
    const fresh = readable(node, direction)
    resolved[direction].set(schema, fresh)
    return fresh
  }
}

interface Context {
  readonly direction: Direction
  readonly targets: Set<string>
  readonly gaps: Set<string>
  /** Property names that sibling parts of an `allOf` mark as left out in this direction. */
  readonly relaxed: ReadonlySet<string>
  /** JSON Pointers of the schemas that are being opened, so that one within itself is not opened for ever. */
  readonly opened?: ReadonlySet<string>
}

function contains(value: unknown, part: object): boolean {
  if (typeof value !== 'object' || value === null) return false
  return value === part || Object.values(value).some((inner) => contains(inner, part))
}

function danglingAt(pointer: string): string {
  return `The reference at ${pointer} leads nowhere.`
}
