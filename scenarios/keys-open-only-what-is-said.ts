import {
  isProtected,
  leadOf,
  operationByKey,
  otherKindAskedFor,
  presentScheme,
  type Contract,
  type KeyResource,
  type Operation,
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

/** Whether the list does not name the scheme of an issued key, nor one that looks the same. */
function isUndeclared({ secret }: KeyResource, contract: Contract, list: Operation): boolean {
  const own = contract.securitySchemes[secret.carrier!]
  // Of a pair, half would be sent.
  if (own === undefined || own.kind === 'mutualTLS' || (secret.user ?? secret.userName) !== undefined)
    return false
  const declared = list.security.flatMap((requirement) => Object.keys(requirement))
  return !declared.some((name) => isAlike(own, contract.securitySchemes[name]))
}

/** The sentence by which the list asks for keys of another kind; null where there is none. */
function asksForOtherKind({ roles }: KeyResource, contract: Contract): string | null {
  const [list, create] = [roles.list, roles.create].map((role) =>
    operationByKey(contract, role?.operation ?? ''),
  )
  return list === undefined || create === undefined ? null : otherKindAskedFor(contract, list, create)
}

/** What the document keeps from keys, such as the list of keys itself, no key opens. */
export const keysOpenOnlyWhatIsSaid: Scenario = {
  name: 'keys-open-only-what-is-said',
  promise:
    'An issued key lists no keys where the document asks for other credentials or keys of another kind: who finds it finds no others.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 1,
  applies({ contract, resource, stateful }) {
    const carrier = resource?.secret.carrier ?? null
    const list = operationByKey(contract, resource?.roles.list?.operation ?? '')
    // Then there is no operation that is kept from keys, or none that can be tried without harm.
    if (carrier === null || list === undefined || list.method !== 'GET' || !isProtected(list)) return false
    return (
      stateful && (isUndeclared(resource!, contract, list) || asksForOtherKind(resource!, contract) !== null)
    )
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
    const quote = asksForOtherKind(stage.resource!, stage.contract)
    const answer =
      quote === null
        ? await stage.call(
            { credentials: 'none', also: presentScheme(stage.schemes[carrier]!, key.secret), probe: true },
            list,
          )
        : await stage.call({ credentials: { [carrier]: key.secret }, probe: true }, list)
    const { status } = answer.response
    if (status === 401 || status === 403) return stage.held(rule, list.key)
    if (status >= 300)
      return stage.inconclusive(
        rule,
        `An issued key is answered ${status}, which says nothing of it.`,
        list.key,
      )
    const named = [...new Set(list.security.flatMap((requirement) => Object.keys(requirement)))].join(' and ')
    if (quote !== null)
      return stage.broken(
        rule,
        {
          place: 'an issued key',
          failure: 'accepted for another kind',
          message: `${list.key} takes an issued key, where words ask for one of another kind.`,
          expected: 'a refusal: 403',
          received: String(status),
          severity: 'high',
          basis: 'document',
          because: { quote, pointer: list.pointer },
          // Without a refusal that is described, they may speak of what is usual.
          ...(list.responses['403'] === undefined ? { confidence: 'tentative' as const } : {}),
          exchanges: [bare, answer],
        },
        list.key,
      )
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
