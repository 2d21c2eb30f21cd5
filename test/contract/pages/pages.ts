import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { documentFromPage } from '../../../src/contract/pages/page.ts'
import { valueAt } from '../../../src/contract/pointer.ts'
import type { JsonObject, JsonValue } from '../../../src/contract/types.ts'
import { KeyproofError } from '../../../src/errors.ts'

/** Folder of the test pages. */
export const folderOfPages: string = fileURLToPath(new URL('fixtures', import.meta.url))

/** The names of the test pages. */
export const pageNames: readonly string[] = readdirSync(folderOfPages).toSorted()

/** The text of a test page. */
export function pageText(name: string): string {
  return readFileSync(join(folderOfPages, name), 'utf8')
}

/** The document of a test page. */
export function documentOf(name: string): JsonObject {
  return documentFromPage(pageText(name), name).document
}

/** The document of a page written in a test. */
export function read(...lines: readonly string[]): JsonObject {
  return documentFromPage(lines.join('\n'), 'page.md').document
}

/** The operations of a document as `METHOD /path`, in its order. */
export function operationsIn(document: JsonObject): string[] {
  return Object.entries(document['paths'] as JsonObject).flatMap(([path, item]) =>
    Object.keys(item as JsonObject).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

/** The part of an operation at a pointer relative to it. */
export function part(document: JsonObject, operation: string, pointer: string): JsonValue | undefined {
  const [method = '', path = ''] = operation.split(' ')
  return valueAt(document, `/paths/${path.replaceAll('/', '~1')}/${method.toLowerCase()}${pointer}`)
}

/** Pointer of the JSON schema of a request, or of the response with a status. */
export function schemaAt(status?: string): string {
  return `${status === undefined ? '/requestBody' : `/responses/${status}`}/content/application~1json/schema`
}

/** The members of a schema: `name: type basis`, required ones with `!`, nested ones by their path. */
export function membersOf(schema: JsonValue | undefined, prefix = ''): string[] {
  const node = (schema ?? {}) as JsonObject
  const required = (node['required'] ?? []) as readonly string[]
  const own = Object.entries((node['properties'] ?? {}) as JsonObject).flatMap(([name, value]) => {
    const property = value as JsonObject
    const mark = required.includes(name) ? '!' : ''
    const type = ([property['type'] ?? 'undefined'].flat() as readonly string[]).join(',')
    const basis = (property['x-basis'] as string | undefined) ?? 'undefined'
    const line = `${prefix}${name}${mark}: ${type} ${basis}`
    return [line, ...membersOf(property, `${prefix}${name}.`)]
  })
  return [...own, ...(node['items'] === undefined ? [] : membersOf(node['items'], `${prefix}[].`))]
}

/** The error that reading a page ends in. */
export function failureOf(text: string, name = 'page.md'): KeyproofError {
  try {
    documentFromPage(text, name)
  } catch (error) {
    if (error instanceof KeyproofError) return error
    throw error
  }
  throw new Error('The page was read.')
}
