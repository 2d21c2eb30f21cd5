import {
  isProtected,
  leadOf,
  operationByKey,
  presentScheme,
  type Scenario,
  type SecurityScheme,
} from '#keyproof'

const rule = 'auth-undeclared-carrier-rejected'

/** Whether what is sent looks the same, whatever the schemes are called. */
function isAlike(own: SecurityScheme, other: SecurityScheme | undefined): boolean {
  if (other === undefined || other.kind === 'mutualTLS') return false
  const place = (scheme: SecurityScheme): string =>
    scheme.kind === 'apiKey' ? `${scheme.in} ${scheme.parameter}`.toLowerCase() : 'header authorization'
  return place(own) === place(other) && leadOf(own).toLowerCase() === leadOf(other).toLowerCase()
}

/** What the document keeps from keys, such as the list of keys itself, no key opens. */
export const keysOpenOnlyWhatIsSaid: Scenario = {
  name: 'keys-open-only-what-is-said',
  promise:
    'An issued key lists no keys where the document names other credentials alone: who finds it finds no others.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 1,
  applies({ contract, resource, stateful }) {
    const carrier = resource?.secret.carrier ?? null
    const list = operationByKey(contract, resource?.roles.list?.operation ?? '')
    // Then there is no operation that is kept from keys, or none that can be tried without harm.
    if (carrier === null || list === undefined || list.method !== 'GET' || !isProtected(list)) return false
    const own = contract.securitySchemes[carrier]
    const { user, userName } = resource!.secret
    // Of a pair, half would be sent.
    if (own === undefined || own.kind === 'mutualTLS' || (user ?? userName) !== undefined) return false
    const declared = list.security.flatMap((requirement) => Object.keys(requirement))
    return stateful && !declared.some((name) => isAlike(own, contract.securitySchemes[name]))
  },
  async verify(stage) {
    const { secret, roles } = stage.resource!
    const list = operationByKey(stage.contract, roles.list!.operation)!
    const [key] = await stage.sharedKeys()
    const used = key === undefined ? null : await stage.use(key)
    // A key that opens nothing at all is refused there for another reason.
    if (key === undefined || used === null || used.response.status >= 300) return
    const bare = await stage.call({ credentials: 'none', unjudged: true }, list)
    if (bare.response.status !== 401 && bare.response.status !== 403) return
    const carrier = secret.carrier!
    const also = presentScheme(stage.schemes[carrier]!, key.secret)
    const answer = await stage.call({ credentials: 'none', also, probe: true }, list)
    const { status } = answer.response
    if (status === 401 || status === 403) return stage.held(rule, list.key)
    if (status >= 300)
      return stage.inconclusive(
        rule,
        `An issued key is answered ${status}, which says nothing of it.`,
        list.key,
      )
    const named = [...new Set(list.security.flatMap((requirement) => Object.keys(requirement)))].join(' and ')
    stage.broken(
      rule,
      {
        place: 'an issued key',
        failure: 'accepted',
        message: `${list.key} takes an issued key by ${carrier}, which the document does not name there.`,
        expected: `a refusal: 401; or ${carrier} beside ${named} in its security`,
        received: String(status),
        because: { pointer: list.pointer },
        // The list of schemes may be incomplete.
        confidence: 'tentative',
        exchanges: [bare, answer],
      },
      list.key,
    )
  },
}
