import { FOREIGN_ONCE } from '../keys/foreign-prose.ts'
import type { Anchored } from './anchors.ts'
import { plain } from './inline.ts'
import { listFields } from './lists.ts'
import { topicOf } from './words.ts'

/** The leaves in which a page says something in running text. */
export function proseOf(leaves: readonly Anchored[]): readonly string[] {
  return leaves.flatMap(({ leaf: { part, label }, anchors }) => {
    if (part.kind === 'quote' && /^[^\n]{1,80}[:：]$/.test(part.text)) return []
    if (part.kind === 'callout' || part.kind === 'quote') return [part.text]
    if (part.kind === 'list' && topicOf(label) === undefined) {
      const items = part.items.map(({ text }) => text).filter((text) => text !== '' && text.length < 500)
      return anchors.length > 0 || items.length === 0 || listFields(part, 'unplaced', false).length > 0
        ? []
        : [items.map((text) => `- ${text}`).join('\n')]
    }
    const announces =
      part.kind === 'paragraph' &&
      (/^[^\n]{1,80}[:：]$/.test(part.text) ||
        isBase(part.text) ||
        plain(part.text).replace(/[:：\s]+$/, '') === label ||
        anchors.some(({ strength }) => strength === 'strong'))
    return part.kind === 'paragraph' && !announces ? [part.text] : []
  })
}

/** `Base URL: https://...` says nothing that the servers do not. */
function isBase(text: string): boolean {
  const bare = plain(text)
  return /https?:/.test(bare) && !bare.includes('\n') && bare.replace(/https?:\S+/, '').length < 24
}

/** Passages that may promise how often a secret is shown; on the page as a whole, they hold for what makes one. */
export function promisesIn(prose: readonly string[]): readonly string[] {
  return prose.filter(
    (text) =>
      FOREIGN_ONCE.some((phrase) => phrase.test(text)) ||
      /\b(?:once|one[- ]time|again|never|only at|only on|copy|store|save|einmal|nochmals|erneut|seule fois|sola vez|única vez|uma vez)\b|一次|再次|一度/i.test(
        text,
      ),
  )
}
