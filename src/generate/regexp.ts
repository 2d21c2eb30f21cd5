/**
 * A `pattern` as JavaScript reads it: with the Unicode flag where that compiles, without it otherwise, and
 * with the commonest foreign forms (`(?i)` in front, `\A`, `\Z`, POSIX classes) translated; undefined
 * where none of this makes a regular expression.
 */
export function patternRegExp(pattern: string): RegExp | undefined {
  return compiled(pattern, 'u') ?? compiled(pattern, '') ?? foreign(pattern)
}

const posixClasses: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: 'A-Fa-f0-9',
  word: '\\w',
}

function foreign(pattern: string): RegExp | undefined {
  const ignoreCase = pattern.startsWith('(?i)')
  const translated = (ignoreCase ? pattern.slice(4) : pattern)
    .replaceAll('\\A', '^')
    .replaceAll(/\\[zZ]/g, '$')
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) => posixClasses[name] ?? whole)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/([*+?}])\+/g, '$1')
  const flags = ignoreCase ? 'i' : ''
  return compiled(translated, `${flags}u`) ?? compiled(translated, flags)
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}
