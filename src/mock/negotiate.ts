/** The best of the media types for an Accept value (RFC 9110 §12.5.1); undefined when none is acceptable. */
export function negotiate(accept: string | undefined, types: readonly string[]): string | undefined {
  const [first] = types
  if (accept === undefined || accept === '*/*' || accept === first || accept.trim() === '') return first
  const ranges = accept.split(',').map(rangeOf)
  let best: { readonly type: string; readonly quality: number } | undefined
  for (const type of types) {
    const quality = qualityOf(type, ranges)
    if (quality > 0 && (best === undefined || quality > best.quality)) best = { type, quality }
  }
  return best?.type
}

interface Range {
  readonly type: string
  readonly quality: number
}

function rangeOf(text: string): Range {
  const [type, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const quality = weight === undefined ? 1 : Number(weight)
  return { type: type!, quality: Number.isNaN(quality) ? 1 : quality }
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  const name = type.split(';', 1)[0]!.trim().toLowerCase()
  const family = `${name.split('/', 1)[0]}/*`
  for (const wanted of [name, family, '*/*']) {
    const range = ranges.find((candidate) => candidate.type === wanted)
    if (range !== undefined) return range.quality
  }
  return 0
}
