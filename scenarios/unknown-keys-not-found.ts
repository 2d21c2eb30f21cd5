import { keyPlace, withId, type Exchange, type IssuedKey, type Scenario, type Stage } from '#keyproof'

const rule = 'status-unknown-id-4xx'
const uuid = '7f9c24e8-3b12-4f6a-9d0e-5c8b7a6f4e21'

/** An id that names no key does nothing, and says so. */
export const unknownKeysNotFound: Scenario = {
  name: 'unknown-keys-not-found',
  promise: 'An id that names no key is answered with an error, and no key comes to harm.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  shared: 1,
  refused: true,
  // Whether a key outlives guesses at revocation shows only while no other is revoked.
  alone: ({ role }) => role === 'revoke',
  applies(subject) {
    const { role, stateful } = subject
    if (role !== 'get' && role !== 'update' && role !== 'revoke' && role !== 'rotate')
      return 'The operation takes no key.'
    if (!stateful) return 'The target keeps no state, so every id is as good as any other.'
    return keyPlace(subject) !== null || 'The document does not say where the key is named.'
  },
  async verify(stage) {
    const key = await named(stage)
    if (key.id === null) return stage.inconclusive(rule, 'The id of a new key could not be found out.')
    const place = keyPlace(stage.subject)!
    const known = await stage.inputFor(key)
    const works = stage.subject.role === 'revoke' && (await alive(stage, key))
    for (const [what, id] of strangeIds(key.id, stage.resource!.idIsName || stage.resource!.idIsSecret)) {
      const exchange = await stage.call({ input: withId(place, known, id), probe: true })
      const { status } = exchange.response
      if (status >= 500 || status === 429) continue
      if (status >= 400) stage.held(rule)
      else if (stage.subject.role === 'revoke') {
        if (!(await harmless(stage, works ? key : null, what, exchange))) return
      } else
        broken(
          stage,
          what,
          'accepted',
          `${stage.operation.key} answers ${status} to ${what}.`,
          '404',
          String(status),
          [exchange],
        )
    }
  },
}

/** The key whose id is guessed at. Whether one outlives guesses at revocation is judged, so nobody else may revoke it. */
async function named(stage: Stage): Promise<IssuedKey> {
  const { role } = stage.subject
  const [shared] = role === 'get' ? await stage.sharedKeys() : []
  return shared ?? (role === 'revoke' ? stage.createKey() : stage.bystanderKey())
}

function strangeIds(id: string, chosenByCaller: boolean): readonly (readonly [what: string, id: string])[] {
  const numeric = /^\d+$/.test(id)
  return [
    ['an id that names no key', numeric ? '2147480001' : chosenByCaller ? `nobody-${uuid}` : uuid],
    ['a malformed id', numeric ? 'not-a-number' : '%00'],
    ['a star for an id', '*'],
    ['an id with something after it', `${id};x`],
    ['an id with a query after it', `${id}?x=1`],
    ['two ids at once', `${id},${uuid}`],
  ]
}

/** Deleting what is not there may succeed (RFC 9110 §9.2.2, RFC 7009 §2.2), as long as the key is untouched. */
async function harmless(
  stage: Stage,
  key: IssuedKey | null,
  what: string,
  exchange: Exchange,
): Promise<boolean> {
  // Of a key that did not work before nothing is seen.
  const proof = key === null ? null : await used(stage, key)
  if (proof === null) {
    stage.inconclusive(
      rule,
      `${stage.operation.key} answers ${exchange.response.status} to ${what}, and whether a key came to harm cannot be seen.`,
    )
    return true
  }
  if (proof.response.status < 400) {
    stage.held(rule)
    return true
  }
  broken(
    stage,
    what,
    'key revoked',
    `Revoking by ${what} takes away a key.`,
    'the key untouched',
    `the key is refused: ${proof.response.status}`,
    [exchange, proof],
  )
  return false
}

async function alive(stage: Stage, key: IssuedKey): Promise<boolean> {
  const proof = await used(stage, key)
  return proof !== null && proof.response.status < 400
}

async function used(stage: Stage, key: IssuedKey): Promise<Exchange | null> {
  const { carrier } = stage.resource!.secret
  return carrier === null || stage.canary === null
    ? null
    : stage.call({ credentials: { [carrier]: key.secret } }, stage.canary)
}

function broken(
  stage: Stage,
  place: string,
  failure: string,
  message: string,
  expected: string,
  received: string,
  exchanges: readonly Exchange[],
): void {
  stage.broken(rule, {
    place,
    failure,
    message,
    expected,
    received,
    ...(failure === 'key revoked' ? { severity: 'high' as const } : {}),
    exchanges,
  })
}
