import {
  authenticated,
  isProlonged,
  operationByKey,
  parseJson,
  pausesWithin,
  rotateOverlapMs,
  rotates,
  serverClock,
  takesStrangers,
  warm,
  withShortOverlap,
  type Exchange,
  type IssuedKey,
  type Scenario,
  type ShortOverlap,
  type Stage,
  type Warmed,
} from '#keyproof'

const rule = 'lifecycle-rotate-cutover'

/** Rotation gives a new secret that works, and ends the old one when the document says so. */
export const rotatedKeyReplaced: Scenario = {
  name: 'rotated-key-replaced',
  promise:
    'A rotated key has a new secret that works at once, and the old one is dead when its time is over.',
  rules: [rule],
  on: 'resource',
  keys: 2,
  applies: rotates,
  async verify(stage) {
    const on = stage.resource!.roles.rotate!.operation
    const key = await stage.createKey()
    const before = await stage.use(key)
    const warmed = before !== null && authenticated(before) ? await warm(stage, key) : []
    const operation = operationByKey(stage.contract, on)!
    const input = await stage.inputFor(key, operation)
    const shortFrom = (now: number): ShortOverlap | null =>
      withShortOverlap(stage.contract, operation, input, now)
    const short = shortFrom(0) === null ? null : shortFrom((await serverClock(stage)).now())
    const chosen = short === null ? null : await stage.onKey('rotate', key, { input: short.input })
    const isChosen = chosen !== null && chosen.response.status < 300
    const answer = isChosen ? chosen : await stage.onKey('rotate', key)
    if (answer === null || answer.response.status >= 300)
      return stage.inconclusive(
        rule,
        answer === null
          ? 'The id of a new key could not be found out.'
          : `The key could not be rotated: ${answer.response.status}.`,
        on,
      )
    const renewed = await stage.issuedBy(answer)
    if (renewed === null)
      return stage.inconclusive(
        rule,
        `The answer to the rotation holds no secret at ${stage.resource!.secret.pointer}.`,
        on,
      )
    const isLonger = isChosen && isProlonged(short!, parseJson(answer.response.body))
    const overlap = isLonger ? null : isChosen ? short!.ms : rotateOverlapMs(stage.contract, stage.resource!)
    await judge(stage, { old: key, used: before, renewed, answer, warmed, overlap })
  },
}

interface Rotation {
  readonly old: IssuedKey
  /** Its use before the rotation; null where it cannot be used. */
  readonly used: Exchange | null
  readonly renewed: IssuedKey
  readonly answer: Exchange
  /** Reads that the old secret was used on, so that whatever remembers credentials remembers it. */
  readonly warmed: readonly Warmed[]
  /** Milliseconds for which the old secret may work on; null where nobody can tell. */
  readonly overlap: number | null
}

async function judge(stage: Stage, { old, used, renewed, answer, warmed, overlap }: Rotation): Promise<void> {
  const on = stage.resource!.roles.rotate!.operation
  const broken = (
    failure: string,
    message: string,
    expected: string,
    received: string,
    severity: 'critical' | 'high',
    exchanges: readonly Exchange[],
  ): void =>
    stage.broken(
      rule,
      {
        place: 'a rotated key',
        failure,
        message,
        expected,
        received,
        severity,
        exchanges: [old.exchange, answer, ...exchanges],
      },
      on,
    )
  if (stage.compare(old.secret, renewed.secret).equal)
    return broken(
      'same secret',
      'A rotation gives the secret that was there before.',
      'a new secret',
      'the old one',
      'critical',
      [],
    )
  // Only that it is another one can be told without using it.
  if (used === null || !authenticated(used))
    return stage.inconclusive(
      rule,
      used === null
        ? 'There is no protected read on which an issued key could be used.'
        : `The new key did not work (${used.response.status}).`,
      on,
    )
  const works = (await stage.use(renewed))!
  if (!authenticated(works))
    return broken(
      'new one refused',
      'The secret that a rotation gives does not work.',
      'an answer to an authenticated caller',
      String(works.response.status),
      'high',
      [works],
    )
  if (overlap === null)
    return stage.inconclusive(rule, 'The document does not say for how long the old secret works on.', on)
  if (warmed.length === 0)
    return stage.inconclusive(
      rule,
      (await takesStrangers(stage, renewed))
        ? `${stage.canary!.key} takes a key that was never issued, so it cannot tell an old secret from a new one.`
        : 'No read took the old secret every time before the rotation, so its refusal would prove nothing.',
      on,
    )
  const accepting = async (): Promise<readonly (readonly [Warmed, Exchange])[]> => {
    const answers = await Promise.all(warmed.map(async (one) => [one, await one.use()] as const))
    return answers.filter(([, { response }]) => response.status < 300)
  }
  let taken = await accepting()
  for (const pause of pausesWithin(overlap + stage.leniency.graceMs)) {
    if (taken.length === 0) break
    await stage.pause(pause)
    taken = await accepting()
  }
  const [still] = taken
  if (still !== undefined)
    return broken(
      'old one accepted',
      `The old secret of a rotated key goes on working on ${taken.map(([{ operation }]) => operation.key).join(', ')}.`,
      'a refusal: 401',
      String(still[1].response.status),
      'high',
      [still[1]],
    )
  const [again] = [...(await accepting()), ...(await accepting())]
  if (again !== undefined)
    return broken(
      'old one revived',
      'The old secret of a rotated key was refused and works again.',
      'a refusal: 401',
      String(again[1].response.status),
      'high',
      [again[1]],
    )
  stage.held(rule, on)
}
