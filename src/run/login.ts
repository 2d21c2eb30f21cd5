import { parseJson, valueAt } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'
import { KeyproofError, messageOf } from '../errors.ts'
import { headerValues } from '../http/exchange.ts'
import { TargetTrouble } from '../http/trouble.ts'
import { joinPath } from '../http/uri.ts'
import type { RawResponse } from '../secrets/types.ts'
import { credentialNamed, type AnswerPlace, type LoginSource, type Obtained } from './credential-source.ts'
import { Unjudgeable } from './signals.ts'
import type { Transmitter } from './transmitter.ts'

/** Path of a login, base URL included; a KeyproofError ('config') where it would go to another origin than the target. */
export function loginPath({ login, ...source }: LoginSource, target: string): string {
  const base = new URL(target)
  if (!/^[a-z][a-z\d+.-]*:|^\/\//i.test(login.url)) return joinPath(base.pathname, login.url)
  const url = URL.canParse(login.url, base.href) ? new URL(login.url, base.href) : null
  if (url === null || url.origin !== base.origin || url.username !== '' || url.password !== '')
    throw new KeyproofError(
      'config',
      `The login of the ${credentialNamed(source)} goes to another origin than the target ${base.origin}.`,
      'A credential goes to the target alone: name a path, or have a command get the credential elsewhere.',
    )
  return url.pathname + url.search
}

/**
 * Logs in. Throws a KeyproofError: 'credential' where the login is refused or gives no credential,
 * 'target-unreachable' where it gets no answer.
 */
export async function logIn(
  source: LoginSource,
  {
    transmitter,
    target,
    now,
  }: { readonly transmitter: Transmitter; readonly target: string; readonly now: () => number },
): Promise<Obtained> {
  const { login } = source
  const path = loginPath(source, target)
  const what = `The login ${login.method} ${login.url} for the ${credentialNamed(source)}`
  let raw: RawResponse
  try {
    raw = await transmitter.send({
      operation: null,
      madeFrom: `login ${login.method} ${login.url}`,
      method: login.method,
      path,
      headers: login.headers,
      ...(login.body === undefined ? {} : { body: login.body }),
    })
  } catch (error) {
    if (!(error instanceof TargetTrouble || error instanceof Unjudgeable)) throw error
    throw new KeyproofError(
      'target-unreachable',
      `${what} got no answer: ${messageOf(error)}`,
      error instanceof TargetTrouble ? error.hint : 'Log in less often, or raise the limit of the account.',
      error,
    )
  }
  const { status } = raw
  if (status >= 500)
    throw new KeyproofError(
      'target-unreachable',
      `${what} failed: it was answered ${status}.`,
      'Look at the target’s own log.',
    )
  if (status >= 400)
    throw new KeyproofError('credential', `${what} was refused: ${status}.`, refusalHint(status, target))
  const value = textAt(raw, login.token)
  if (value === null || value === '' || /[\r\n]/.test(value))
    throw new KeyproofError(
      'credential',
      `${what} was answered ${status}, but without a credential ${placeNamed(login.token)}.`,
      missingHint(raw, login.token),
    )
  const expires = login.expires === undefined ? undefined : valueIn(raw, login.expires)
  return {
    value: login.token.in === 'header' ? value.replace(/^(?:bearer|basic)\s+/i, '') : value,
    expiresAt: expires === undefined ? null : momentOf(expires, now()),
  }
}

function refusalHint(status: number, target: string): string {
  if (status === 404 || status === 405)
    return `Its path is put below the target ${target}; give a whole URL of the same origin if it lies elsewhere, and check its method.`
  if (status === 401 || status === 403)
    return 'Check the user name and the password, and where they come from.'
  return 'Check the body and the headers that the configuration gives it.'
}

function placeNamed(place: AnswerPlace): string {
  return place.in === 'body' ? `at ${place.pointer}` : `in the ${place.in} ${place.name}`
}

/** Names of what there is instead, as long as they look like names: anything else may be a secret. */
function missingHint({ body, headers }: RawResponse, place: AnswerPlace): string {
  const short = (names: readonly string[]): string =>
    names
      .filter((name) => /^[a-z][a-z_-]{0,23}$/i.test(name))
      .slice(0, 12)
      .join(', ')
  if (place.in === 'header')
    return `Check its name. The answer has the headers ${short(headers.map(([name]) => name))}.`
  if (place.in === 'cookie') {
    const names = short(headerValues(headers, 'set-cookie').map((line) => line.split('=')[0]!.trim()))
    return names === '' ? 'The answer sets no cookie.' : `The answer sets the cookies ${names}.`
  }
  const json = parseJson(body)
  if (json === undefined) return 'The answer is no JSON: take the credential from header:NAME or cookie:NAME.'
  const parent = valueAt(
    json,
    (place as Extract<AnswerPlace, { readonly in: 'body' }>).pointer.replace(/\/[^/]*$/, ''),
  )
  const members =
    typeof parent === 'object' && parent !== null && !Array.isArray(parent) ? short(Object.keys(parent)) : ''
  return members === ''
    ? 'Check the pointer against an answer of the API.'
    : `Check the pointer: beside it the answer has ${members}.`
}

function valueIn(raw: RawResponse, place: AnswerPlace): JsonValue | undefined {
  if (place.in === 'body') return valueAt(parseJson(raw.body), place.pointer)
  if (place.in === 'header') return headerValues(raw.headers, place.name)[0]
  for (const line of headerValues(raw.headers, 'set-cookie')) {
    const [pair = ''] = line.split(';')
    const cut = pair.indexOf('=')
    if (cut > 0 && pair.slice(0, cut).trim() === place.name) return pair.slice(cut + 1).trim()
  }
  return undefined
}

function textAt(raw: RawResponse, place: AnswerPlace): string | null {
  const value = valueIn(raw, place)
  return typeof value === 'string' ? value.trim() : null
}

/** Seconds from now, as in `expires_in`; a time in seconds or milliseconds since 1970; or a date. */
function momentOf(value: JsonValue, now: number): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value.trim())
        ? Number(value)
        : null
  if (number !== null) return number > 1e11 ? number : number > 1e9 ? number * 1000 : now + number * 1000
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? null : time
}
