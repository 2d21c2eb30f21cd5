import {
  authenticated,
  isProtected,
  pausesWithin,
  takesStrangers,
  wantsToken,
  warm,
  isCarrierGuessed,
  managesKeys,
  rightsLeftOut,
  type Exchange,
  type IssuedKey,
  type Scenario,
  type Stage,
  type Warmed,
  withoutRole,
} from '#keyproof'

const works = 'lifecycle-new-key-works'
const dead = 'lifecycle-revoked-key-rejected'
const repeated = 'lifecycle-delete-idempotent'

/** The life of a key: it works when it is made, and is dead when it is revoked. */
export const keyWorksUntilRevoked: Scenario = {
  name: 'key-works-until-revoked',
  promise:
    'A new key works at once; a revoked one is refused from then on, wherever it was used before, and may be revoked again.',
  rules: [works, dead, repeated],
  on: 'resource',
  keys: 1,
  alone: true,
  applies: ({ resource, stateful }) =>
    resource === null
      ? 'The document has no key resource.'
      : stateful || 'The target keeps no state, so no key ever lives or dies on it.',
  lacking: ({ resource }) => withoutRole(resource!, 'revoke', [dead, repeated]),
  async verify(stage) {
    const key = await stage.createKey()
    const alive = await comesToLife(stage, key)
    const { revoke } = stage.resource!.roles
    if (revoke === undefined) return
    if (key.id === null) {
      for (const rule of [dead, repeated])
        stage.inconclusive(
          rule,
          'The id of a new key could not be found out, so it cannot be revoked.',
          revoke.operation,
        )
      return
    }
    const warmed = alive === 'alive' ? await warm(stage, key) : []
    const answer = (await stage.onKey('revoke', key))!
    const revokedAt = performance.now()
    if (answer.response.status >= 300) {
      for (const rule of [dead, repeated])
        stage.inconclusive(rule, `The key could not be revoked: ${answer.response.status}.`, revoke.operation)
      return
    }
    if (alive === 'alive') await staysDead(stage, key, warmed, { answer, revokedAt })
    else
      stage.inconclusive(
        dead,
        alive === 'untried'
          ? 'No read of the document could take the key, so whether it dies is not seen.'
          : 'The key did not work before it was revoked, so its refusal proves nothing.',
        revoke.operation,
      )
    const again = (await stage.onKey('revoke', key, { unjudged: true }))!
    if (again.response.status >= 500)
      stage.broken(
        repeated,
        {
          place: 'a second revocation',
          failure: '5XX',
          message: `${revoke.operation} breaks when the key is revoked already.`,
          expected: 'a success, 404 or 410',
          received: String(again.response.status),
          exchanges: [answer, again],
        },
        revoke.operation,
      )
    else if (again.response.status !== 429) stage.held(repeated, revoke.operation)
  },
}

/** Uses the new key until it works; the server has the declared delay for it, and a little grace. */
async function comesToLife(stage: Stage, key: IssuedKey): Promise<'alive' | 'refused' | 'untried'> {
  const { canary } = stage
  if (stage.traits(key.secret).looksMasked) {
    stage.inconclusive(works, 'The new key came with a masked secret, which secret-present-on-create judges.')
    return 'refused'
  }
  const started = performance.now()
  const first = await stage.use(key)
  if (canary === null || first === null) {
    stage.notApplicable(
      works,
      canary === null
        ? 'The document has no read on which a new key could be tried.'
        : 'The document does not say with which scheme a key is used.',
    )
    return 'untried'
  }
  if (!isProtected(canary)) {
    stage.notApplicable(works, `${canary.key} asks for no credential, so it cannot tell whether a key works.`)
    return 'untried'
  }
  const window = stage.propagation('create')
  let exchange = first
  for (const pause of pausesWithin(window + stage.leniency.graceMs)) {
    if (authenticated(exchange)) break
    await stage.pause(pause)
    exchange = (await stage.use(key)) ?? exchange
  }
  const { status } = exchange.response
  if (status >= 500 || status === 429) {
    stage.inconclusive(works, `${canary.key} answers the new key with ${status}, which says nothing of it.`)
    return 'refused'
  }
  const elapsed = Math.round(performance.now() - started)
  if (!authenticated(exchange) && managesKeys(stage) && isCarrierGuessed(stage))
    stage.inconclusive(
      works,
      `A new key is refused as ${stage.resource!.secret.carrier} (${status}), but the document does not say that this is how a key is sent.`,
    )
  else if (!authenticated(exchange) && managesKeys(stage) && wantsToken(stage, key.secret))
    stage.inconclusive(
      works,
      `A new key is refused as ${stage.resource!.secret.carrier} (${status}), which takes JSON Web Tokens, as the document says, and the key is none.`,
    )
  else if (status === 403 && rightsLeftOut(stage, key).length > 0)
    stage.inconclusive(
      works,
      `${canary.key} answers a new key with 403, and the key was made without ${rightsLeftOut(stage, key).join(' and ')}, which may be what it lacks: x-secret-contract.scopes would say which to ask for.`,
    )
  else if (!authenticated(exchange))
    stage.broken(works, {
      place: canary.key,
      failure: 'refused',
      message: `A new key is refused by ${canary.key}.`,
      expected: 'an answer to an authenticated caller',
      received: `${status} for ${elapsed} ms`,
      ...(managesKeys(stage) ? { confidence: 'tentative' as const } : {}),
      exchanges: [key.exchange, exchange],
    })
  else if (exchange !== first && elapsed > window)
    stage.broken(works, {
      place: canary.key,
      failure: 'late',
      message: 'A new key does not work as soon as it is made.',
      expected: window === 0 ? 'a key that works at once' : `a key that works after ${window} ms`,
      received: `${first.response.status}, then ${status} after ${elapsed} ms`,
      basis: 'convention',
      severity: 'medium',
      exchanges: [key.exchange, first, exchange],
    })
  else stage.held(works)
  return status < 400 ? 'alive' : 'refused'
}

