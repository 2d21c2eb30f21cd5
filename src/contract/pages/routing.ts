import type { Anchor, Anchored } from './anchors.ts'
import { looksLikeId, routeOf } from './paths.ts'
import type { Route } from './paths.ts'

/** An anchor with the operation it leads to. */
export type Routed = Anchor & {
  readonly route: Route
  /** `POST /v1/keys`. */
  readonly key: string
}

/** More are no page of one API; the rest is taken as it is written. */
const maxTemplates = 300

/** The anchors of each leaf with their operations; paths without a host tell which part of an address is the server's. */
export function routeAll(
  anchored: readonly Anchored[],
  bases: readonly string[],
): readonly (readonly Routed[])[] {
  const mentions = anchored.flatMap(({ anchors }) => anchors).filter(({ basis }) => basis === 'stated')
  const written = [
    ...new Set(
      mentions.filter(({ mention }) => mention.origin === undefined).map(({ mention }) => mention.path),
    ),
  ]
  // `GET /users/ada@example.com` beside `GET /users/{email}` is an example of it.
  const templates = written.filter((path) => path.includes('{')).slice(0, maxTemplates)
  const bare = written.filter((path) => !templates.some((template) => isExampleOf(path, template)))
  const shapes = new Map<string, string>()
  const shapeOf = (path: string): string => path.replaceAll(/\{[^{}]*\}/g, '{}')
  for (const path of bare) if (!shapes.has(shapeOf(path))) shapes.set(shapeOf(path), path)
  const stated = [...shapes.values()].toSorted((left, right) => right.length - left.length)
  const route = (anchor: Anchor): Routed => {
    const found = routeOf(anchor.mention, stated, bases)
    const path = shapes.get(shapeOf(found.path)) ?? found.path
    shapes.set(shapeOf(path), path)
    return { ...anchor, route: { ...found, path }, key: `${anchor.mention.method} ${path}` }
  }
  const known = new Map<Anchor, Routed>()
  for (const anchor of mentions) known.set(anchor, route(anchor))
  const shapesStated = [...known.values()].map(({ mention, route: { path } }) => ({
    method: mention.method,
    path,
  }))
  const shown = (anchor: Anchor): Routed => {
    const found = route(anchor)
    const { method } = anchor.mention
    if (shapesStated.some(({ method: other, path }) => other === method && path === found.route.path))
      return found
    const like = shapesStated.find(
      (template) => template.method === method && fits(found.route.path, template.path),
    )
    return like === undefined
      ? found
      : { ...found, route: { ...found.route, path: like.path }, key: `${method} ${like.path}` }
  }
  return anchored.map(({ anchors }) => anchors.map((anchor) => known.get(anchor) ?? shown(anchor)))
}

function isExampleOf(path: string, template: string): boolean {
  const wanted = template.split('/')
  return (
    path !== template &&
    fits(path, template) &&
    path.split('/').every((segment, at) => {
      const held = wanted[at] ?? ''
      return segment === held || (!segment.startsWith('{') && held.startsWith('{') && looksLikeId(segment))
    })
  )
}

/** Whether a path of an example is one of a template, whatever stands where its parameters are. */
function fits(path: string, template: string): boolean {
  const [given, wanted] = [path.split('/'), template.split('/')]
  return (
    given.length === wanted.length &&
    wanted.every((segment, index) => segment.startsWith('{') || segment === given[index])
  )
}
