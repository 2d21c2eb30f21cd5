import {
  authenticated,
  isProtected,
  parseJson,
  pausesWithin,
  valueAt,
  type Exchange,
  type IssuedKey,
  type Scenario,
  type Stage,
  withoutRole,
} from '#keyproof'

const distinct = 'lifecycle-concurrent-creates-distinct'
const during = 'lifecycle-revoke-during-use'
const repeated = 'lifecycle-delete-idempotent'
const keys = 3
const workers = 3
/** Uses of a key by each worker, and how many of them at least begin after its revocation was answered. */
const uses = 8
const afterwards = 3

/** What happens at the same moment comes out as if one thing had happened after the other. */
export const manyAtOnce: Scenario = {
  name: 'many-at-once',
  promise:
    'Keys made at the same moment are as different as any others, and a key revoked in the middle of its use, or several times at once, is dead.',
  rules: [distinct, during, repeated],
  on: 'resource',
  keys,
  shared: 2,
  alone: true,
  applies: ({ resource, stateful }) =>
    resource === null
      ? 'The document has no key resource.'
      : stateful || 'The target keeps no state, so it makes no keys.',
  lacking: ({ resource }) => withoutRole(resource!, 'revoke', [during, repeated]),
  async verify(stage) {
    const [one, other] = await stage.sharedKeys()
    if (
      one !== undefined &&
      other !== undefined &&
      (stage.compare(one.secret, other.secret).equal || (one.id !== null && one.id === other.id))
    ) {
      for (const rule of [distinct, during, repeated])
        stage.inconclusive(
          rule,
          'Keys share a secret or an id even when they are made one after the other, which secret-unique-across-creates and schema-id-unique-and-opaque judge.',
        )
      return
    }
    const made = await createTogether(stage)
    const { revoke } = stage.resource!.roles
    if (revoke === undefined) return
    const [used, spare, thrice] = made.filter((key) => key.id !== null)
    if (used === undefined || spare === undefined || thrice === undefined) {
      for (const rule of [during, repeated])
        stage.inconclusive(
          rule,
          'Too few keys could be made, or their ids could not be found out.',
          revoke.operation,
        )
      return
    }
    await revokeWhileUsed(stage, used, spare)
    await revokeTogether(stage, thrice)
  },
}

/** Creates several keys at one moment and compares them. */
async function createTogether(stage: Stage): Promise<readonly IssuedKey[]> {
  const inputs = await Promise.all(Array.from({ length: keys }, () => stage.input()))
  const exchanges = await Promise.all(inputs.map((input) => stage.call({ input })))
  const made: IssuedKey[] = []
  for (const exchange of exchanges) {
    const key = await stage.issuedBy(exchange)
    if (key !== null) made.push(key)
  }
  if (made.length < 2) {
    stage.inconclusive(
      distinct,
      `Of ${keys} keys asked for at the same moment ${made.length} were made: ${exchanges.map((exchange) => exchange.response.status).join(', ')}.`,
    )
    return made
  }
  const outcomes = [
    oneEach(stage, made),
    ownName(stage, made),
    await allWork(stage, made),
    await allListed(stage, made),
  ]
  if (outcomes.every(Boolean)) stage.held(distinct)
  return made
}

function oneEach(stage: Stage, made: readonly IssuedKey[]): boolean {
  for (const [index, key] of made.entries())
    for (const other of made.slice(0, index)) {
      const secret = stage.compare(key.secret, other.secret).equal
      if (!secret && (key.id === null || key.id !== other.id)) continue
      const what = secret ? 'secret' : 'id'
      stage.broken(distinct, {
        place: secret ? stage.resource!.secret.pointer : 'id',
        failure: 'equal',
        message: `Two keys made at the same moment were given the same ${what}.`,
        expected: `a ${what} of its own for every key`,
        received: `the same ${what} twice`,
        severity: secret ? 'critical' : 'high',
        exchanges: [other.exchange, key.exchange],
      })
      return false
    }
  return true
}

/** Each answer belongs to its own request. */
function ownName(stage: Stage, made: readonly IssuedKey[]): boolean {
  const { nameInRequest, nameInResponse } = stage.resource!
  if (nameInRequest === null || nameInResponse === null) return true
  const asked = (exchange: Exchange): unknown =>
    valueAt(parseJson(exchange.request.body ?? ''), nameInRequest)
  const swapped = made.find((key) => {
    const told = valueAt(parseJson(key.exchange.response.body), nameInResponse)
    return (
      told !== asked(key.exchange) && made.some((other) => other !== key && asked(other.exchange) === told)
    )
  })
  if (swapped === undefined) return true
  stage.broken(distinct, {
    place: nameInResponse,
    failure: 'swapped',
    message: 'A request to create a key was answered with the key of another one, made at the same moment.',
    expected: 'the key that was asked for',
    received: 'a key with the name of another',
    severity: 'critical',
    exchanges: [swapped.exchange],
  })
  return false
}

async function allWork(stage: Stage, made: readonly IssuedKey[]): Promise<boolean> {
  const answers = await Promise.all(made.map((key) => stage.use(key)))
  const refused = made.findIndex((_key, index) => refuses(answers[index] ?? null))
  if (refused < 0 || answers.every(refuses)) return true
  stage.broken(distinct, {
    place: 'use',
    failure: 'refused',
    message: 'Of several keys made at the same moment, one does not work.',
    expected: 'keys that all work',
    received: String(answers[refused]!.response.status),
    exchanges: [made[refused]!.exchange, answers[refused]!],
  })
  return false
}

