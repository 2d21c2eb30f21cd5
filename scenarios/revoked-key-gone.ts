import {
  authenticated,
  isShownRevoked,
  parseJson,
  saysWhatRevokedLooksLike,
  type Exchange,
  type IssuedKey,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const gone = 'lifecycle-deleted-key-gone'

/** A revoked key is gone from list and get, or shown as revoked, and takes no other key with it. */
export const revokedKeyGone: Scenario = {
  name: 'revoked-key-gone',
  promise:
    'A revoked key is neither listed nor shown, or else shown as revoked, and every other key is as it was.',
  rules: [gone],
  on: 'resource',
  keys: 1,
  shared: 2,
  alone: true,
  showsRevocation: true,
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (!stateful) return 'The target keeps no state, so no key ever lives or dies on it.'
    return resource.roles.revoke !== undefined || 'The document has no operation that revokes a key.'
  },
  async verify(stage) {
    const on = stage.resource!.roles.revoke!.operation
    const key = await stage.createKey()
    if (key.id === null)
      return stage.inconclusive(
        gone,
        'The id of a new key could not be found out, so it cannot be revoked.',
        on,
      )
    const before = await look(stage, key)
    const answer = (await stage.onKey('revoke', key))!
    if (answer.response.status >= 300)
      return stage.inconclusive(gone, `The key could not be revoked: ${answer.response.status}.`, on)
    await disappears(stage, key, before, answer)
    await othersLive(stage, answer)
  },
}

interface Look {
  readonly item: JsonValue | undefined
  readonly shown: Exchange | null
}

/** How list and get show the key. */
async function look(stage: Stage, key: IssuedKey): Promise<Look & { readonly pages: readonly Exchange[] }> {
  const pages = (await stage.list()) ?? []
  return { pages, item: stage.itemsOf(key, pages)?.[0], shown: await stage.onKey('get', key) }
}

/** After its deletion the key is neither listed nor shown, or else shown as revoked. */
async function disappears(stage: Stage, key: IssuedKey, before: Look, answer: Exchange): Promise<void> {
  const on = stage.resource!.roles.revoke!.operation
  let after = await look(stage, key)
  // The change may take its time to be seen.
  if (isListedAsBefore(stage, before, after) || isShownAsBefore(stage, before, after))
    await stage.until('revoke', async () => {
      after = await look(stage, key)
      return !isListedAsBefore(stage, before, after) && !isShownAsBefore(stage, before, after)
    })
  const annotated = stage.contract.annotations['delete'] !== undefined
  const still = (place: string, exchanges: readonly Exchange[]): void =>
    stage.broken(
      gone,
      {
        place,
        failure: 'unchanged',
        message: `${place} shows a deleted key as if nothing had happened to it.`,
        expected: 'no such key, or one that is shown as revoked',
        received: 'the key as it was',
        ...(annotated ? { basis: 'annotation' as const } : {}),
        exchanges: [answer, ...exchanges],
      },
      on,
    )
  const { list, get } = stage.resource!.roles
  if (list !== undefined && before.item !== undefined) {
    if (after.pages.some((page) => page.response.status >= 300))
      stage.inconclusive(gone, 'The list could not be read after the deletion.', on)
    else if (isListedAsBefore(stage, before, after)) still(list.operation, after.pages.slice(-1))
    else stage.held(gone, on)
  } else if (get === undefined)
    stage.inconclusive(
      gone,
      list === undefined
        ? 'The document has no operation that would show whether the key is gone.'
        : 'The list did not show the key before it was deleted, so its absence proves nothing.',
      on,
    )
  if (
    get === undefined ||
    before.shown === null ||
    before.shown.response.status >= 300 ||
    after.shown === null
  )
    return
  const { status } = after.shown.response
  if (isShownAsBefore(stage, before, after)) still(get.operation, [after.shown])
  else if (status < 300 || status === 404 || status === 410) stage.held(gone, on)
}

function isListedAsBefore(stage: Stage, before: Look, { item }: Look): boolean {
  return before.item !== undefined && item !== undefined && isUnchanged(stage, before.item, item)
}

function isShownAsBefore(stage: Stage, before: Look, { shown }: Look): boolean {
  const [then, now] = [before.shown, shown].map((exchange) =>
    exchange === null || exchange.response.status >= 300 ? undefined : parseJson(exchange.response.body),
  )
  return then !== undefined && now !== undefined && isUnchanged(stage, then, now)
}

function isUnchanged({ contract, resource }: Stage, then: JsonValue, now: JsonValue): boolean {
  return !isShownRevoked(resource!, now) && (saysWhatRevokedLooksLike(contract, resource!) || same(then, now))
}

/** Equal but for what every use of a key changes. */
function same(one: JsonValue, other: JsonValue): boolean {
  const lasting = (value: JsonValue): string =>
    JSON.stringify(value, (member, inner: unknown) =>
      /last.?used|last.?seen|usage|uses|requests/i.test(member) ? undefined : inner,
    )
  return lasting(one) === lasting(other)
}

/** Keys that nobody revoked are still there, and still work. */
async function othersLive(stage: Stage, answer: Exchange): Promise<void> {
  const on = stage.resource!.roles.revoke!.operation
  const pages = (await stage.list()) ?? []
  if (!stage.isWhole(pages) || pages.some((page) => page.response.status >= 300)) return
  for (const other of await stage.sharedKeys()) {
    const items = stage.itemsOf(other, pages)
    const listed =
      items === null || pages.length === 0 || items.some((item) => !isShownRevoked(stage.resource!, item))
    const used = listed ? null : await stage.use(other)
    if (listed || (used !== null && authenticated(used))) {
      stage.held(gone, on)
      continue
    }
    stage.broken(
      gone,
      {
        place: 'another key',
        failure: 'gone too',
        message: 'A key that nobody revoked is gone after another key was.',
        expected: 'every other key as it was',
        received:
          used === null
            ? 'a key that is no longer listed'
            : `a key that is no longer listed, and is refused with ${used.response.status}`,
        severity: 'critical',
        basis: 'standard',
        because: { source: 'RFC 9110 §9.3.5: DELETE removes the target resource' },
        exchanges: [other.exchange, answer, ...pages.slice(-1), ...(used === null ? [] : [used])],
      },
      on,
    )
    return
  }
}