async function staysDead(
  stage: Stage,
  key: IssuedKey,
  warmed: readonly Warmed[],
  { answer, revokedAt }: { readonly answer: Exchange; readonly revokedAt: number },
): Promise<void> {
  const on = stage.resource!.roles.revoke!.operation
  if (warmed.length === 0)
    return stage.inconclusive(
      dead,
      (await takesStrangers(stage, key))
        ? `${stage.canary!.key} takes a key that was never issued, so it cannot tell a dead key from a living one.`
        : 'No read took the new key every time before it was revoked, so its refusal would prove nothing.',
      on,
    )
  const window = stage.propagation('revoke')
  const since = (): number => Math.round(performance.now() - revokedAt)
  // When a use was begun that was still accepted: what is seen between two looks says nothing of the time between.
  let acceptedAt = 0
  const accepting = async (): Promise<readonly (readonly [Warmed, Exchange])[]> => {
    const begun = since()
    const answers = await Promise.all(warmed.map(async (one) => [one, await one.use()] as const))
    const accepted = answers.filter(([, exchange]) => exchange.response.status < 300)
    if (accepted.length > 0) acceptedAt = begun
    return accepted
  }
  const firstTaken = await accepting()
  let taken = firstTaken
  for (const pause of pausesWithin(window + stage.leniency.graceMs)) {
    if (taken.length === 0) break
    await stage.pause(pause)
    taken = await accepting()
  }
  const delay = since()
  const [still] = taken
  if (still !== undefined)
    return stage.broken(
      dead,
      {
        place: 'a revoked key',
        failure: 'accepted',
        message: `A revoked key is still accepted by ${taken.map(([{ operation }]) => operation.key).join(', ')}.`,
        expected: `a refusal: 401${window === 0 ? '' : `, ${window} ms after the revocation at the latest`}`,
        received: `${still[1].response.status}, ${delay} ms after the revocation`,
        exchanges: [key.exchange, answer, still[1]],
      },
      on,
    )
  if (firstTaken.length > 0 && (window === 0 || acceptedAt > window))
    stage.broken(
      dead,
      {
        place: 'a revoked key',
        failure: 'late',
        message: 'A revoked key goes on working for a while.',
        expected: window === 0 ? 'a refusal at once: 401' : `a refusal after ${window} ms: 401`,
        received: `${firstTaken[0]![1].response.status}, then a refusal after ${delay} ms`,
        severity: 'low',
        basis: 'convention',
        confidence: 'tentative',
        exchanges: [key.exchange, answer, firstTaken[0]![1]],
      },
      on,
    )
  const again = [...(await accepting()), ...(await accepting())]
  for (const [{ operation }, exchange] of again.slice(0, 1))
    stage.broken(
      dead,
      {
        place: 'a revoked key',
        failure: 'revived',
        message: `A revoked key was refused and is accepted again by ${operation.key}.`,
        expected: 'a refusal: 401',
        received: String(exchange.response.status),
        severity: 'high',
        exchanges: [key.exchange, answer, exchange],
      },
      on,
    )
  if (again.length === 0) stage.held(dead, on)
}
