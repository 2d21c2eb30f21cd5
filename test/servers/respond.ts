import type { IncomingMessage } from 'node:http'
import { authenticate } from './auth.ts'
import { bytesOf, parseStrictly, saysJson, validate } from './json.ts'
import type { Answer, Body, Call, Has, Issue, Route, Shape } from './shape.ts'
import { shown, spoiled } from './spoil.ts'
import type { Store } from './store.ts'

interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** Answers one request: credentials first, then path and method, then the body, then the operation. */
export async function respond(
  request: IncomingMessage,
  shape: Shape,
  store: Store,
  has: Has,
): Promise<Answer> {
  const bytes = await bytesOf(request)
  const fail = (status: number, message: string, issues: readonly Issue[] = []): Answer => {
    const leaked = has('secret-in-error-message') && status !== 401 ? ` (${store.lastSecret() ?? ''})` : ''
    const told = has('error-body-violates-schema') ? 42 : message + leaked
    return { status, body: shape.error(status, told, issues) }
  }
  const [path, query] = splitTarget(request.url ?? '', shape, has)
  const matches = path === null ? [] : matching(shape, path)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const match =
    matches.find(({ route }) => route.method === method) ??
    (has('undeclared-method-accepted') && method === 'PUT'
      ? matches.find(({ route }) => route.method === 'POST')
      : undefined)

  if (has('5xx-on-long-credential') && longestCredential(request, shape) > 4096) return fail(500, 'Too long.')
  const who = authenticate(request, shape, store, has)
  if ('refused' in who) {
    const early = has('validates-before-auth') ? judge(request, bytes, match?.route, shape, has, fail) : null
    if (early !== null && 'answer' in early) return early.answer
    const last = match === undefined ? undefined : Object.values(match.params).at(-1)
    const looksUp = match?.route.role === 'revoke' || match?.route.role === 'get'
    if (has('existence-told-before-auth') && looksUp && store.find(null, last ?? '') === undefined) {
      return fail(404, 'There is no such key.')
    }
    return refusal(who, shape, has, fail)
  }
  if (matches.length === 0) return fail(404, 'There is nothing here.')
  if (match === undefined) {
    return {
      ...fail(405, 'This method is not for this path.'),
      headers: has('405-without-allow') ? {} : allow(matches),
    }
  }

  const { route, params } = match
  const call: Call = {
    caller: who.caller,
    tenant: who.tenant,
    params,
    query: new URLSearchParams(query),
    body: {},
    store,
    has,
    show: (record) => shown(shape, record, route.role, query, has),
    find: () => store.find(who.tenant, Object.values(params).at(-1) ?? ''),
  }
  const guarded = shape.guard?.(call, route) ?? { tenant: who.tenant }
  if ('status' in guarded) return guarded
  const judged = judge(request, bytes, route, shape, has, fail)
  if ('answer' in judged) {
    if (has('rejected-create-leaves-key') && route.role === 'create') leaveGhost(store, guarded.tenant)
    return judged.answer
  }
  return perform({ ...call, tenant: guarded.tenant, body: judged.body }, route, shape, bytes, fail)
}

function perform(
  call: Call,
  route: Route,
  shape: Shape,
  bytes: Buffer | null,
  fail: (status: number, message: string) => Answer,
): Answer {
  const { has, store } = call
  const last = Object.values(call.params).at(-1) ?? ''
  if (route.role === 'revoke' && has('5xx-on-second-delete') && store.wasRevoked(call.tenant, last)) {
    return fail(500, 'Something broke.')
  }
  if (route.role !== 'create') return finish(call, route, shape, fail)
  const name = call.body['name']
  if (typeof name === 'string') {
    if (has('5xx-on-unicode-name') && /[^\0-\u{ff}]/u.test(name)) return fail(500, 'Something broke.')
    if (has('5xx-on-long-name') && name.length > 200) return fail(500, 'Something broke.')
    if (has('name-truncated')) call.body['name'] = Array.from(name).slice(0, 64).join('')
    if (has('name-made-ascii')) call.body['name'] = name.replaceAll(/[^\0-\x7f]/gu, '?')
  }
  const chosen = has('client-secret-accepted') && bytes !== null ? chosenSecret(bytes) : null
  if (chosen !== null) store.force(chosen)
  const answer = finish(call, route, shape, fail)
  if (chosen !== null) store.force(null)
  return answer
}

