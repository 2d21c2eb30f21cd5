import {
  needsOther,
  operationByKey,
  selectsAccount,
  tellsOfFirst,
  withOneOfFirst,
  type Exchange,
  type IssuedKey,
  type Operation,
  type OperationInput,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'tenant-collection-isolation'

/** The keys of an account are shown to nobody else, and nobody else makes keys in it. */
export const othersKeysNotListed: Scenario = {
  name: 'others-keys-not-listed',
  promise:
    'The list shows an account its own keys alone, and no other account lists or makes keys in its place.',
  rules: [rule],
  on: 'resource',
  keys: 1,
  shared: 1,
  applies(subject) {
    if (subject.resource === null) return 'The document has no key resource.'
    return subject.resource.roles.list === undefined
      ? 'The document has no operation that lists keys.'
      : needsOther(subject)
  },
  async verify(stage) {
    const list = operationByKey(stage.contract, stage.resource!.roles.list!.operation)!
    const [key] = await stage.sharedKeys()
    if (key === undefined) return stage.inconclusive(rule, 'There is no key that could show.', list.key)
    const theirs = (await stage.list({ as: 'other' }))!
    const refused = theirs.find((page) => page.response.status >= 300)
    if (refused !== undefined)
      return stage.inconclusive(
        rule,
        `The second account is refused its own list (${refused.response.status}), so what it does not see proves nothing: check its --principal credentials and parameters.`,
        list.key,
      )
    const seen = stage.itemsOf(key, theirs)
    const own = stage.itemsOf(key, (await stage.list())!)
    if (seen === null)
      return stage.inconclusive(
        rule,
        'The list does not tell keys apart, so whose they are cannot be seen.',
        list.key,
      )
    if (seen.length > 0) return shown(stage, key, theirs, list, 'the list')
    if (own === null || own.length === 0)
      stage.inconclusive(rule, 'The list does not show the new key to its own account either.', list.key)
    else stage.held(rule, list.key)
    const place = await stage.input(list)
    if (selectsAccount(stage, place)) {
      const foreign = await stage.call({ as: 'other', input: place }, list)
      const { status } = foreign.response
      if (status < 300 && (stage.itemsOf(key, [foreign]) ?? []).length > 0)
        return shown(stage, key, [foreign], list, 'the list of this account')
      if (status >= 500 || status === 429)
        stage.inconclusive(rule, `${list.key} answers ${status} to another account.`, list.key)
    }
    await makesNothing(stage)
  },
}

function shown(
  stage: Stage,
  key: IssuedKey,
  pages: readonly Exchange[],
  list: Operation,
  place: string,
): void {
  stage.broken(
    rule,
    {
      place,
      failure: 'shown to another',
      message: `${list.key} shows a key to an account that it does not belong to.`,
      expected: 'the keys of the caller alone',
      received: 'a key of another account, unless both credentials belong to one',
      exchanges: [key.exchange, ...pages.slice(-1)],
    },
    list.key,
  )
}

/** Makes a key in the first account's place with the second one's credentials, then one in its own, as it may. */
async function makesNothing(stage: Stage): Promise<void> {
  const create = stage.operation
  const place = await stage.input(create)
  if (!selectsAccount(stage, place)) return
  const isRefused = await isKeptOut(stage, place)
  if (isRefused === null) return
  if (!isRefused) return stage.held(rule)
  const control = await stage.call({ as: 'other' }, create)
  const made = control.response.status < 300 ? await stage.issuedBy(control, 'other') : null
  if (made !== null) await revoke(stage, made)
  if (control.response.status >= 300)
    return stage.inconclusive(
      rule,
      `The second account may not make a key of its own either (${control.response.status}), so a refusal proves nothing.`,
    )
  for (const input of withOneOfFirst(stage, place))
    if ((await isKeptOut(stage, stage.marked(input, { lengthen: true }))) === null) return
  stage.held(rule)
}

/** Whether the second account is refused what it asks for in the first one's place; null where that decides or ends the matter. */
async function isKeptOut(stage: Stage, input: OperationInput): Promise<boolean | null> {
  const create = stage.operation
  const foreign = await stage.call({ as: 'other', input }, create)
  const { status } = foreign.response
  if (status >= 500 || status === 429) {
    stage.inconclusive(rule, `${create.key} answers ${status} to another account.`)
    return null
  }
  if (status >= 300) return true
  const made = await stage.issuedBy(foreign, 'other')
  const here = made === null ? null : stage.itemsOf(made, (await stage.list())!)
  const there = made === null ? null : stage.itemsOf(made, (await stage.list({ as: 'other' }))!)
  if (made !== null) await revoke(stage, made)
  // A server that goes by the credential alone has made it where it belongs, and tells nothing else of it.
  const isInItsOwn = here?.length === 0 && (there ?? []).length > 0
  if (isInItsOwn && !tellsOfFirst(stage, input, foreign)) return false
  stage.broken(rule, {
    place: 'a new key',
    failure: 'made by another',
    message: `${create.key} lets an account make a key ${isInItsOwn ? 'for' : 'in the place of'} another.`,
    expected: 'a refusal: 403 or 404',
    received: String(status),
    exchanges: [foreign],
  })
  return null
}

/** Takes back a key that the second account made, wherever it stands. */
async function revoke(stage: Stage, key: IssuedKey): Promise<void> {
  const answer = await stage.onKey('revoke', key, { as: 'other' })
  if (answer !== null && answer.response.status >= 300) await stage.onKey('revoke', key, { unjudged: true })
}
