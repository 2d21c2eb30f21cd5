import {
  absentForWhatWasSent,
  type Exchange,
  type OperationInput,
  type Scenario,
  valueAt,
  parseJson,
} from '#keyproof'

/** A new key comes with its secret, whole and usable. */
export const createRevealsSecret: Scenario<OperationInput | null> = {
  name: 'create-reveals-secret',
  promise:
    'Whoever creates a key gets its secret, whole: not masked, not cut, not an example from the documentation.',
  rules: ['secret-present-on-create'],
  on: 'resource',
  keys: 1,
  applies: ({ resource }) => resource !== null || 'The document has no key resource.',
  cases: (_subject, inputs) => ({ always: [null], generated: inputs.valid(), runs: 3 }),
  creations: (input) => [{ input, lengthen: true }],
  async verify(stage, input) {
    const { exchange } = await stage.created({ input, lengthen: true })
    const { status } = exchange.response
    // Whether every request the document allows is accepted has a rule of its own.
    if (input !== null && status >= 400 && status < 500 && status !== 429) return
    if (status >= 300)
      return stage.inconclusive('secret-present-on-create', `No key could be created: ${status}.`)
    const { secret } = stage.resource!
    const broken = (failure: string, message: string, received: string): void =>
      stage.broken('secret-present-on-create', {
        place: secret.pointer,
        failure,
        message,
        expected: `a whole secret at ${secret.pointer}`,
        received,
        ...(secret.revealEvidence === undefined
          ? { because: { pointer: stage.operation.pointer, source: 'the response the document describes' } }
          : {
              because: {
                ...(secret.revealEvidence.quote === undefined ? {} : { quote: secret.revealEvidence.quote }),
                ...(secret.revealEvidence.pointer === undefined
                  ? {}
                  : { pointer: secret.revealEvidence.pointer }),
              },
            }),
        exchanges: [exchange],
      })
    const excuse = absentForWhatWasSent(stage.subject, exchange, secret.pointer)
    if (exchange.facts.issued === null && excuse !== undefined)
      return stage.inconclusive(
        'secret-present-on-create',
        `A key came without its secret for what it was asked to be, and words say when that is so: “${excuse}”`,
      )
    if (exchange.facts.issued === null)
      return broken(
        'missing',
        `A new key comes without its secret at ${secret.pointer}.`,
        shape(exchange, secret.pointer),
      )
    const traits = stage.traits(exchange.facts.issued)
    if (traits.isExample)
      return broken(
        'example',
        'The secret of a new key is an example from the documentation.',
        'an example of the document',
      )
    // What the caller chose is whole as he sent it.
    const given = valueAt(parseJson(exchange.response.body), secret.pointer)
    const isGiven = typeof given === 'string' && exchange.request.body?.includes(given) === true
    if (traits.looksMasked && !isGiven)
      return broken('masked', 'The secret of a new key is masked or cut.', 'a masked value')
    stage.held('secret-present-on-create')
  },
}

function shape(exchange: Exchange, pointer: string): string {
  const value = valueAt(parseJson(exchange.response.body), pointer)
  return value === undefined
    ? 'nothing there'
    : value === null
      ? 'null'
      : value === ''
        ? 'an empty string'
        : `a ${typeof value}`
}
