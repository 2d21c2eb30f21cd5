import {
  leastSecretBits,
  parseJson,
  valueAt,
  type IssuedKey,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const keys = 5
/** Positions in which two random secrets differ at least; fewer means that they share their random part. */
const leastDiffering = 16
/** Different characters from which on what keys share counts as a random part. */
const random = 8

/** No two keys share a secret, nor an id. */
export const everySecretNew: Scenario = {
  name: 'every-secret-new',
  promise: 'No two keys share a secret, and no two keys share an id.',
  rules: ['secret-unique-across-creates', 'schema-id-unique-and-opaque'],
  on: 'resource',
  keys: 0,
  shared: keys,
  applies: ({ resource, stateful }) =>
    resource === null
      ? 'The document has no key resource.'
      : stateful || resource.idIsSecret || 'The target keeps no state, so it makes no keys.',
  async verify(stage) {
    // What the document itself says needs no key.
    if (!stage.subject.stateful) return addressedBySecret(stage)
    const made = await stage.sharedKeys()
    if (made.length < 2)
      return stage.inconclusive(
        'secret-unique-across-creates',
        'The run may not create two keys to compare (--max-keys).',
      )
    const { bits, sharedVariety } = stage.sample(made.map((key) => key.secret))
    const guessable = made.length > 2 && bits < leastSecretBits && sharedVariety < random
    for (const [index, key] of made.entries())
      for (const other of made.slice(0, index)) {
        const { equal, differing } = stage.compare(key.secret, other.secret)
        // Secrets that are mostly filling have no random part to share, and are judged by their entropy.
        const shared =
          !equal && !guessable && differing < Math.min(leastDiffering, stage.traits(key.secret).length / 2)
        if (equal || shared)
          stage.broken('secret-unique-across-creates', {
            place: stage.resource!.secret.pointer,
            failure: equal ? 'equal' : 'alike',
            message: equal
              ? 'Two keys were given the same secret.'
              : 'The secrets of two keys are nearly the same.',
            expected: `secrets that differ in at least ${leastDiffering} positions`,
            received: equal ? 'the same secret twice' : `secrets that differ in ${differing} positions`,
            exchanges: [other.exchange, key.exchange],
          })
        else stage.held('secret-unique-across-creates')
        judgeIds(stage, other, key)
      }
  },
}

function judgeIds(stage: Stage, one: IssuedKey, other: IssuedKey): void {
  const { resource } = stage
  if (resource!.idIsName) {
    const [first, second] = [besideName(stage, one), besideName(stage, other)]
    if (first === undefined || second === undefined)
      return stage.notApplicable(
        'schema-id-unique-and-opaque',
        'A key is addressed by the name its owner gives it, so there is no id to judge.',
      )
    if (first !== second) return stage.held('schema-id-unique-and-opaque')
    return shared(stage, one, other)
  }
  if (resource!.idIsSecret) return addressedBySecret(stage)
  if (one.id === null || other.id === null)
    return stage.inconclusive('schema-id-unique-and-opaque', 'The ids of new keys could not be found out.')
  if (one.id === other.id) return shared(stage, one, other)
  stage.held('schema-id-unique-and-opaque')
}

function shared(stage: Stage, one: IssuedKey, other: IssuedKey): void {
  stage.broken('schema-id-unique-and-opaque', {
    place: 'id',
    failure: 'equal',
    message: 'Two keys were given the same id.',
    expected: 'two ids',
    received: 'the same id twice',
    exchanges: [one.exchange, other.exchange],
  })
}

/** A member `id` that stands beside the name in the create response. */
function besideName({ resource }: Stage, key: IssuedKey): JsonValue | undefined {
  const name = resource?.nameInResponse ?? null
  return name === null
    ? undefined
    : valueAt(parseJson(key.exchange.response.body), `${name.slice(0, name.lastIndexOf('/'))}/id`)
}

function addressedBySecret(stage: Stage): void {
  stage.broken('schema-id-unique-and-opaque', {
    place: 'id',
    failure: 'is the secret',
    message: 'A key is addressed by its own secret, so the secret travels in URLs and their logs.',
    expected: 'an id that is not the secret',
    received: 'the secret as id',
    because: { source: 'CWE-598; OWASP ASVS 5.0 V14.2.1', pointer: stage.operation.pointer },
    exchanges: [],
  })
}
