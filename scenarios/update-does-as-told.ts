import {
  changesBetween,
  createOf,
  lastingIn,
  memberIn,
  membersAt,
  narrowKey,
  operationByKey,
  parseJson,
  pointerTokens,
  prolonged,
  reachBeyond,
  scopeBounds,
  scopesListed,
  scopesOf,
  declaresMember,
  shownOf,
  valueAt,
  wideningMembers,
  withMembers,
  withScopes,
  withValueAt,
  type Change,
  type Exchange,
  type IssuedKey,
  type JsonObject,
  type JsonValue,
  type Lasting,
  type Operation,
  type OperationInput,
  type Scenario,
  type ScopeBounds,
  type Shown,
  type Stage,
} from '#keyproof'

const rights = 'lifecycle-no-escalation-by-update'
const echo = 'schema-echo-fidelity'
const dayMs = 86_400_000

/** An update changes what it is asked to change, and nothing that it has no say in. */
export const updateDoesAsTold: Scenario = {
  name: 'update-does-as-told',
  promise:
    'An update changes what it is asked to change, and gives a key no owner, scopes or end that the document does not let it give.',
  rules: [rights, echo],
  on: 'resource',
  keys: 1,
  eachUpdate: true,
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    const { update, get, list } = resource.roles
    if (update === undefined) return 'The document has no operation that updates a key.'
    if (get === undefined && list === undefined)
      return 'The document has no operation that shows a key, so nothing tells what an update changes.'
    return stateful || 'The target keeps no state, so an update has no effect.'
  },
  async verify(stage) {
    const update = operationByKey(stage.contract, stage.resource!.roles.update!.operation)!
    const bounds = scopeBounds(stage.contract, stage.resource!, update.key)
    const key = await narrowKey(stage, bounds)
    if (key.id === null) {
      for (const rule of [rights, echo])
        stage.inconclusive(
          rule,
          'The id of a new key could not be found out, so it cannot be updated.',
          update.key,
        )
      return
    }
    const first = await shownOf(stage, key)
    if (first.lasting.length === 0) {
      const reason =
        'Neither name, owner, expiry nor scopes of a key are shown, so nothing tells what an update changes.'
      for (const rule of [rights, echo]) stage.notApplicable(rule, reason, update.key)
      return
    }
    const ground: Ground = { stage, update, key }
    await changesWhatItIsAskedTo(ground, first)
    await prolongsItself(ground)
    // Before its owner gives it more, which would leave it nothing to ask for.
    await givesItselfNothing(ground, bounds)
    await takesNothingElse(ground, await shownOf(stage, key))
    await changesScopes(ground)
  },
}

interface Ground {
  readonly stage: Stage
  readonly update: Operation
  readonly key: IssuedKey
}

/** Something that the document lets an update change, and the value asked for. */
interface Wish {
  readonly kind: Lasting['kind']
  readonly input: OperationInput
  readonly value: JsonValue
}

/** Asks for another name, then for another end. */
async function changesWhatItIsAskedTo(ground: Ground, first: Shown): Promise<void> {
  const { stage, update } = ground
  const wishes = [...(await anotherName(ground, first)), ...(await anotherEnd(ground, first))]
  if (wishes.length === 0)
    stage.notApplicable(
      echo,
      'No update can be made that gives a key another name or another end, and shows it.',
      update.key,
    )
  let seen = first
  for (const wish of wishes) seen = await obeys(ground, seen, wish)
}

async function anotherName({ stage, update, key }: Ground, first: Shown): Promise<readonly Wish[]> {
  const { idIsName, nameInRequest } = stage.resource!
  const isShown = first.lasting.some(({ kind, value }) => kind === 'name' && value === key.name)
  // A key that goes by its name would have another address.
  if (idIsName || nameInRequest === null || !isShown) return []
  const name = stage.unique()
  const input = changed(stage, update, await stage.inputFor(key, update), nameInRequest, name)
  return input === null ? [] : [{ kind: 'name', input, value: name }]
}

