import fc from 'fast-check'

/** A part of a regular expression, as far as texts of a wanted length can be made for it. */
export type Part =
  /** The source of what stands for one character. */
  | { readonly kind: 'one'; readonly source: string }
  | { readonly kind: 'row'; readonly parts: readonly Part[] }
  | { readonly kind: 'either'; readonly parts: readonly Part[] }
  | { readonly kind: 'repeat'; readonly part: Part; readonly min: number; readonly max: number }

/** Takes the source of a regular expression apart, from `^` to `$`; undefined where it has more than rows, alternatives and repetitions. */
export function parsed(source: string): Part | undefined {
  if (!source.startsWith('^') || !source.endsWith('$') || source.endsWith('\\$')) return undefined
  const reader = { source: source.slice(1, -1), at: 0 }
  const part = readEither(reader)
  return reader.at === reader.source.length ? part : undefined
}

interface Reader {
  readonly source: string
  at: number
}

const ONE =
  /\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\p\{[^}]*\}|\\[^bBkpPuxc1-9]|\[(?:\\.|[^\]\\])+\]|[^\\[\](){}|?*+^$]/uy
const TIMES = /(?:\*|\+|\?|\{\d+(?:,\d*)?\})(?![?+])/y

function readEither(reader: Reader): Part | undefined {
  const parts: Part[] = []
  for (;;) {
    const row = readRow(reader)
    if (row === undefined) return undefined
    parts.push(row)
    if (reader.source[reader.at] !== '|') return parts.length === 1 ? row : { kind: 'either', parts }
    reader.at += 1
  }
}

function readRow(reader: Reader): Part | undefined {
  const parts: Part[] = []
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at]!)) {
    const part = readOne(reader)
    if (part === undefined) return undefined
    const times = taken(TIMES, reader)
    parts.push(times === undefined ? part : { kind: 'repeat', part, ...repetition(times) })
  }
  return parts.length === 1 ? parts[0] : { kind: 'row', parts }
}

function readOne(reader: Reader): Part | undefined {
  const group = taken(/\((?:\?:|\?<[A-Za-z]\w*>)?(?!\?)/y, reader)
  if (group === undefined) {
    const source = taken(ONE, reader)
    return source === undefined ? undefined : { kind: 'one', source }
  }
  const inner = readEither(reader)
  if (inner === undefined || reader.source[reader.at] !== ')') return undefined
  reader.at += 1
  return inner
}

function taken(pattern: RegExp, reader: Reader): string | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.source)?.[0]
  reader.at += found?.length ?? 0
  return found
}

/** How often a quantifier lets something stand. */
export function repetition(quantifier: string): { readonly min: number; readonly max: number } {
  if (quantifier === '*') return { min: 0, max: Infinity }
  if (quantifier === '+') return { min: 1, max: Infinity }
  if (quantifier === '?') return { min: 0, max: 1 }
  const [, min, comma, max] = /^\{(\d+)(,?)(\d*)\}$/.exec(quantifier) ?? []
  return { min: Number(min), max: max ? Number(max) : comma ? Infinity : Number(min) }
}

/** Beyond the least that is needed, where another part makes up the length. */
const usualMore = 8
/** Repetitions that are made one by one. */
const mostApart = 500
/** Times that something longer than a character is repeated where one would do. */
const usualTimes = 3

/**
 * Texts for a part of a length from `low` to `high`, as far as it goes: most are of such a length. `unit` makes one
 * character; null where it cannot.
 */
export function sized(
  part: Part,
  low: number,
  high: number,
  unit: (source: string) => fc.Arbitrary<string> | null,
): fc.Arbitrary<string> | null {
  if (part.kind === 'one') return unit(part.source)
  if (part.kind === 'row') return sizedRow(part.parts, low, high, unit)
  if (part.kind === 'repeat')
    return part.part.kind === 'one'
      ? sizedRun(part.part.source, part, low, high, unit)
      : sizedRepeat(part, low, high, unit)
  const able = part.parts.filter((one) => leastOf(one) <= high && mostOf(one) >= low)
  const made = (able.length > 0 ? able : part.parts).map((one) => sized(one, low, high, unit))
  return made.includes(null) ? null : fc.oneof(...made.map((one) => one!))
}

