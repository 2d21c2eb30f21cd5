import { isObject, text } from '../json.ts'
import { pointerTo, pointerTokens } from '../pointer.ts'
import type { JsonObject } from '../types.ts'
import type { Basis } from './basis.ts'
import { basisName } from './basis.ts'

/** The elements of an imported document by where they come from: short names, in the order of the document. */
export type Provenance = Readonly<Record<Basis, readonly string[]>>

/** Collects what an imported document says of where its elements come from. */
export function provenanceOf(document: JsonObject): Provenance {
  const found: Record<Basis, string[]> = { stated: [], example: [], assumed: [] }
  visit(document, '', '', found)
  return found
}

const methods = /^(?:get|put|post|delete|options|head|patch|trace|query)$/

function visit(value: unknown, pointer: string, within: string, found: Record<Basis, string[]>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, pointerTo(pointer, index), within, found)
    return
  }
  if (!isObject(value)) return
  const operation = operationAt(pointer)
  const basis = value[basisName]
  if (basis === 'stated' || basis === 'example' || basis === 'assumed') {
    const name = nameOf(value, pointer, within)
    if (name !== undefined && !found[basis].includes(name)) found[basis].push(name)
  }
  for (const [member, part] of Object.entries(value)) {
    if (member !== 'example' && member !== 'examples' && member !== 'default')
      visit(part, pointerTo(pointer, member), operation ?? within, found)
  }
}

function operationAt(pointer: string): string | undefined {
  const [, path, method] = /^\/paths\/([^/]+)\/(\w+)$/.exec(pointer) ?? []
  if (path === undefined || method === undefined || !methods.test(method)) return undefined
  return `${method.toUpperCase()} ${path.replaceAll('~1', '/').replaceAll('~0', '~')}`
}

function nameOf(value: JsonObject, pointer: string, within: string): string | undefined {
  const operation = operationAt(pointer)
  if (operation !== undefined) return operation
  const parts = ['', ...pointerTokens(pointer)]
  if (parts[1] === 'servers') return `server ${text(value, 'url') ?? ''}`
  if (parts[2] === 'securitySchemes') return `security scheme ${parts[3]}`
  if (parts.at(-2) === 'parameters')
    return `${within}: ${text(value, 'in') ?? ''} parameter ${text(value, 'name') ?? ''}`
  const status = parts[4] === 'responses' ? ` ${parts[5]}` : ''
  const schema = parts.indexOf('schema')
  if (schema > 0) {
    const names = parts
      .slice(schema + 1)
      .flatMap((part, index, all) =>
        all[index - 1] === 'properties'
          ? [part]
          : part === 'items' && all[index - 1] !== 'properties'
            ? ['[]']
            : [],
      )
    return names.length === 0 || names.at(-1) === '[]'
      ? undefined
      : `${within}${status === '' ? ' request' : status}: ${names.join('.')}`
  }
  if (parts.at(-1) === 'requestBody') return `${within}: request body`
  return status === '' ? undefined : `${within}:${status}`
}
