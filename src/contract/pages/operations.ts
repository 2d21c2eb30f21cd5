import type { Anchor, Anchored } from './anchors.ts'
import { ownersOf, scopesOf } from './owners.ts'
import type { Scopes } from './owners.ts'
import type { Route } from './paths.ts'
import { routeAll } from './routing.ts'
import type { Routed } from './routing.ts'
import { headingOf } from './titles.ts'

/** An operation of a page with all that belongs to it. */
export interface PageOperation {
  /** Upper case. */
  readonly method: string
  readonly path: string
  readonly basis: 'stated' | 'example'
  /** Heading it stands under, or what the page says it does. */
  readonly title: string
  /** Words of the passages that only mention it. */
  readonly mentioned: readonly string[]
  readonly servers: readonly { readonly url: string; readonly basis: 'stated' | 'example' }[]
  readonly anchors: readonly (Anchor & { readonly route: Route })[]
  /** In the order of the page. */
  readonly leaves: readonly Anchored[]
}

/** The operations of a page, and the leaves that belong to none of them. */
export interface Assigned {
  readonly operations: readonly PageOperation[]
  readonly rest: readonly Anchored[]
}

/** Gives each leaf to the operation it is about: the one it shows, its section introduces, or the page is about. */
export function assign(anchored: readonly Anchored[], bases: readonly string[]): Assigned {
  const routed = routeAll(anchored, bases)
  const scopes = scopesOf(anchored, routed)
  const owners = ownersOf(anchored, routed, scopes)
  const grouped = new Map<string, { anchors: Routed[]; leaves: Anchored[] }>()
  for (const anchor of routed.flat()) {
    const group = grouped.get(anchor.key) ?? { anchors: [], leaves: [] }
    group.anchors.push(anchor)
    grouped.set(anchor.key, group)
  }
  const rest: Anchored[] = []
  for (const [index, entry] of anchored.entries()) {
    const owner = owners[index]
    if (owner === undefined) rest.push(entry)
    else grouped.get(owner)?.leaves.push(entry)
  }
  const operations = [...grouped.values()].map(({ anchors, leaves }) =>
    operationOf(anchors, leaves, anchored, routed, scopes),
  )
  return { operations, rest }
}

function operationOf(
  anchors: readonly Routed[],
  leaves: readonly Anchored[],
  anchored: readonly Anchored[],
  routed: readonly (readonly Routed[])[],
  scopes: Scopes,
): PageOperation {
  const first = anchors.find(({ basis }) => basis === 'stated') ?? anchors[0]!
  const { method } = first.mention
  const introduced = (basis?: string): number =>
    anchored.findIndex((_, index) =>
      routed[index]!.some(
        (anchor) =>
          anchor.key === first.key &&
          anchor.strength === 'strong' &&
          (basis ?? anchor.basis) === anchor.basis,
      ),
    )
  const stated = introduced('stated')
  const strong = stated < 0 ? introduced() : stated
  const mentioned = anchors.map(({ summary }) => summary).filter((summary) => summary !== '')
  const heading = strong < 0 ? '' : headingOf(strong, first.key, anchored, routed, scopes)
  return {
    method,
    path: anchors.every(({ mention }) => mention.slash) ? `${first.route.path}/` : first.route.path,
    basis: anchors.some(({ basis }) => basis === 'stated') ? 'stated' : 'example',
    // `create_key` is the name that a client has for it.
    title: (/^\w+$/.test(heading) ? mentioned[0] : undefined) ?? (heading || (mentioned[0] ?? '')),
    mentioned: [...new Set(mentioned)],
    servers: anchors.flatMap(({ route, basis }) =>
      route.server === undefined ? [] : [{ url: route.server, basis }],
    ),
    anchors,
    leaves,
  }
}
