import {
  authenticated,
  headerValues,
  isShownRevoked,
  operationByKey,
  parseJson,
  pausesWithin,
  valueAt,
  type Exchange,
  type IssuedKey,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const once = 'lifecycle-created-key-listed-once'
const truthful = 'lifecycle-metadata-truthful'
/** Minutes by which two clocks may differ before a time of creation counts as untrue. */
const skewMinutes = 5

/** The list shows every key once, and what it says of a key is true. */
export const newKeyListedOnce: Scenario = {
  name: 'new-key-listed-once',
  promise: 'Every new key is in the list, once over all pages, and what is said of it there is true.',
  rules: [once, truthful],
  on: 'resource',
  keys: 1,
  shared: 2,
  alone: true,
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (!stateful) return 'The target keeps no state, so its list knows nothing of a created key.'
    return resource.roles.list !== undefined || 'The document has no operation that lists keys.'
  },
  async verify(stage) {
    const on = stage.resource!.roles.list!.operation
    const before = (await stage.list())!
    const key = await stage.createKey()
    const after = await listedWith(stage, key, before)
    if (after === null) return
    for (const other of await stage.sharedKeys()) {
      const count = stage.itemsOf(other, after)?.length
      if (count === undefined || count === 1 || (count === 0 && !stage.isWhole(after))) continue
      const used = count === 0 ? await stage.use(other) : null
      // A key that does not work either was lost, which is judged by the rules on deletion.
      if (used !== null && !authenticated(used)) continue
      miscounted(stage, other, count, after, 'an older key')
    }
    const [item] = stage.itemsOf(key, after) ?? []
    if (item === undefined)
      return stage.inconclusive(
        truthful,
        'The list does not tell keys apart, so what it says of the new key cannot be found.',
        on,
      )
    agreesWithCreate(stage, key, item, after)
    tellsTheTruth(stage, key, item, after)
  },
}

/** The list as soon as it shows the new key; null, and a verdict, when it does not or shows it more than once. */
async function listedWith(
  stage: Stage,
  key: IssuedKey,
  before: readonly Exchange[],
): Promise<readonly Exchange[] | null> {
  const on = stage.resource!.roles.list!.operation
  const window = stage.propagation('create')
  const started = performance.now()
  const count = (pages: readonly Exchange[]): number =>
    stage.itemsOf(key, pages)?.length ?? stage.items(pages).length - stage.items(before).length
  let pages = (await stage.list())!
  const first = pages
  for (const pause of pausesWithin(window + stage.leniency.graceMs)) {
    if (count(pages) > 0) break
    await stage.pause(pause)
    pages = (await stage.list())!
  }
  const failed = [...before, ...pages].find((page) => page.response.status >= 300)
  if (failed !== undefined) {
    stage.inconclusive(once, `The list could not be read: ${failed.response.status}.`, on)
    stage.inconclusive(truthful, `The list could not be read: ${failed.response.status}.`, on)
    return null
  }
  const found = count(pages)
  if (found === 1) {
    const elapsed = Math.round(performance.now() - started)
    if (pages !== first && elapsed > window)
      stage.broken(
        once,
        {
          place: 'a new key',
          failure: 'late',
          message: 'A new key is not listed as soon as it is made.',
          expected: window === 0 ? 'a list that shows it at once' : `a list that shows it after ${window} ms`,
          received: `the key after ${elapsed} ms`,
          confidence: 'tentative',
          severity: 'low',
          exchanges: [key.exchange, ...first.slice(-1)],
        },
        on,
      )
    else stage.held(once, on)
    return pages
  }
  const other = found === 0 ? askedForOthers(stage, key, pages) : null
  if (other !== null) {
    for (const rule of [once, truthful])
      stage.inconclusive(
        rule,
        `The list was asked for the keys of another ${other} than the new key has.`,
        on,
      )
    return null
  }
  if (found === 0 && !stage.isWhole(pages)) {
    for (const rule of [once, truthful])
      stage.inconclusive(
        rule,
        'The list shows only a part of the keys, and nothing tells how to see the others.',
        on,
      )
    return null
  }
  if (stage.itemsOf(key, pages) === null && found !== 0) {
    stage.inconclusive(once, 'The list does not tell keys apart, and other keys came or went meanwhile.', on)
    return null
  }
  miscounted(stage, key, found, pages, 'a new key')
  stage.inconclusive(truthful, 'The list does not show the new key once, so there is nothing to compare.', on)
  return null
}

/** A parameter that the list demands and that selects by a member which the new key has otherwise; null for none. */
function askedForOthers(stage: Stage, key: IssuedKey, [page]: readonly Exchange[]): string | null {
  const list = operationByKey(stage.contract, stage.resource!.roles.list!.operation)
  const asked = new URL(page?.request.path ?? '/', 'http://localhost').searchParams
  const body = parseJson(key.exchange.response.body)
  for (const { name, in: place, required } of list?.parameters ?? []) {
    const told = place === 'query' && required ? valueAt(body, `/${name}`) : undefined
    if (
      told !== undefined &&
      asked.has(name) &&
      asked.get(name) !== (typeof told === 'string' ? told : JSON.stringify(told))
    )
      return name
  }
  return null
}

