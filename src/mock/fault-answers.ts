import { isObject } from '../contract/json.ts'
import { valueAt, withValueAt } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'
import type { Answer } from './call.ts'
import { membersIn } from './members.ts'

/** The answer with another body. */
export function withBody(answer: Answer, body: JsonValue): Answer {
  const { status, headers } = answer
  return {
    status,
    headers:
      headers['content-type'] === undefined ? { ...headers, 'content-type': 'application/json' } : headers,
    body,
  }
}

/** The answer with a header set, or taken away where the value is undefined. */
export function withHeader(answer: Answer, name: string, value: string | undefined): Answer {
  return { ...answer, headers: { ...answer.headers, [name]: value } }
}

/** The answer with a further member in the innermost object that holds the pointer, or in the outermost one. */
export function withMember(answer: Answer, near: string | null, name: string, value: JsonValue): Answer {
  if (!isObject(answer.body)) return answer
  const parent = near === null ? '' : near.slice(0, near.lastIndexOf('/'))
  const holder = isObject(valueAt(answer.body, parent)) ? parent : ''
  return withBody(answer, withValueAt(answer.body, `${holder}/${name}`, value))
}

/** The answer with words added to the text it gives; a member of its own where it gives none. */
export function saying(answer: Answer, words: string): Answer {
  if (!isObject(answer.body)) return withBody(answer, { message: words })
  const member = membersIn(answer.body, { intoArrays: false }).find(
    ({ name, value }) =>
      /^(?:message|detail|error|title|description)$/i.test(name) && typeof value === 'string',
  )
  if (member === undefined) return withBody(answer, { ...answer.body, message: words })
  return withBody(answer, withValueAt(answer.body, member.pointer, `${member.value as string} ${words}`))
}

/** What a server says that is asked too often. */
export const tooMany: Answer = {
  status: 429,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '0' },
  body: { message: 'Too many requests' },
}

/** What a server says that has lost its head. */
export const failure: Answer = {
  status: 500,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: { message: 'Internal server error' },
}
