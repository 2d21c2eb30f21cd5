import type { Operation } from '../types.ts'
import { nounKind } from './nouns.ts'
import { endsWith, words } from './words.ts'

export type Verb = 'create' | 'list' | 'get' | 'update' | 'revoke' | 'rotate' | 'reveal' | 'other'

/** What words at the front or end of a path segment or operationId say of the act. */
const VERBS: Readonly<Record<Exclude<Verb, 'other'>, readonly string[]>> = {
  create: ['create', 'generate', 'issue', 'add', 'new', 'mint', 'provision', 'insert'],
  list: ['list', 'search', 'query'],
  get: ['get', 'read', 'retrieve', 'fetch', 'describe', 'show', 'find'],
  update: ['update', 'edit', 'modify', 'patch', 'rename'],
  revoke: [
    'revoke',
    'delete',
    'remove',
    'destroy',
    'deactivate',
    'disable',
    'invalidate',
    'expire',
    'archive',
  ],
  rotate: [
    'rotate',
    'regenerate',
    'regen',
    'reroll',
    'roll',
    'renew',
    'reset',
    'recreate',
    'reissue',
    'cycle',
  ],
  reveal: ['reveal', 'decrypt', 'unmask'],
}

/** How certainly a word ends a key for good, the surest first: what is disabled may be enabled again. */
export function finality(word: string): number {
  return Math.max(0, VERBS.revoke.indexOf(word))
}

/** Acts that are none of those a key's life consists of; an operation named so creates no key. */
const OTHER_VERBS: ReadonlySet<string> = new Set(
  (
    'verify validate check test introspect exchange import export migrate restore enable activate ping send ' +
    'refresh login logout authorize authenticate sign encrypt decrypt whoami count promote upload download ' +
    'sync link unlink attach detach assign bulk batch approve deny cancel confirm complete copy clone move ' +
    'wait set'
  ).split(' '),
)

/** Verbs that are as often the first half of a name: `read-tokens` and `search-keys` are collections. */
const NOUNS_TOO: ReadonlySet<string> = new Set(['search', 'query', 'read', 'find', 'show', 'roll', 'reset'])

function isPluralName(text: string): boolean {
  return /[-_]/.test(text) && text.endsWith('s')
}

/** One literal or `{parameter}` of a path. */
export interface Segment {
  readonly text: string
  readonly parameter: boolean
  readonly words: readonly string[]
}

/** A path taken apart: the collection it stands in, whether it names one item, and the act it ends with. */
export interface Shape {
  /** Literals in the singular, parameters as `{}`: `/org/{}/api-key`. */
  readonly collection: readonly string[]
  readonly segments: readonly Segment[]
  /** The last literal of the collection. */
  readonly noun: readonly string[]
  /** Name of the parameter that names one item of the collection. */
  readonly item: string | null
  readonly verb: Verb | null
}

/** Reads the shape of an operation's path. */
export function shapeOf(operation: Operation): Shape {
  const segments = actBeforeItem(split(operation.path))
  const last = segments.at(-1)
  const act = last === undefined || last.parameter ? null : actOf(last, segments.slice(0, -1))
  const rest = act === null ? segments : [...segments.slice(0, -1), ...(act.noun === null ? [] : [act.noun])]
  const tail = rest.at(-1)
  const item = tail?.parameter === true ? tail.text : null
  const collection = item === null ? rest : rest.slice(0, -1)
  const noun = nounOf(collection)
  return { collection: collection.map(canonical), segments: collection, noun, item, verb: act?.verb ?? null }
}

/** `/keys/delete/{id}` and `/deleteKey/{id}` say the same as `/keys/{id}/delete`. */
function actBeforeItem(segments: readonly Segment[]): readonly Segment[] {
  const [before, item] = segments.slice(-2)
  if (before === undefined || item?.parameter !== true || before.parameter) return segments
  const [word = '', ...noun] = before.words
  const verb = NOUNS_TOO.has(word) ? null : verbOf(word)
  if (verb === null || verb === 'other' || verb === 'create' || verb === 'list') return segments
  const head = segments.slice(0, -2)
  if (noun.length === 0) return [...head, item, before]
  if (isPluralName(before.text) || nounKind(noun).kind !== 'key') return segments
  const said = endsWith(head.at(-1)?.words ?? [], noun)
  const named = said ? [] : [{ text: noun.join('-'), parameter: false, words: noun }]
  return [...head, ...named, item, { text: word, parameter: false, words: [word] }]
}

/** Last words of a path that qualify the noun before them: `/auth-tokens/secondary`. */
const ADJECTIVES: ReadonlySet<string> = new Set(
  'primary secondary default master main legacy self me mine current personal live test admin oauth'.split(
    ' ',
  ),
)

