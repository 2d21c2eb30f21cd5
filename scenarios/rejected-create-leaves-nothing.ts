import {
  valueAt,
  type Exchange,
  type InvalidInput,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'lifecycle-rejected-create-no-effect'
const attempts = 4

/** A request that is refused makes no key. */
export const rejectedCreateLeavesNothing: Scenario<readonly InvalidInput[]> = {
  name: 'rejected-create-leaves-nothing',
  promise: 'A request for a key that is refused makes none.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  alone: true,
  nothing: 'The document leaves nothing that a request for a key could do wrong.',
  applies({ resource, stateful, operation }) {
    if (resource === null) return 'The document has no key resource.'
    if (!stateful) return 'The target keeps no state, so it makes no keys.'
    if (operation.requestBody === undefined)
      return 'A new key takes nothing from the caller that could be wrong.'
    return resource.roles.list !== undefined || 'The document has no operation that lists keys.'
  },
  cases(_subject, inputs) {
    const each = inputs
      .eachDefect()
      .toSorted((one, other) => Number(other.defect.part === 'body') - Number(one.defect.part === 'body'))
    const wrong = each.slice(0, attempts).flatMap(({ input }) => inputs.first(input, 1))
    return { always: wrong.length === 0 ? [] : [wrong], generated: null }
  },
  async verify(stage, wrong) {
    const earlier = await listed(stage)
    const before = await listed(stage)
    if (earlier === null || before === null) return stage.inconclusive(rule, 'The list could not be read.')
    if (added(earlier, before) > 0)
      return stage.inconclusive(rule, 'Other keys are made at the same time, so a new one proves nothing.')
    const refused: Exchange[] = []
    for (const { input } of wrong) {
      const exchange = await stage.call({ input, probe: true })
      if (exchange.response.status < 300)
        return stage.inconclusive(
          rule,
          'A request that the document forbids is not refused, which status-invalid-input-rejected judges.',
        )
      if (exchange.response.status < 500 && exchange.response.status !== 429) refused.push(exchange)
    }
    if (refused.length === 0)
      return stage.inconclusive(rule, 'No request was refused for what is wrong with it.')
    const after = await listed(stage)
    if (after === null) return stage.inconclusive(rule, 'The list could not be read.')
    const ghosts = added(before, after)
    if (ghosts === 0) return stage.held(rule)
    const again = await Promise.all(wrong.map(({ input }) => stage.call({ input, probe: true })))
    const more = added(after, (await listed(stage)) ?? after)
    if (more === 0)
      return stage.inconclusive(
        rule,
        'The list shows a new key after requests that were refused, but not when they are sent again.',
      )
    stage.broken(rule, {
      place: 'list',
      failure: 'ghost',
      message:
        'A request for a key is refused and makes one all the same: nobody holds its secret, and nobody knows of it.',
      expected: 'as many keys as before',
      received: `${ghosts} more after ${refused.length} refused requests`,
      exchanges: again.slice(0, 2),
    })
  },
}

/** What tells the listed keys apart, or the whole of what is shown; null when the list cannot be read. */
async function listed(stage: Stage): Promise<readonly string[] | null> {
  const pages = await stage.list()
  if (pages === null || pages.some((page) => page.response.status >= 300)) return null
  const id = stage.resource!.list?.id ?? null
  return stage
    .items(pages)
    .map((item: JsonValue) => JSON.stringify((id === null ? undefined : valueAt(item, id)) ?? item))
}

function added(before: readonly string[], after: readonly string[]): number {
  const known = new Set(before)
  return after.filter((one) => !known.has(one)).length
}
