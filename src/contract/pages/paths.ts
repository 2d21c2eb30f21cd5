import type { Mention } from './mentions.ts'

/** Where a call leads: the server it names and the path template on it. */
export interface Route {
  readonly server: string | undefined
  readonly path: string
  /** Concrete ids of the call by the parameter they stand for. */
  readonly values: Readonly<Record<string, string>>
}

/**
 * The route of a mention: against the paths a page states, longest first, the first that ends its address is the path
 * and what stands before it belongs to the server; else against the base URL the page gives; else the whole
 * address is the path, segments that look like ids becoming parameters.
 */
export function routeOf(mention: Mention, stated: readonly string[], bases: readonly string[]): Route {
  const { origin, path } = mention
  for (const template of stated) {
    const tail = tailOf(path, template)
    if (tail === undefined) continue
    return {
      server: origin === undefined ? undefined : origin + tail.base,
      path: template,
      values: tail.values,
    }
  }
  // A list beside the item that is stated, or an item beside the list, shares its base.
  for (const template of stated) {
    const collection = template.replace(/\/\{[^{}]+\}$/, '')
    const at = collection.length > 1 ? path.indexOf(`${collection}/`) : -1
    const end =
      at < 0 && path.endsWith(collection) && collection.length > 1 ? path.length - collection.length : at
    if (end < 0 || origin === undefined) continue
    const { template: own, values } = withIds(path.slice(end))
    return { server: origin + path.slice(0, end), path: own, values }
  }
  const base = bases.find((url) => origin !== undefined && `${origin}${path}`.startsWith(`${url}/`))
  const { template, values } = withIds(base === undefined ? path : `${origin}${path}`.slice(base.length))
  return { server: base ?? origin, path: template, values }
}

/** Whether a concrete path ends in what a template describes, with what stands before it. */
function tailOf(
  path: string,
  template: string,
): { base: string; values: Record<string, string> } | undefined {
  const wanted = template.split('/').slice(1)
  const given = path.split('/').slice(1)
  const offset = given.length - wanted.length
  if (offset < 0 || wanted.join('') === '') return undefined
  const values: [string, string][] = []
  for (const [index, segment] of wanted.entries()) {
    const actual = given[offset + index]!
    const name = /^\{(.+)\}$/.exec(segment)?.[1]
    if (name === undefined ? segment !== actual : actual === '' || /^\{?$/.test(actual)) return undefined
    if (name !== undefined && !actual.startsWith('{')) {
      if (!looksLikeId(actual)) return undefined
      values.push([name, actual])
    }
  }
  return {
    base: offset === 0 ? '' : `/${given.slice(0, offset).join('/')}`,
    values: Object.fromEntries(values),
  }
}

function withIds(path: string): { template: string; values: Record<string, string> } {
  const values: [string, string][] = []
  let previous = ''
  const segments = path.split('/').map((segment, index) => {
    const before = previous
    previous = segment
    if (index < 2 || !looksLikeId(segment) || segment.startsWith('{')) return segment
    const stem = before
      .replaceAll(/[^A-Za-z\d]+/g, '_')
      .replace(/ies$/, 'y')
      .replace(/s$/, '')
    const name = values.some(([taken]) => taken === 'id') ? `${stem}_id` : 'id'
    values.push([name, segment])
    return `{${name}}`
  })
  return { template: segments.join('/'), values: Object.fromEntries(values) }
}

/** Whether a segment is a value: numbers, UUIDs, `key_8fk2`, mail addresses, and anything long with digits in it; not `v1`, not words. */
export function looksLikeId(segment: string): boolean {
  if (/^v\d+(?:\.\d+)*(?:alpha|beta)?\d*$/i.test(segment) || /^\d{4}-\d{2}(?:-\d{2})?$/.test(segment))
    return false
  if (/^[^@\s]+@[\w-]+(?:\.[\w-]+)+$/.test(segment)) return true
  if (/^\d+$/.test(segment) || /^[\da-f]{8}-[\da-f]{4}-/i.test(segment) || segment.startsWith('{'))
    return true
  if (/^[A-Za-z]{2,8}_\w{3,}$/.test(segment) && /\d/.test(segment)) return true
  return /\d/.test(segment) && /^[\w.-]{6,}$/.test(segment) && !/^[a-z]+-?\d{1,2}$/.test(segment)
}
