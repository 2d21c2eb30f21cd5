import type { Anchored } from './anchors.ts'
import { plain } from './inline.ts'
import type { Section } from './leaves.ts'
import type { Routed } from './routing.ts'

interface Scope {
  readonly stated: Set<string>
  readonly example: Set<string>
}

/** The operations introduced in sections: `own` directly, `within` anywhere below. */
export interface Scopes {
  readonly own: ReadonlyMap<Section, Scope>
  readonly within: ReadonlyMap<Section, Scope>
}

/** Collects which operations are introduced where. */
export function scopesOf(anchored: readonly Anchored[], routed: readonly (readonly Routed[])[]): Scopes {
  const own = new Map<Section, Scope>()
  const within = new Map<Section, Scope>()
  const note = (scopes: Map<Section, Scope>, section: Section, anchor: Routed): void => {
    const scope = scopes.get(section) ?? { stated: new Set(), example: new Set() }
    scope[anchor.basis].add(anchor.key)
    scopes.set(section, scope)
  }
  for (const [index, { leaf }] of anchored.entries()) {
    for (const anchor of routed[index]!.filter(({ strength }) => strength === 'strong')) {
      note(own, leaf.section, anchor)
      for (let at: Section | undefined = leaf.section; at !== undefined; at = at.parent)
        note(within, at, anchor)
    }
  }
  return { own, within }
}

const parts =
  /^(?:(?:sample|example|query|path|url|body|request|response) )?(?:parameters?|request|payload|body|response)$/i

/** The operation each leaf belongs to, by key; undefined where it belongs to the page as a whole. */
export function ownersOf(
  anchored: readonly Anchored[],
  routed: readonly (readonly Routed[])[],
  { own, within }: Scopes,
): (string | undefined)[] {
  /** The last operation introduced in a section so far. */
  const latest = new Map<Section, { any: string; stated?: string }>()
  let previous: { section: Section; owner: string } | undefined
  const remember = (section: Section, owner: string): string => {
    if (previous === undefined || section.level <= previous.section.level) previous = { section, owner }
    return owner
  }
  return anchored.map(({ leaf }, index) => {
    const strong = routed[index]!.filter(({ strength }) => strength === 'strong')
    for (const { key, basis } of strong) {
      const before = latest.get(leaf.section)
      const stated = basis === 'stated' ? key : before?.stated
      latest.set(leaf.section, { any: key, ...(stated !== undefined && { stated }) })
    }
    const [first] = strong
    if (first) return remember(leaf.section, first.key)
    const last = latest.get(leaf.section)
    if (leaf.part.kind === 'fence' && last !== undefined) return last.any
    for (let at: Section | undefined = leaf.section; at !== undefined; at = at.parent) {
      const direct = pick(own.get(at), latest.get(at))
      const owner = direct ?? single(within.get(at))
      if (owner !== undefined) return remember(leaf.section, owner)
    }
    // A heading that names a part of an operation, on the level of the operation's own, still belongs to it.
    const beside =
      previous?.section.level === leaf.section.level && previous.section.parent === leaf.section.parent
    return beside && previous !== undefined && parts.test(plain(leaf.section.title))
      ? previous.owner
      : undefined
  })
}

function pick(
  scope: Scope | undefined,
  latest: { any: string; stated?: string } | undefined,
): string | undefined {
  if (scope === undefined) return undefined
  const only = single(scope)
  if (only !== undefined) return only
  if (scope.stated.size > 0) return latest?.stated ?? [...scope.stated][0]
  return latest?.any ?? [...scope.example][0]
}

function single(scope: Scope | undefined): string | undefined {
  if (scope?.stated.size === 1) return [...scope.stated][0]
  return scope?.stated.size === 0 && scope.example.size === 1 ? [...scope.example][0] : undefined
}