function nounOf(collection: readonly Segment[]): readonly string[] {
  const literals = collection.filter((s) => !s.parameter)
  const last = literals.at(-1)?.words ?? []
  const adjective = last.length === 1 && ADJECTIVES.has(last[0] ?? '')
  return adjective && literals.length > 1 ? [...last, ...(literals.at(-2)?.words ?? [])] : last
}

/** The action that a query or fragment names, as in `/#Action=CreateKey` or `/?Action=CreateKey`. */
const ACTION = /[?#&](?:action|operation|method|x-amz-target)=(?:\w+\.)*(\w+)/i

function split(path: string): readonly Segment[] {
  const action = ACTION.exec(path)?.[1]
  return `${path.replace(/[?#].*$/, '')}${action === undefined ? '' : `/${action}`}`
    .replace(/\/+$/, '')
    .replace(/\.(?:json|xml)$/, '')
    .split('/')
    .filter((text) => text !== '')
    .flatMap((text) => (/^\{[^}]*\}$/.test(text) ? [text] : text.split(/(?<=\}|\w)[:.](?=\w)/)))
    .map((text) => {
      const parameter = /^\{([^}]*)\}$/.exec(text)?.[1]
      if (parameter !== undefined) return { text: parameter, parameter: true, words: words(parameter) }
      return { text, parameter: false, words: words(text) }
    })
}

/** How a segment reads as an act, with the noun it acts on where it names one: `createKey`, `rotate`. */
function actOf(segment: Segment, path: readonly Segment[]): { verb: Verb; noun: Segment | null } | null {
  const [owner, before] = [path.at(-2), path.at(-1)]
  const [first, ...others] = segment.words
  if (first === undefined) return null
  if (others.length === 0 && first === 'all' && before?.parameter === false)
    return { verb: 'list', noun: null }
  const verb = verbOf(first)
  if (verb === null) return actAfterPrefix(segment) ?? actAtEnd(segment)
  if (others.length === 0) return { verb, noun: null }
  if (isPluralName(segment.text) && (verb === 'other' || NOUNS_TOO.has(first))) return null
  if (verb === 'other') return { verb, noun: null }
  const same = before !== undefined && endsWith(before.words, others)
  const nested = before?.parameter === true && !makesAnother(verb, others, owner)
  return { verb, noun: same || nested ? null : { text: others.join('-'), parameter: false, words: others } }
}

/** `/teams/{id}/create_token` makes a token of the team, where `/tokens/{id}/create_token` acts on one. */
function makesAnother(verb: Verb, noun: readonly string[], owner: Segment | undefined): boolean {
  return (
    (verb === 'create' || verb === 'list') &&
    nounKind(noun).kind === 'key' &&
    nounKind(owner?.words ?? []).kind === 'other'
  )
}

/** `acme_create_key`: one word that all operations begin with, as products without folders have it, before the act and its noun. */
function actAfterPrefix(segment: Segment): { verb: Verb; noun: Segment | null } | null {
  const [, word = '', ...noun] = segment.words
  const verb = verbOf(word)
  if (verb === null || verb === 'other' || NOUNS_TOO.has(word) || nounKind(noun).kind !== 'key') return null
  return { verb, noun: { text: noun.join('-'), parameter: false, words: noun } }
}

/** `apiKeyCreate`: the act behind its noun, where that is a key; elsewhere it is as often part of a name. */
function actAtEnd(segment: Segment): { verb: Verb; noun: Segment | null } | null {
  const noun = segment.words.slice(0, -1)
  const last = segment.words.at(-1) ?? ''
  const verb = noun.length === 0 ? null : verbOf(last)
  if (verb === null || verb === 'other' || nounKind(noun).kind !== 'key') return null
  return { verb, noun: { text: noun.join('-'), parameter: false, words: noun } }
}

const VERB_OF: ReadonlyMap<string, Verb> = new Map([
  ...[...OTHER_VERBS].map((word) => [word, 'other'] as const),
  ...Object.entries(VERBS).flatMap(([verb, list]) => list.map((word) => [word, verb as Verb] as const)),
])

/** What a word says of the act, if it is a verb. */
export function verbOf(word: string): Verb | null {
  return VERB_OF.get(word) ?? null
}

function canonical(segment: Segment): string {
  return segment.parameter ? '{}' : segment.words.join('-')
}

/** The act and noun that an operationId speaks of: `createApplicationApiKey` gives create and `application api key`. */
export function namedAct(operation: Operation): {
  readonly verb: Verb | null
  readonly noun: readonly string[]
} {
  const list = words(operation.operationId ?? operation.summary)
  const position = list.findIndex((word) => verbOf(word) !== null)
  const word = list[position]
  if (word === undefined) return { verb: null, noun: list }
  const filler = new Set(['a', 'an', 'the', 'new', 'by', 'id', 'for', 'all', 'of', 'your', 'api.v1'])
  const after = list.slice(position + 1).filter((w) => !filler.has(w))
  return { verb: verbOf(word), noun: after.length > 0 ? after : list.slice(0, position) }
}
