import {
  authenticated,
  isProtected,
  parseJson,
  type Exchange,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'auth-failure-uniform'
/** What no server takes for a key of its own. */
const malformedKey = 'keyproof'

/** A refusal does not tell whether the key ever worked. */
export const refusalsTellNothing: Scenario = {
  name: 'refusals-tell-nothing',
  promise: 'A key that was revoked is refused with the same words as one that never was.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 1,
  refused: true,
  applies: ({ resource, stateful }) =>
    resource === null
      ? 'The document has no key resource.'
      : stateful || 'The target keeps no state, so it refuses all alike.',
  async verify(stage) {
    const scheme = stage.schemes[stage.resource!.secret.carrier ?? '']
    if (scheme === undefined || stage.canary === null || !isProtected(stage.canary))
      return stage.notApplicable(rule, 'There is no protected read on which an issued key could be used.')
    const [key] = await stage.sharedKeys()
    if (key === undefined) return
    const stranger = stage.edited(key.secret, 'fresh:5')
    const malformed = await stage.use({ secret: malformedKey })
    const unknown = stranger === null ? null : await stage.use({ secret: stranger })
    if (unknown === null || malformed === null)
      return stage.inconclusive(rule, 'No other secret of the same form could be made up.')
    if (authenticated(unknown))
      return stage.inconclusive(
        rule,
        'A key that was never issued is accepted, which auth-invalid-rejected judges.',
      )
    // Another one of its kind shows what differs anyway, such as the number of the request.
    const twin = stage.edited(key.secret, 'fresh:6')
    const control = (twin === null ? null : await stage.use({ secret: twin })) ?? unknown
    same(stage, 'a malformed key', [unknown, control], malformed)
    const dead = await stage.deadKey()
    if (dead === null) return
    const window = stage.propagation('revoke')
    if (window > 0) await stage.pause(window)
    const revoked = await stage.use(dead)
    if (revoked !== null && !authenticated(revoked)) same(stage, 'a revoked key', [unknown, control], revoked)
  },
}

function same(
  stage: Stage,
  what: string,
  [unknown, control]: readonly [Exchange, Exchange],
  other: Exchange,
): void {
  if (authenticated(other) || unknown.response.status >= 500 || other.response.status >= 500)
    return stage.inconclusive(rule, `The request with ${what} was answered ${other.response.status}.`)
  const chance = differing(unknown, control)
  const [one, two] = [told(unknown, chance), told(other, chance)]
  if (one === two) return stage.held(rule)
  if (told(control, chance) !== one)
    return stage.inconclusive(rule, 'Refusals of keys that were never issued differ among themselves.')
  stage.broken(rule, {
    place: what,
    failure: unknown.response.status === other.response.status ? 'other words' : 'another status',
    message: `The refusal of ${what} differs from that of a key which was never issued.`,
    expected: one.slice(0, 160),
    received: two.slice(0, 160),
    exchanges: [unknown, other],
  })
}

/** JSON Pointers of the members that differ between two answers of one kind. */
function differing(one: Exchange, other: Exchange): ReadonlySet<string> {
  const [here, there] = [one, other].map(({ response }) => membersOf(parseJson(response.body)))
  const pointers = [...here!.keys(), ...there!.keys()]
  return new Set(
    pointers.filter((pointer) => withoutKey(here!.get(pointer)) !== withoutKey(there!.get(pointer))),
  )
}

function membersOf(
  value: JsonValue | undefined,
  pointer = '',
  found: Map<string, string> = new Map(),
): ReadonlyMap<string, string> {
  if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) membersOf(inner, `${pointer}/${name}`, found)
  else if (value !== undefined) found.set(pointer, String(value))
  return found
}

/** Status and body, without what differs by chance or from one request to the next: ids, times, and the key itself. */
function told({ response: { status, body } }: Exchange, chance: ReadonlySet<string>): string {
  const json = parseJson(body)
  if (typeof json !== 'object' || json === null || chance.size === 0) return `${status} ${plain(body)}`
  const lines = [...membersOf(json)].map(
    ([pointer, text]) => `${pointer}: ${chance.has(pointer) ? '*' : plain(text)}`,
  )
  return [status, ...lines].join(' ')
}

function withoutKey(text = ''): string {
  return text.replaceAll(/<secret:[^>]*>/g, '*').replaceAll(malformedKey, '*')
}

function plain(text = ''): string {
  return withoutKey(text)
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi, '*')
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?/g, '*')
    .replaceAll(/\b(?=\w*\d)\w{12,}\b/g, '*')
    .replaceAll(/\d+/g, '*')
}
