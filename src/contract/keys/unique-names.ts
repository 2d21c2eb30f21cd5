import { operationByKey } from '../lookup.ts'
import { valueAt } from '../pointer.ts'
import type { Contract, KeyResource } from '../types.ts'

/** What a document says of two keys with one name: it takes one alone, or tells of a conflict and not of what, or nothing. */
export type NamesSaid = 'unique' | 'not unique' | 'some conflict' | 'nothing'

const saysSo =
  /\b(?:names?|label|title)\b[^.]{0,60}\b(?:exists?|taken|in use|used|unique|duplicated?|conflicts?)\b|\b(?:duplicated?|unique|conflicting|existing|same|another)\b[^.]{0,40}\b(?:names?|label|title)\b|\balready (?:exists?|in use|taken)\b|\bduplicates?\b/i

/** A conflict of something else, or names that may well be alike. */
const ofSomethingElse =
  /idempoten|maximum|limit|quota|number of|\b(?:not|n't|never|no)\b[^.]{0,30}\b(?:unique|distinct)|\bmay (?:be|have|share)\b/i

/** Whether a key's name may be given twice, as the annotations and words of the document have it. */
export function namesSaid(contract: Contract, { idIsName, roles }: KeyResource): NamesSaid {
  if (idIsName) return 'unique'
  const unique = valueAt(contract.annotations, '/names/unique')
  if (unique !== undefined) return unique === false ? 'not unique' : 'unique'
  if (valueAt(contract.annotations, '/errors/duplicateName') !== undefined) return 'unique'
  const create = operationByKey(contract, roles.create?.operation ?? '')
  const conflict = create?.responses['409']
  if (create === undefined || conflict === undefined) return 'nothing'
  const sentences = [conflict.description, create.description, create.summary].flatMap((words) =>
    words.split(/(?<=[.!?;])\s+/),
  )
  return sentences.some((words) => saysSo.test(words) && !ofSomethingElse.test(words))
    ? 'unique'
    : 'some conflict'
}
