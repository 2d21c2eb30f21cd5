import { keywordOf } from '../contract/schema-parts.ts'
import type { Contract, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Exchange } from '../http/exchange.ts'

/** "You can only delete an inactive secret", "deactivate it first". */
const off =
  /\b(?:only|must|have to|has to|need(?:s|ed)? to)\b[^.]*\b(?:inactive|deactivated|disabled|suspended)\b|\b(?:deactivate|disable|suspend)\b[^.]*\b(?:first|before)\b/i

/** Whether an operation says that a key is turned off before it is revoked. */
export function wantsItOff({ description }: Operation): boolean {
  return off.test(description)
}

/** Parameters that choose a version of the API, with another one than the document names. */
export function madeUpVersions(
  { contract, operation }: { readonly contract: Contract; readonly operation: Operation },
  input: OperationInput,
): readonly string[] {
  return operation.parameters.flatMap(({ in: part, name, schema, examples }) => {
    const value = input[part][name]
    if (value === undefined || !/version$/i.test(name)) return []
    const resolved = schema === undefined ? true : contract.resolve(schema, 'request')
    const known = [
      ...examples.map((example) => example.value),
      ...['default', 'example', 'const'].map((word) => keywordOf(resolved, word)),
      ...['enum', 'examples'].flatMap((word) => keywordOf(resolved, word) ?? []),
    ]
    return known.includes(value) ? [] : [name]
  })
}

/** What servers say of an account that has all the keys it may have, and of no value that is too long or too large. */
const full =
  /\b(?:reached|exceed(?:s|ed|ing)?|hit|at|over|more than)\b[^.]{0,30}\b(?:limit|maximum|max|quota)\b|\b(?:limit|maximum|max|quota)\b[^.]{0,40}\b(?:reached|exceeded|hit)\b|\btoo many (?:\w+ ){0,3}(?:keys|tokens|secrets|credentials)\b/i
const ofValues =
  /\b(?:length|characters?|chars?|bytes?|long(?:er)?|items?|value|size|days?|seconds?|hours?|years?)\b/i

/** Whether a refusal says that the account has all the keys it may have. */
export function saysFull({ response: { status, body } }: Exchange): boolean {
  return [400, 409, 422].includes(status) && full.test(body) && !ofValues.test(body)
}
