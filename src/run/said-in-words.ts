import { mediaFor } from '../contract/lookup.ts'
import { sentences } from '../contract/keys/prose.ts'
import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import { keywordOf, membersOf } from '../contract/schema-parts.ts'
import type { JsonValue, Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Place } from './references.ts'

/** A part of a request of which words say more than its schema. */
export interface SaidInWords {
  /** Name of the parameter, or of the member at the top of the body. */
  readonly name: string
  /** The sentence. */
  readonly words: string
  /** Another request with this part as it is here; the same one where it is. */
  readonly put: (other: OperationInput) => OperationInput
}

/** What limits the values of a part, beyond what a schema says. */
const LIMITS =
  /\b(?:must|cannot|can['’]?t|can not|may not|should(?:n['’]t)?|only (?:be|contain|consist|include|have|accepts?|allows?|permit|supports?|valid|possible|available|if|when|for|with|one of|letters|digits|lower)|not (?:allowed|permitted|supported|possible)|necessary|required (?:if|when|for|unless)|at least|at most|no more than|either|immutable|read-?only|unless|in(?:valid|compatible)|positive|negative|non-?zero|mutually exclusive)\b/i
/** What is kept to anyway. */
const KEPT =
  /\b(?:must|should|may only) (?:be (?:unique|given|provided|set|sent|specified|included)|exist)\b/gi

/**
 * The parts of a request whose values words limit: those of their own description, or of that of the operation where it
 * names them. What a server refuses there may be just what they mean.
 */
export function saidInWords(place: Place, input: OperationInput): readonly SaidInWords[] {
  const { operation, contract } = place
  const ofParameters = operation.parameters.flatMap(({ in: part, name, description }): SaidInWords[] => {
    const value = input[part][name]
    const words = value === undefined || part === 'path' ? undefined : limitOn(operation, name, description)
    return words === undefined
      ? []
      : [
          {
            name,
            words,
            put: (other) =>
              JSON.stringify(other[part][name]) === JSON.stringify(value)
                ? other
                : { ...other, [part]: { ...other[part], [name]: value! } },
          },
        ]
  })
  return [...ofParameters, ...ofBody({ ...place, contract }, input)]
}

function ofBody({ contract, operation }: Place, input: OperationInput): readonly SaidInWords[] {
  const { body } = input
  if (body === undefined || !('value' in body) || !isObject(body.value)) return []
  const schema = mediaFor(operation.requestBody?.content ?? {}, body.mediaType)?.schema
  if (schema === undefined) return []
  const members = membersOf(contract.resolve(schema, 'request'))
  return Object.entries(body.value).flatMap(([name, value]): SaidInWords[] => {
    const described = keywordOf(members.get(name) ?? true, 'description')
    const words = limitOn(operation, name, typeof described === 'string' ? described : '')
    return words === undefined ? [] : [{ name, words, put: (other) => withMember(other, name, value) }]
  })
}

function isObject(value: JsonValue): value is { readonly [name: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withMember(other: OperationInput, name: string, value: JsonValue): OperationInput {
  const { body } = other
  if (body === undefined || !('value' in body) || !isObject(body.value)) return other
  const pointer = pointerTo('', name)
  if (JSON.stringify(valueAt(body.value, pointer)) === JSON.stringify(value)) return other
  return { ...other, body: { ...body, value: withValueAt(body.value, pointer, value) } }
}

/** The sentence that limits a part. */
function limitOn(operation: Operation, name: string, description = ''): string | undefined {
  const limits = (sentence: string): boolean => LIMITS.test(sentence.replaceAll(KEPT, ''))
  const isSpelled = (sentence: string): boolean =>
    sentence
      .toLowerCase()
      .split(/[^\w-]+/)
      .includes(name.toLowerCase())
  return (
    sentences(description).find(limits) ??
    sentences(operation.description).find((sentence) => isSpelled(sentence) && limits(sentence))
  )
}
