import { plain } from './inline.ts'

/** An operation that a text names: `POST https://host/v1/keys?x=1`. */
export interface Mention {
  /** Upper case. */
  readonly method: string
  /** Absolute base where the text gives one: scheme and host. */
  readonly origin: string | undefined
  /** Path template: `/v1/keys/{id}`. */
  readonly path: string
  /** Whether the path is written with a slash at its end, which the template is without. */
  readonly slash: boolean
  /** Names and values of the query string. */
  readonly query: readonly (readonly [string, string])[]
  /** The text before and after it, without marks. */
  readonly before: string
  readonly after: string
}

const methods = 'GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS'
const place =
  '(?:https?:\\/\\/[^\\s"\'`|,;()]+|(?:\\{\\{?[\\w .-]+\\}?\\}|\\$\\{?\\w+\\}?|<[\\w .-]+>)?\\/[^\\s"\'`|,;()]*)'
const mention = new RegExp(`(?<![\\w/])(${methods})\\b[\\s:：—–-]{0,4}\\(?(${place})`, 'g')

/** `user:password@` of an address. */
const userInfo = /^(https?:\/\/)[^/?#@]*@/

/** More in one passage are no description of an API. */
const maxMentions = 300

/** The operations a text names, methods in capitals. */
export function mentionsIn(text: string): readonly Mention[] {
  if (!/\b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b/.test(text)) return []
  const bare = plain(text)
  const found: Mention[] = []
  for (const match of bare.matchAll(mention)) {
    const [whole, method, address] = match
    if (found.length >= maxMentions) break
    if (method === undefined || address === undefined) continue
    const target = targetOf(address.replace(/[.:。，、]+$/, ''))
    if (target === undefined) continue
    const end = match.index + whole.length
    found.push({
      method,
      ...target,
      before: bare.slice(0, match.index).trim(),
      after: bare.slice(end).trim(),
    })
  }
  return found
}

/** The operation that a method and an address make; undefined where either is none. */
export function mentionOf(method: string, address: string): Mention | undefined {
  const upper = method.trim().toUpperCase()
  const target = new RegExp(`^(?:${methods})$`).test(upper) ? targetOf(address.trim()) : undefined
  return target && { method: upper, ...target, before: '', after: '' }
}

/** The operation a text consists of, in any case, apart from a label such as `Endpoint:` before it. */
export function wholeMention(text: string): Mention | undefined {
  const bare = plain(text)
  const match = new RegExp(
    `^(?:[^.\\n/]{0,40}[:：]\\s*)?(${methods})[\\s:]{0,4}\\(?(${place})\\)?(?:\\s+HTTP/[\\d.]+)?[.。]?$`,
    'i',
  ).exec(bare)
  return match?.[1] === undefined || match[2] === undefined ? undefined : mentionOf(match[1], match[2])
}

/** Origin, path template and query of an address; undefined where it has no usable path. */
export function targetOf(address: string): Pick<Mention, 'origin' | 'path' | 'slash' | 'query'> | undefined {
  // What an address says before `@` is a credential, and no part of the server.
  const [, origin, rest] = /^(https?:\/\/[^/?#]+)?(.*)$/s.exec(address.replace(userInfo, '$1')) ?? []
  const [beforeQuery = '', ...queries] = (rest ?? '').replace(/#.*$/s, '').split('?')
  const path = templateOf(beforeQuery)
  if (path === undefined || (origin !== undefined && !/^https?:\/\/[\w.{}$<>:@[\]-]+$/.test(origin)))
    return undefined
  const query = queries
    .join('?')
    .split('&')
    .flatMap((pair): [string, string][] => {
      const [name = '', ...value] = pair.split('=')
      return /^[\w.[\]-]+$/.test(name) ? [[name, value.join('=')]] : []
    })
  return { origin, path, slash: path !== '/' && /[^/]\/$/.test(beforeQuery), query }
}

/** `:id`, `<id>`, `{{id}}`, `$ID`, `[id]` and `YOUR_KEY_ID` as `{id}`; a variable for the base is left out. */
function templateOf(written: string): string | undefined {
  const path = written
    .replace(/^(?:\{\{?[^{}/]+\}?\}|\$\{?\w+\}?|<[^<>/]+>)(?=\/)/, '')
    .replace(/(?<=.)\/+$/, '')
  if (path === '') return '/'
  if (!path.startsWith('/') || path.length > 300 || /[\s\\]|\/\/|\.\.\.|…/.test(path)) return undefined
  const seen = new Set<string>()
  const segments = path.split('/').map((segment) => {
    const name = parameterOf(segment)
    if (name === undefined) return segment
    let free = name
    for (let next = 2; seen.has(free); next++) free = `${name}${next}`
    seen.add(free)
    return `{${free}}`
  })
  const joined = segments.join('/')
  return /^[\w/{}.:~@!$&'*+=%-]*$/.test(joined) ? joined : undefined
}

function parameterOf(segment: string): string | undefined {
  const marked = /^(?::|\$)(\w[\w-]*)$|^\$?\{\{?\s*([\w .-]+?)\s*\}?\}$|^<([\w .-]+)>$|^\[([\w.-]+)\]$/.exec(
    segment,
  )
  const name = marked?.slice(1).find((part) => part !== undefined)
  if (name !== undefined) return nameOf(name)
  if (/^(?:YOUR|MY|THE)?_?[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(segment) || /^(?:ID|UUID)$/.test(segment))
    return nameOf(segment.toLowerCase().replace(/^(?:your|my|the)_/, ''))
  return undefined
}

function nameOf(text: string): string {
  const name = text.trim().replaceAll(/[\s.]+/g, '_')
  return name === name.toUpperCase() ? name.toLowerCase() : name
}
