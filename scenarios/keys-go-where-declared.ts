import { authenticated, type CallOptions, type Scenario, type SecurityScheme } from '#keyproof'

const rule = 'spec-auth-declaration-sound'

/** Where a new key is taken, the document says so. */
export const keysGoWhereDeclared: Scenario = {
  name: 'keys-go-where-declared',
  promise: 'The document names the place in which a new key is sent.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 1,
  applies({ resource, stateful }) {
    if (resource === null || !stateful) return false
    return (
      resource.secret.carrier !== null || 'The document does not say with which scheme an issued key is used.'
    )
  },
  async verify(stage) {
    const { carrier } = stage.resource!.secret
    const [key] = await stage.sharedKeys()
    if (carrier === null || stage.canary === null || key === undefined) return
    const asDeclared = await stage.use(key)
    if (asDeclared === null || (asDeclared.response.status !== 401 && asDeclared.response.status !== 403))
      return
    const without = { [carrier]: null }
    const control = await stage.call({ credentials: without }, stage.canary)
    if (authenticated(control)) return
    for (const [place, also] of elsewhere(key.secret, Object.values(stage.schemes))) {
      const exchange = await stage.call({ credentials: without, also, unjudged: true }, stage.canary)
      if (!authenticated(exchange) || exchange.response.status >= 500) continue
      return stage.broken(rule, {
        place: 'carrier of a new key',
        failure: 'undeclared',
        message: `A new key is refused as ${carrier}, and accepted ${place}, which no security scheme of the document names.`,
        expected: 'a security scheme for the place in which a key is sent',
        received: `${asDeclared.response.status} as ${carrier}, ${exchange.response.status} ${place}`,
        because: {
          source: 'OpenAPI Security Scheme Object',
          ...(stage.schemes[carrier] === undefined ? {} : { pointer: stage.schemes[carrier].pointer }),
        },
        exchanges: [asDeclared, exchange],
      })
    }
  },
}

/** The usual places for a key, without those the document has a scheme for. */
function elsewhere(
  token: string,
  schemes: readonly SecurityScheme[],
): readonly (readonly [place: string, also: NonNullable<CallOptions['also']>])[] {
  const headers = ['X-API-Key', 'API-Key', 'X-Auth-Token'].filter(
    (name) =>
      !schemes.some(
        (scheme) =>
          scheme.kind === 'apiKey' &&
          scheme.in === 'header' &&
          scheme.parameter.toLowerCase() === name.toLowerCase(),
      ),
  )
  const bearer = schemes.some(
    (scheme) =>
      scheme.kind !== 'apiKey' && (scheme.kind !== 'http' || scheme.scheme.toLowerCase() === 'bearer'),
  )
  const prefixes = bearer ? ['Token', 'ApiKey'] : ['Bearer', 'Token', 'ApiKey']
  return [
    ...headers.map((name) => [`in the header ${name}`, { headers: [[name, token] as const] }] as const),
    ...prefixes.map(
      (prefix) =>
        [
          `as Authorization: ${prefix}`,
          { headers: [['Authorization', `${prefix} ${token}`] as const] },
        ] as const,
    ),
  ]
}
