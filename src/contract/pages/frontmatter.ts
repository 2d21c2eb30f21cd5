import { parseDocument } from 'yaml'

import { isObject } from '../json.ts'
import type { JsonObject } from '../types.ts'
import { mentionOf, wholeMention } from './mentions.ts'
import type { Mention } from './mentions.ts'

/** The head of a page, and the page without it. */
export interface Front {
  readonly members: JsonObject
  readonly body: string
  /** Lines the head takes up. */
  readonly lines: number
}

/** Takes the YAML head off a page; a head that cannot be read counts as empty. */
export function frontOf(text: string): Front {
  const page = text.replace(/^\uFEFF/, '')
  const head = /^(?:\s*\n)?---[^\S\n]*\r?\n([\s\S]*?)\r?\n---[^\S\n]*(?:\r?\n|$)/.exec(page)
  if (head === null) return { members: {}, body: page, lines: 0 }
  const document = parseDocument(head[1] ?? '', { prettyErrors: false, logLevel: 'silent', stringKeys: true })
  let members: unknown
  try {
    members = document.toJS({ maxAliasCount: 100 })
  } catch {
    members = {}
  }
  return {
    members: isObject(members) ? members : {},
    body: page.slice(head[0].length),
    lines: head[0].split('\n').length - 1,
  }
}

/** An operation that the head of a page names. */
export interface Named {
  readonly mention: Mention
  /** The OpenAPI document it is said to stand in, where one is named. */
  readonly file: string | undefined
  /** `openapi` leaves the operation to a document; `api` leaves it to the page. */
  readonly kind: 'openapi' | 'api'
}

/** `openapi: "spec.json POST /v1/keys"`, `api: POST https://host/v1/keys`. */
export function namedOperation(members: JsonObject): Named | undefined {
  for (const kind of ['openapi', 'api'] as const) {
    const value = members[kind]
    const [, file, method, address] =
      (typeof value === 'string' &&
        /^\s*(?:(\S+)\s+)?(get|post|put|patch|delete|head|options)\s+(\S+)\s*$/i.exec(value)) ||
      []
    const mention = method === undefined || address === undefined ? undefined : mentionOf(method, address)
    if (mention) return { mention, file, kind }
  }
  const { title } = members
  const titled = typeof title === 'string' ? wholeMention(title) : undefined
  return titled && { mention: titled, file: undefined, kind: 'api' }
}
