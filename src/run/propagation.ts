import { valueAt } from '../contract/pointer.ts'
import { operationByKey } from '../contract/lookup.ts'
import { durationMs } from '../contract/spans.ts'
import { onceFor } from '../contract/memo.ts'
import type { Contract } from '../contract/types.ts'
import type { Memory } from './memory.ts'

/**
 * How long the document lets a change to a key take to be seen everywhere, in milliseconds: as annotated, or of a
 * revocation as it says in words; 0 where it is silent.
 */
export function propagationMs(contract: Contract, change: 'create' | 'revoke' | 'expire'): number {
  const declared = valueAt(contract.annotations, `/propagation/${change}`)
  if (typeof declared === 'string') return durationMs(declared) ?? 0
  return change === 'revoke' ? saidDelay(contract) : 0
}

const numbers: Readonly<Record<string, number>> = {
  a: 1,
  one: 1,
  two: 2,
  three: 3,
  five: 5,
  ten: 10,
  thirty: 30,
}
const span =
  /\b(?:up to|within|at most|no more than|takes?|after|for)\s+(?:about |around |approximately |roughly |up to |at most )*(\d+(?:\.\d+)?|a|one|two|three|five|ten|thirty)[ -](milliseconds?|ms|seconds?)\b/i
/** A sentence that speaks of how soon a revocation is felt, and not of how long something may be undone or asked for. */
const felt =
  /\b(?:effect|propagat|stops?|still|everywhere|eventual|cached?|replicat|reject|refus|no longer|work|honou?red|invalid)/i
const ofKeys = /\b(?:key|token|secret|credential|revo|delet|invalidat)/i
/** Longer than this a run does not wait for what only prose says. */
const longestSaidMs = 30_000

/** The delay of a revocation that the document tells of in words. */
const saidDelay: (contract: Contract) => number = onceFor((contract: Contract): number => {
  const info = valueAt(contract.document, '/info/description')
  const revokes = contract.keyResources.flatMap(({ roles }) => {
    const operation = operationByKey(contract, roles.revoke?.operation ?? '')
    if (operation === undefined) return []
    return [
      operation.description,
      ...Object.values(operation.responses).map(({ description }) => description),
    ]
  })
  const sentences = (text: string): readonly string[] =>
    text.split(/(?<=[.!?])\s+|\n\s*\n/).filter((sentence) => felt.test(sentence))
  const delays = [
    ...revokes.flatMap(sentences),
    // What is said of the whole API must speak of keys.
    ...(typeof info === 'string' ? sentences(info).filter((sentence) => ofKeys.test(sentence)) : []),
  ].flatMap((sentence) => {
    const [, count = '', unit = ''] = span.exec(sentence) ?? []
    const ms = (numbers[count.toLowerCase()] ?? Number(count)) * (/^m/i.test(unit) ? 1 : 1_000)
    return count !== '' && ms <= longestSaidMs ? [ms] : []
  })
  return Math.max(0, ...delays)
})

/** Milliseconds a change may take beyond what the document declares where one of its kind was waited for in vain before. */
export const shortGrace = 300

/** Whether the cases of a unit have waited in vain for a change to be seen. */
export function patienceOf(memory: Memory): Promise<{ spent: boolean }> {
  return memory.once('patience', () => Promise.resolve({ spent: false }))
}
