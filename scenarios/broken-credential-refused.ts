import {
  isProtected,
  leadOf,
  type CallOptions,
  type Exchange,
  type Scenario,
  type SecurityScheme,
  type Stage,
} from '#keyproof'

const rule = 'robust-oversize-and-malformed-credential'
const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJrZXlwcm9vZiJ9.'
/** Values no API hands out as a key. */
const values: readonly (readonly [what: string, value: string])[] = [
  ['8 KiB of letters', 'k'.repeat(8 * 1024)],
  ['32 KiB of letters', 'k'.repeat(32 * 1024)],
  ['bytes beyond ASCII', 'cl\u00E9-\u00FF\u0080'],
  ['quotes', '"keyproof"'],
  ['a list', 'keyproof, keyproof'],
  ['an unsigned JSON Web Token', jwt],
  ['a format string', '%s%n%x{0}'],
]

/** A credential that is no credential is refused, and breaks nothing. */
export const brokenCredentialRefused: Scenario = {
  name: 'broken-credential-refused',
  promise: 'A credential that is far too long or full of strange characters is refused, and nothing breaks.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  applies({ operation, probe, schemes }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    if (!probe) return false
    return schemes.length > 0 || 'No credential is at hand to prove that the valid request is accepted.'
  },
  async verify(stage) {
    const ways = stage.ways.flatMap(({ schemes, tried }) =>
      tried
        .map((name) => stage.schemes[name]!)
        .filter(
          (scheme) => scheme.kind !== 'mutualTLS' && (scheme.kind !== 'apiKey' || scheme.in === 'header'),
        )
        .map((scheme) => ({ alternative: schemes, scheme })),
    )
    if (ways.length === 0) return stage.notApplicable(rule, 'The credential does not travel in a header.')
    const none = await stage.call({ credentials: 'none', unjudged: true })
    if (none.response.status < 300)
      return stage.inconclusive(rule, 'No credential is needed here, which auth-missing-rejected judges.')
    for (const { alternative, scheme } of ways) await tryAll(stage, scheme, alternative)
  },
}

async function tryAll(stage: Stage, scheme: SecurityScheme, alternative: readonly string[]): Promise<void> {
  const control = await stage.call({ alternative })
  if (control.response.status >= 300)
    return stage.inconclusive(rule, `The valid request was not accepted either (${control.response.status}).`)
  const ask = (value: string): CallOptions => ({ ...carrying(scheme, value), alternative })
  const strange = await stage.call(ask('keyproof-invalid-0123456789'))
  if (strange.response.status < 300)
    return stage.inconclusive(rule, 'Any credential is accepted here, which auth-invalid-rejected judges.')
  for (const [what, value] of values)
    judge(stage, `${scheme.name} with ${what}`, await attempt(stage, ask(value)))
  if (scheme.kind !== 'apiKey')
    judge(
      stage,
      'Basic with something that is not base64',
      await attempt(stage, {
        alternative,
        credentials: { [scheme.name]: null },
        also: { headers: [['Authorization', 'Basic %%%']] },
        raw: true,
      }),
    )
}

function carrying(scheme: SecurityScheme, value: string): CallOptions {
  const line =
    scheme.kind === 'apiKey'
      ? ([scheme.parameter, `${leadOf(scheme)}${value}`] as const)
      : (['Authorization', `Bearer ${value}`] as const)
  return { credentials: { [scheme.name]: null }, also: { headers: [line] }, raw: true, unjudged: true }
}

/** The exchange; null where the connection was ended without an answer, as some proxies do with long headers. */
async function attempt(stage: Stage, call: CallOptions): Promise<Exchange | null> {
  // Who closes a connection with bytes of it unread may destroy the answer on its way, so one loss says little.
  for (let left = 3; left > 0; left--) {
    try {
      return await stage.call({ ...call, unjudged: true, mayBeCutOff: true })
    } catch (error) {
      if (!(error instanceof Error && error.name === 'TargetTrouble')) throw error
    }
  }
  return null
}

/** Where it breaks: at the length of a value, whatever that is, or at what is in it. */
function placeOf(what: string): string {
  return what.replace(/ with \d+ KiB of letters$/, ' too long')
}

function judge(stage: Stage, what: string, exchange: Exchange | null): void {
  if (exchange === null)
    return stage.inconclusive(rule, `The connection was ended without an answer to ${what}.`)
  const { status } = exchange.response
  if (status === 429 || status === 503)
    return stage.inconclusive(rule, `The request with ${what} was answered ${status}.`)
  if (status >= 400 && status < 500) return stage.held(rule)
  if (status >= 300 && status < 400)
    return stage.inconclusive(rule, `The request with ${what} was redirected.`)
  stage.broken(rule, {
    place: placeOf(what),
    failure: status < 300 ? 'accepted' : '5XX',
    message:
      status < 300 ? `${stage.operation.key} accepts ${what}.` : `${stage.operation.key} breaks on ${what}.`,
    expected: '401, 400 or 431',
    received: String(status),
    severity: status < 300 ? 'critical' : 'medium',
    ...(status < 300 ? { basis: 'standard' as const } : {}),
    exchanges: [exchange],
  })
}
