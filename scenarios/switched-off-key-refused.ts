import {
  becauseOf,
  keptByUpdate,
  memberIn,
  offSwitchOf,
  parseJson,
  pointerTokens,
  takesStrangers,
  updatesOfOne,
  warm,
  withValueAt,
  type Exchange,
  type IssuedKey,
  type JsonValue,
  type Scenario,
  type Stage,
  type Warmed,
} from '#keyproof'

const dead = 'lifecycle-revoked-key-rejected'
const echo = 'schema-echo-fidelity'

/** A key that its owner turns off lets nobody in. */
export const switchedOffKeyRefused: Scenario = {
  name: 'switched-off-key-refused',
  promise: 'A key that an update turns off is refused, wherever it was used before.',
  rules: [dead, echo],
  on: 'resource',
  keys: 1,
  eachUpdate: true,
  // On a server that forgets a revocation at odd moments, this would be taken for the reason.
  alone: true,
  applies({ contract, resource, stateful }) {
    // Then its rules are for others to decide.
    if (resource === null || offSwitchOf(contract, resource) === null) return false
    return stateful || 'The target keeps no state, so an update has no effect.'
  },
  async verify(stage) {
    const turned = offSwitchOf(stage.contract, stage.resource!)!
    const on = turned.update.key
    const key = await stage.createKey()
    if (key.id === null)
      return stage.inconclusive(
        dead,
        'The id of a new key could not be found out, so it cannot be turned off.',
        on,
      )
    const warmed = await warm(stage, key)
    if (warmed.length === 0)
      return stage.inconclusive(
        dead,
        (await takesStrangers(stage, key))
          ? 'What a key may read lets in a key that was never issued too, so it cannot tell whether one is turned off.'
          : 'No read took the new key every time, so its refusal would prove nothing.',
        on,
      )
    const answer = await turnOff(stage, key, turned)
    if (answer === null || answer.response.status >= 300)
      return stage.inconclusive(
        dead,
        `The key could not be turned off${answer === null ? '' : `: ${answer.response.status}`}.`,
        on,
      )
    await judge(stage, { key, turned, answer, warmed })
  },
}

type Turned = NonNullable<ReturnType<typeof offSwitchOf>>

interface TurnedOff {
  readonly key: IssuedKey
  readonly turned: Turned
  readonly answer: Exchange
  readonly warmed: readonly Warmed[]
}

async function judge(stage: Stage, { key, turned, answer, warmed }: TurnedOff): Promise<void> {
  const on = turned.update.key
  const name = pointerTokens(turned.pointer).at(-1)!
  let taken: readonly (readonly [Warmed, Exchange])[] = []
  const refused = await stage.until('revoke', async () => {
    const answers = await Promise.all(warmed.map(async (one) => [one, await one.use()] as const))
    taken = answers.filter(([, { response }]) => response.status < 300)
    return taken.length === 0
  })
  if (refused) {
    stage.held(dead, on)
    return staysOff(stage, { key, turned, answer, warmed })
  }
  const { value, exchanges } = await shownAs(stage, key, name)
  // Then it is not the check of keys that fails, but the update.
  if (value === turned.on)
    return stage.broken(
      echo,
      {
        place: `${name} of an updated key`,
        failure: 'unchanged',
        message: `${on} answers ${answer.response.status}, and the key stays turned on.`,
        expected: `${name}: ${JSON.stringify(turned.off)}`,
        received: `${name}: ${JSON.stringify(value)}`,
        because: { source: 'RFC 9110 §9.3.4 and RFC 5789 §2: a success means that the change is made' },
        exchanges: [answer, ...exchanges],
      },
      on,
    )
  stage.broken(
    dead,
    {
      place: 'a key that is turned off',
      failure: 'accepted',
      message: `A key that an update turned off (${name}: ${JSON.stringify(turned.off)}) is still accepted by ${taken.map(([{ operation }]) => operation.key).join(', ')}.`,
      expected: 'a refusal: 401 or 403',
      received: String(taken[0]![1].response.status),
      severity: 'high',
      ...(turned.description === undefined ? {} : { because: { quote: turned.description } }),
      exchanges: [key.exchange, answer, taken[0]![1]],
    },
    on,
  )
}

/** An update that does not speak of the switch turns the key on again. */
async function staysOff(stage: Stage, { key, turned, answer, warmed }: TurnedOff): Promise<void> {
  const { update, pointer } = turned
  const name = pointerTokens(pointer).at(-1)!
  const silence = keptByUpdate(stage.contract, update)
  const other = updatesOfOne(stage, update, await stage.inputFor(key, update)).find(
    ({ asked }) => !asked.includes(name),
  )
  if (silence === null || other === undefined) return
  const updated = (await stage.onKey('update', key, { input: other.input, probe: true }))!
  // It may be that what is off cannot be changed.
  if (updated.response.status >= 300) return
  const uses = await Promise.all(warmed.map(async (one) => one.use()))
  const taken = uses.find(({ response }) => response.status < 300)
  if (taken === undefined) return stage.held(dead, update.key)
  stage.broken(
    dead,
    {
      place: 'a key that is turned off',
      failure: 'turned on by another update',
      message: `A key that was turned off is accepted again after an update of ${other.member} alone.`,
      expected: 'a refusal: 401 or 403',
      received: String(taken.response.status),
      severity: 'high',
      because: becauseOf(silence),
      exchanges: [answer, updated, taken],
    },
    update.key,
  )
}

async function turnOff(
  stage: Stage,
  key: IssuedKey,
  { update, pointer, off }: Turned,
): Promise<Exchange | null> {
  const plain = await stage.inputFor(key, update)
  const { body } = plain
  if (body === undefined || !('value' in body)) return null
  return stage.onKey('update', key, {
    input: { ...plain, body: { ...body, value: withValueAt(body.value, pointer, off) } },
  })
}

/** What get, or list where there is none, shows of a member of the key. */
async function shownAs(
  stage: Stage,
  key: IssuedKey,
  name: string,
): Promise<{ readonly value: JsonValue | undefined; readonly exchanges: readonly Exchange[] }> {
  const alone = await stage.onKey('get', key)
  if (alone !== null && alone.response.status < 300)
    return { value: memberIn(parseJson(alone.response.body), name), exchanges: [alone] }
  const pages = (await stage.list()) ?? []
  return { value: memberIn(stage.itemsOf(key, pages)?.[0], name), exchanges: pages.slice(-1) }
}
