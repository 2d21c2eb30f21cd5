import {
  changesBetween,
  lastingIn,
  narrowKey,
  operationByKey,
  parseJson,
  reachBeyond,
  rotates,
  scopeBounds,
  shownOf,
  wideningMembers,
  withMembers,
  type Change,
  type Exchange,
  type IssuedKey,
  type JsonObject,
  type Lasting,
  type Scenario,
  type ScopeBounds,
  type Stage,
} from '#keyproof'

const rule = 'lifecycle-rotate-cutover'

/** A key stays what it was when its secret is rotated, whatever the request asks for beside. */
export const rotationChangesSecretAlone: Scenario = {
  name: 'rotation-changes-secret-alone',
  promise:
    'A rotated key keeps its name, its owner, its expiry and its scopes, and the request cannot widen them.',
  rules: [rule],
  on: 'resource',
  keys: 1,
  applies: rotates,
  async verify(stage) {
    const on = stage.resource!.roles.rotate!.operation
    const bounds = scopeBounds(stage.contract, stage.resource!, stage.resource!.roles.rotate!.operation)
    const key = await narrowKey(stage, bounds)
    const before = await sightOf(stage, key, key.exchange)
    const refused = await reachBeyond(stage, key, bounds)
    if (refused !== null && refused.response.status < 300)
      stage.inconclusive(
        rule,
        `${bounds!.beyond.key} lets in a key without the scope for it, which lifecycle-scope-enforced judges.`,
        on,
      )
    const isBound = refused !== null && [401, 403, 404].includes(refused.response.status)
    if (!isBound && before.answer.length + before.shown.length === 0)
      return stage.notApplicable(
        rule,
        'The document shows neither name, owner, expiry nor scopes of a key, so nothing tells what a rotation changes.',
        on,
      )
    const ground: Ground = { stage, key, before, bounds: isBound ? bounds : null, broken: new Set() }
    const renewed = await rotated(ground, key, {})
    if (renewed === null) return
    await widened(ground, renewed)
    stage.held(rule, on)
  },
}

/** What is seen of a key: what the answer that gave its secret shows, and what get or list do. */
interface Sight {
  readonly answer: readonly Lasting[]
  readonly shown: readonly Lasting[]
  readonly exchanges: readonly Exchange[]
}

interface Ground {
  readonly stage: Stage
  readonly key: IssuedKey
  readonly before: Sight
  readonly bounds: ScopeBounds | null
  /** What a rotation has changed already, so that it is said once. */
  readonly broken: Set<Change['kind']>
}

/** How a rotation differs from the ordinary one. */
interface Wish {
  /** Members that the request has beside its own. */
  readonly members?: JsonObject
  /** The key rotates itself. */
  readonly byItself?: boolean
}

async function sightOf(stage: Stage, key: IssuedKey, answer: Exchange): Promise<Sight> {
  const { lasting, exchanges } = await shownOf(stage, key)
  return { answer: lastingIn(stage.resource!, parseJson(answer.response.body)), shown: lasting, exchanges }
}

/** Rotates the key and holds what comes of it against what the key was; null where there is nothing more to be seen. */
async function rotated(ground: Ground, old: IssuedKey, wish: Wish): Promise<IssuedKey | null> {
  const { stage, before, key } = ground
  const { members, byItself = false } = wish
  const on = stage.resource!.roles.rotate!.operation
  const operation = operationByKey(stage.contract, on)!
  const plain = await stage.inputFor(old, operation)
  const bodied =
    plain.body === undefined ? { ...plain, body: { mediaType: 'application/json', value: {} } } : plain
  const input = members === undefined ? plain : withMembers(bodied, members)
  if (input === null) return null
  const answer = byItself
    ? await stage.use(old, operation, { input, probe: true })
    : await stage.onKey('rotate', old, members === undefined ? {} : { input, probe: true })
  const renewed = answer === null || answer.response.status >= 300 ? null : await stage.issuedBy(answer)
  if (answer === null || renewed === null) {
    if (members === undefined && !byItself)
      stage.inconclusive(
        rule,
        answer === null
          ? 'The id of a new key could not be found out.'
          : answer.response.status >= 300
            ? `The key could not be rotated: ${answer.response.status}.`
            : `The answer to the rotation holds no secret at ${stage.resource!.secret.pointer}.`,
        on,
      )
    return null
  }
  const after = await sightOf(stage, renewed, answer)
  const changes = [
    ...changesBetween(stage.contract, before.shown, after.shown),
    ...changesBetween(stage.contract, before.answer, after.answer),
  ]
  for (const change of changes)
    blame(ground, change, wish, [key.exchange, answer, ...after.exchanges.slice(-1)])
  const used = await reachBeyond(stage, renewed, ground.bounds)
  if (used !== null && used.response.status < 300 && !ground.broken.has('scopes')) {
    ground.broken.add('scopes')
    stage.broken(
      rule,
      {
        place: 'scopes of a rotated key',
        failure: failureOf(wish, 'wider'),
        message: `${ground.bounds!.beyond.key} lets in a key after its rotation${askedIn(wish)}, although it has no scope for it and was refused before.`,
        expected: 'a refusal: 403',
        received: String(used.response.status),
        exchanges: [key.exchange, answer, used],
      },
      on,
    )
  }
  return renewed
}

