import {
  expiringAt,
  lifeUnitMs,
  parseJson,
  pausesWithin,
  serverClock,
  takesStrangers,
  valueAt,
  whyNoMoment,
  writtenTime,
  type Exchange,
  type IssuedKey,
  type JsonValue,
  type Scenario,
  type ServerClock,
  type Stage,
} from '#keyproof'

const expired = 'lifecycle-expired-key-rejected'
const boundaries = 'lifecycle-expiry-boundaries'
const dayMs = 86_400_000
/** Milliseconds that a key lives which is made to expire during the run. */
const lifeMs = 1_500

/** A key works until its time is over, and the time is the one that was asked for. */
export const keysExpire: Scenario = {
  name: 'keys-expire',
  promise:
    'A key is dead when its time is over, its time is the one that was asked for, and a time that is over already makes no living key.',
  rules: [expired, boundaries],
  on: 'resource',
  keys: 3,
  shared: 2,
  applies({ resource, operation, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (resource.expiry === null || operation.requestBody === undefined)
      return 'The document gives a new key no expiry that a caller could choose.'
    return stateful || 'The target keeps no state, so no key ever expires on it.'
  },
  async verify(stage) {
    const [one, other] = await stage.sharedKeys()
    if (one !== undefined && other !== undefined && stage.compare(one.secret, other.secret).equal)
      return stage.inconclusive(
        expired,
        'Keys share a secret, so a dead one is as good as a living one; secret-unique-across-creates judges that.',
      )
    const clock = await serverClock(stage)
    await Promise.all([dies(stage, clock), pastIsOver(stage, clock), instantsKept(stage, clock)])
  },
}

async function makeExpiring(
  stage: Stage,
  time: number,
  clock: ServerClock,
): Promise<{ readonly exchange: Exchange; readonly key: IssuedKey | null } | null> {
  const written = writtenTime(stage, time, clock)
  // Where only a date will do, what ended days ago can be written all the same.
  const date = typeof written === 'string' && time < clock.now() - dayMs ? written.slice(0, 10) : null
  const input = (await expiringAt(stage, written)) ?? (await expiringAt(stage, date))
  if (input === null) return null
  const exchange = await stage.call({ input, probe: true })
  return { exchange, key: await stage.issuedBy(exchange) }
}

async function dies(stage: Stage, clock: ServerClock): Promise<void> {
  const unit = lifeUnitMs(stage.contract, stage.operation, stage.resource!.expiry!)
  // A life that is counted begins when the server sees the request.
  const end = clock.now() + (unit === null ? lifeMs : Math.ceil(lifeMs / unit) * unit)
  const made = await makeExpiring(stage, end, clock)
  if (made === null)
    return stage.inconclusive(
      expired,
      whyNoMoment(stage) ?? 'The document’s schema has no room for a time a moment ahead.',
    )
  const { exchange, key } = made
  if (key === null)
    return stage.inconclusive(
      expired,
      `No key that lives for a moment could be made (${exchange.response.status}): the API may demand a longer life.`,
    )
  const alive = await stage.use(key)
  if (alive === null)
    return stage.notApplicable(expired, 'There is no protected read on which an issued key could be used.')
  if (alive.response.status >= 300)
    return stage.inconclusive(
      expired,
      `The key did not work before it expired either (${alive.response.status}).`,
    )
  await stage.pause(
    Math.max(0, end - clock.now()) + clock.errorMs + 50 + (stage.resource!.expiry!.unit === 's' ? 1000 : 0),
  )
  const window = stage.propagation('expire')
  let used = (await stage.use(key))!
  for (const pause of pausesWithin(window + stage.leniency.skewMs, 100, 800)) {
    if (used.response.status >= 300) break
    await stage.pause(pause)
    used = (await stage.use(key))!
  }
  const late = Math.round(clock.now() - end)
  if (used.response.status < 300 && (await takesStrangers(stage, key)))
    return stage.inconclusive(expired, openToStrangers(stage))
  if (used.response.status < 300)
    return stage.broken(expired, {
      place: 'an expired key',
      failure: 'accepted',
      message: 'A key is still accepted after it expired.',
      expected: 'a refusal: 401',
      received: `${used.response.status}, ${late} ms after it expired`,
      exchanges: [exchange, used],
    })
  if (used.response.status >= 500 || used.response.status === 429)
    return stage.inconclusive(expired, `The expired key was answered ${used.response.status}.`)
  stage.held(expired)
  const status = stage.contract.annotations['status']
  const [pointer, told] = [valueAt(status, '/pointer'), valueAt(status, '/expired')]
  if (typeof pointer !== 'string' || told === undefined) return
  const { shown, shownIn } = await asShown(stage, key, pointer)
  if (shown !== undefined && shown !== told)
    stage.broken(expired, {
      place: pointer,
      failure: 'not shown as expired',
      message: 'An expired key is not shown as expired.',
      expected: JSON.stringify(told),
      received: JSON.stringify(shown),
      severity: 'low',
      basis: 'convention',
      exchanges: [exchange, ...shownIn],
    })
}

/** A member of the key: as it is shown by itself where that can be asked for, since a list is as long as the run has keys. */
async function asShown(
  stage: Stage,
  key: IssuedKey,
  pointer: string,
): Promise<{ readonly shown: JsonValue | undefined; readonly shownIn: readonly Exchange[] }> {
  const alone = await stage.onKey('get', key, { probe: true })
  const shown = alone === null ? undefined : valueAt(parseJson(alone.response.body), pointer)
  if (alone !== null && alone.response.status < 300 && shown !== undefined) return { shown, shownIn: [alone] }
  const pages = (await stage.list()) ?? []
  const item = stage.itemsOf(key, pages)?.[0]
  return { shown: item === undefined ? undefined : valueAt(item, pointer), shownIn: pages.slice(-1) }
}

/** A time that is over makes no key, or none that works. */
async function pastIsOver(stage: Stage, clock: ServerClock): Promise<void> {
  const made = await makeExpiring(stage, clock.now() - 2 * dayMs, clock)
  if (made === null) return
  const { exchange, key } = made
  const { status } = exchange.response
  if (key === null)
    return status >= 500 || status === 429
      ? stage.inconclusive(boundaries, `A request with an expiry in the past was answered ${status}.`)
      : stage.held(boundaries)
  const used = await stage.use(key)
  if (used === null || used.response.status >= 300) return stage.held(boundaries)
  if (await takesStrangers(stage, key)) return stage.inconclusive(boundaries, openToStrangers(stage))
  // Where only a date can be given, nothing else shows whether keys end.
  const isDate = (await expiringAt(stage, writtenTime(stage, clock.now() + dayMs, clock))) === null
  stage.broken(isDate ? expired : boundaries, {
    place: stage.resource!.expiry!.inRequest,
    failure: 'past works',
    message: 'A key that is made to have expired the day before yesterday works.',
    expected: 'a refusal, or a key that does not work',
    received: `${status}, and a key that is answered ${used.response.status}`,
    severity: 'high',
    exchanges: [exchange, used],
  })
}

/** What is said where the read lets everybody in. */
function openToStrangers(stage: Stage): string {
  return `${stage.canary!.key} takes a key that was never issued, so it cannot tell an expired key from a living one.`
}

/** The instant in the answer is the one that was sent, however it was written. */
async function instantsKept(stage: Stage, clock: ServerClock): Promise<void> {
  const { inResponse, unit } = stage.resource!.expiry!
  if (inResponse === null || lifeUnitMs(stage.contract, stage.operation, stage.resource!.expiry!) !== null)
    return
  const time = Math.ceil(clock.now() / 1000) * 1000 + dayMs
  const tries: readonly (readonly [what: string, time: number, value: JsonValue])[] =
    unit === 's' || unit === 'ms'
      ? [['a number in its documented unit', time, unit === 's' ? time / 1000 : time]]
      : [
          [
            'a time with an offset from UTC',
            time,
            `${new Date(time + 19_800_000).toISOString().slice(0, 19)}.250+05:30`,
          ],
        ]
  for (const [what, instant, value] of tries) {
    const input = await expiringAt(stage, value)
    if (input === null) continue
    const exchange = await stage.call({ input, probe: true })
    if (exchange.response.status >= 300) continue
    const told = valueAt(parseJson(exchange.response.body), inResponse)
    if (told === undefined || told === null) continue
    if (readings(told).some((reading) => Math.abs(reading - instant) <= 1_000)) stage.held(boundaries)
    else
      stage.broken(boundaries, {
        place: inResponse,
        failure: what,
        message: `${what.charAt(0).toUpperCase()}${what.slice(1)} comes back as another instant.`,
        expected: new Date(instant).toISOString(),
        received: JSON.stringify(told).slice(0, 60),
        exchanges: [exchange],
      })
  }
}

/** The instants that a value may stand for: numbers count seconds or milliseconds. */
function readings(value: JsonValue): readonly number[] {
  if (typeof value === 'string') return [Date.parse(value)]
  return typeof value === 'number' ? [value, value * 1000] : []
}
