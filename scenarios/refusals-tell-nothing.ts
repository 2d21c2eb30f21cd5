import { authenticated, isProtected, type Exchange, type Scenario, type Stage } from '#keyproof'

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
    same(stage, 'a malformed key', unknown, malformed)
    const dead = await stage.deadKey()
    if (dead === null) return
    const window = stage.propagation('revoke')
    if (window > 0) await stage.pause(window)
    const revoked = await stage.use(dead)
    if (revoked !== null && !authenticated(revoked)) same(stage, 'a revoked key', unknown, revoked)
  },
}

function same(stage: Stage, what: string, unknown: Exchange, other: Exchange): void {
  if (authenticated(other) || unknown.response.status >= 500 || other.response.status >= 500)
    return stage.inconclusive(rule, `The request with ${what} was answered ${other.response.status}.`)
  const [one, two] = [told(unknown), told(other)]
  if (one === two) return stage.held(rule)
  stage.broken(rule, {
    place: what,
    failure: unknown.response.status === other.response.status ? 'other words' : 'another status',
    message: `The refusal of ${what} differs from that of a key which was never issued.`,
    expected: one.slice(0, 160),
    received: two.slice(0, 160),
    exchanges: [unknown, other],
  })
}

/** Status and body, without what differs from one request to the next: ids, times, and the key itself. */
function told({ response: { status, body } }: Exchange): string {
  const plain = body
    .replaceAll(/<secret:[^>]*>/g, '*')
    .replaceAll(malformedKey, '*')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi, '*')
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?/g, '*')
    .replaceAll(/\b(?=\w*\d)\w{12,}\b/g, '*')
    .replaceAll(/\d+/g, '*')
  return `${status} ${plain}`
}