function blame(
  { stage, broken }: Ground,
  { kind, how, before, after }: Change,
  wish: Wish,
  exchanges: readonly Exchange[],
): void {
  if (broken.has(kind) || (kind === 'expiry' && speaksOfExpiry(stage))) return
  const isAsked = wish.members !== undefined
  // Only what the request has asked for is its doing.
  if (isAsked && how === 'narrower') return
  broken.add(kind)
  const isHarmless = kind === 'name' || how === 'narrower'
  stage.broken(
    rule,
    {
      place: `${kind} of a rotated key`,
      failure: failureOf(wish, how),
      message: `A rotation${askedIn(wish)} gives the key ${
        kind === 'scopes'
          ? how === 'wider'
            ? 'more scopes'
            : 'fewer scopes'
          : kind === 'expiry'
            ? `${how === 'wider' ? 'a later' : 'an earlier'} end`
            : `another ${kind}`
      } than it had.`,
      expected: JSON.stringify(before).slice(0, 60),
      received: JSON.stringify(after).slice(0, 60),
      ...(isHarmless
        ? { severity: 'low', basis: 'convention', confidence: 'tentative' }
        : kind === 'expiry' && !isAsked
          ? { severity: 'medium' }
          : {}),
      exchanges,
    },
    stage.resource!.roles.rotate!.operation,
  )
}

function failureOf({ members, byItself }: Wish, how: Change['how']): string {
  if (members === undefined) return how
  return byItself === true ? 'taken from the key’s own request' : 'taken from the request'
}

function askedIn({ members, byItself }: Wish): string {
  if (members === undefined) return ''
  return byItself === true ? ' that the key asks for itself' : ' that asks for them'
}

/** Whether the document says something of an expiry where it speaks of rotation, so that another one may be right. */
function speaksOfExpiry(stage: Stage): boolean {
  const { summary, description, parameters, requestBody, responses } = operationByKey(
    stage.contract,
    stage.resource!.roles.rotate!.operation,
  )!
  const texts = [
    summary,
    description,
    ...parameters.map(({ name }) => name),
    ...Object.values(responses).map((response) => response.description),
  ].join('\n')
  const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) =>
    schema === undefined ? '' : JSON.stringify(stage.contract.resolve(schema, 'request')),
  )
  return [texts, ...bodies].some((text) => /expir|\bttl\b|lifetime|valid (for|until)|end of life/i.test(text))
}

/** Asks for more than the key has while it is rotated, all at once and, where that is refused, for scopes alone; then has the key do so itself. */
async function widened(ground: Ground, renewed: IssuedKey): Promise<void> {
  const { stage, before, broken } = ground
  const seen = [...before.shown, ...before.answer].filter(({ kind }) => !broken.has(kind))
  const rotate = operationByKey(stage.contract, stage.resource!.roles.rotate!.operation)!
  const wishes = wideningMembers(stage, rotate, seen)
  let current = renewed
  const names = Object.keys(wishes)
  const scopes = Object.fromEntries(Object.entries(wishes).slice(0, 1))
  for (const byItself of [false, ...(ground.bounds?.mayAct === true ? [true] : [])])
    for (const members of names.length > 1 ? [wishes, scopes] : [wishes]) {
      if (Object.keys(members).length === 0) continue
      const next = await rotated(ground, current, { members, byItself })
      if (next === null) continue
      current = next
      break
    }
}
