import {
  operationByKey,
  type CallOptions,
  type Exchange,
  type IssuedKey,
  type Operation,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'secret-not-revealed-on-request'
const switches = ['reveal', 'decrypt', 'show_secret', 'include_secret', 'raw', 'verbose'].map(
  (name) => [name, 'true'] as const,
)
const selectors = [
  ['include', 'secret'],
  ['fields', '*'],
  ['expand', 'secret'],
] as const
const types = ['text/csv', 'application/xml', 'text/plain']

/** A secret is shown once, and asking nicely does not bring it back. */
export const readsRevealNothingOnRequest: Scenario = {
  name: 'reads-reveal-nothing-on-request',
  promise:
    'No query parameter and no media type that the document does not tell of makes a read show the secret.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 1,
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (!stateful) return 'The target keeps no state, so its reads know nothing of a created key.'
    const { reveal } = resource.secret
    if (reveal === 'always' || reveal === 'recoverable')
      return `The document lets the secret be read again (${reveal}).`
    return (
      resource.roles.list !== undefined ||
      resource.roles.get !== undefined ||
      'The document has no operation that lists or shows keys.'
    )
  },
  async verify(stage) {
    const [key] = await stage.sharedKeys()
    const { list, get } = stage.resource!.roles
    for (const name of [list?.operation, get?.operation]) {
      const operation = name === undefined ? undefined : operationByKey(stage.contract, name)
      if (key !== undefined && operation !== undefined) await asked(stage, key, operation)
    }
  },
}

async function asked(stage: Stage, key: IssuedKey, operation: Operation): Promise<void> {
  const input = await stage.inputFor(key, operation)
  const taken = new Set(operation.parameters.map((parameter) => parameter.name.toLowerCase()))
  const ask = (call: CallOptions): Promise<Exchange> =>
    stage.call({ input, ...call, unjudged: true, unsearched: true }, operation)
  const plain = await ask({})
  if (shows(plain))
    return stage.inconclusive(
      rule,
      'The secret is shown without being asked for, which secret-absent-from-reads judges.',
      operation.key,
    )
  if (plain.response.status >= 400)
    return stage.inconclusive(rule, `The read was answered ${plain.response.status}.`, operation.key)
  for (const group of [switches, selectors]) {
    const query = group.filter(([name]) => !taken.has(name))
    const together = await ask({ also: { query } })
    // A server that refuses one of them refuses all of them together.
    const refused = together.response.status >= 400 && together.response.status < 500
    if (!refused && !shows(together)) continue
    for (const one of query) {
      const exchange = await ask({ also: { query: [one] } })
      if (shows(exchange)) return told(stage, operation, `?${one[0]}=${one[1]}`, exchange)
    }
    if (shows(together))
      return told(
        stage,
        operation,
        `?${query.map(([name, value]) => `${name}=${value}`).join('&')}`,
        together,
      )
  }
  for (const accept of types) {
    const exchange = await ask({ accept })
    if (shows(exchange)) return told(stage, operation, `Accept: ${accept}`, exchange)
  }
  stage.held(rule, operation.key)
}

function shows({ facts }: Exchange): boolean {
  return facts.sightings.some((sighting) => sighting.kind === 'issued' && sighting.echo !== true)
}

function told(stage: Stage, operation: Operation, place: string, exchange: Exchange): void {
  stage.broken(
    rule,
    {
      place,
      failure: 'revealed',
      message: `${operation.key} shows the secret when asked with ${place}, which the document does not tell of.`,
      expected: 'an answer without the secret',
      received: 'the secret of an issued key',
      exchanges: [exchange],
    },
    operation.key,
  )
}
