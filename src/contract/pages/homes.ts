import type { Anchor, Anchored } from './anchors.ts'
import { plain } from './inline.ts'
import type { Leaf } from './leaves.ts'

/**
 * The leaves with the headings that an index of operations links to made the introductions of those
 * operations: `[create_key](#create_key) | POST /keys`. A heading that names one itself stays as it is.
 */
export function withHomes(found: readonly Anchored[]): readonly Anchored[] {
  const anchors = found.flatMap(({ anchors: own }) => own)
  const linked = new Map<string, Anchor | null>()
  for (const anchor of anchors) {
    const home = anchor.home?.toLowerCase()
    if (home === undefined) continue
    const other = linked.get(home)
    // What several operations link to tells of none of them in particular.
    linked.set(home, other === undefined || (other !== null && same(other, anchor)) ? anchor : null)
  }
  if (linked.size === 0) return found
  const taken = new Set<string>()
  return found.map((entry) => {
    const id = entry.anchors.length > 0 ? undefined : idOf(entry.leaf)
    const anchor = id === undefined || taken.has(id) ? undefined : linked.get(id)
    if (id === undefined || anchor === undefined || anchor === null) return entry
    taken.add(id)
    const { mention, summary } = anchor
    return { ...entry, anchors: [{ mention, basis: 'stated', strength: 'strong', summary }] }
  })
}

function same({ mention: left }: Anchor, { mention: right }: Anchor): boolean {
  return left.method === right.method && left.path === right.path
}

/** The anchor of a heading: its own, or the one that sites make of its text. */
function idOf({ part }: Leaf): string | undefined {
  if (part.kind !== 'title') return undefined
  const slug = plain(part.text)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
  return part.id?.toLowerCase() ?? (slug === '' ? undefined : slug)
}