async function anotherEnd({ stage, update, key }: Ground, first: Shown): Promise<readonly Wish[]> {
  const { expiry } = stage.resource!
  const isShown = first.lasting.some(({ kind, value }) => kind === 'expiry' && value !== null)
  if (expiry === null || expiry.relative === true || !isShown) return []
  const input = prolonged(stage, update, await stage.inputFor(key, update), 4 * dayMs)
  const value = input === null ? undefined : bodyAt(input, expiry.inRequest)
  return input === null || value === undefined ? [] : [{ kind: 'expiry', input, value }]
}

/** Asks for other scopes, where the document lets an update change them. */
async function changesScopes(ground: Ground): Promise<void> {
  const { stage, update, key } = ground
  const field = scopesOf(stage.contract)?.field ?? stage.resource!.scopes
  if (field === null) return
  const known = scopesOf(stage.contract)?.values ?? scopesListed(stage.contract, update, field)
  const seen = await shownOf(stage, key)
  const now = seen.lasting.find(({ kind }) => kind === 'scopes')?.value
  const other = known.find((scope) => !JSON.stringify(now ?? '').includes(JSON.stringify(scope)))
  if (now === undefined || other === undefined) return
  const plain = await stage.inputFor(key, update)
  const input = changed(stage, update, plain, field, [other])
  if (input !== null) await obeys(ground, seen, { kind: 'scopes', input, value: [other] })
}

/** The input with a member of another value; null where the document does not let the update have it. */
function changed(
  stage: Stage,
  update: Operation,
  input: OperationInput,
  pointer: string,
  value: JsonValue,
): OperationInput | null {
  const { body } = input
  const member = pointer.slice(pointer.lastIndexOf('/') + 1)
  if (body === undefined || !('value' in body) || !declaresMember(stage.contract, update, member)) return null
  return { ...input, body: { ...body, value: withValueAt(body.value, pointer, value) } }
}

/** Sends the update and looks for what it asked for; gives what is seen of the key afterwards. */
async function obeys({ stage, update, key }: Ground, before: Shown, wish: Wish): Promise<Shown> {
  const { kind, input, value } = wish
  const answer = (await stage.onKey('update', key, { input }))!
  const { status } = answer.response
  if (status >= 300) {
    stage.inconclusive(echo, `The ${kind} of a key could not be changed: ${status}.`, update.key)
    return before
  }
  let after = before
  const isAsked = ({ kind: seen, pointer, value: now }: Lasting): boolean =>
    seen === kind &&
    changesBetween(stage.contract, [{ kind, pointer, value }], [{ kind, pointer, value: now }]).length === 0
  const done = await stage.until('create', async () => {
    after = await shownOf(stage, key)
    return after.lasting.some(isAsked)
  })
  if (done) {
    stage.held(echo, update.key)
    return after
  }
  const now = after.lasting.filter((one) => one.kind === kind)
  if (now.length === 0) {
    stage.inconclusive(
      echo,
      `After an update the key is not shown any more, or without its ${kind}.`,
      update.key,
    )
    return after
  }
  const shown = before.lasting.filter((one) => one.kind === kind)
  const isOld = shown.length > 0 && changesBetween(stage.contract, shown, now).length === 0
  const strayed =
    (await another(stage, key, answer, kind === 'name' ? isAsked : () => false)) ??
    (kind === 'name' && isOld ? await besideAnother({ stage, update, key }) : null)
  stage.broken(
    echo,
    strayed !== null
      ? {
          place: `${kind} of another key`,
          failure: 'changed',
          message: `${update.key} changes the ${kind} of another key than the one it names.`,
          expected: 'the key that is named, changed',
          received: 'another key, changed',
          severity: 'high',
          basis: 'standard',
          because: { source: 'RFC 9110 §9.3.4 and RFC 5789 §2: an update changes the target resource' },
          exchanges: [answer, ...strayed],
        }
      : {
          place: `${kind} of an updated key`,
          failure: isOld ? 'unchanged' : 'changed otherwise',
          message: isOld
            ? `${update.key} answers ${status}, and the key keeps the ${kind} that it had.`
            : `${update.key} answers ${status}, and the key is shown with another ${kind} than was asked for.`,
          expected: JSON.stringify(value).slice(0, 120),
          received: JSON.stringify(now[0]!.value).slice(0, 120),
          because: { source: 'RFC 9110 §9.3.4 and RFC 5789 §2: a success means that the change is made' },
          exchanges: [answer, ...after.exchanges],
        },
    update.key,
  )
  return after
}

