/** Appends a path with its query to a base URL as OpenAPI's `servers` entries mean it: the base's path stays. */
export function joinUrl(base: string, path: string): string {
  const { origin, pathname } = new URL(base)
  return `${origin}${joinPath(pathname, path)}`
}

/** The request target for a path below the base URL's path. */
export function joinPath(basePath: string, path: string): string {
  const trimmed = basePath.replace(/\/+$/, '')
  if (path === '' || path.startsWith('/')) return `${trimmed}${path}` || '/'
  return path.startsWith('?') ? `${trimmed || '/'}${path}` : `${trimmed}/${path}`
}

/** Percent-encodes what cannot stand in a request target, and leaves everything else as it is. */
export function asTarget(path: string): string {
  return path.toWellFormed().replaceAll(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text))
}

/** A text with its percent escapes decoded, or as it is where they are malformed. */
export function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
