import { isObject } from '../contract/json.ts'
import { sentences } from '../contract/keys/prose.ts'
import { mediaFor, responseFor } from '../contract/lookup.ts'
import { parseJson } from '../contract/pointer.ts'
import { keywordOf, schemaAt } from '../contract/schema-parts.ts'
import { headerValues, type Exchange } from '../http/exchange.ts'
import type { Place } from './references.ts'

const CONDITION = /\b(?:only|not|never|no|without|absent|omitted|empty|null)\b/i
/** That it is shown on creation alone is no condition of a creation. */
const CREATION = /\b(?:when|once|after|upon|on|at|during)\b[^.]*\bcreat/i
const WHEN = /\b(?:if|when|where|unless|without|with)\b/i

/**
 * The sentence that says of a member of an answer that it may be absent for what was sent: a condition that names a
 * member of the request. Undefined where there is none.
 */
export function absentForWhatWasSent(
  { contract, operation }: Place,
  { request, response }: Exchange,
  pointer: string,
): string | undefined {
  const media = responseFor(operation, response.status)?.content ?? {}
  const schema = mediaFor(media, headerValues(response.headers, 'content-type')[0])?.schema
  const sent = parseJson(request.body ?? '')
  if (schema === undefined || !isObject(sent)) return undefined
  const said = keywordOf(schemaAt(contract.resolve(schema, 'response'), pointer), 'description')
  return sentences(typeof said === 'string' ? said : '').find(
    (sentence) =>
      !CREATION.test(sentence) &&
      CONDITION.test(sentence) &&
      WHEN.test(sentence) &&
      Object.keys(sent).some((name) => isNamedIn(sentence, name)),
  )
}

/** Whether a sentence names a member: one of a plain word in quotes, since `key` or `name` may mean anything. */
function isNamedIn(sentence: string, name: string): boolean {
  return /^[a-z]+$/.test(name)
    ? [...sentence.matchAll(/[`'"“‘]([a-z]+)[`'"”’]/g)].some(([, quoted]) => quoted === name)
    : sentence.split(/[^\w-]+/).includes(name)
}