/** Asks for another name once more, now that there is another key for certain; the list, where that has the name then. */
async function besideAnother({ stage, update, key }: Ground): Promise<readonly Exchange[] | null> {
  const create = createOf(stage)
  await stage.call({ input: await stage.input(create) }, create)
  const name = stage.unique()
  const input = changed(
    stage,
    update,
    await stage.inputFor(key, update),
    stage.resource!.nameInRequest!,
    name,
  )
  if (input === null) return null
  const answer = (await stage.onKey('update', key, { input }))!
  return answer.response.status >= 300
    ? null
    : another(stage, key, answer, ({ kind, value }) => kind === 'name' && value === name)
}

/** The list, where it shows another key as it was asked that this one be, or one that the answer is about; null where it does not. */
async function another(
  stage: Stage,
  key: IssuedKey,
  { response }: Exchange,
  isAsked: (one: Lasting) => boolean,
): Promise<readonly Exchange[] | null> {
  const { list } = stage.resource!
  const pages = (await stage.list()) ?? []
  const own = stage.itemsOf(key, pages)
  const others = stage.items(pages).filter((item) => own !== null && !own.includes(item))
  const answered = memberIn(parseJson(response.body), pointerTokens(list?.id ?? '').at(-1) ?? '')
  const isMeant = (item: JsonValue): boolean =>
    lastingIn(stage.resource!, item).some(isAsked) ||
    ((typeof answered === 'string' || typeof answered === 'number') &&
      `${answered}` !== key.id &&
      list?.id != null &&
      valueAt(item, list.id) === answered)
  return others.some(isMeant) ? pages.slice(-1) : null
}

/** Sends along what the document does not let an update change, all at once and, where that is refused, one by one. */
async function takesNothingElse(ground: Ground, before: Shown): Promise<void> {
  const { stage, update, key } = ground
  const wishes = wideningMembers(stage, update, before.lasting)
  const each = Object.entries(wishes).map(([name, value]) => ({ [name]: value }))
  if (each.length === 0)
    return stage.notApplicable(
      rights,
      'Of what is shown of a key there is neither owner, scopes nor end that the document keeps from an update.',
      update.key,
    )
  for (const members of each.length > 1 ? [wishes, ...each] : each) {
    const plain = await stage.inputFor(key, update)
    const input = withMembers(plain, members, membersAt(stage.resource!, plain))
    if (input === null)
      return stage.notApplicable(rights, 'The body of an update is not a JSON object.', update.key)
    const answer = (await stage.onKey('update', key, { input, probe: true }))!
    const { status } = answer.response
    if (status >= 500 || status === 429) {
      stage.inconclusive(
        rights,
        `An update with members that it may not have was answered ${status}.`,
        update.key,
      )
      return
    }
    if (status >= 300) continue
    await judgeTaken(ground, { before, members, answer })
    if (members === wishes) break
  }
  stage.held(rights, update.key)
}

