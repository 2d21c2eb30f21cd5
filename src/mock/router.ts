/** What a path leads to: what stands at the template, and the decoded values of its parameters, in order. */
export interface Match<Leaf> {
  readonly leaf: Leaf
  readonly values: readonly string[]
}

/** Finds what stands at a path, and suits where that is asked; undefined where nothing does. */
export type Router<Leaf> = (path: string, suits?: (leaf: Leaf) => boolean) => Match<Leaf> | undefined

interface Node<Leaf> {
  readonly fixed: Map<string, Node<Leaf>>
  readonly open: { readonly pattern: RegExp; readonly literal: number; readonly next: Node<Leaf> }[]
  leaf: Leaf | undefined
}

const fresh = <Leaf>(): Node<Leaf> => ({ fixed: new Map(), open: [], leaf: undefined })

/** The parameter names of a path template in order. */
export function templateNames(template: string): string[] {
  return [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!)
}

/** The template with its parameter names left out: templates equal in this are one path (OpenAPI, Path Templating). */
export function templateShape(template: string): string {
  return template.replaceAll(/\{[^{}]+\}/g, '{}')
}

/**
 * Routes path templates such as `/keys/{id}`, `/keys/{id}:rotate` or `/{a}.{b}`. Fixed segments win over
 * parameters, segments with more fixed text over those with less, and a way that ends nowhere is given up
 * for the next.
 */
export function createRouter<Leaf>(
  entries: readonly (readonly [template: string, leaf: Leaf])[],
): Router<Leaf> {
  const root = fresh<Leaf>()
  for (const [template, leaf] of entries) {
    let node = root
    for (const segment of segmentsOf(template)) node = step(node, segment)
    node.leaf ??= leaf
  }
  return (path, suits = () => true) => {
    const segments = decoded(path)
    return segments === undefined ? undefined : find(root, segments, 0, [], suits)
  }
}

function segmentsOf(path: string): string[] {
  return (path.startsWith('/') ? path.slice(1) : path).split('/')
}

function step<Leaf>(node: Node<Leaf>, segment: string): Node<Leaf> {
  if (!segment.includes('{')) {
    const next = node.fixed.get(segment) ?? fresh<Leaf>()
    node.fixed.set(segment, next)
    return next
  }
  const parts = segment.split(/\{[^{}]+\}/)
  const source = `^${parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('(.+?)')}$`
  const known = node.open.find(({ pattern }) => pattern.source === source)
  if (known !== undefined) return known.next
  const next = fresh<Leaf>()
  node.open.push({ pattern: new RegExp(source, 's'), literal: parts.join('').length, next })
  node.open.sort((one, other) => other.literal - one.literal)
  return next
}

function decoded(path: string): string[] | undefined {
  const segments = segmentsOf(path)
  if (!path.includes('%')) return segments
  try {
    return segments.map(decodeURIComponent)
  } catch {
    return undefined
  }
}

function find<Leaf>(
  node: Node<Leaf>,
  segments: readonly string[],
  index: number,
  values: readonly string[],
  suits: (leaf: Leaf) => boolean,
): Match<Leaf> | undefined {
  const segment = segments[index]
  if (segment === undefined)
    return node.leaf === undefined || !suits(node.leaf) ? undefined : { leaf: node.leaf, values }
  const fixed = node.fixed.get(segment)
  if (fixed !== undefined) {
    const found = find(fixed, segments, index + 1, values, suits)
    if (found !== undefined) return found
  }
  for (const { pattern, next } of node.open) {
    const groups = pattern.exec(segment)
    const found =
      groups === null ? undefined : find(next, segments, index + 1, [...values, ...groups.slice(1)], suits)
    if (found !== undefined) return found
  }
  return undefined
}
