import {
  bodyMedia,
  echoesOf,
  parseJson,
  scopesListed,
  shownScopes,
  valueAt,
  withValueAt,
  type Creation,
  type Echo,
  type Exchange,
  type JsonValue,
  type OperationInput,
  type Scenario,
  type Stage,
  type Subject,
} from '#keyproof'

/** What was asked for is what was made. */
export const answersEchoWhatWasSent: Scenario<Creation> = {
  name: 'answers-echo-what-was-sent',
  promise:
    'A new key has the name, the expiry, the scopes and whatever else was asked for and is shown of it.',
  rules: ['schema-echo-fidelity'],
  on: 'resource',
  keys: 1,
  applies({ resource, operation, stateful }) {
    if (resource === null || operation.requestBody === undefined)
      return 'A new key takes nothing from the caller.'
    return stateful || 'The target keeps no state, so it answers with examples.'
  },
  cases: (subject, inputs) => ({
    // An ordinary request last: it decides only where the server takes nothing else.
    always: [
      ...drawnOut(subject.resource?.nameInRequest ?? null, inputs.first(inputs.valid(), 8)).map(made),
      ...scoped(subject, inputs.first(inputs.valid(), 1)).map(made),
      ...inputs.boundaries().flatMap(({ name, input }) =>
        /all members|required members only/i.test(name)
          ? // What comes without a name is sent without one once, to see what is made of it.
            [{ input, lengthen: name.includes('all members') || !isNameless(subject, input) }]
          : [],
      ),
      { input: null, lengthen: true },
    ],
    generated: inputs.valid().map(made),
    runs: 10,
  }),
  creations: (creation) => [creation],
  async verify(stage, creation) {
    const { input, exchange } = await stage.created(creation)
    const sent = input.body !== undefined && 'value' in input.body ? input.body.value : undefined
    const { status } = exchange.response
    // Whether every request the document allows is accepted has a rule of its own.
    if (creation.input !== null && status >= 400 && status < 500 && status !== 429) return
    if (status >= 300)
      return stage.inconclusive('schema-echo-fidelity', `No key could be created: ${status}.`)
    if (sent === undefined) return
    const answer = parseJson(exchange.response.body)
    const resource = stage.resource!
    defaults(stage, exchange, sent, answer)
    if (resource.nameInRequest !== null && resource.nameInResponse !== null)
      compare(
        stage,
        exchange,
        resource.nameInResponse,
        valueAt(sent, resource.nameInRequest),
        valueAt(answer, resource.nameInResponse),
        sameText,
      )
    others(stage, exchange, sent, answer)
    const { expiry } = resource
    if (expiry === null || expiry.inResponse === null) return
    const [end, shown] = [valueAt(sent, expiry.inRequest), valueAt(answer, expiry.inResponse)]
    if (isEnd(end) && shown === null)
      stage.broken('schema-echo-fidelity', {
        place: expiry.inResponse,
        failure: 'lost',
        message: `A key that was to end has no end at ${expiry.inResponse}.`,
        expected: JSON.stringify(end).slice(0, 120),
        received: 'null',
        exchanges: [exchange],
      })
    else if (expiry.relative !== true) compare(stage, exchange, expiry.inResponse, end, shown, sameInstant)
  },
}

/** Whether a value asks for an end: none is what 0 and an empty text come to. */
function isEnd(value: JsonValue | undefined): boolean {
  if (typeof value === 'number') return value > 0
  return typeof value === 'string' && /^(?:\d{4}-|P|[1-9]\d*[smhdw]$)/.test(value)
}

const become: Readonly<Record<NonNullable<Echo['failure']>, string>> = {
  lost: 'does not come back whole',
  widened: 'comes back with more than was asked for',
  changed: 'comes back changed',
}

/** Whatever else the answer repeats. */
function others(stage: Stage, exchange: Exchange, sent: JsonValue, answer: JsonValue | undefined): void {
  const media = bodyMedia(stage.operation)
  if (answer === undefined || media?.schema === undefined) return
  const schema = stage.contract.resolve(media.schema, 'request')
  for (const { place, sent: asked, got, failure } of echoesOf(stage.resource!, schema, sent, answer)) {
    if (failure === null) stage.held('schema-echo-fidelity')
    else
      stage.broken('schema-echo-fidelity', {
        place,
        failure,
        message: `What was asked for ${become[failure]} at ${place}.`,
        expected: JSON.stringify(asked).slice(0, 120),
        received: JSON.stringify(got).slice(0, 120),
        exchanges: [exchange],
      })
  }
}

function isNameless({ resource }: Subject, { body }: OperationInput): boolean {
  const pointer = resource?.nameInRequest
  return (
    pointer != null && body !== undefined && 'value' in body && valueAt(body.value, pointer) === undefined
  )
}