function refuses(exchange: Exchange | null): boolean {
  return exchange !== null && (exchange.response.status === 401 || exchange.response.status === 403)
}

async function allListed(stage: Stage, made: readonly IssuedKey[]): Promise<boolean> {
  const pages = await stage.list()
  if (pages === null || !stage.isWhole(pages) || pages.some((page) => page.response.status >= 300))
    return true
  const counts = made.map((key) => stage.itemsOf(key, pages)?.length ?? 1)
  const lost = counts.indexOf(0)
  // One alone may be missing from the end of a list that lags behind, and none at all is judged elsewhere.
  if (lost < 0 || lost === counts.length - 1 || counts.every((count) => count === 0)) return true
  stage.broken(distinct, {
    place: 'list',
    failure: 'missing',
    message: 'Of several keys made at the same moment, one is not listed.',
    expected: 'every key once',
    received: 'a key that works and cannot be seen',
    exchanges: [made[lost]!.exchange, ...pages.slice(-1)],
  })
  return false
}

/** What a use in the middle of a revocation may end in; which of the two is chance, so the checks count neither. */
function isUseOrRefusal({ response: { status } }: Exchange): boolean {
  return status < 500
}

/** Uses the key without a pause while it is revoked; what begins after the answer must be refused. */
async function revokeWhileUsed(stage: Stage, key: IssuedKey, spare: IssuedKey): Promise<void> {
  const on = stage.resource!.roles.revoke!.operation
  const control = await stage.use(key)
  if (control === null || stage.canary === null || !isProtected(stage.canary))
    return stage.notApplicable(during, 'There is no protected read on which an issued key could be used.', on)
  if (control.response.status >= 300)
    return stage.inconclusive(
      during,
      `The key did not work before it was revoked (${control.response.status}), so its refusal proves nothing.`,
      on,
    )
  let revokedAt = Number.POSITIVE_INFINITY
  const late: Exchange[] = []
  const ended = new AbortController()
  const work = async (): Promise<void> => {
    // As many uses whatever the revocation takes, so that a run sends the same number of requests each time.
    for (let use = 0; use < uses && !ended.signal.aborted;) {
      const after = performance.now() > revokedAt
      if (!after && use >= uses - afterwards) {
        await stage.pause(5)
        continue
      }
      use += 1
      const exchange = (await stage.use(key, undefined, { unjudged: isUseOrRefusal }))!
      if (after && exchange.response.status < 300) late.push(exchange)
    }
  }
  const revoking = async (): Promise<Exchange> => {
    try {
      await stage.use(key)
      return (await stage.onKey('revoke', key))!
    } catch (error) {
      ended.abort()
      throw error
    } finally {
      revokedAt = performance.now()
    }
  }
  const [answer] = await Promise.all([revoking(), ...Array.from({ length: workers }, work)])
  if (answer.response.status >= 300)
    return stage.inconclusive(during, `The key could not be revoked: ${answer.response.status}.`, on)
  const window = stage.propagation('revoke')
  let still = await stage.use(key)
  if (late.length === 0 && still!.response.status >= 400) return stage.held(during, on)
  for (const pause of pausesWithin(window + stage.leniency.graceMs, 100)) {
    if (still!.response.status >= 300) break
    await stage.pause(pause)
    still = await stage.use(key)
  }
  // Within the time that the document allows for it nothing is late.
  if (window > 0 && still!.response.status >= 300) return stage.held(during, on)
  // Only what the revocation of an idle key does not show is the fault of the race.
  await stage.onKey('revoke', spare)
  if (window > 0) await stage.pause(window)
  const quiet = await stage.use(spare)
  if (quiet!.response.status < 300)
    return stage.inconclusive(
      during,
      'A revoked key goes on working whether it is in use or not, which lifecycle-revoked-key-rejected judges.',
      on,
    )
  stage.broken(
    during,
    {
      place: 'a key in use',
      failure: still!.response.status < 300 ? 'accepted' : 'late',
      message:
        still!.response.status < 300
          ? 'A key that is revoked while it is in use stays alive, unlike one that is idle.'
          : `A key that is revoked while it is in use works for some time yet, unlike one that is idle.`,
      expected: 'a refusal of every request that begins after the revocation was answered',
      received: String(late[0]?.response.status ?? still!.response.status),
      ...(still!.response.status < 300 ? {} : { severity: 'low' as const, confidence: 'tentative' as const }),
      exchanges: [key.exchange, answer, ...late.slice(0, 1)],
    },
    on,
  )
}

/** Revokes one key several times at one moment. */
async function revokeTogether(stage: Stage, key: IssuedKey): Promise<void> {
  const on = stage.resource!.roles.revoke!.operation
  const answers = await Promise.all(
    Array.from({ length: workers }, async () => (await stage.onKey('revoke', key, { unjudged: true }))!),
  )
  const failed = answers.find((answer) => answer.response.status >= 500)
  const after = await stage.use(key)
  if (failed !== undefined)
    stage.broken(
      repeated,
      {
        place: 'revocations at the same moment',
        failure: '5XX',
        message: `${on} breaks when the same key is revoked several times at once.`,
        expected: 'successes, 404 or 410',
        received: answers.map((answer) => answer.response.status).join(', '),
        exchanges: [failed],
      },
      on,
    )
  else if (!answers.some((answer) => answer.response.status < 300))
    stage.inconclusive(
      repeated,
      `The key could not be revoked: ${answers.map((answer) => answer.response.status).join(', ')}.`,
      on,
    )
  else if (after === null || !authenticated(after)) stage.held(repeated, on)
}
