import {
  headerValues,
  isProtected,
  parseJson,
  type CallOptions,
  type Exchange,
  type JsonValue,
  type Scenario,
} from '#keyproof'

const rule = 'auth-no-method-or-path-bypass'

/** No spelling of a path and no odd method leads past the guard. */
export const noWayAroundTheGuard: Scenario = {
  name: 'no-way-around-the-guard',
  promise: 'Without a credential no other spelling of the path and no other method gets an answer.',
  rules: [rule],
  on: 'operation',
  keys: 0,
  // An answer to HEAD is known by its length alone.
  alone: true,
  applies({ operation, probe, schemes }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    if (!probe || operation.method !== 'GET') return false
    return schemes.length > 0 || 'No credential is at hand to see what the guarded answer looks like.'
  },
  async verify(stage) {
    const control = await stage.call()
    if (control.response.status >= 300)
      return stage.inconclusive(rule, `The valid request was not accepted (${control.response.status}).`)
    const input = await stage.input()
    const refused = await stage.call({ input, credentials: 'none' })
    if (refused.response.status < 300)
      return stage.inconclusive(
        rule,
        'A request without a credential is accepted as it stands, which auth-missing-rejected judges.',
      )
    for (const [place, call] of variants(refused.request.path)) {
      const exchange = await stage.call({ input, credentials: 'none', ...call, unjudged: true })
      const { status } = exchange.response
      if (status >= 500 || status === 429) continue
      if (status < 300 && alike(control, exchange))
        stage.broken(rule, {
          place,
          failure: 'answered',
          message: `${stage.operation.key} is answered without a credential when it is asked with ${place}.`,
          expected: 'a refusal: 401, 404 or 405',
          received: `${status} with the guarded content`,
          exchanges: [exchange],
        })
      else stage.held(rule)
    }
  },
}

function variants(asked: string): readonly (readonly [place: string, call: CallOptions])[] {
  const [path = '/', query] = asked.split(/\?(.*)/s)
  const at = path.lastIndexOf('/')
  const [head, last] = [path.slice(0, at), path.slice(at + 1)]
  const spelled = (place: string, changed: string): readonly [string, CallOptions] => [
    place,
    { path: query === undefined || query === '' ? changed : `${changed}?${query}`, raw: true },
  ]
  return [
    spelled('a slash at the end', `${path}/`),
    spelled('a double slash', `${head}//${last}`),
    spelled('a dot segment', `${head}/./${last}`),
    spelled('an encoded dot segment', `${head}/%2e/${last}`),
    spelled('a parent segment', `${head}/keyproof/../${last}`),
    spelled('a path parameter', `${path};keyproof=1`),
    spelled('capital letters', path.toUpperCase()),
    spelled('an extension', `${path}.json`),
    ['the method HEAD', { method: 'HEAD' }],
    ['the method OPTIONS', { method: 'OPTIONS' }],
    ['the method TRACE', { method: 'TRACE', raw: true }],
    ['an unknown method', { method: 'KEYPROOF', raw: true }],
    ['X-HTTP-Method-Override', { method: 'POST', headers: [['X-HTTP-Method-Override', 'GET']] }],
    ['X-Original-URL', { path: '/', headers: [['X-Original-URL', path]] }],
  ]
}

/** Whether an answer shows what the guarded one shows, and not merely some page. */
function alike(control: Exchange, exchange: Exchange): boolean {
  const [one, other] = [control.response, exchange.response]
  if (exchange.request.method === 'HEAD') {
    const length = headerValues(other.headers, 'content-length')[0]
    return length !== undefined && length !== '0' && length === headerValues(one.headers, 'content-length')[0]
  }
  if (other.body === '') return false
  return (
    other.body === one.body ||
    (shape(parseJson(other.body)) !== null && shape(parseJson(other.body)) === shape(parseJson(one.body)))
  )
}

function shape(value: JsonValue | undefined): string | null {
  if (typeof value !== 'object' || value === null) return null
  return Array.isArray(value) ? 'list' : Object.keys(value).toSorted().join(' ')
}
