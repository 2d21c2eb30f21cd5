import type { Call } from './calls.ts'

const withValue = new Set(
  `-X --request -H --header -d --data --data-raw --data-binary --data-ascii --data-urlencode --json -F --form
  --form-string -u --user -b --cookie -c --cookie-jar -A --user-agent -e --referer -o --output -w --write-out -m
  --max-time --connect-timeout -x --proxy --url -T --upload-file --cacert -E --cert --key --retry -K --config
  --resolve --oauth2-bearer --url-query`.split(/\s+/),
)
const maxCalls = 50

/** The curl calls of a shell example, in order. */
export function curlCalls(text: string): readonly Call[] {
  const calls: Call[] = []
  const joined = text
    .replaceAll(/[\\^`][^\S\n]*\r?\n/g, ' ')
    .replaceAll(/\r?\n[^\S\n]+(?=https?:\/\/\S+[^\S\n]*$)/gm, ' ')
  for (const match of joined.matchAll(/(?:^|[\s$(;|&>])curl(?:\.exe)?\s/g)) {
    if (calls.length >= maxCalls) break
    const call = callOf(wordsOf(joined.slice(match.index + match[0].length)))
    if (call) calls.push(call)
  }
  return calls
}

function callOf(words: readonly string[]): Call | undefined {
  const options = new Map<string, string[]>()
  const plain: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    const [name, attached] = split(word)
    if (!word.startsWith('-') || word === '-') plain.push(word)
    else if (!withValue.has(name)) options.set(name, [])
    else if (attached === undefined) add(options, name, words[++at] ?? '')
    else add(options, name, attached)
  }
  const all = (...names: string[]): string[] => names.flatMap((name) => options.get(name) ?? [])
  const url =
    all('--url')[0] ?? plain.find((word) => /^https?:|^[$<{]?[\w${}<>.:-]*\//.test(word)) ?? plain[0]
  if (url === undefined || url === '') return undefined
  const json = all('--json')
  const data = [...all('-d', '--data', '--data-raw', '--data-binary', '--data-ascii'), ...json].filter(
    (part) => part !== '' && !part.startsWith('@'),
  )
  const encoded = all('--data-urlencode')
  const fields = all('-F', '--form', '--form-string')
  const asQuery = options.has('-G') || options.has('--get')
  const headers = all('-H', '--header').flatMap((line): [string, string][] => {
    const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/s.exec(line) ?? []
    return name === undefined ? [] : [[name, value ?? '']]
  })
  const bearer = all('--oauth2-bearer')[0]
  if (bearer !== undefined) headers.push(['Authorization', `Bearer ${bearer}`])
  if (json.length > 0) headers.push(['Content-Type', 'application/json'])
  const sends = data.length + encoded.length + fields.length > 0
  const method = all('-X', '--request').at(-1)?.toUpperCase()
  const form = formOf([...(/^\s*[[{]/.test(data[0] ?? '{') ? [] : data), ...encoded, ...fields])
  const [user] = all('-u', '--user')
  const [cookies] = all('-b', '--cookie')
  const query =
    asQuery && form.length > 0
      ? `${url.includes('?') ? '&' : '?'}${form.map(([n, v]) => `${n}=${v}`).join('&')}`
      : ''
  return {
    method:
      method ?? (options.has('-I') || options.has('--head') ? 'HEAD' : sends && !asQuery ? 'POST' : 'GET'),
    url: url + query,
    headers,
    ...(user !== undefined && { user }),
    ...(cookies !== undefined && { cookies }),
    ...(data.length > 0 && !asQuery && { body: data.join('&') }),
    ...(form.length > 0 && !asQuery && { form, multipart: fields.length > 0 }),
  }
}

function formOf(parts: readonly string[]): (readonly [string, string])[] {
  return parts
    .flatMap((part) => part.split('&'))
    .flatMap((pair): [string, string][] => {
      const [, name, value] = /^([\w.[\]-]+)=(.*)$/s.exec(pair) ?? []
      return name === undefined ? [] : [[name, value ?? '']]
    })
}

function add(options: Map<string, string[]>, name: string, value: string): void {
  options.set(name, [...(options.get(name) ?? []), value])
}

/** `-XPOST`, `-sSX POST`, `--header=...`. */
function split(word: string): [string, string | undefined] {
  const [, long, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? []
  if (long !== undefined) return [long, value]
  if (/^-[A-Za-z]./.test(word) && !word.startsWith('--')) {
    const last = `-${word.at(-1)}`
    if (withValue.has(word.slice(0, 2))) return [word.slice(0, 2), word.slice(2)]
    if (/^-[A-Za-z]+$/.test(word) && withValue.has(last)) return [last, undefined]
  }
  return [word, undefined]
}

/** The words of one shell command, quotes resolved; ends at a line end, `;`, `|` or `&&` outside quotes. */
function wordsOf(text: string): string[] {
  const words: string[] = []
  let word: string | undefined
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (sign === "'" || sign === '"') {
      const end = closing(text, at)
      const inner = text.slice(at + 1, end)
      word = (word ?? '') + (sign === "'" ? inner : inner.replaceAll(/\\(["\\$`])/g, '$1'))
      at = end
    } else if (sign === '\\' && at + 1 < text.length) {
      word = (word ?? '') + text[++at]
    } else if (/[\n;|]/.test(sign) || (sign === '&' && (text[at + 1] === '&' || text[at + 1] === ' '))) break
    else if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + sign
  }
  if (word !== undefined) words.push(word)
  return words
}

function closing(text: string, at: number): number {
  const quote = text[at]
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\' && quote === '"') end++
    else if (text[end] === quote) return end
  }
  return text.length
}
