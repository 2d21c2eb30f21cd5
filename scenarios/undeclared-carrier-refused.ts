import {
  isProtected,
  leadOf,
  type JsonObject,
  type JsonValue,
  type OperationInput,
  type Probe,
  type Scenario,
  type SecurityScheme,
} from '#keyproof'

const rule = 'auth-undeclared-carrier-rejected'

/** A key opens the door only where the document says that it is carried. */
export const undeclaredCarrierRefused: Scenario = {
  name: 'undeclared-carrier-refused',
  promise:
    'A key is taken only from the place the document names for it: not from the URL, a cookie, the body or another header.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  refused: true,
  eachWay: true,
  applies({ operation, probe, schemes, role }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    if (!probe && (role !== 'create' || operation.requestBody === undefined)) return false
    return schemes.length > 0 || 'No credential is at hand to put elsewhere.'
  },
  async verify(stage) {
    const declared = stage.operation.security.flatMap((requirement) =>
      Object.keys(requirement).flatMap((name) => stage.schemes[name] ?? []),
    )
    const { operation, subject } = stage
    const input = operation.requestBody === undefined || stage.ways.length === 0 ? null : await stage.input()
    await stage.mustRefuseEachWay(rule, (scheme) => {
      const token = stage.credential(scheme.name)
      return [
        ...(subject.probe ? elsewhere(scheme, token, declared) : []),
        ...(input === null ? [] : inBody(scheme, token, input)),
      ]
    })
  },
}

/** The key as a member of a JSON body, under every usual name that the request does not have anyway. */
function inBody(scheme: SecurityScheme, token: string, input: OperationInput): readonly Probe[] {
  const { body } = input
  if (body === undefined || !('value' in body) || !isJsonObject(body.value)) return []
  const known = body.value
  const names = [...new Set([ownNameOf(scheme), ...usualNames])].filter((name) => !Object.hasOwn(known, name))
  const value = { ...known, ...Object.fromEntries(names.map((name) => [name, token])) }
  return [
    {
      name: `${scheme.name} in the body`,
      call: {
        credentials: { [scheme.name]: null },
        input: { ...input, body: { ...body, value } },
        probe: true,
      },
      severity: 'medium',
    },
  ]
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names under which keys travel where nobody documented it. */
const usualNames = ['api_key', 'access_token', 'token', 'key']

function takesAuthorization(scheme: SecurityScheme): boolean {
  return scheme.kind === 'apiKey' && scheme.in === 'header' && /^authorization$/i.test(scheme.parameter)
}

function ownNameOf(scheme: SecurityScheme): string {
  return scheme.kind === 'apiKey' ? scheme.parameter : 'token'
}

function elsewhere(
  scheme: SecurityScheme,
  token: string,
  declared: readonly SecurityScheme[],
): readonly Probe[] {
  const taken = (kind: 'header' | 'query' | 'cookie', name: string): boolean =>
    declared.some(
      (other) =>
        other.kind === 'apiKey' && other.in === kind && other.parameter.toLowerCase() === name.toLowerCase(),
    )
  const bearers = declared.some((other) => other.kind !== 'apiKey')
  const without = { [scheme.name]: null }
  const own = ownNameOf(scheme)
  const bare =
    scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'basic' ? token.replace(/>$/, '|basic>') : token
  const query = [...new Set([own, ...usualNames])].filter((name) => !taken('query', name))
  const cookies = [...new Set([own, 'token'])].filter((name) => !taken('cookie', name))
  const headers = ['X-API-Key', 'X-Auth-Token'].filter((name) => !taken('header', name))
  const known = new Set(declared.map((other) => leadOf(other).toLowerCase()))
  const authorization = ['', ...(bearers ? [] : ['Bearer ']), 'Token ', 'ApiKey ', 'Digest '].filter(
    (prefix) => prefix === '' || !known.has(prefix.toLowerCase()),
  )
  // With no word before it, what it may begin with is anybody's guess.
  const usesAuthorization = declared.some((other) => takesAuthorization(other) && leadOf(other) === '')
  const call = (also: NonNullable<Probe['call']['also']>): Probe['call'] => ({ credentials: without, also })
  return [
    ...query.map((name): Probe => ({
      name: `${scheme.name} in the query as ${name}`,
      place: `${scheme.name} in the query`,
      call: call({ query: [[name, bare]] }),
      severity: 'high',
    })),
    ...cookies.map((name): Probe => ({
      name: `${scheme.name} in the cookie ${name}`,
      place: `${scheme.name} in a cookie`,
      call: call({ cookies: [[name, bare]] }),
      severity: 'medium',
    })),
    ...headers.map((name): Probe => ({
      name: `${scheme.name} in the header ${name}`,
      call: call({ headers: [[name, bare]] }),
      severity: 'medium',
    })),
    ...(usesAuthorization
      ? []
      : authorization.map((prefix): Probe => ({
          name:
            prefix === ''
              ? `${scheme.name} in Authorization without a scheme`
              : `${scheme.name} as Authorization: ${prefix.trim()}`,
          call: call({ headers: [['Authorization', `${prefix}${bare}`]] }),
          severity: 'medium',
        }))),
    ...(usesAuthorization ||
    declared.some((other) => other.kind === 'http' && other.scheme.toLowerCase() === 'basic')
      ? []
      : (['user', 'password'] as const).map((part): Probe => ({
          name: `${scheme.name} as Basic ${part}`,
          place: `${scheme.name} as Basic`,
          call: call({
            headers: [
              [
                'Authorization',
                `Basic ${token.replace(/>$/, part === 'user' ? '|append::|basic>' : '|prepend:keyproof:|basic>')}`,
              ],
            ],
          }),
          severity: 'medium',
        }))),
  ]
}