function finish(
  call: Call,
  route: Route,
  shape: Shape,
  fail: (status: number, message: string) => Answer,
): Answer {
  const answer = route.handle(call)
  if (answer.status < 400) return spoiled(shape, answer, route.role, call.store.lastSecret(), call.has)
  const message = answer.body?.['message']
  return { ...answer, body: fail(answer.status, typeof message === 'string' ? message : '').body! }
}

function judge(
  request: IncomingMessage,
  bytes: Buffer | null,
  route: Route | undefined,
  shape: Shape,
  has: Has,
  fail: (status: number, message: string, issues?: readonly Issue[]) => Answer,
): { readonly body: Body } | { readonly answer: Answer } {
  if (bytes === null) return { answer: fail(413, 'The body is too large.') }
  if (route?.fields === undefined) return { body: {} }
  if (bytes.length > 0 && !saysJson(request.headers['content-type'], has)) {
    return { answer: fail(415, 'The body has to be JSON in UTF-8.') }
  }
  const nested = bytes.filter((byte) => byte === 0x5b || byte === 0x7b).length
  if (has('5xx-on-deep-json') && nested > 300) return { answer: fail(500, 'Something broke.') }
  const parsed = parseStrictly(bytes)
  if (parsed === undefined) {
    if (has('5xx-on-malformed-json')) return { answer: fail(500, 'Something broke.') }
    return { answer: fail(shape.invalid.syntax, 'The body is no valid JSON.') }
  }
  const judged = validate(parsed.value, route.fields, route.closed === true, has)
  if ('body' in judged) return judged
  return { answer: fail(shape.invalid.schema, judged.issues[0]?.message ?? 'Invalid.', judged.issues) }
}

function refusal(
  who: { readonly refused: string; readonly sent: string | null },
  shape: Shape,
  has: Has,
  fail: (status: number, message: string) => Answer,
): Answer {
  const reason = has('failure-reason-told')
    ? `The credential is ${who.refused}.`
    : 'Authentication is required.'
  const answer = fail(
    401,
    has('credential-echoed-in-401') && who.sent !== null ? `${reason} ${who.sent}` : reason,
  )
  if (has('no-challenge-on-401')) return answer
  const bearer = who.sent === null ? 'Bearer realm="api"' : 'Bearer realm="api", error="invalid_token"'
  const challenge = shape.schemes[0]?.kind === 'bearer' ? bearer : 'ApiKey realm="api"'
  return { ...answer, headers: { 'WWW-Authenticate': challenge } }
}

/** Path below the base path, null where it is not below it, and the query. */
function splitTarget(target: string, shape: Shape, has: Has): readonly [path: string | null, query: string] {
  const [full = '', query = ''] = target.replace(/^https?:\/\/[^/]*/i, '').split(/\?(.*)/s)
  const path = has('trailing-slash-skips-auth') ? full.replace(/\/$/, '') : full
  return [path.startsWith(`${shape.base}/`) ? path.slice(shape.base.length) : null, query]
}

function matching(shape: Shape, path: string): readonly Match[] {
  return shape.routes.flatMap((route) => {
    const params = paramsOf(route.path, path)
    return params === null ? [] : [{ route, params }]
  })
}

function paramsOf(template: string, path: string): Record<string, string> | null {
  const wanted = template.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const found = given[index]!
    if (!part.startsWith('{')) {
      if (part !== found) return null
      continue
    }
    try {
      params[part.slice(1, -1)] = decodeURIComponent(found)
    } catch {
      return null
    }
  }
  return params
}

function allow(matches: readonly Match[]): Readonly<Record<string, string>> {
  const methods = matches.map(({ route }) => route.method)
  return { Allow: [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ') }
}

function longestCredential(request: IncomingMessage, shape: Shape): number {
  return Math.max(...shape.schemes.map(({ header }) => String(request.headers[header] ?? '').length))
}

function chosenSecret(bytes: Buffer): string | null {
  const value = parseStrictly(bytes)?.value as Body
  const chosen = ['secret', 'key', 'token', 'api_key'].map((name) => value[name])
  return chosen.find((each) => typeof each === 'string') ?? null
}

function leaveGhost(store: Store, tenant: string): void {
  const expiresAt = Date.now() + 86_400_000
  const name = `ghost ${expiresAt} ${store.count()}`
  store.create(tenant, { name, expiresAt, expiresText: new Date(expiresAt).toISOString() })
}
