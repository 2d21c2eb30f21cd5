import { isObject } from '../contract/json.ts'
import { mediaFor } from '../contract/lookup.ts'
import { sentences } from '../contract/keys/prose.ts'
import { pointerTo, valueAt, withValueAt } from '../contract/pointer.ts'
import { keywordOf, membersOf } from '../contract/schema-parts.ts'
import type { JsonObject, JsonSchema, JsonValue } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Place } from './references.ts'

/** A part of a request of which words say more than its schema. */
export interface SaidInWords {
  /** Name of the parameter, or of the member of the body. */
  readonly name: string
  /** The sentence. */
  readonly words: string
  /** Another request with this part as it is here; the same one where it is. */
  readonly put: (other: OperationInput) => OperationInput
}

/** What limits the values of a part, beyond what a schema says. */
const LIMITS =
  /\b(?:must|cannot|can['’]?t|can not|may not|only (?:be|contain|consist|include|have|accepts?|allows?|permit|supports?|valid|possible|available|if|when|for|with|one of|letters|digits|lower)|not (?:allowed|permitted|supported|possible)|necessary|required (?:if|when|for|unless)|at least|at most|no more than|one or more|non-?empty|either|immutable|read-?only|unless|in(?:valid|compatible)|positive|negative|non-?zero|mutually exclusive)\b/i
/** What is kept to anyway, or limits no value. */
const KEPT =
  /\b(?:must|may only) (?:be (?:unique|given|provided|set|sent|specified|included)|exist)\b|\b(?:cannot|can['’]?t|can not|may not) be (?:shown|seen|viewed|displayed|retrieved|recovered|read)\b/gi
/** What says nothing of a value that is not there yet. */
const LATER =
  /\b(?:cannot|can['’]?t|can not|may not) be (?:changed|modified|updated|edited|renamed|altered)\b/gi
/** A length, or a number of items, in words. */
const LENGTH =
  /\b(?:(?:must|may|can) (?:only )?(?:be|have|contain|consist of) )?(?:between |from )?(?:(?:at least|at most|no more than|up to) )?(\d+)(?: ?(?:and|to|-|–) ?(\d+))? (?:characters?|chars?|letters?|items?|entries|bytes)\b/gi

/**
 * The parts of a request whose values words limit: those of their own description, or of that of the operation where it
 * names them. What a server refuses there may be just what they mean.
 */
export function saidInWords(place: Place, input: OperationInput): readonly SaidInWords[] {
  const { operation, contract } = place
  const ofParameters = operation.parameters.flatMap(
    ({ in: part, name, description, schema }): SaidInWords[] => {
      const value = input[part][name]
      const words =
        value === undefined || part === 'path'
          ? undefined
          : limitOn(
              place,
              name,
              description,
              schema === undefined ? true : contract.resolve(schema, 'request'),
            )
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
    },
  )
  return [...ofParameters, ...ofBody(place, input)]
}

function ofBody(place: Place, input: OperationInput): readonly SaidInWords[] {
  const { contract, operation } = place
  const { body } = input
  if (body === undefined || !('value' in body) || !isObject(body.value)) return []
  const schema = mediaFor(operation.requestBody?.content ?? {}, body.mediaType)?.schema
  if (schema === undefined) return []
  return ofObject(place, contract.resolve(schema, 'request'), body.value, '')
}

/** Objects within a body that are looked into. */
const deepest = 2

function ofObject(
  place: Place,
  schema: JsonSchema,
  object: JsonObject,
  at: string,
  depth = 0,
): readonly SaidInWords[] {
  const members = membersOf(schema)
  return Object.entries(object).flatMap(([name, value]): readonly SaidInWords[] => {
    const member = members.get(name) ?? true
    const pointer = pointerTo(at, name)
    const described = keywordOf(member, 'description')
    const words = limitOn(place, name, typeof described === 'string' ? described : '', member)
    const inner = isObject(value) && depth < deepest ? ofObject(place, member, value, pointer, depth + 1) : []
    return words === undefined
      ? inner
      : [{ name, words, put: (other) => withMember(other, pointer, value) }, ...inner]
  })
}

function withMember(other: OperationInput, pointer: string, value: JsonValue): OperationInput {
  const { body } = other
  if (body === undefined || !('value' in body)) return other
  if (!isObject(valueAt(body.value, pointer.slice(0, pointer.lastIndexOf('/'))))) return other
  if (JSON.stringify(valueAt(body.value, pointer)) === JSON.stringify(value)) return other
  return { ...other, body: { ...body, value: withValueAt(body.value, pointer, value) } }
}

/** The sentence that limits a part, and says more than its schema. */
function limitOn(
  place: Place,
  name: string,
  description: string | undefined,
  schema: JsonSchema,
): string | undefined {
  const { operation, resource } = place
  const changes =
    /^(?:PUT|PATCH)$/.test(operation.method) || resource?.roles.update?.operation === operation.key
  const bounds = new Set(BOUNDS.map((keyword) => String(keywordOf(schema, keyword))))
  const limits = (sentence: string): number => {
    const kept = sentence
      .replaceAll(KEPT, '')
      .replaceAll(LENGTH, (said: string, ...[one, other]: readonly (string | undefined)[]) =>
        [one, other].every((number) => number === undefined || bounds.has(number)) ? '' : said,
      )
    return (changes ? kept : kept.replaceAll(LATER, '')).search(LIMITS)
  }
  // Of others than the name that stands before the limit, such a sentence says nothing.
  const isMeant = (sentence: string): boolean =>
    sentence
      .slice(0, Math.max(0, limits(sentence)))
      .toLowerCase()
      .split(/[^\w-]+/)
      .includes(name.toLowerCase())
  return (
    sentences(description ?? '').find((sentence) => limits(sentence) >= 0) ??
    sentences(operation.description).find(isMeant)
  )
}

const BOUNDS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum']
