import {
  authenticated,
  declaresMember,
  membersAt,
  parseJson,
  valueAt,
  withMembers,
  type Exchange,
  type IssuedKey,
  type JsonObject,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'lifecycle-mass-assignment-ignored'
const secretNames = ['secret', 'key', 'token', 'api_key', 'apiKey', 'value', 'hash']
const nobody = '5f0c1e0a-7b1d-4a0e-9c55-0a1b2c3d4e5f'
const longAgo = '2001-02-03T04:05:06Z'
/** What a server decides by itself, and a value nobody else would give it. */
const owned: JsonObject = {
  id: nobody,
  user_id: nobody,
  userId: nobody,
  owner: nobody,
  owner_id: nobody,
  organization_id: nobody,
  org_id: nobody,
  orgId: nobody,
  application_id: nobody,
  applicationId: nobody,
  status: 'KEYPROOF',
  role: 'keyproof-admin',
  created_at: longAgo,
  createdAt: longAgo,
  last_used_at: longAgo,
  lastUsedAt: longAgo,
  revoked_at: longAgo,
  revokedAt: longAgo,
  scopes: ['keyproof:*'],
  permissions: ['keyproof:*'],
}

/** A caller who sends more than was asked for gets no more than others. */
export const serverDecidesItsOwn: Scenario = {
  name: 'server-decides-its-own',
  promise: 'Nobody chooses the secret, the id, the owner or the rights of a new key by sending them along.',
  rules: [rule],
  on: 'resource',
  keys: 2,
  shared: 1,
  applies({ resource, operation, stateful, contract }) {
    if (resource === null) return 'The document has no key resource.'
    if (operation.requestBody === undefined) return 'A new key takes nothing from the caller.'
    if (contract.annotations['byoSecret'] === true)
      return 'Callers may bring secrets of their own (byoSecret).'
    return stateful || 'The target keeps no state, so whatever is sent along has no effect.'
  },
  async verify(stage) {
    const [model] = await stage.sharedKeys()
    if (model === undefined) return
    await choosesSecret(stage, model)
    await choosesRest(stage, model)
  },
}

/** Sends a secret under every usual name; the name in the answer alone, where all of them together are refused. */
async function choosesSecret(stage: Stage, model: IssuedKey): Promise<void> {
  const chosen = stage.edited(model.secret, 'fresh:7')
  const own = stage.resource!.secret.pointer.split('/').at(-1)!
  if (chosen === null) return stage.inconclusive(rule, 'No other secret of the same form could be made up.')
  const names = [...new Set([own, ...secretNames])].filter(
    (name) => !declaresMember(stage.contract, stage.operation, name),
  )
  for (const tried of [names, names.slice(0, 1)]) {
    const plain = await stage.input()
    const members = Object.fromEntries(tried.map((name) => [name, chosen]))
    const input = withMembers(plain, members, membersAt(stage.resource!, plain))
    if (input === null || tried.length === 0)
      return stage.notApplicable(rule, 'The body of the request is not a JSON object.')
    const exchange = await stage.call({ input, probe: true })
    const { status } = exchange.response
    if (status >= 500 || status === 429)
      return stage.inconclusive(rule, `A request with a secret in it was answered ${status}.`)
    const key = await stage.issuedBy(exchange)
    const used = await stage.use({ secret: chosen })
    if (
      (key !== null && stage.compare(key.secret, chosen).equal) ||
      (used !== null && authenticated(used) && (await tellsApart(stage, model)))
    ) {
      stage.broken(rule, {
        place: own,
        failure: 'secret taken',
        message: 'A caller may choose the secret of a new key by sending one along.',
        expected: 'a refusal, or a secret made by the server',
        received:
          used !== null && authenticated(used)
            ? 'a key that works with the secret of the caller’s choice'
            : 'the secret of the caller’s choice',
        exchanges: [exchange, ...(used === null ? [] : [used])],
      })
      return
    }
    if (status < 300) return stage.held(rule)
  }
  stage.held(rule)
}

/** Whether the canary refuses a key that was never issued. */
async function tellsApart(stage: Stage, model: IssuedKey): Promise<boolean> {
  const stranger = stage.edited(model.secret, 'fresh:8')
  const used = stranger === null ? null : await stage.use({ secret: stranger })
  return used !== null && !authenticated(used)
}

/** Sends along what every key shows and no caller decides. */
async function choosesRest(stage: Stage, model: IssuedKey): Promise<void> {
  const usual = shownOf(model.exchange)
  const listed = stage.itemsOf(model, (await stage.list()) ?? [])?.[0]
  const sent = Object.fromEntries(
    Object.entries(owned).filter(([name]) => !declaresMember(stage.contract, stage.operation, name)),
  )
  const plain = await stage.input()
  const input = withMembers(plain, sent, membersAt(stage.resource!, plain))
  if (input === null) return
  const exchange = await stage.call({ input, probe: true })
  const { status } = exchange.response
  if (status >= 500 || status === 429)
    return stage.inconclusive(rule, `A request with members of the server’s own was answered ${status}.`)
  const key = await stage.issuedBy(exchange)
  if (key === null) return stage.held(rule)
  const pages = (await stage.list()) ?? []
  const item = stage.itemsOf(key, pages)?.[0]
  for (const [name, value] of Object.entries(sent)) {
    // A member no other key has is only kept, not believed.
    const taken =
      (usual.has(name) && shownOf(exchange).get(name) === JSON.stringify(value)) ||
      (has(listed, name) && JSON.stringify(valueAt(item, `/${name}`)) === JSON.stringify(value))
    if (taken)
      stage.broken(rule, {
        place: name,
        failure: 'taken',
        message: `A caller may set ${name} of a new key, which is for the server to decide.`,
        expected: 'a refusal, or a value of the server’s own',
        received: JSON.stringify(value),
        severity: /created|used/.test(name) ? 'medium' : 'high',
        exchanges: [exchange, ...pages.slice(-1)],
      })
  }
  stage.held(rule)
}

function has(value: JsonValue | undefined, member: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, member)
}

/** The members of an answer by name, wherever they stand, as JSON. */
function shownOf({ response }: Exchange): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const visit = (value: JsonValue | undefined): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value) as readonly (readonly [string, JsonValue])[]) {
      if (!Array.isArray(value)) found.set(name, JSON.stringify(inner))
      visit(inner)
    }
  }
  visit(parseJson(response.body))
  return found
}
