import type { List, ListItem } from './blocks.ts'
import type { Field, Place } from './fields.ts'
import { isName, pathOf } from './fields.ts'
import { textOf } from './html-tables.ts'
import { plain } from './inline.ts'
import { requiredAmong } from './words.ts'
import { schemaOfType } from './field-types.ts'

/**
 * The fields a list describes, an item each: `` `name` (string, required): what it is ``. Items that only
 * look like it (a bold word and prose) count where the list stands under a heading that announces fields.
 */
export function listFields(list: List, place: Place, announced: boolean): readonly Field[] {
  return list.items.flatMap((item) => fieldOf(item, place, announced))
}

function fieldOf(item: ListItem, place: Place, announced: boolean): Field[] {
  const [line = '', ...more] = item.text.split('\n')
  const start =
    /^(`+)([^`]+)\1|^\*\*`?([^*`]+?)`?\*\*|^__([^_]+)__|^\*([^*`]+)\*|^([\w.[\]$-]+)(?=\s*[:：(]|\s+[-–—]\s)/.exec(
      line,
    )
  const name = start
    ?.slice(2)
    .find((part) => part !== undefined)
    ?.replace(/[:：]$/, '')
    .trim()
  if (start === null || name === undefined || !isName(name)) return []
  const coded = start[2] !== undefined || line.startsWith('**`')
  const rest = line.slice(start[0].length)
  const { words, said } = partsOf(rest)
  const typed = words
    .split(/[,;，、]/)
    .map((word) => plain(word).trim())
    .find((word) => isType(word))
  const nested = item.blocks.flatMap((block) => (block.kind === 'list' ? block.items : []))
  const facets = facetsOf(nested)
  const required =
    requiredAmong(plain(words)) ?? (/^\s*\*(?!\*)/.test(rest) ? true : undefined) ?? facets.required
  const type =
    typed ??
    facets.type ??
    /^([A-Za-z[\]]+)\.\s/
      .exec(said)
      ?.slice(1)
      .find((word) => isType(word))
  // `(bool: false)`
  const preset = facets.default ?? /^[\w<>[\]]+:\s*(?!<)(\S.*)$/.exec(plain(words))?.[1]
  if (!announced && !(coded && (type !== undefined || required !== undefined))) return []
  if (announced && !coded && type === undefined && required === undefined && /\s/.test(name)) return []
  const placed = words
    .split(/[,;，、]/)
    .map((word) => /^(?:in )?(query|path|header|cookie|body)(?: param(?:eter)?)?$/i.exec(plain(word))?.[1])
    .find((word) => word !== undefined)
  const own = (placed?.toLowerCase() as Place | undefined) ?? place
  const children = nested
    .filter((inner) => !facets.items.has(inner))
    .flatMap((inner) => fieldOf(inner, own, true))
  const text = [
    said,
    ...more,
    textOf(item.blocks.filter((block) => block.kind === 'paragraph')),
    ...facets.says,
  ].join('\n')
  return [
    {
      path: pathOf(name),
      place: own,
      type: type ?? '',
      ...(required !== undefined && { required }),
      ...(preset !== undefined && { default: preset }),
      description: text.trim(),
      children,
    },
  ]
}

function isType(word: string): boolean {
  return Object.keys(schemaOfType(word)).length > 0
}

interface Facets {
  /** The items that are no members of the field. */
  readonly items: ReadonlySet<ListItem>
  readonly required?: boolean
  readonly type?: string
  readonly default?: string
  /** What the others say, such as the values that are allowed. */
  readonly says: readonly string[]
}

const facet =
  /^(type|default(?: value)?|format|(?:min |max |minimum |maximum )?length|pattern|example|(?:allowed|possible|accepted|valid) values|one of|enum|constraints?|range)\s*[:：]\s*(\S.*)$/is

/** Nested items that tell of the field itself: `Required`, `` Type: `string` ``, ``Allowed values: `a`, `b` ``. */
function facetsOf(nested: readonly ListItem[]): Facets {
  const items = new Set<ListItem>()
  const says: string[] = []
  const found: { required?: boolean; type?: string; default?: string } = {}
  for (const item of nested) {
    const bare = item.text.trim()
    if (/^(?:required|optional|not required)\.?$/i.test(bare)) {
      found.required = /^required/i.test(bare)
      items.add(item)
      continue
    }
    const [, name = '', value = ''] = facet.exec(bare) ?? []
    const typed = Object.keys(schemaOfType(plain(value))).length > 0
    if (name === '' || item.blocks.length > 0 || (/^type$/i.test(name) && !typed)) continue
    items.add(item)
    if (/^type$/i.test(name)) found.type = plain(value)
    else if (/^default/i.test(name)) found.default = plain(value)
    else says.push(bare)
  }
  return { items, says, ...found }
}

/** What stands between the name and the prose: in brackets, in emphasis, as code, or as bare type words. */
function partsOf(rest: string): { words: string; said: string } {
  const bracketed =
    /^\s*[:：]?\s*[*_`]*[([（［<]([^()[\]（）]{1,80}(?:\[\])?[^()[\]（）]{0,40})[)\]）］>][*_`]*\s*[:：.–—-]*\s*(.*)$/s.exec(
      rest,
    )
  if (bracketed) return { words: bracketed[1]!, said: bracketed[2]! }
  const marked =
    /^\s*[:：]?\s*((?:(?:\*[^*]+\*|_[^_]+_|`[^`]+`|<[\w[\]]+>|required|optional|\*\*(?:required|optional)\*\*)[\s,|]*)+)[:：.–—-]*\s*(.*)$/is.exec(
      rest,
    )
  if (marked) return { words: marked[1]!.replaceAll(/[\s|]+/g, ', '), said: marked[2]! }
  const bare = /^\s*[:：–—-]*\s*([A-Za-z[\]]+)(?:\s*[,.;–—-]\s*(.*))?$/s.exec(rest)
  if (bare && Object.keys(schemaOfType(bare[1]!)).length > 0) return { words: bare[1]!, said: bare[2] ?? '' }
  return { words: '', said: rest.replace(/^\s*[:：–—-]+\s*/, '') }
}
