import { isObject } from '../contract/json.ts'
import { sentences } from '../contract/keys/prose.ts'
import { mediaFor } from '../contract/lookup.ts'
import { keywordOf, membersOf, requiredOf } from '../contract/schema-parts.ts'
import type { JsonObject, JsonValue } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Place } from './references.ts'
import { withMembers } from './sent-members.ts'

/** Members or parameters that a request has to have by words alone, and has not. */
export interface NeededInWords {
  readonly names: readonly string[]
  /** The sentence. */
  readonly words: string
  /** A request with those of them that another one has; the same one where that has none. */
  readonly add: (to: OperationInput, from: OperationInput) => OperationInput
}

const NEEDED =
  /\b(?:must (?:also )?(?:specify|provide|include|supply|pass|give|send|set|contain|be (?:given|provided|specified|supplied|set|sent|present))|(?:have|has|need|needs) to (?:be )?(?:specif|provid|suppl|pass|giv|sen[dt]|set)\w*|(?:is|are) (?:required|mandatory|needed)|required (?:if|when|unless|with|for)|at least one of|exactly one of|(?:either|one) of|necessary to (?:specify|provide|pass|set))\b/i
/** What needs whatever there is. */
const ALL = /\ball (?:of )?(?:the |these |its )?(?:parameters|fields|members|properties|attributes|values)\b/i
/** Words of everyday, which in a sentence name a member only in quotes. */
const PLAIN = /^[a-z]+$/

/** What sentences about an operation and its parts need, by name, that a request lacks and its schema does not require. */
export function neededInWords(place: Place, input: OperationInput): readonly NeededInWords[] {
  const { operation } = place
  const members = membersIn(place, input)
  const parameters = operation.parameters.filter(({ in: part }) => part === 'query')
  const lacking = [
    ...[...members.keys()].filter((name) => !members.get(name)!.isSent),
    ...parameters.flatMap(({ name }) => (input.query[name] === undefined ? [name] : [])),
  ]
  if (lacking.length === 0) return []
  const ofParts = [
    ...[...members].map(([name, { description }]) => [name, description] as const),
    ...parameters.map(({ name, description }) => [name, description] as const),
  ]
  const said = [
    ...[operation.summary, operation.description].map((text) => [null, text] as const),
    ...ofParts,
  ]
  return said.flatMap(([part, text]) =>
    sentences(text ?? '')
      .filter((sentence) => NEEDED.test(sentence))
      .flatMap((words): NeededInWords[] => {
        const names = lacking.filter(
          (name) => name === part || isNamed(words, name) || (part === null && ALL.test(words)),
        )
        return names.length === 0 ? [] : [{ names, words, add: (to, from) => taken(to, from, names) }]
      }),
  )
}

interface Sendable {
  readonly description: string | undefined
  readonly isSent: boolean
}

/** The members at the top of a body that may be left out. */
function membersIn({ contract, operation }: Place, input: OperationInput): ReadonlyMap<string, Sendable> {
  const value = bodyOf(input)
  const schema = mediaFor(operation.requestBody?.content ?? {}, input.body?.mediaType ?? '')?.schema
  if (schema === undefined || !isObject(value)) return new Map()
  const resolved = contract.resolve(schema, 'request')
  const required = new Set(requiredOf(resolved))
  return new Map(
    [...membersOf(resolved)]
      .filter(([name]) => !required.has(name))
      .map(([name, member]) => {
        const description = keywordOf(member, 'description')
        return [
          name,
          {
            description: typeof description === 'string' ? description : undefined,
            isSent: Object.hasOwn(value, name),
          },
        ]
      }),
  )
}

function isNamed(sentence: string, name: string): boolean {
  const escaped = name.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
  const mark = PLAIN.test(name) ? '[`\'"“”‘’*]' : '(?<![\\w-])'
  const end = PLAIN.test(name) ? '[`\'"“”‘’*]' : '(?![\\w-])'
  return new RegExp(`${mark}${escaped}${end}`).test(sentence)
}

function taken(to: OperationInput, other: OperationInput, names: readonly string[]): OperationInput {
  const given = bodyOf(other)
  const query = chosen(other.query, names)
  const members = chosen(isObject(given) ? given : {}, names)
  const extended = Object.keys(members).length === 0 ? to : (withMembers(to, members) ?? to)
  return Object.keys(query).length === 0 ? extended : { ...extended, query: { ...to.query, ...query } }
}

function bodyOf({ body }: OperationInput): JsonValue | undefined {
  return body !== undefined && 'value' in body ? body.value : undefined
}

function chosen(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
}