/** The part that may be longest makes up the length; the others stay as short as they like. */
function sizedRow(
  parts: readonly Part[],
  low: number,
  high: number,
  unit: (source: string) => fc.Arbitrary<string> | null,
): fc.Arbitrary<string> | null {
  if (parts.length === 0) return fc.constant('')
  const room = (one: Part): number => mostOf(one) - leastOf(one)
  const widest = parts.reduce((best, one) => (room(one) > room(best) ? one : best))
  const others = parts.filter((one) => one !== widest)
  const least = others.reduce((sum, one) => sum + leastOf(one), 0)
  const spare = Math.max(0, high - least - leastOf(widest))
  const more = Math.min(usualMore, Math.floor(spare / 2 / Math.max(1, others.length)))
  const longest = others.reduce((sum, one) => sum + Math.min(mostOf(one), leastOf(one) + more), 0)
  const made = parts.map((one) =>
    one === widest
      ? sized(one, low - least, Math.max(low - least, high - longest), unit)
      : sized(one, leastOf(one), leastOf(one) + more, unit),
  )
  return made.includes(null) ? null : fc.tuple(...made.map((one) => one!)).map((texts) => texts.join(''))
}

function sizedRun(
  source: string,
  { min, max }: { readonly min: number; readonly max: number },
  low: number,
  high: number,
  unit: (source: string) => fc.Arbitrary<string> | null,
): fc.Arbitrary<string> | null {
  const one = unit(source)
  const least = Math.min(Math.max(min, low), max)
  const most = Math.max(least, Math.min(max, high, Math.max(least + 4, 40)))
  return (
    one &&
    fc
      .array(one, { minLength: least, maxLength: most, size: least > 20 ? 'large' : 'medium' })
      .map((units) => units.join(''))
  )
}

function sizedRepeat(
  { part, min, max }: Extract<Part, { readonly kind: 'repeat' }>,
  low: number,
  high: number,
  unit: (source: string) => fc.Arbitrary<string> | null,
): fc.Arbitrary<string> | null {
  const [least, most] = [leastOf(part), mostOf(part)]
  if (least === most && least > 0) {
    const one = sized(part, least, least, unit)
    const fewest = Math.min(Math.max(min, Math.ceil(low / least)), max)
    const highest = Math.max(fewest, Math.min(max, Math.floor(high / least), fewest + usualMore))
    return (
      one &&
      fc.array(one, { minLength: fewest, maxLength: highest, size: 'max' }).map((texts) => texts.join(''))
    )
  }
  const needed = Math.min(Math.max(min, most === 0 ? min : Math.ceil(low / most)), max)
  if (needed > mostApart) return null
  const possible = least === 0 ? max : Math.min(max, Math.floor(high / least))
  const times = Math.max(needed, Math.min(possible, needed + usualTimes))
  const counts = Array.from({ length: times - needed + 1 }, (_, more) => needed + more)
  const made = counts.map((count) => {
    if (count === 0) return low > 0 && counts.length > 1 ? undefined : fc.constant('')
    // Shares that add up to just the length that is wanted.
    const share = (whole: number, at: number): number => Math.floor((whole + at) / count)
    const made = Array.from({ length: count }, (_, at) =>
      sized(part, share(low, at), Math.max(least, share(high, at)), unit),
    )
    return made.includes(null) ? null : fc.tuple(...made.map((one) => one!)).map((texts) => texts.join(''))
  })
  const wanted = made.filter((one) => one !== undefined)
  return wanted.includes(null) ? null : fc.oneof(...wanted.map((one) => one!))
}

function leastOf(part: Part): number {
  if (part.kind === 'one') return 1
  if (part.kind === 'repeat') return part.min === 0 ? 0 : part.min * leastOf(part.part)
  const lengths = part.parts.map(leastOf)
  return part.kind === 'either' ? Math.min(...lengths) : lengths.reduce((sum, one) => sum + one, 0)
}

function mostOf(part: Part): number {
  if (part.kind === 'one') return 1
  if (part.kind === 'repeat') {
    const most = mostOf(part.part)
    return part.max === 0 || most === 0 ? 0 : part.max * most
  }
  const lengths = part.parts.map(mostOf)
  return part.kind === 'either' ? Math.max(...lengths) : lengths.reduce((sum, one) => sum + one, 0)
}
