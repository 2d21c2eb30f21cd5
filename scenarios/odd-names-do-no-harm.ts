import {
  headerValues,
  isJson,
  parseJson,
  valueAt,
  withValueAt,
  type Exchange,
  type JsonValue,
  type OperationInput,
  type Scenario,
  type Stage,
} from '#keyproof'

const roundTrip = 'robust-unicode-name-roundtrip'
const injection = 'robust-control-chars-no-injection'
const canary = 'X-Keyproof-Canary'

interface Name {
  readonly what: string
  readonly name: string
  /** Whether it must come back as it was sent, or must do no harm on its way. */
  readonly shows: 'round trip' | 'injection' | 'nothing more'
}

/** Names that have broken servers before. */
const names: readonly Name[] = [
  { what: 'a very long name', name: 'k'.repeat(1_000), shows: 'nothing more' },
  {
    what: 'letters of many scripts',
    name: '\u043A\u043B\u044E\u0447 e\u0301\u0323 \u05DE\u05E4\u05EA\u05D7 \u{1F511}\u{1F469}\u200D\u{1F4BB}',
    shows: 'round trip',
  },
  { what: 'a word for nothing', name: 'null', shows: 'nothing more' },
  { what: 'a quote', name: "Robert'); DROP TABLE keys;--", shows: 'injection' },
  { what: 'markup', name: '=1+1<b>{{7*7}}</b>', shows: 'round trip' },
  {
    what: 'a line break with a header after it',
    name: `key\r\n${canary}: injected\r\n\r\n`,
    shows: 'injection',
  },
  { what: 'control characters', name: 'key a\u0000b\u0085c\u202Ed', shows: 'injection' },
]

/** Whatever a key is called, the server stays on its feet and keeps the name as it is. */
export const oddNamesDoNoHarm: Scenario<Name> = {
  name: 'odd-names-do-no-harm',
  promise:
    'A key may be called anything: the server keeps the name as it is or refuses it, and does not break.',
  rules: [roundTrip, injection, 'status-no-5xx'],
  on: 'resource',
  keys: 1,
  applies: ({ resource, operation }) =>
    (resource?.nameInRequest != null && operation.requestBody !== undefined) || 'A new key is given no name.',
  cases: () => ({
    always: names,
    generated: null,
  }),
  async verify(stage, { what, name, shows }) {
    const input = await stage.input()
    const { body } = input
    if (body === undefined || !('value' in body)) return
    const named = (text: string): JsonValue => withValueAt(body.value, stage.resource!.nameInRequest!, text)
    const value = named(fitting(stage, name, named))
    const sent = stage.marked({ ...input, body: { ...body, value } }, { lengthen: true })
    // Whether the name is taken is for other scenarios: the check on server errors judges every answer.
    const exchange = await stage.call({ input: sent, probe: true })
    if (shows === 'injection') harmless(stage, what, exchange)
    if (shows === 'round trip') await comesBack(stage, what, sent, exchange)
  },
}

/**
 * The name with room before it for the run's mark, which takes the place of the first letters of a long name; where it is
 * to come back, cut to the length that the document allows.
 */
function fitting(stage: Stage, name: string, named: (text: string) => JsonValue): string {
  if (name.length < 10) return name
  const room = 'k'.repeat(stage.unique().length + 2)
  const points = Array.from(name)
  const media = Object.entries(stage.operation.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  if (media?.schema === undefined || points.length > 100) return `${room}${name}`
  const violations = stage.contract.validator(media.schema, 'request')
  const isTooLong = (text: string): boolean =>
    violations(named(text)).some(({ keyword }) => keyword === 'maxLength')
  const most = points.findLastIndex(
    (_point, last) => !isTooLong(`${room}${points.slice(0, last + 1).join('')}`),
  )
  return most < 1 ? `${room}${name}` : `${room}${points.slice(0, most + 1).join('')}`
}

/** No header grew out of the name, and the body is still JSON where it says so. */
function harmless(stage: Stage, what: string, exchange: Exchange): void {
  const { status, headers } = exchange.response
  if (status >= 500 || status === 429)
    return stage.inconclusive(injection, `A name with ${what} was answered ${status}.`)
  const injected = headerValues(headers, canary).length > 0
  const garbled =
    isJson(headerValues(headers, 'content-type')[0] ?? '') &&
    exchange.response.body !== '' &&
    !exchange.facts.json
  if (!injected && !garbled) return stage.held(injection)
  stage.broken(injection, {
    place: what,
    failure: injected ? 'header injected' : 'body garbled',
    message: injected
      ? `A name with ${what} puts a header of the caller’s choice into the answer.`
      : `The answer to a name with ${what} is no longer JSON.`,
    expected: injected ? 'the name escaped, or refused' : 'valid JSON',
    received: injected ? `the header ${canary}` : 'a body that cannot be parsed',
    severity: injected ? 'high' : 'medium',
    exchanges: [exchange],
  })
}

/** The name in the answer and in the list is the one that was sent, code point by code point. */
async function comesBack(
  stage: Stage,
  what: string,
  sent: OperationInput,
  exchange: Exchange,
): Promise<void> {
  const { nameInRequest, nameInResponse, list } = stage.resource!
  if (!stage.subject.stateful)
    return stage.notApplicable(roundTrip, 'The target keeps no state, so it answers with examples.')
  if (exchange.response.status >= 300)
    return stage.inconclusive(roundTrip, `A name of ${what} was not taken (${exchange.response.status}).`)
  const name =
    sent.body !== undefined && 'value' in sent.body ? valueAt(sent.body.value, nameInRequest!) : undefined
  if (typeof name !== 'string') return
  const answered =
    nameInResponse === null ? undefined : valueAt(parseJson(exchange.response.body), nameInResponse)
  const key = await stage.issuedBy(exchange)
  const pages = key === null ? [] : ((await stage.list()) ?? [])
  const item = key === null ? undefined : stage.itemsOf(key, pages)?.[0]
  const listed =
    item === undefined || list === null || list.name === null ? undefined : valueAt(item, list.name)
  const wrong = [answered, listed].find((text) => typeof text === 'string' && !sameText(name, text))
  if (wrong === undefined)
    return typeof answered !== 'string' && typeof listed !== 'string'
      ? stage.notApplicable(roundTrip, 'No answer shows the name of a key.')
      : stage.held(roundTrip)
  stage.broken(roundTrip, {
    place: what,
    failure: 'changed',
    message: `A name of ${what} comes back as another one${wrong === answered ? '' : ' in the list'}.`,
    expected: JSON.stringify(name),
    received: JSON.stringify(wrong),
    // Only a document that bounds the name in characters speaks of characters at all.
    ...(boundsName(stage) ? {} : { basis: 'convention' as const }),
    exchanges: [exchange, ...(wrong === answered ? [] : pages.slice(-1))],
  })
}

/** Trimming and normal forms keep the name; anything else changes it. */
function sameText(sent: string, got: string): boolean {
  return got.normalize('NFC').trim() === sent.normalize('NFC').trim()
}

function boundsName(stage: Stage): boolean {
  const media = Object.entries(stage.operation.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  return (
    media?.schema !== undefined &&
    /"(?:max|min)Length":/.test(JSON.stringify(stage.contract.resolve(media.schema, 'request')))
  )
}