function miscounted(
  stage: Stage,
  key: IssuedKey,
  count: number,
  pages: readonly Exchange[],
  place: string,
): void {
  stage.broken(
    once,
    {
      place,
      failure: count === 0 ? 'missing' : 'twice',
      message: count === 0 ? `The list does not show ${place}.` : `The list shows ${place} ${count} times.`,
      expected: `the key once${pages.length > 1 ? ` over all ${pages.length} pages` : ''}`,
      received: count === 0 ? 'no such key' : `the key ${count} times`,
      exchanges: [key.exchange, ...pages.slice(-1)],
    },
    stage.resource!.roles.list!.operation,
  )
}

/** What both answers say of the key is the same in both. */
function agreesWithCreate(stage: Stage, key: IssuedKey, item: JsonValue, pages: readonly Exchange[]): void {
  const on = stage.resource!.roles.list!.operation
  const { nameInResponse, list, secret } = stage.resource!
  const body = parseJson(key.exchange.response.body)
  const told = valueAt(body, (nameInResponse ?? secret.pointer).replace(/\/[^/]*$/, ''))
  if (typeof told !== 'object' || told === null || typeof item !== 'object' || item === null) return
  for (const [member, value] of Object.entries(told)) {
    const other = valueAt(item, `/${member}`)
    if (
      other === undefined ||
      typeof value === 'object' ||
      typeof other === 'object' ||
      volatile.test(member) ||
      `/${member}` === secret.pointer.replace(/^.*\//, '/')
    )
      continue
    if (other === value || (list !== null && list.masked.includes(`/${member}`))) continue
    if (typeof value === 'string' && typeof other === 'string' && Date.parse(value) === Date.parse(other))
      continue
    stage.broken(
      once,
      {
        place: `/${member}`,
        failure: 'differs',
        message: `The list says something else of a new key than its create response, at ${member}.`,
        expected: JSON.stringify(value).slice(0, 120),
        received: JSON.stringify(other).slice(0, 120),
        confidence: 'tentative',
        exchanges: [key.exchange, ...pages.slice(-1)],
      },
      on,
    )
  }
}

const volatile = /used|seen|updated|modified|status|state|secret|token|key/i

function tellsTheTruth(stage: Stage, key: IssuedKey, item: JsonValue, pages: readonly Exchange[]): void {
  const on = stage.resource!.roles.list!.operation
  const untrue = (
    place: string,
    failure: string,
    message: string,
    expected: string,
    received: JsonValue,
    exchanges: readonly Exchange[],
  ): void =>
    stage.broken(
      truthful,
      {
        place,
        failure,
        message,
        expected,
        received: JSON.stringify(received).slice(0, 60),
        exchanges: [key.exchange, ...exchanges],
      },
      on,
    )
  const members = Object.entries(
    typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {},
  ) as readonly (readonly [string, JsonValue])[]
  const date = Date.parse(headerValues(key.exchange.response.headers, 'date')[0] ?? '')
  let judged = false
  for (const [member, value] of members) {
    if (/^(created|creation|created.?at|creation.?(date|time)|date.?created)$/i.test(member)) {
      const created = instant(value)
      if (created === null || Number.isNaN(date)) continue
      judged = true
      const minutes = Math.round((created - date) / 60_000)
      if (Math.abs(minutes) > skewMinutes)
        untrue(
          `/${member}`,
          'untrue',
          `A new key says that it was made ${Math.abs(minutes)} minutes ${minutes < 0 ? 'before' : 'after'} the server’s own Date.`,
          'the time of its creation',
          value,
          pages.slice(-1),
        )
    }
  }
  const status = stage.contract.annotations['status']
  const pointer = valueAt(status, '/pointer')
  if (typeof pointer === 'string') {
    const shown = valueAt(item, pointer)
    if (shown !== undefined) {
      judged = true
      if (shown !== valueAt(status, '/active'))
        untrue(
          pointer,
          'not active',
          'A new key is not shown as active.',
          JSON.stringify(valueAt(status, '/active')),
          shown,
          pages.slice(-1),
        )
    }
  }
  const marked = stage.resource!.softDelete
  if (marked !== null && valueAt(item, marked.pointer) !== undefined) {
    judged = true
    const shown = valueAt(item, marked.pointer)!
    if (isShownRevoked(stage.resource!, item))
      untrue(
        marked.pointer,
        'revoked',
        'A new key is shown as revoked.',
        'a key that is not revoked',
        shown,
        pages.slice(-1),
      )
  }
  const [used, usedValue] =
    members.find(([member]) => /^last.?(used|seen)(.?(at|on|time|date))?$/i.test(member)) ?? []
  if (used !== undefined && usedValue !== null && usedValue !== undefined && instant(usedValue) !== null) {
    judged = true
    // Some servers set it to the time of creation, which says no more than that there was no later use.
    if (Math.abs(instant(usedValue)! - date) > skewMinutes * 60_000)
      untrue(
        `/${used}`,
        'used before',
        'A key that was never used says that it was.',
        'nothing, or null',
        usedValue,
        pages.slice(-1),
      )
  }
  if (judged) stage.held(truthful, on)
  else
    stage.notApplicable(truthful, 'The list tells neither when a key was made nor whether it is active.', on)
}

/** Milliseconds since 1970 of a time written as text, or as seconds or milliseconds; null when it is none. */
function instant(value: JsonValue): number | null {
  if (typeof value === 'string') {
    const time = Date.parse(value)
    return Number.isNaN(time) ? null : time
  }
  if (typeof value !== 'number' || value <= 0) return null
  return value < 1e11 ? value * 1000 : value
}
