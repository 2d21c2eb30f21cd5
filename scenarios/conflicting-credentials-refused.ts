import {
  authenticated,
  carrierText,
  leadOf,
  isProtected,
  type Exchange,
  type Scenario,
  type SecurityScheme,
  type Stage,
} from '#keyproof'

const rule = 'auth-conflicting-credentials-rejected'

/** Two credentials that contradict each other are not sorted out by their order. */
export const conflictingCredentialsRefused: Scenario = {
  name: 'conflicting-credentials-refused',
  promise: 'A request with two credentials, one of them wrong, is answered the same whichever comes first.',
  rules: [rule],
  on: 'operation',
  keys: 2,
  applies({ operation, probe, schemes }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    if (!probe) return false
    return schemes.length > 0 || 'No credential is at hand to contradict.'
  },
  async verify(stage) {
    const ways = stage.ways.flatMap(({ schemes, tried }) =>
      tried
        .map((name) => stage.schemes[name]!)
        .filter(
          ({ kind, ...one }) => kind === 'http' || (kind === 'apiKey' && 'in' in one && one.in === 'header'),
        )
        .map((scheme) => ({ alternative: schemes, scheme })),
    )
    if (ways.length === 0) return stage.notApplicable(rule, 'No credential travels in a header here.')
    for (const { alternative, scheme } of ways) await tryBoth(stage, scheme, alternative)
  },
}

async function tryBoth(stage: Stage, scheme: SecurityScheme, alternative: readonly string[]): Promise<void> {
  const own = stage.credential(scheme.name)
  const right = carrierText(scheme, own)
  const wrong = carrierText(scheme, stage.edited(own, 'fresh:3') ?? 'keyproof-invalid')
  const ask = (values: readonly string[]): Promise<Exchange> => carrying(stage, scheme, alternative, values)
  const control = await stage.call({ alternative })
  const refused = await ask([wrong])
  if (control.response.status >= 300 || authenticated(refused))
    return stage.inconclusive(
      rule,
      control.response.status >= 300
        ? `The valid request was not accepted (${control.response.status}).`
        : 'A wrong credential is accepted by itself, which auth-invalid-rejected judges.',
    )
  await bothWays(stage, 'two fields', ask, [right, wrong])
  // The word before a key stands once, so a list of two is a credential of its own there.
  if (leadOf(scheme) === '')
    await bothWays(stage, 'one field with a list', (order) => ask([order.join(', ')]), [right, wrong])
}

function carrying(
  stage: Stage,
  scheme: SecurityScheme,
  alternative: readonly string[],
  values: readonly string[],
): Promise<Exchange> {
  const name = scheme.kind === 'apiKey' ? scheme.parameter : 'Authorization'
  return stage.call({
    alternative,
    credentials: { [scheme.name]: null },
    also: { headers: values.map((value) => [name, value] as const) },
    raw: true,
  })
}

async function bothWays(
  stage: Stage,
  place: string,
  ask: (order: readonly string[]) => Promise<Exchange>,
  pair: readonly [string, string],
): Promise<void> {
  const first = await ask(pair)
  const last = await ask([pair[1], pair[0]])
  const unclear = [first, last].find(({ response: { status } }) => status >= 500 || status === 429)
  if (unclear !== undefined)
    return stage.inconclusive(rule, `A request with two credentials was answered ${unclear.response.status}.`)
  const [one, other] = [authenticated(first), authenticated(last)]
  if (one === other) return stage.held(rule)
  stage.broken(rule, {
    place,
    failure: one ? 'first counts' : 'last counts',
    message: `Of two credentials that contradict each other, in ${place}, the ${one ? 'first' : 'last'} one counts.`,
    expected: 'a refusal, or the same answer in both orders',
    received: `${first.response.status} with the right one first, ${last.response.status} with it last`,
    exchanges: [first, last],
  })
}
