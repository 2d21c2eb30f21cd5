import type { Anchored } from './anchors.ts'
import { plain } from './inline.ts'
import type { Section } from './leaves.ts'
import type { Scopes } from './owners.ts'
import type { Routed } from './routing.ts'
import { topicOf } from './words.ts'

/** The heading of what is introduced first in its section; what comes later has the line before it. */
export function headingOf(
  at: number,
  key: string,
  anchored: readonly Anchored[],
  routed: readonly (readonly Routed[])[],
  { within }: Scopes,
): string {
  const { section, part } = anchored[at]!.leaf
  const others = anchored.findIndex(
    ({ leaf }, index) =>
      leaf.section === section &&
      routed[index]!.some((anchor) => anchor.key !== key && anchor.strength === 'strong'),
  )
  const before = anchored[at - 1]?.leaf.part
  if (others >= 0 && others < at) {
    const line = before?.kind === 'paragraph' ? plain(before.text).replace(/[:：]$/, '') : ''
    return line.length <= 80 && !line.includes('\n') ? line : ''
  }
  // A heading that is the operation leaves it to the text below.
  const own = part.kind === 'title' && titleFor(section, () => false) === ''
  const several = routed.some((anchors) => anchors.some((anchor) => anchor.key !== key))
  if (own && several)
    return firstSentence(anchored.slice(at + 1).filter(({ leaf }) => leaf.section === section))
  // What stands above may be about many.
  return titleFor(section, (above) => {
    const scope = within.get(above)
    return scope === undefined || [...scope.stated, ...scope.example].every((other) => other === key)
  })
}

/** What the text under an operation starts with. */
function firstSentence(below: readonly Anchored[]): string {
  const part = below[0]?.leaf.part
  const text = part?.kind === 'paragraph' || part?.kind === 'quote' ? plain(part.text) : ''
  return /^[^.!?。\n]{1,120}(?=[.!?。\n]|$)/.exec(text)?.[0] ?? ''
}

/** The nearest heading that says more than which part of an operation stands under it. */
function titleFor(section: Section, up: (above: Section) => boolean): string {
  for (let at: Section | undefined = section; at !== undefined; at = at.parent) {
    if (at !== section && !up(at)) return ''
    const title = plain(at.title)
      .replace(/\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b[\s:]*\S*\/\S*/g, '')
      .replace(/^[\s\d.:：—–-]+|[\s:：—–-]+$/g, '')
    const part =
      topicOf(title) !== undefined &&
      !/key|token|secret|credential|schlüssel|clé|clave|chave|密钥|キー/i.test(title)
    const empty =
      /^(?:(?:api |http )?endpoints?(?: (?:details?|information|url))?|(?:http )?request|examples?|usage|overview|http|curl|details|beispiele?|exemples?|ejemplos?|exemplos?|示例|例|get|post|put|patch|delete)?$/i
    if (!part && !empty.test(title)) return title
  }
  return ''
}
