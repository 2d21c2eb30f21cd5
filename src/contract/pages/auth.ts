import type { JsonObject } from '../types.ts'
import type { Anchored } from './anchors.ts'
import type { Basis } from './basis.ts'
import { based } from './basis.ts'
import type { Call } from './calls.ts'
import type { Field } from './fields.ts'
import { plain } from './inline.ts'
import { topicOf } from './words.ts'

/** A way of proving who calls, as a page states or shows it. */
export interface Scheme {
  readonly name: string
  readonly basis: Basis
  /** The Security Scheme Object without its basis. */
  readonly object: JsonObject
  readonly says: string
}

const credential =
  /(?:^|[-_])(?:api-?key|auth(?:orization)?|access)(?:$|[-_])|(?:^|[-_])(?:key|token|secret|credential|session)(?:[-_]?id)?$|^apikey$/i
const otherwise = /idempotency|content|accept|csrf|xsrf|request-id|trace|version|next|page|cursor|cache|if-/i
const ordinary =
  /^(?:content-type|accept|accept-.*|user-agent|host|origin|referer|content-length|cache-control|connection)$/i

/** Whether a header carries a credential, by its name. */
export function isCredentialHeader(name: string): boolean {
  return name.toLowerCase() === 'authorization' || (credential.test(name) && !otherwise.test(name))
}

/** Whether a header is no matter of the API. */
export function isOrdinaryHeader(name: string): boolean {
  return ordinary.test(name)
}

