import {
  grantsTo,
  scopesOf,
  takesAKey,
  underScopes,
  valueAt,
  withScopes,
  type Exchange,
  type IssuedKey,
  type Operation,
  type OperationInput,
  type Scenario,
  type Scopes,
  type Stage,
} from '#keyproof'

const enforced = 'lifecycle-scope-enforced'
const escalation = 'lifecycle-scope-no-escalation'
/** Scopes tried at most, since each costs a key. */
const mostScopes = 3

/** A key does what its scopes allow, and makes no key that may do more. */
export const scopesHold: Scenario = {
  name: 'scopes-hold',
  promise: 'A key may do what its scopes allow and nothing else, and gives no other key more than it has.',
  rules: [enforced, escalation],
  on: 'resource',
  keys: 6,
  applies({ resource, contract, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (!stateful) return 'The target keeps no state, so no key has scopes on it.'
    const scopes = scopesOf(contract)
    if (scopes === null || underScopes(contract, resource, scopes).length === 0)
      return 'The document does not say which scopes a key may have and what each allows: x-secret-contract.scopes with field, values, empty and grants (operationIds by scope) would make this decidable.'
    return resource.secret.carrier !== null || 'The document does not say with which scheme a key is used.'
  },
  async verify(stage) {
    const scopes = scopesOf(stage.contract)!
    const operations = underScopes(stage.contract, stage.resource!, scopes)
    const scratch = spareKeys(stage)
    const keys = new Map<string, IssuedKey>()
    for (const scope of scopes.values.slice(0, mostScopes))
      keys.set(scope, await keepsWithin(stage, scopes, scope, operations, scratch))
    await givesNoMore(stage, scopes, operations, keys)
  },
}

/** A key to be acted upon; another one when the last was revoked. */
function spareKeys(stage: Stage): { get(): Promise<IssuedKey>; spend(): void } {
  let key: IssuedKey | null = null
  return {
    get: async () => (key ??= await stage.createKey()),
    spend() {
      key = null
    },
  }
}

/** Uses a key with one scope on everything that scopes govern. */
async function keepsWithin(
  stage: Stage,
  scopes: Scopes,
  scope: string,
  operations: readonly Operation[],
  scratch: ReturnType<typeof spareKeys>,
): Promise<IssuedKey> {
  const key = await stage.createKey(withScopes(await stage.input(), scopes, [scope]))
  const use = async (operation: Operation): Promise<Exchange> => {
    const takesKey = takesAKey(stage.resource!, operation)
    const plain = takesKey
      ? await stage.inputFor(await scratch.get(), operation)
      : await stage.input(operation)
    // What it makes may not be more than it is itself.
    const input = asksForScopes(plain, scopes) ? withScopes(plain, scopes, [scope]) : plain
    const exchange = (await stage.use(key, operation, { input, probe: true }))!
    if (takesKey && operation.method !== 'GET' && exchange.response.status < 300) scratch.spend()
    return exchange
  }
  let works = false
  for (const operation of operations.filter((one) => grantsTo(scopes, scope, one))) {
    const { status } = (await use(operation)).response
    works = status < 300
    if (works) break
    stage.inconclusive(
      enforced,
      `A key with the scope ${scope} was not let do what that scope allows (${status}).`,
      operation.key,
    )
  }
  for (const operation of operations.filter((one) => !grantsTo(scopes, scope, one))) {
    const exchange = await use(operation)
    const { status } = exchange.response
    const broken = (
      failure: string,
      message: string,
      more: { readonly severity?: 'low'; readonly confidence?: 'tentative' },
    ): void =>
      stage.broken(
        enforced,
        {
          place: `the scope ${scope}`,
          failure,
          message,
          expected: 'a refusal: 403',
          received: String(status),
          ...more,
          exchanges: [key.exchange, exchange],
        },
        operation.key,
      )
    if (status < 300)
      broken(
        'accepted',
        `${operation.key} lets in a key with the scope ${scope}, which does not allow it.`,
        {},
      )
    else if (!works)
      stage.inconclusive(
        enforced,
        `A key with the scope ${scope} was let do nothing at all, so its refusals prove nothing.`,
        operation.key,
      )
    else if (status === 401)
      broken('401', `${operation.key} answers a valid key that lacks the scope as if it were none.`, {
        severity: 'low',
        confidence: 'tentative',
      })
    else if (status === 403 || status === 404) stage.held(enforced, operation.key)
    else
      stage.inconclusive(
        enforced,
        `${operation.key} answers ${status} to a key that lacks the scope, which says nothing of scopes.`,
        operation.key,
      )
  }
  return key
}

/** Lets a narrow key make keys that ask for more, and tries what those may do. */
async function givesNoMore(
  stage: Stage,
  scopes: Scopes,
  operations: readonly Operation[],
  keys: ReadonlyMap<string, IssuedKey>,
): Promise<void> {
  const found = scopes.values
    .filter((scope) => grantsTo(scopes, scope, stage.operation))
    .flatMap((own) => {
      const beyond = operations.find(
        (one) => !grantsTo(scopes, own, one) && one.method === 'GET' && !takesAKey(stage.resource!, one),
      )
      const more =
        beyond === undefined ? undefined : scopes.values.find((scope) => grantsTo(scopes, scope, beyond))
      return beyond === undefined || more === undefined ? [] : [{ own, beyond, more }]
    })[0]
  if (found === undefined)
    return stage.notApplicable(
      escalation,
      'No scope lets a key make keys without also letting it do every read that scopes govern.',
    )
  const { own, beyond, more } = found
  const parent = keys.get(own) ?? (await stage.createKey(withScopes(await stage.input(), scopes, [own])))
  const direct = (await stage.use(parent, beyond, { input: await stage.input(beyond), probe: true }))!
  if (direct.response.status < 300)
    return stage.inconclusive(
      escalation,
      `Scopes are not enforced by ${beyond.key}, which ${enforced} judges.`,
    )
  const make = async (asked: readonly string[] | null): Promise<Exchange> =>
    (await stage.use(parent, stage.operation, {
      input: withScopes(await stage.input(), scopes, asked),
      probe: true,
    }))!
  const plain = await make(null)
  const control = plain.response.status < 300 ? plain : await make([own])
  if (control.response.status >= 300)
    return stage.inconclusive(
      escalation,
      `A key with the scope ${own} may not make keys at all (${control.response.status}), so there is nothing to escalate.`,
    )
  const wishes: readonly (readonly [what: string, asked: readonly string[] | null])[] = [
    [`the scope ${more}`, [more]],
    [`the scopes ${own} and ${more}`, [own, more]],
    ['every scope', ['*']],
    ['no word of scopes', null],
  ]
  for (const [what, asked] of wishes) {
    const made = asked === null ? plain : await make(asked)
    if (made.response.status >= 500 || made.response.status === 429) continue
    const child = made.response.status < 300 ? await stage.issuedBy(made) : null
    const used =
      child === null
        ? null
        : await stage.use(child, beyond, { input: await stage.input(beyond), probe: true })
    if (used === null || used.response.status >= 300) {
      stage.held(escalation)
      continue
    }
    stage.broken(escalation, {
      place: what,
      failure: 'stronger than its maker',
      message: `A key with the scope ${own} makes one with ${what}, which ${beyond.key} lets in although it refuses its maker.`,
      expected: 'a refusal: 403, or a key that may do no more than its maker',
      received: `${made.response.status}, then ${used.response.status}`,
      exchanges: [parent.exchange, direct, made, used],
    })
  }
}

function asksForScopes({ body }: OperationInput, { field }: Scopes): boolean {
  return body !== undefined && 'value' in body && valueAt(body.value, field) !== undefined
}
