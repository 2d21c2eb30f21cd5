import {
  prolonged,
  valueAt,
  type IssuedKey,
  type JsonObject,
  type OperationInput,
  type Scenario,
  type Stage,
  operationByKey,
} from '#keyproof'

const rule = 'lifecycle-no-escalation-by-update'

/** What is revoked stays revoked. */
export const updateGivesNoNewLife: Scenario = {
  name: 'update-gives-no-new-life',
  promise: 'No update brings a revoked key back to life.',
  rules: [rule],
  on: 'resource',
  keys: 1,
  eachUpdate: true,
  // On a server that revives keys at odd moments the update must not be taken for the reason.
  alone: true,
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (resource.roles.update === undefined) return 'The document has no operation that updates a key.'
    return stateful || 'The target keeps no state, so an update has no effect.'
  },
  async verify(stage) {
    if (stage.resource!.roles.revoke === undefined)
      stage.notApplicable(
        rule,
        'The document has no operation that revokes a key, so none can be brought back.',
        stage.resource!.roles.update!.operation,
      )
    else await staysRevoked(stage)
  },
}

/** Updates a revoked key in every way that might bring it back. */
async function staysRevoked(stage: Stage): Promise<void> {
  const on = stage.resource!.roles.update!.operation
  const key = await stage.createKey()
  const alive = await stage.use(key)
  if (alive === null || alive.response.status >= 300)
    return stage.inconclusive(
      rule,
      alive === null
        ? 'There is no protected read on which an issued key could be used.'
        : `The new key did not work (${alive.response.status}).`,
      on,
    )
  const revoked = await stage.onKey('revoke', key)
  if (revoked === null || revoked.response.status >= 300)
    return stage.inconclusive(
      rule,
      `The key could not be revoked${revoked === null ? '' : `: ${revoked.response.status}`}.`,
      on,
    )
  const window = stage.propagation('revoke')
  if (window > 0) await stage.pause(window)
  const dead = (await stage.use(key))!
  if (dead.response.status < 300)
    return stage.inconclusive(
      rule,
      'A revoked key goes on working, which lifecycle-revoked-key-rejected judges.',
      on,
    )
  for (const { what, input } of await updates(stage, key)) {
    const update = (await stage.onKey('update', key, { input, probe: true }))!
    const used = (await stage.use(key))!
    if (used.response.status < 300)
      return stage.broken(
        rule,
        {
          place: 'a revoked key',
          failure: 'revived',
          message: `A revoked key works again after an update with ${what}.`,
          expected: 'a refusal: 401',
          received: `${update.response.status}, then ${used.response.status}`,
          exchanges: [key.exchange, revoked, update, used],
        },
        on,
      )
  }
  stage.held(rule, on)
}

/** Updates that an owner might send: a valid one, one with a later expiry, one that says that the key is alive. */
async function updates(
  stage: Stage,
  key: IssuedKey,
): Promise<readonly { readonly what: string; readonly input: OperationInput }[]> {
  const operation = operationByKey(stage.contract, stage.resource!.roles.update!.operation)!
  const plain = await stage.inputFor(key, operation)
  const later = prolonged(stage, operation, plain, 86_400_000)
  const active = valueAt(stage.contract.annotations, '/status/active') ?? 'ACTIVE'
  const marker = stage.resource!.softDelete?.pointer
  const alive: JsonObject =
    marker === undefined
      ? { status: active }
      : Object.fromEntries([
          [marker.slice(1), typeof stage.resource!.softDelete!.revoked === 'object' ? null : active],
        ])
  const base = later ?? plain
  return [
    { what: 'nothing out of the ordinary', input: plain },
    ...(later === null ? [] : [{ what: 'a later expiry', input: later }]),
    ...(base.body !== undefined &&
    'value' in base.body &&
    typeof base.body.value === 'object' &&
    base.body.value !== null
      ? [
          {
            what: `${Object.keys(alive)[0]} set to that of a living key`,
            input: {
              ...base,
              body: { ...base.body, value: { ...(base.body.value as JsonObject), ...alive } },
            },
          },
        ]
      : []),
  ]
}
