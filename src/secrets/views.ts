/** A text after unescaping, with the way back to where each character came from. */
export interface View {
  readonly text: string
  /** What of it was unescaped: start and end offsets in turn. */
  readonly changes: readonly number[]
  /** The range of the original text that became the range of this view. */
  source(start: number, end: number): readonly [start: number, end: number]
}

const escapes =
  /(?:%[0-9a-f]{2})+|&(?:#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});|\\(?:u\{[0-9a-f]{1,6}\}|u[0-9a-f]{4}|x[0-9a-f]{2}|[^ux])/iy
const quotedPrintable = /(?:=[0-9A-F]{2})+|=\r?\n/y
const mostPasses = 3
const none: readonly never[] = []

/**
 * The text with percent-encoding, HTML entities and backslash escapes undone, once, twice and three times
 * as long as that changes anything, and with quoted-printable undone; never the text itself.
 */
export function viewsOf(text: string): readonly View[] {
  if (!/[%&\\=]/.test(text)) return none
  const views: View[] = []
  const whole: View = { text, changes: none, source: (start, end) => [start, end] }
  let last = whole
  for (let pass = 0; pass < mostPasses && /[%&\\]/.test(last.text); pass++) {
    const view = unescaped(last, '%&\\', escapes, unescapeOne)
    if (view === undefined) break
    views.push(view)
    last = view
  }
  if (!text.includes('=')) return views
  // On its own: `key=ab...` in a query would lose its first two characters.
  const view = unescaped(whole, '=', quotedPrintable, unquote)
  return view === undefined ? views : [...views, view]
}

/** What a secret turns into when a view unescapes what was not escaped, but is part of the secret. */
export function unescapedFormsOf(value: string): readonly string[] {
  const views = viewsOf(value)
  if (views.length === 0) return none
  return [...new Set(views.map((view) => view.text))].filter((text) => text !== value)
}

/** Names the escape that the text uses, as sightings do. */
export function escapeIn(text: string): string {
  if (/%25/.test(text)) return 'percent-twice'
  if (/%[0-9a-f]{2}/i.test(text)) return 'percent'
  if (/&(?:#|[a-z]{2,6};)/i.test(text)) return 'html'
  if (/\\u/.test(text)) return 'json'
  if (/\\/.test(text)) return 'backslash'
  return /=/.test(text) ? 'quoted-printable' : 'exact'
}

/** Where any of some characters stands next, asked for from the beginning of a text to its end. */
function seekerOf(text: string, characters: string): (from: number) => number {
  const places = Array.from(characters, () => -1)
  return (from) => {
    let first = text.length
    for (let at = 0; at < places.length; at++) {
      // A search for one character is far faster than a pattern.
      if (places[at]! < from) {
        const place = text.indexOf(characters[at]!, from)
        places[at] = place < 0 ? text.length : place
      }
      first = Math.min(first, places[at]!)
    }
    return first
  }
}

/** The view in which what a pattern finds, which begins with one of some characters, is replaced; undefined where it is the same. */
function unescaped(
  from: View,
  beginnings: string,
  pattern: RegExp,
  replace: (escape: string) => string,
): View | undefined {
  // Where a replaced stretch begins in the view and in the original, and how far behind it the two differ.
  const starts: number[] = [0]
  const origins: number[] = [0]
  const pieces: string[] = []
  let length = 0
  let done = 0
  const seek = seekerOf(from.text, beginnings)
  for (let at = seek(0); at < from.text.length;) {
    pattern.lastIndex = at
    const end = pattern.test(from.text) ? pattern.lastIndex : at + 1
    const escape = from.text.slice(at, end)
    const replacement = escape.length === 1 ? escape : replace(escape)
    if (replacement !== escape) {
      const before = from.text.slice(done, at)
      pieces.push(before, replacement)
      length += before.length
      starts.push(length)
      origins.push(at)
      length += replacement.length
      done = end
      starts.push(length)
      origins.push(done)
    }
    at = seek(end)
  }
  if (pieces.length === 0) return undefined
  pieces.push(from.text.slice(done))
  const segment = (at: number): number => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    text: pieces.join(''),
    changes: starts.slice(1),
    source(start, end) {
      const first = segment(start)
      const last = segment(Math.max(end - 1, start))
      // Odd segments are replaced escapes, taken whole.
      const begin = (origins[first] ?? 0) + (first % 2 === 1 ? 0 : start - (starts[first] ?? 0))
      const finish =
        last % 2 === 1
          ? (origins[last + 1] ?? from.text.length)
          : (origins[last] ?? 0) + end - (starts[last] ?? 0)
      return from.source(begin, finish)
    },
  }
}

const controls: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  sol: '/',
  bsol: '\\',
  plus: '+',
  equals: '=',
  lowbar: '_',
  colon: ':',
  period: '.',
  num: '#',
  dollar: '$',
  percnt: '%',
  verbar: '|',
  commat: '@',
  excl: '!',
  ast: '*',
}

function unescapeOne(escape: string): string {
  switch (escape[0]) {
    case '%':
      return Buffer.from(escape.replaceAll('%', ''), 'hex').toString('utf8')
    case '&':
      return entity(escape.slice(1, -1)) ?? escape
    default:
      // `\n` and the like; longer ones are `\u0061`, `\u{61}` and `\x61`.
      if (escape.length === 2) return controls[escape[1]!] ?? escape[1]!
      return codePoint(escape.slice(2).replaceAll(/[{}]/g, ''), 16) ?? escape
  }
}

function entity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()]
  return /^#x/i.test(name) ? codePoint(name.slice(2), 16) : codePoint(name.slice(1), 10)
}

function unquote(escape: string): string {
  return /^=\r?\n$/.test(escape) ? '' : Buffer.from(escape.replaceAll('=', ''), 'hex').toString('utf8')
}

function codePoint(digits: string, radix: number): string | undefined {
  const code = Number.parseInt(digits, radix)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
