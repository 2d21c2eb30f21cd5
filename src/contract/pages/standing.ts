import type { Anchored } from './anchors.ts'
import { plain } from './inline.ts'
import type { Leaf, Section } from './leaves.ts'
import { topicOf } from './words.ts'
import type { Topic } from './words.ts'

/**
 * What a leaf is about: its own title first, then its label, then the headings above it, up to the one (of
 * `outer`) that holds more than the operation.
 */
export function topicAt(leaf: Leaf, outer: ReadonlySet<Section> = new Set()): Topic | undefined {
  const own = leaf.part.kind === 'fence' ? leaf.part.title : ''
  const near = topicOf(own) ?? topicOf(leaf.label)
  let found = near
  for (
    let at: Section | undefined = leaf.section;
    at !== undefined && at.level > 1 && !outer.has(at);
    at = at.parent
  ) {
    const above = topicOf(plain(at.title))
    // "Parameters" leaves open of what; a heading above may say. "Body" may be that of the answer.
    if (found === undefined || found === 'parameters') found = above ?? found
    else if (near === 'body' && at.title !== leaf.label && (above === 'response' || above === 'error'))
      return above
  }
  return found
}

/** The sections that hold those in which an operation is introduced, and whatever else. */
export function sectionsAround(leaves: readonly Anchored[]): ReadonlySet<Section> {
  const around = new Set<Section>()
  for (const { leaf, anchors } of leaves) {
    if (!anchors.some(({ strength, basis }) => strength === 'strong' && basis === 'stated')) continue
    for (let at = leaf.section.parent; at !== undefined; at = at.parent) around.add(at)
  }
  return around
}

/** `200 OK`, `404 - Not found`: a line that is a status and announces what is answered with it. */
export function isStatusLine(text: string): boolean {
  return /^(?:HTTP(?:\/[\d.]+)? )?[1-5]\d\d(?:[\s:：–—-]+\p{L}[\p{L}\s'’-]{1,40})?$/u.test(plain(text))
}

/** The status a leaf is about, by its title, its label or the nearest heading with a number. */
export function statusOf(leaf: Leaf): string | undefined {
  const own = leaf.part.kind === 'fence' ? leaf.part.title : ''
  let found = statusIn(own) ?? statusIn(leaf.label)
  for (
    let at: Section | undefined = leaf.section;
    found === undefined && at !== undefined && at.level > 1;
    at = at.parent
  ) {
    if (topicOf(at.title) !== undefined || /^\W*[1-5]\d\d\b/.test(at.title)) found = statusIn(at.title)
  }
  return found
}

/** The first number in a text that can be a status. */
export function statusIn(text: string): string | undefined {
  return /(?<![\d.,$€])\b([1-5](?:\d\d|XX))\b(?![.,]?\d|\s*(?:ms|chars|characters|items|%))/.exec(
    plain(text),
  )?.[1]
}

const statusWords =
  /(?:status(?:-?code)?|returns?|respond(?:s|ed)?(?: with)?|http(?:\/\d(?:\.\d)?)?|code|answers?|antwortet|liefert|renvoie|retourne|statut|devuelve|responde|estado|retorna|状态码?|返回|ステータス|返し?ます)[^\n\d]{0,25}\b([1-5]\d\d)\b(?!\d|[.,]\d)/gi

/** Statuses that running text says an operation answers with. */
export function statusesIn(text: string): readonly string[] {
  const bare = plain(text)
  const named = [...bare.matchAll(statusWords)].map((match) => match[1]!)
  const worded = [
    ...bare.matchAll(
      /\b([1-5]\d\d) (?:OK|Created|Accepted|No Content|Bad Request|Unauthorized|Forbidden|Not Found|Conflict|Unprocessable|Too Many Requests)\b/g,
    ),
  ]
  return [...named, ...worded.map((match) => match[1]!)]
}

/** `401: Unauthorized` as status and meaning, none where a list item is no such line. */
export function statusItem(text: string): [string, string][] {
  const [, status, says] = /^(?:http )?([1-5](?:\d\d|XX))\b[\s:：—–-]*(.*)$/is.exec(plain(text)) ?? []
  return status === undefined ? [] : [[status.toUpperCase(), says ?? '']]
}
