import {
  authenticated,
  needsOther,
  operationByKey,
  otherIsIn,
  selectsAccount,
  type CallOptions,
  type Exchange,
  type IssuedKey,
  type Operation,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'tenant-object-isolation'
/** In this order, since what comes later leaves nothing to try the earlier on. */
const roles = ['get', 'update', 'rotate', 'revoke'] as const
type OnKey = (typeof roles)[number]

/** Nobody gets at the key of another account, even with its id. */
export const othersKeysOutOfReach: Scenario = {
  name: 'others-keys-out-of-reach',
  promise: 'A key can be neither read, changed, rotated nor revoked by another account that knows its id.',
  rules: [rule],
  on: 'resource',
  keys: 1,
  eachUpdate: true,
  alone: true,
  applies(subject) {
    const { resource } = subject
    if (resource === null) return 'The document has no key resource.'
    return roles.some((role) => resource.roles[role]?.idParameter !== undefined)
      ? needsOther(subject)
      : 'The document has no operation that takes the id of a key.'
  },
  async verify(stage) {
    const out = await otherIsIn(stage)
    const key = await stage.createKey()
    // On a further update, the rest has been tried beside the first.
    const tried = roles
      .filter((role) => stage.subject.role === 'create' || role === stage.subject.role)
      .flatMap((role) => operationOf(stage, role) ?? [])
    const unsure = (reason: string): void => {
      for (const { operation } of tried) stage.inconclusive(rule, reason, operation.key)
    }
    if (out !== null) return unsure(out)
    if (key.id === null) return unsure('The id of a new key could not be found out.')
    const pages = await stage.list({ as: 'other' })
    const seen = pages === null ? null : stage.itemsOf(key, pages)
    if (seen !== null && seen.length > 0)
      return unsure('Both credentials see the same keys, so they may well belong to one account.')
    const before = await stage.use(key)
    for (const operation of revealing(stage)) await isRevealedTo(stage, key, operation, seen !== null)
    for (const one of tried)
      if (!(await isOutOfReach(stage, key, one, { apart: seen !== null, before }))) return
    await controls(stage, key, tried, before)
  },
}

interface Tried {
  readonly role: OnKey
  readonly operation: Operation
}

function operationOf(stage: Stage, role: OnKey): Tried | null {
  const binding = stage.resource!.roles[role]
  const operation =
    binding?.idParameter === undefined ? undefined : operationByKey(stage.contract, binding.operation)
  return operation === undefined ? null : { role, operation }
}

/** Operations that show the secret of a key to whoever may see it, and have no part in its life. */
function revealing({ resource, contract, subject }: Stage): readonly Operation[] {
  if (subject.role !== 'create') return []
  const own = new Set(Object.values(resource!.roles).map(({ operation }) => operation))
  return (resource!.secret.revealedBy ?? []).flatMap(({ operation }) =>
    own.has(operation) ? [] : (operationByKey(contract, operation) ?? []),
  )
}

/** Asks for the secret of the key as the other account, then as its own. */
async function isRevealedTo(
  stage: Stage,
  key: IssuedKey,
  operation: Operation,
  apart: boolean,
): Promise<void> {
  // It names the key as the other operations do; what takes no id shows the caller's own.
  const names = new Set(Object.values(stage.resource!.roles).map(({ idParameter }) => idParameter))
  const parameter = operation.parameters.find(({ in: place, name }) => place === 'path' && names.has(name))
  if (parameter === undefined) return
  const plain = await stage.inputFor(key, operation)
  const input = { ...plain, path: { ...plain.path, [parameter.name]: key.id } }
  const answer = await stage.call({ as: 'other', input }, operation)
  const { status } = answer.response
  if (status < 300 && answer.response.body.includes(key.secret))
    return stage.broken(
      rule,
      {
        place: 'a key of another account',
        failure: 'accepted',
        message: `${operation.key} shows another account the secret of a key that is not its own.`,
        expected: 'a refusal: 403 or 404',
        received: String(status),
        severity: 'critical',
        ...(apart ? {} : { confidence: 'tentative' as const }),
        exchanges: [key.exchange, answer],
      },
      operation.key,
    )
  const control =
    status >= 400 && status < 500 && status !== 429 ? await stage.call({ input }, operation) : null
  if (control !== null && control.response.status < 300) stage.held(rule, operation.key)
  else if (status < 300)
    stage.inconclusive(
      rule,
      `${operation.key} answers ${status} to another account, and does not show the secret of the key that it was asked for.`,
      operation.key,
    )
  else
    stage.inconclusive(
      rule,
      `${operation.key} answers ${control === null ? `${status} to another account` : `${control.response.status} to the key’s own account`}, so a refusal proves nothing.`,
      operation.key,
    )
}

/** Tries the operation as the other account, from where it stands and from where the key stands; false when the key is not what it was. */
async function isOutOfReach(
  stage: Stage,
  key: IssuedKey,
  { role, operation }: Tried,
  { apart, before }: { readonly apart: boolean; readonly before: Exchange | null },
): Promise<boolean> {
  const there = await stage.inputFor(key, operation)
  const calls: readonly CallOptions[] = [
    { as: 'other' },
    ...(selectsAccount(stage, there) ? [{ as: 'other', input: there } as const] : []),
  ]
  for (const call of calls) {
    const answer = (await stage.onKey(role, key, call))!
    const { status } = answer.response
    if (status === 429 || status >= 500 || (status >= 300 && status < 400)) {
      stage.inconclusive(
        rule,
        `${operation.key} answers ${status} to another account, which says nothing of the key.`,
        operation.key,
      )
      continue
    }
    if (status >= 400) {
      if (call.input === undefined) await isToldApart(stage, key, { role, operation }, answer)
      continue
    }
    const proof = role === 'revoke' ? await effect(stage, key, answer, before) : []
    if (proof === null) continue
    stage.broken(
      rule,
      {
        place: 'a key of another account',
        failure: 'accepted',
        message: `${operation.key} lets another account ${words[role]} a key that is not its own.`,
        expected: 'a refusal: 403 or 404',
        received: [status, ...proof.map(({ response }) => response.status)].join(', then '),
        // Without a list, nothing shows that the two accounts are not one.
        ...(apart ? {} : { confidence: 'tentative' as const }),
        exchanges: [key.exchange, answer, ...proof],
      },
      operation.key,
    )
    return role === 'get'
  }
  return true
}

const words: Readonly<Record<OnKey, string>> = {
  get: 'read',
  update: 'change',
  rotate: 'rotate',
  revoke: 'revoke',
}

/** What shows that a foreign revocation had an effect, or told of the key; null when it is only the success that deletes what is not there. */
async function effect(
  stage: Stage,
  key: IssuedKey,
  answer: Exchange,
  before: Exchange | null,
): Promise<readonly Exchange[] | null> {
  if (key.name !== null && key.name !== key.id && answer.response.body.includes(key.name)) return []
  const window = stage.propagation('revoke')
  if (window > 0) await stage.pause(window)
  if (before !== null && authenticated(before)) {
    const used = (await stage.use(key))!
    return authenticated(used) ? null : [used]
  }
  const pages = await stage.list()
  const items = pages === null ? null : stage.itemsOf(key, pages)
  if (pages !== null && items !== null) return items.length > 0 ? null : pages.slice(-1)
  stage.inconclusive(
    rule,
    `${stage.resource!.roles.revoke!.operation} answers ${answer.response.status} to another account, and whether the key came to harm cannot be seen.`,
    stage.resource!.roles.revoke!.operation,
  )
  return null
}

/** Another account must not learn from the status whether there is a key of that id. */
async function isToldApart(
  stage: Stage,
  key: IssuedKey,
  { role, operation }: Tried,
  answer: Exchange,
): Promise<void> {
  const id = idOfNobody(stage, key)
  if (id === null) return
  const strange = (await stage.onKey(role, { ...key, id }, { as: 'other' }))!
  const { status } = strange.response
  if (status === answer.response.status || status < 400 || status >= 500 || status === 429) return
  stage.broken(
    rule,
    {
      place: 'a key of another account',
      failure: 'told apart',
      message: `${operation.key} tells another account by its status whether a key of that id exists.`,
      expected: `the status for an id that names no key: ${status}`,
      received: String(answer.response.status),
      severity: 'low',
      confidence: 'tentative',
      exchanges: [strange, answer],
    },
    operation.key,
  )
}

/** An id in the form of the key's own that names no key; null where one cannot be made up safely. */
function idOfNobody(stage: Stage, { id, secret }: IssuedKey): string | null {
  const { idIsSecret, idIsName } = stage.resource!
  if (idIsSecret) return stage.edited(secret, 'fresh:1')
  if (idIsName) return stage.unique()
  if (/^\d+$/.test(id!)) return '2147480001'
  return id!.length < 12
    ? null
    : `${id!.slice(0, -6)}${id!.slice(-6).replaceAll(/[0-9a-f]/g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16))}`
}

/** The key works as before, and its own account may do all that was tried; else no refusal proves anything. */
async function controls(
  stage: Stage,
  key: IssuedKey,
  tried: readonly Tried[],
  before: Exchange | null,
): Promise<void> {
  const after = before !== null && authenticated(before) ? await stage.use(key) : null
  if (
    after !== null &&
    !authenticated(after) &&
    after.response.status < 500 &&
    after.response.status !== 429
  ) {
    const { operation } = tried.at(-1)!
    return stage.broken(
      rule,
      {
        place: 'a key of another account',
        failure: 'dead',
        message:
          'A key does not work any more after another account tried to get at it, although it was refused.',
        expected: 'the key as it was',
        received: String(after.response.status),
        exchanges: [key.exchange, after],
      },
      operation.key,
    )
  }
  let current = key
  for (const { role, operation } of tried) {
    const answer = (await stage.onKey(role, current))!
    if (answer.response.status >= 300) {
      stage.inconclusive(
        rule,
        `The key's own account was not let do it either (${answer.response.status}), so a refusal proves nothing.`,
        operation.key,
      )
      continue
    }
    stage.held(rule, operation.key)
    const renewed = role === 'rotate' ? await stage.issuedBy(answer) : null
    if (renewed !== null && renewed.id !== null) current = renewed
  }
}