/** Holds what the key is shown with now against what was sent along. */
async function judgeTaken(
  { stage, update, key }: Ground,
  {
    before,
    members,
    answer,
  }: { readonly before: Shown; readonly members: JsonObject; readonly answer: Exchange },
): Promise<void> {
  const after = await shownOf(stage, key)
  for (const { kind, pointer, value } of before.lasting) {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1)
    const asked = members[name]
    const now = after.lasting.find((one) => one.pointer === pointer)
    if (asked === undefined || now === undefined) continue
    const was = changesBetween(stage.contract, [{ kind, pointer, value }], [now])[0]
    const isAsked = changesBetween(stage.contract, [{ kind, pointer, value: asked }], [now]).length === 0
    if (was === undefined || was.how === 'narrower' || !isAsked) continue
    stage.broken(
      rights,
      {
        place: `${kind} of an updated key`,
        failure: 'taken from the request',
        message: `An update gives the key ${whatOf(was)}, which the document does not let it change.`,
        expected: `a refusal, or ${name} as it was: ${JSON.stringify(value).slice(0, 60)}`,
        received: JSON.stringify(now.value).slice(0, 60),
        // The owner of an account may give any key scopes and time; then it is the document that does not say so.
        ...(kind === 'owner' ? {} : { severity: 'medium' }),
        exchanges: [key.exchange, answer, ...after.exchanges],
      },
      update.key,
    )
    // Nobody else could revoke it.
    if (kind === 'owner') await giveBack({ stage, update, key }, { [name]: value })
  }
}

function whatOf({ kind }: Change): string {
  return kind === 'scopes' ? 'more scopes' : kind === 'expiry' ? 'a later end' : `another ${kind}`
}

async function giveBack({ stage, update, key }: Ground, members: JsonObject): Promise<void> {
  const plain = await stage.inputFor(key, update)
  const input = withMembers(plain, members, membersAt(stage.resource!, plain))
  if (input !== null) await stage.onKey('update', key, { input, probe: true })
}

/** A key asks for a longer life of its own, where the document lets its owner give it one. */
async function prolongsItself({ stage, update, key }: Ground): Promise<void> {
  const { expiry } = stage.resource!
  const input = prolonged(stage, update, await stage.inputFor(key, update), 30 * dayMs)
  const value = input === null || expiry === null ? undefined : bodyAt(input, expiry.inRequest)
  if (input === null || value === undefined || expiry?.relative === true) return
  const answer = await stage.use(key, update, { input, probe: true })
  if (answer === null || answer.response.status >= 300) return stage.held(rights, update.key)
  const { lasting, exchanges } = await shownOf(stage, key)
  const now = lasting.find(({ kind }) => kind === 'expiry')
  if (now === undefined || changesBetween(stage.contract, [{ ...now, value }], [now]).length > 0)
    return stage.held(rights, update.key)
  stage.broken(
    rights,
    {
      place: now.pointer,
      failure: 'prolonged by itself',
      message: 'A key may prolong its own life.',
      expected: 'a refusal: 403',
      received: `${answer.response.status}, with a later expiry`,
      // Where every key may do everything, this is no more than that.
      basis: 'convention',
      confidence: 'tentative',
      exchanges: [key.exchange, answer, ...exchanges],
    },
    update.key,
  )
}

/** Lets a key that may update keys, and is refused elsewhere, ask for every scope of its own. */
async function givesItselfNothing({ stage, update, key }: Ground, bounds: ScopeBounds | null): Promise<void> {
  const scopes = scopesOf(stage.contract)
  if (scopes === null || bounds?.mayAct !== true) return
  const refused = await reachBeyond(stage, key, bounds)
  if (refused === null || ![401, 403, 404].includes(refused.response.status)) return
  const plain = await stage.inputFor(key, update)
  const input = withScopes(plain, scopes, scopes.values)
  const answer = await stage.use(key, update, { input, probe: true })
  if (answer === null || answer.response.status >= 300) return stage.held(rights, update.key)
  const used = (await reachBeyond(stage, key, bounds))!
  if (used.response.status >= 300) return stage.held(rights, update.key)
  stage.broken(
    rights,
    {
      place: 'scopes of a key that updates itself',
      failure: 'stronger than before',
      message: `A key with the scope ${bounds.scope} gives itself every scope by an update, and ${bounds.beyond.key} lets it in then.`,
      expected: 'a refusal: 403, or a key that may do no more than before',
      received: `${answer.response.status}, then ${used.response.status}`,
      exchanges: [key.exchange, refused, answer, used],
    },
    update.key,
  )
}

function bodyAt({ body }: OperationInput, pointer: string): JsonValue | undefined {
  return body !== undefined && 'value' in body ? valueAt(body.value, pointer) : undefined
}