/** The schemes a call uses together. */
export function schemesOfCall(call: Call): readonly Scheme[] {
  const found: Scheme[] = []
  for (const [name, value] of call.headers) {
    if (isCredentialHeader(name)) found.push(headerScheme(name, value, 'example', `A call sends ${name}.`))
  }
  if (call.user !== undefined || /^https?:\/\/[^/?#@]+@/.test(call.url))
    found.push(basic('example', 'A call signs in with user and password.'))
  const cookie = /(?:^|;\s*)([\w.-]+)=/.exec(call.cookies ?? '')?.[1]
  if (cookie !== undefined) found.push(cookieScheme(cookie, 'example', 'A call sends a cookie.'))
  const query = /[?&]((?:api_?key|access_?token|token|key|auth))=/i.exec(call.url)?.[1]
  if (query !== undefined)
    found.push(apiKey(query, 'query', 'example', 'A call sends it in the query string.'))
  return distinct(found)
}

/** The schemes that stated header and cookie parameters make. */
export function schemesOfFields(fields: readonly Field[]): readonly Scheme[] {
  return distinct(
    fields.flatMap((field) => {
      const name = field.path.join('.')
      const text = plain(field.description)
      if (field.place === 'header' && isCredentialHeader(name))
        return [headerScheme(name, `${text} ${field.default ?? ''}`, 'stated', text)]
      if (field.place === 'cookie' && /session|token|auth|sid|key|jwt/i.test(name))
        return [cookieScheme(name, 'stated', text)]
      return []
    }),
  )
}

/** The schemes that running text speaks of, each an alternative; what stands nearest to a word on authentication first. */
export function schemesOfProse(leaves: readonly Anchored[]): readonly Scheme[] {
  const texts = leaves.flatMap(({ leaf: { part, section, label } }) => {
    const about = topicOf(plain(section.title)) === 'auth' || topicOf(label) === 'auth'
    const text =
      part.kind === 'list'
        ? part.items.map((item) => item.text).join('\n')
        : part.kind === 'fence' && about
          ? part.text
          : 'text' in part && part.kind !== 'fence'
            ? part.text
            : ''
    return text === '' ? [] : [{ text: plain(text), about }]
  })
  return distinct(
    texts.flatMap(({ text, about }) =>
      text.split(/\n|(?<=[.!?。])\s+/).flatMap((sentence) => inSentence(sentence, about)),
    ),
  )
}

const speaksOfAuth =
  /\bauth\w*|\bcredential|\bsign(?:ed)? in|\bheader\b|authentifi|autenti|anmeld|kopfzeile|en-tête|encabezado|cabecera|cabeçalho|认证|鉴权|请求头|認証|ヘッダ/i

function inSentence(sentence: string, about: boolean): readonly Scheme[] {
  if (!about && !speaksOfAuth.test(sentence)) return []
  const found: Scheme[] = []
  if (/\bbearer\b/i.test(sentence)) found.push(bearer('stated', sentence))
  if (/\b(?:http )?basic[- ]auth|\bbasic authenti|\bAuthorization:\s*Basic\b/i.test(sentence))
    found.push(basic('stated', sentence))
  const header =
    /(?<![\w-]|\bauthorization:\s*)(x-[\w-]*(?:key|token|secret|auth)[\w-]*|[\w-]*api-key|apikey)(?![\w-])/i.exec(
      sentence,
    )?.[1]
  if (
    header !== undefined &&
    /header|kopfzeile|en-tête|encabezado|cabecera|cabeçalho|头|ヘッダ|:/i.test(sentence) &&
    /-/.test(header) &&
    isCredentialHeader(header)
  ) {
    found.push(apiKey(header, 'header', 'stated', sentence))
  }
  const cookie =
    /\bcookies?\b[^.]{0,40}?[("'“:]\s*([\w.-]{3,40})\s*[)"'”=]|\b([\w.-]*(?:session|sess|sid|token)[\w.-]*)\b["'”)]?\s+cookie\b|cookie\s*[:：]\s*([\w.-]+)=/i.exec(
      sentence,
    )
  const name = cookie?.slice(1).find((part) => part !== undefined)
  if (cookie && name !== undefined)
    found.push(cookieScheme(/^sessions?$/i.test(name) ? name.toLowerCase() : name, 'stated', sentence))
  return found
}

/** The scheme that Mintlify's `authMethod` and the like name. */
export function schemeNamed(word: string): Scheme | undefined {
  const says = `The page names the method ${word}.`
  if (/^bearer$/i.test(word)) return bearer('stated', says)
  if (/^basic$/i.test(word)) return basic('stated', says)
  if (/^cookie$/i.test(word)) return cookieScheme('session', 'assumed', says)
  return /^(?:key|api-?key)$/i.test(word) ? apiKey('X-API-Key', 'header', 'assumed', says) : undefined
}

/** Schemes by name, the first of each; what is stated wins over what only shows in an example. */
export function distinct(schemes: readonly Scheme[]): readonly Scheme[] {
  const found = new Map<string, Scheme>()
  for (const scheme of schemes) {
    const known = found.get(scheme.name)
    if (known === undefined || (known.basis !== 'stated' && scheme.basis === 'stated'))
      found.set(scheme.name, scheme)
  }
  return [...found.values()]
}

/** The Security Scheme Object of a scheme. */
export function schemeObject(scheme: Scheme): JsonObject {
  const says = scheme.says.trim().slice(0, 500)
  return { ...scheme.object, ...(says !== '' && { description: says }), ...based(scheme.basis) }
}

function headerScheme(name: string, value: string, basis: Basis, says: string): Scheme {
  if (name.toLowerCase() !== 'authorization') return apiKey(name, 'header', basis, says)
  if (/\bbasic\b/i.test(value)) return basic(basis, says)
  const word = /^\s*["'“]?([A-Za-z][\w-]*)\s+\S/.exec(value)?.[1]
  if (/\bbearer\b/i.test(value) || value.trim() === '' || basis === 'stated') return bearer(basis, says)
  if (word !== undefined && /^(?:token|api-?key|key)$/i.test(word)) {
    return {
      name: 'AuthorizationHeader',
      basis,
      says: `${says} The value starts with \`${word} \`.`,
      object: { type: 'apiKey', in: 'header', name: 'Authorization' },
    }
  }
  return {
    name: 'AuthorizationHeader',
    basis,
    says,
    object: { type: 'apiKey', in: 'header', name: 'Authorization' },
  }
}

function bearer(basis: Basis, says: string): Scheme {
  return { name: 'bearerAuth', basis, says, object: { type: 'http', scheme: 'bearer' } }
}

function basic(basis: Basis, says: string): Scheme {
  return { name: 'basicAuth', basis, says, object: { type: 'http', scheme: 'basic' } }
}

function cookieScheme(name: string, basis: Basis, says: string): Scheme {
  return { name: 'cookieAuth', basis, says, object: { type: 'apiKey', in: 'cookie', name } }
}

function apiKey(name: string, place: string, basis: Basis, says: string): Scheme {
  const own = name.replaceAll(/[^A-Za-z\d]+(.)?/g, (_, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  )
  return { name: own, basis, says, object: { type: 'apiKey', in: place, name } }
}
