import {
  becauseOf,
  canUpdateOne,
  changesBetween,
  createOf,
  inOwnWords,
  keptByUpdate,
  lastingIn,
  leavesOf,
  lookedUp,
  lostOf,
  operationByKey,
  pointerTokens,
  prolonged,
  updatesOfOne,
  withChoices,
  type Change,
  type Exchange,
  type IssuedKey,
  type JsonValue,
  type Lost,
  type Operation,
  type Scenario,
  type Silence,
  type Stage,
  type UpdateOfOne,
} from '#keyproof'

const rights = 'lifecycle-no-escalation-by-update'
const echo = 'schema-echo-fidelity'
const dayMs = 86_400_000

/** What an update is silent about stays as it was. */
export const updateLeavesTheRest: Scenario = {
  name: 'update-leaves-the-rest',
  promise:
    'An update in part leaves the rest of a key as it was: its end, its scopes, its owner, and whatever else is shown.',
  rules: [rights, echo],
  on: 'resource',
  keys: 1,
  eachUpdate: true,
  applies({ contract, resource, stateful }) {
    // Then its rules are for others to decide.
    if (resource === null || !stateful) return false
    const { update, get, list } = resource.roles
    if (update === undefined || (get === undefined && list === undefined)) return false
    const operation = operationByKey(contract, update.operation)!
    return keptByUpdate(contract, operation) !== null && canUpdateOne(contract, resource, operation)
  },
  async verify(stage) {
    const update = operationByKey(stage.contract, stage.resource!.roles.update!.operation)!
    const key = await fullKey(stage)
    if (key.id === null) return
    const updates = updatesOfOne(stage, update, await stage.inputFor(key, update))
    if (updates.length === 0) return
    const first = await lookedUp(stage, key)
    const again = await lookedUp(stage, key)
    if (first.item === undefined || again.item === undefined) return
    const ground: Ground = {
      stage,
      update,
      key,
      silence: keptByUpdate(stage.contract, update)!,
      first: first.item,
      again: again.item,
    }
    const askedBefore = new Set<string>()
    for (const one of updates) {
      if (!(await leavesTheRest(ground, one, askedBefore))) return
      for (const name of one.asked) askedBefore.add(name)
    }
  },
}

interface Ground {
  readonly stage: Stage
  readonly update: Operation
  readonly key: IssuedKey
  readonly silence: Silence
  /** The key as it was shown, twice. */
  readonly first: JsonValue
  readonly again: JsonValue
}

/** A key of which as much is said as may be; of which less is, where that is refused. */
async function fullKey(stage: Stage): Promise<IssuedKey> {
  const create = createOf(stage)
  const plain = await stage.input(create)
  const described = inOwnWords(stage, create, prolonged(stage, create, plain, 20 * dayMs) ?? plain)
  for (const input of new Set([withChoices(stage, create, described), described])) {
    if (input === plain) break
    const key = await stage.issuedBy(await stage.call({ input }, create))
    if (key !== null) return key
  }
  return stage.createKey()
}

/** Makes the update and holds what is shown then against what was; gives whether there is more to be seen. */
async function leavesTheRest(
  ground: Ground,
  one: UpdateOfOne,
  askedBefore: ReadonlySet<string>,
): Promise<boolean> {
  const { stage, update, key, first, again } = ground
  const answer = (await stage.onKey('update', key, { input: one.input }))!
  const { status } = answer.response
  if (status >= 300) {
    stage.inconclusive(echo, `An update of ${one.member} alone was answered ${status}.`, update.key)
    return true
  }
  const { item, exchanges } = await lookedUp(stage, key)
  if (item === undefined) return false
  const named = stage.resource!.nameInRequest
  const isAsked = (pointer: string | null): boolean =>
    pointer !== null && pointerTokens(pointer).some((token) => one.asked.includes(token))
  const changes = changesBetween(
    stage.contract,
    lastingIn(stage.resource!, first).filter(({ kind, pointer }) => kind !== 'name' && !isAsked(pointer)),
    lastingIn(stage.resource!, item),
  )
  const lost = lostOf({
    before: leavesOf(first),
    again: leavesOf(again),
    after: leavesOf(item),
    asked: one.asked,
    askedBefore,
    name:
      isAsked(named) || (named !== null && askedBefore.has(pointerTokens(named).at(-1)!)) ? key.name : null,
  }).filter(
    ({ before }) => !changes.some((change) => JSON.stringify(change.before) === JSON.stringify(before)),
  )
  const seen = [key.exchange, answer, ...exchanges]
  for (const change of changes) blameRight(ground, one, change, seen)
  for (const member of lost) blame(ground, one, member, seen)
  if (changes.length === 0) stage.held(rights, update.key)
  if (lost.length === 0) stage.held(echo, update.key)
  return changes.length + lost.length === 0
}

const GIVEN: Readonly<Record<Change['kind'], readonly [wider: string, narrower: string]>> = {
  expiry: ['a later end, or none', 'an earlier end'],
  scopes: ['more scopes', 'fewer scopes'],
  owner: ['another owner', 'another owner'],
  name: ['another name', 'another name'],
}

/** The end, the scopes or the owner of the key are others now. */
function blameRight(
  { stage, update, silence }: Ground,
  { member }: UpdateOfOne,
  { kind, how, before, after }: Change,
  exchanges: readonly Exchange[],
): void {
  const isWider = how !== 'narrower'
  stage.broken(
    isWider ? rights : echo,
    {
      place: `${kind} of an updated key`,
      failure: isWider ? 'wider, unasked' : 'narrower, unasked',
      message: `An update of ${member} alone gives the key ${GIVEN[kind][isWider ? 0 : 1]}.`,
      expected: JSON.stringify(before).slice(0, 120),
      received: JSON.stringify(after).slice(0, 120),
      ...groundOf(silence),
      // Some servers begin to count anew whenever a key is changed.
      ...(kind === 'expiry' && after !== null && isUnsaid(silence)
        ? { confidence: 'tentative' as const }
        : {}),
      exchanges,
    },
    update.key,
  )
}

/** Something else of the key is not what it was. */
function blame(
  { stage, update, silence }: Ground,
  { member }: UpdateOfOne,
  { pointer, before, after, isEmpty, isEnd }: Lost,
  exchanges: readonly Exchange[],
): void {
  stage.broken(
    // Without its end it lives for ever.
    isEnd ? rights : echo,
    {
      place: pointer,
      failure: isEmpty ? 'lost by an update' : 'changed by an update',
      message: `An update of ${member} alone ${isEmpty ? 'takes away' : 'changes'} ${pointer} of the key.`,
      expected: JSON.stringify(before).slice(0, 120),
      received: JSON.stringify(after).slice(0, 120),
      ...groundOf(silence),
      exchanges,
    },
    update.key,
  )
}

function isUnsaid({ quote, source }: Silence): boolean {
  return quote === undefined && source === undefined
}

function groundOf(silence: Silence): Pick<Parameters<Stage['broken']>[1], 'basis' | 'because'> {
  const because = becauseOf(silence)
  if (isUnsaid(silence)) return { because }
  return { basis: silence.quote === undefined ? 'standard' : 'document', because }
}