function made(input: OperationInput): Creation {
  return { input, lengthen: true }
}

/** Long enough to be cut by a narrow column, short enough for every sane limit. */
const drawnOutLength = 100

function drawnOut(pointer: string | null, inputs: readonly OperationInput[]): readonly OperationInput[] {
  const found =
    pointer === null
      ? undefined
      : inputs.find(
          ({ body }) =>
            body !== undefined && 'value' in body && typeof valueAt(body.value, pointer) === 'string',
        )
  if (pointer === null || found?.body === undefined || !('value' in found.body)) return []
  return [
    {
      ...found,
      body: { ...found.body, value: withValueAt(found.body.value, pointer, 'n'.repeat(drawnOutLength)) },
    },
  ]
}

/** With one scope of those that the document lists, or those of its example where it lists none, where the ordinary inputs ask for none that the account may not have. */
function scoped(
  { contract, operation, resource }: Subject,
  inputs: readonly OperationInput[],
): readonly OperationInput[] {
  const pointer = resource?.scopes
  const [listed] = pointer == null ? [] : scopesListed(contract, operation, pointer)
  const scopes =
    listed === undefined && pointer != null ? shownScopes(contract, operation, pointer) : [listed]
  return inputs.flatMap(({ body, ...input }) =>
    scopes.length === 0 || scopes[0] === undefined || body === undefined || !('value' in body)
      ? []
      : [{ ...input, body: { ...body, value: withValueAt(body.value, pointer!, [...scopes] as JsonValue) } }],
  )
}

/** A name left out comes back as the default the document gives it, if it gives one. */
function defaults(stage: Stage, exchange: Exchange, sent: JsonValue, answer: JsonValue | undefined): void {
  const { nameInRequest, nameInResponse } = stage.resource!
  const media = bodyMedia(stage.operation)
  if (
    nameInRequest === null ||
    nameInResponse === null ||
    media?.schema === undefined ||
    valueAt(sent, nameInRequest) !== undefined
  )
    return
  const schema = stage.contract.resolve(media.schema, 'request') as JsonValue
  const expected = valueAt(defined(schema), `/properties${nameInRequest}/default`)
  const got = valueAt(answer, nameInResponse)
  if (typeof expected !== 'string' || got === undefined) return
  if (got === expected) stage.held('schema-echo-fidelity')
  else
    stage.broken('schema-echo-fidelity', {
      place: nameInResponse,
      failure: 'default not applied',
      message: `A name left out does not become the documented default at ${nameInResponse}.`,
      expected: JSON.stringify(expected),
      received: JSON.stringify(got).slice(0, 120),
      because: { source: 'JSON Schema Validation 2020-12 §9.2', pointer: media.schema.pointer },
      exchanges: [exchange],
    })
}

/** The schema itself where it is only a reference to one of its own definitions. */
function defined(schema: JsonValue): JsonValue | undefined {
  const reference = valueAt(schema, '/$ref')
  return typeof reference === 'string' ? valueAt(schema, reference.slice(1)) : schema
}

type Same = (sent: JsonValue, got: JsonValue) => boolean | null

function compare(
  stage: Stage,
  exchange: Exchange,
  place: string,
  sent: JsonValue | undefined,
  got: JsonValue | undefined,
  same: Same,
): void {
  if (sent === undefined || got === undefined || sent === null) return
  const verdict = same(sent, got)
  if (verdict === null) return
  if (verdict) return stage.held('schema-echo-fidelity')
  stage.broken('schema-echo-fidelity', {
    place,
    failure: typeof got === 'string' && typeof sent === 'string' && sent.startsWith(got) ? 'cut' : 'changed',
    message: `What was asked for comes back ${typeof got === 'string' && typeof sent === 'string' && sent.startsWith(got) ? 'cut short' : 'changed'} at ${place}.`,
    expected: JSON.stringify(sent).slice(0, 120),
    received: JSON.stringify(got).slice(0, 120),
    exchanges: [exchange],
  })
}

/** Trimming and Unicode normal forms keep the name; anything else changes it. */
function sameText(sent: JsonValue, got: JsonValue): boolean | null {
  if (typeof sent !== 'string') return null
  return typeof got === 'string' && got.normalize('NFC').trim() === sent.normalize('NFC').trim()
}

/** Instants written as text compare as time; numbers without a stated unit are not compared. */
function sameInstant(sent: JsonValue, got: JsonValue): boolean | null {
  if (typeof sent !== 'string' || typeof got !== 'string') return null
  const [one, other] = [Date.parse(sent), Date.parse(got)]
  // RFC 3339 knows the leap second and 24 o'clock, which Date does not.
  return Number.isNaN(one) || Number.isNaN(other) ? null : Math.abs(one - other) < 1000
}
