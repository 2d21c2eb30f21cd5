import { KeyproofError } from '../../errors.ts'
import { entries, isObject } from '../json.ts'
import { parseText } from '../parse.ts'
import type { Problems } from '../problems.ts'
import type { JsonObject, JsonValue } from '../types.ts'
import type { Fence } from './blocks.ts'
import type { Leaf } from './leaves.ts'
import { mentionOf } from './mentions.ts'
import type { Mention } from './mentions.ts'
import { fromReduced } from './reduced.ts'

/** An OpenAPI document, whole or in part, that stands in a block of a page. */
export interface OpenApiBlock {
  readonly document: JsonObject
  readonly leaf: Leaf
  /** Line of the page it starts on, from 1. */
  readonly line: number
  /** The operation its info string names. */
  readonly named: Mention | undefined
  /** The document it was taken from, as the info string says. */
  readonly file: string | undefined
}

const methods = new Set('get put post delete options head patch trace query'.split(' '))

/** The OpenAPI blocks of a page; throws where one states a version and cannot be read. */
export function openApiBlocks(
  leaves: readonly Leaf[],
  source: string,
  firstLine: number,
  title: string,
  problems: Problems,
): readonly OpenApiBlock[] {
  return leaves.flatMap((leaf): OpenApiBlock[] => {
    const { part } = leaf
    if (part.kind !== 'fence' || !/^(?:yaml|yml|json|jsonc|openapi|swagger|)$/.test(part.language)) return []
    const line = part.line + firstLine
    const info = infoOf(part)
    const document = documentIn(part, source, line, info.named, title, problems)
    return document ? [{ document, leaf, line, ...info }] : []
  })
}

/** `yaml https://host/spec.yml post /v0/api-keys`: source and operation. */
function infoOf({ title }: Fence): { named: Mention | undefined; file: string | undefined } {
  const [, file, method, address] =
    /^(?:(.*?)\s+)?(get|post|put|patch|delete|head|options)\s+(\S+)$/i.exec(title) ?? []
  if (method !== undefined && address !== undefined) return { named: mentionOf(method, address), file }
  return { named: undefined, file: /[./]/.test(title) && !/\s/.test(title) ? title : undefined }
}

function documentIn(
  fence: Fence,
  source: string,
  line: number,
  named: Mention | undefined,
  title: string,
  problems: Problems,
): JsonObject | undefined {
  const states = /^\s*\{?\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?\d/m.test(fence.text)
  const fragment =
    named !== undefined ||
    /^(?:["']?paths["']?|["']?\/[^\s:]*["']?|["']?(?:get|post|put|patch|delete)["']?)\s*:/m.test(fence.text)
  if (!states && !(fragment && fence.language !== 'json')) return undefined
  const value = read(fence, source, line, states || named !== undefined, problems)
  if (!isObject(value)) return undefined
  if (
    typeof value['openapi'] === 'string' ||
    value['swagger'] !== undefined ||
    typeof value['openapi'] === 'number'
  )
    return value
  return (
    fromReduced(value, title) ?? fromFragment(value, named, title) ?? fromPair(value, title, line, problems)
  )
}

/** Blank lines before the block make the lines of messages those of the page. */
function read(
  fence: Fence,
  source: string,
  line: number,
  certain: boolean,
  problems: Problems,
): JsonValue | undefined {
  const text = /^\s*\{/.test(fence.text) ? fence.text : `${'\n'.repeat(Math.max(0, line - 1))}${fence.text}`
  try {
    return parseText(source, text, problems)
  } catch (error) {
    if (certain || !(error instanceof KeyproofError)) throw error
    return undefined
  }
}

/** `paths` without a version, a path item alone, or the operation that the info string names. */
function fromFragment(value: JsonObject, named: Mention | undefined, title: string): JsonObject | undefined {
  const frame = { openapi: '3.1.0', info: { title, version: 'unstated' } }
  const isItem = (item: unknown): boolean =>
    entries(item).some(([name, operation]) => methods.has(name) && isObject(operation))
  if (entries(value['paths']).some(([path, item]) => path.startsWith('/') && isItem(item)))
    return { ...frame, ...value }
  const items = Object.entries(value).filter(([path, item]) => path.startsWith('/') && isItem(item))
  if (items.length > 0) {
    const others = Object.entries(value).filter(([name]) =>
      ['components', 'servers', 'security', 'tags'].includes(name),
    )
    return { ...frame, ...Object.fromEntries(others), paths: Object.fromEntries(items) }
  }
  if (named === undefined) return undefined
  if (isItem(value)) return { ...frame, paths: { [named.path]: value } }
  const isOperation =
    isObject(value['responses']) || isObject(value['requestBody']) || Array.isArray(value['parameters'])
  return isOperation
    ? { ...frame, paths: { [named.path]: { [named.method.toLowerCase()]: value } } }
    : undefined
}

/** `get: /v1/keys`: the operation alone is understood. */
function fromPair(
  value: JsonObject,
  title: string,
  line: number,
  problems: Problems,
): JsonObject | undefined {
  const pairs = Object.entries(value).flatMap(([method, path]): [string, string][] =>
    methods.has(method.toLowerCase()) && typeof path === 'string' && path.startsWith('/')
      ? [[method, path]]
      : [],
  )
  if (pairs.length === 0) return undefined
  const unread = Object.keys(value).filter(
    (name) => !methods.has(name.toLowerCase()) && name !== 'summary' && name !== 'description',
  )
  if (unread.length > 0)
    problems.add(
      'warning',
      `The block at line ${line} is no OpenAPI; of it only the operation is read, not ${unread.join(', ')}.`,
    )
  const about = Object.fromEntries(
    Object.entries(value).filter(
      ([name, part]) => /^(?:summary|description)$/.test(name) && typeof part === 'string',
    ),
  )
  const paths = pairs.map(([method, path]): [string, JsonObject] => {
    const success = method.toLowerCase() === 'get' ? '200' : '2XX'
    const responses = {
      [success]: { description: 'The page does not state the status.', 'x-basis': 'assumed' },
    }
    return [path, { [method.toLowerCase()]: { ...about, responses, 'x-basis': 'stated' } }]
  })
  return { openapi: '3.1.0', info: { title, version: 'unstated' }, paths: Object.fromEntries(paths) }
}
