import { sentences } from '../contract/keys/prose.ts'
import { bodyMedia } from '../contract/lookup.ts'
import { valueAt } from '../contract/pointer.ts'
import { keywordOf } from '../contract/schema-parts.ts'
import type { Contract, Operation } from '../contract/types.ts'

/** Why an update leaves alone what it is silent about. */
export interface Silence {
  /** The document's own words, where it has some. */
  readonly quote?: string
  /** The standard, where the form of the body names one. */
  readonly source?: string
}

/** What becomes of members that a request does not have. */
const KEPT =
  /\bun(?:changed|touched|modified|affected)\b|\b(?:keeps?|retains?) (?:its|their|the)\b|\bremains? (?:as|the same)\b|\bleft (?:as|alone)\b|\b(?:not|never) (?:be )?(?:changed|modified|updated|affected|overwritten|touched)\b/i
const SILENT =
  /\b(?:omit(?:ted|s|ting)?|left out|absent|missing|not (?:be )?(?:given|provided|present|included|specified|sent|set|supplied|passed|mentioned|in the (?:request|payload|body)))\b/i
const PARTIAL =
  /\bpartial(?:ly)?\b|\bonly the (?:fields|members|properties|attributes|values|parameters|keys?)\b[^.]*\b(?:given|provided|sent|present|specified|supplied|included|passed|set|changed|updated)\b/i
/** What becomes of them where an update replaces the whole. */
const REPLACED =
  /\b(?:reset|cleared|removed|deleted|dropped|lost|nulled|replac\w+|defaults?|set to (?:null|empty))\b/i
const DENIED =
  /(?:\b(?:not|no|never|without|cannot)\b|n['’]t\b)[^.;]{0,60}\bpartial|\bpartial[^.;]{0,40}(?:\b(?:not|never|cannot)\b|n['’]t\b)/i
/** That a secret stays says nothing of the rest. */
const OF_SECRET = /\b(?:secret|token|key|id)s?(?: itself| value)? (?:\w+ )?(?:remain|stay|is|are|keep|will)/i

/**
 * Whether an update leaves alone what it is silent about, and why; null where it may replace the whole, as PUT does by
 * itself (RFC 9110, section 9.3.4). PATCH alone says so less plainly than words and merge patches do (RFC 5789, section 2).
 */
export function keptByUpdate(contract: Contract, operation: Operation): Silence | null {
  const { method, summary, description, requestBody, pointer } = operation
  const schema = bodyMedia(operation)?.schema
  const quote = [
    summary,
    description,
    valueAt(contract.document, `${requestBody?.pointer ?? pointer}/description`),
    schema === undefined ? undefined : keywordOf(contract.resolve(schema, 'request'), 'description'),
  ]
    .flatMap((text) => (typeof text === 'string' ? sentences(text) : []))
    .find(leavesTheRest)
  if (quote !== undefined) return { quote }
  if (method !== 'PATCH') return null
  return Object.keys(requestBody?.content ?? {}).some((type) => /merge-patch\+json/i.test(type))
    ? { source: 'RFC 7396 §1: a merge patch changes the members it has' }
    : {}
}

/** What a finding about an update that did not leave the rest alone stands on. */
export function becauseOf({
  quote,
  source,
}: Silence): { readonly quote: string } | { readonly source: string } {
  return quote === undefined
    ? { source: source ?? 'RFC 5789 §2: a PATCH describes the changes to be made' }
    : { quote }
}

function leavesTheRest(sentence: string): boolean {
  if (REPLACED.test(sentence) || DENIED.test(sentence)) return false
  if (PARTIAL.test(sentence)) return true
  return sentence
    .split(';')
    .some((clause) => KEPT.test(clause) && SILENT.test(clause) && !OF_SECRET.test(clause))
}
