import {
  authenticated,
  pausesWithin,
  rotateOverlapMs,
  type Exchange,
  type IssuedKey,
  type Scenario,
  type Stage,
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
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (resource.roles.rotate === undefined) return 'The document has no operation that rotates a key.'
    return stateful || 'The target keeps no state, so nothing is ever rotated on it.'
  },
  async verify(stage) {
    const on = stage.resource!.roles.rotate!.operation
    const key = await stage.createKey()
    const before = await stage.use(key)
    if (before === null || !authenticated(before))
      return stage.inconclusive(
        rule,
        before === null
          ? 'There is no protected read on which an issued key could be used.'
          : `The new key did not work (${before.response.status}).`,
        on,
      )
    const answer = await stage.onKey('rotate', key)
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
    await judge(stage, key, renewed, answer)
  },
}

async function judge(stage: Stage, old: IssuedKey, renewed: IssuedKey, answer: Exchange): Promise<void> {
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
  const overlap = rotateOverlapMs(stage.contract, stage.resource!)
  if (overlap === null)
    return stage.inconclusive(rule, 'The document does not say for how long the old secret works on.', on)
  let used = (await stage.use(old))!
  for (const pause of pausesWithin(overlap + stage.leniency.graceMs)) {
    if (used.response.status >= 300) break
    await stage.pause(pause)
    used = (await stage.use(old))!
  }
  if (used.response.status < 300)
    return broken(
      'old one accepted',
      'The old secret of a rotated key goes on working.',
      'a refusal: 401',
      String(used.response.status),
      'high',
      [used],
    )
  stage.held(rule, on)
}
