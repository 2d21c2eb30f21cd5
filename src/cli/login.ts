import type { HeaderLine } from '../http/exchange.ts'
import type { AnswerPlace, Login } from '../run/credential-source.ts'
import { tokenName, tokenOf } from '../secrets/token.ts'
import type { SecretKind } from '../secrets/types.ts'
import { isMap, memberOf, membersOf, wrong, type Part } from './members.ts'
import { valueOf } from './values-from.ts'

const members = ['method', 'path', 'url', 'headers', 'body', 'form', 'token', 'expires']
const placeForm = 'a JSON Pointer into the answer such as /access_token, or header:NAME, or cookie:NAME'

/**
 * Reads a login request from the configuration. Texts may be `env:NAME` or `file:PATH`; those, and whatever is
 * named like a secret, are replaced by tokens.
 */
export function readLogin(
  value: unknown,
  part: Part,
  name: string,
  from: { readonly environment: NodeJS.ProcessEnv; readonly cwd: string },
): Login {
  const given = membersOf(value, part, members, 'a map that describes a request')
  const secrets: { name: string; value: string; kind: SecretKind }[] = []
  const hidden = (text: string, where: Part, member: string): string => {
    const referred = /^(?:env|file):/.test(text)
    const secretly = /pass|pwd|secret|token|key|\bpin\b|otp|credential|auth|cookie/i.test(member)
    if (!referred && !secretly) return text
    const found = valueOf(
      text,
      `${where.path} of the configuration ${where.file}`,
      from.environment,
      from.cwd,
    )
    const own = tokenName(`${name}.login.${secrets.length + 1}`)
    secrets.push({ name: own, value: found, kind: secretly ? 'credential' : 'identifier' })
    return tokenOf(own)
  }
  const filled = (inner: unknown, where: Part, member: string): unknown =>
    typeof inner === 'string'
      ? hidden(inner, where, member)
      : Array.isArray(inner)
        ? inner.map((item, index) => filled(item, memberOf(where, String(index)), member))
        : isMap(inner)
          ? Object.fromEntries(
              Object.entries(inner).map(([key, item]) => [key, filled(item, memberOf(where, key), key)]),
            )
          : inner
  const method = given['method'] ?? 'POST'
  if (typeof method !== 'string' || !/^[A-Za-z]+$/.test(method))
    throw wrong(memberOf(part, 'method'), 'a method such as POST')
  if ((given['path'] === undefined) === (given['url'] === undefined))
    throw wrong(part, 'a map with either path, below the target, or url, of the same origin')
  const [place, url] = given['path'] === undefined ? ['url', given['url']] : ['path', given['path']]
  if (typeof url !== 'string' || url === '' || (place === 'url' && !/^https?:\/\//i.test(url)))
    throw wrong(
      memberOf(part, place),
      place === 'path' ? 'a path such as /auth/login' : 'an http or https URL',
    )
  const headers = Object.entries(
    given['headers'] === undefined
      ? {}
      : membersOf(given['headers'], memberOf(part, 'headers'), null, 'a map of names to texts'),
  ).map(([header, text]): HeaderLine => {
    const where = memberOf(memberOf(part, 'headers'), header)
    if (typeof text !== 'string' || /[\r\n]/.test(text)) throw wrong(where, 'a text of one line')
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) throw wrong(where, 'named as a header may be')
    return [header, hidden(text, where, header)]
  })
  const { text, type } = bodyOf(given, part, filled)
  const typed = headers.some(([header]) => header.toLowerCase() === 'content-type')
  const accepting = headers.some(([header]) => header.toLowerCase() === 'accept')
  return {
    method: method.toUpperCase(),
    url,
    headers: [
      ...headers,
      ...(accepting ? [] : [['Accept', 'application/json'] as const]),
      ...(typed || type === null ? [] : [['Content-Type', type] as const]),
    ],
    ...(text === null ? {} : { body: text }),
    token: placeOf(given['token'], memberOf(part, 'token')),
    ...(given['expires'] === undefined
      ? {}
      : { expires: placeOf(given['expires'], memberOf(part, 'expires')) }),
    secrets,
  }
}

function bodyOf(
  given: Readonly<Record<string, unknown>>,
  part: Part,
  filled: (value: unknown, where: Part, member: string) => unknown,
): { readonly text: string | null; readonly type: string | null } {
  const { body, form } = given
  if (body !== undefined && form !== undefined)
    throw wrong(part, 'a map with either body, sent as JSON, or form')
  if (form !== undefined) {
    const where = memberOf(part, 'form')
    const pairs = Object.entries(membersOf(form, where, null, 'a map of names to texts')).map(
      ([member, value]) => {
        if (!['string', 'number', 'boolean'].includes(typeof value))
          throw wrong(memberOf(where, member), 'a text')
        const text = filled(
          typeof value === 'string' ? value : String(value),
          memberOf(where, member),
          member,
        ) as string
        // A token is replaced, and its value encoded, when the request is written.
        return `${encodeURIComponent(member)}=${text.startsWith('<secret:') ? text : encodeURIComponent(text)}`
      },
    )
    return { text: pairs.join('&'), type: 'application/x-www-form-urlencoded' }
  }
  if (body === undefined) return { text: null, type: null }
  if (typeof body === 'string')
    return { text: filled(body, memberOf(part, 'body'), '') as string, type: null }
  return { text: JSON.stringify(filled(body, memberOf(part, 'body'), '')), type: 'application/json' }
}

/** Also as a runtime expression (OpenAPI 3.1, section 4.8.20.3), as annotations name places. */
function placeOf(value: unknown, part: Part): AnswerPlace {
  if (typeof value !== 'string') throw wrong(part, placeForm)
  const [, pointer] = /^(?:\$response\.body#)?(\/.*)$/s.exec(value) ?? []
  if (pointer !== undefined) return { in: 'body', pointer }
  const [, where, name] =
    /^(?:\$response\.)?(header|cookie)[:.]([!#$%&'*+.^_`|~0-9A-Za-z-]+)$/.exec(value) ?? []
  if (where === undefined || name === undefined) throw wrong(part, placeForm)
  return { in: where === 'cookie' ? 'cookie' : 'header', name }
}
