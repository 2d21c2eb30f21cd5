import {
  isJson,
  valueAt,
  withValueAt,
  type Exchange,
  type JsonObject,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'robust-hostile-json'
const depth = 1_000
const mark = 'keyproofPolluted'

/** JSON that is made to break parsers breaks nothing. */
export const hostileJsonSurvived: Scenario = {
  name: 'hostile-json-survived',
  promise:
    'JSON that is nested without end, names members twice or reaches for the inside of the server is refused or taken, and nothing breaks.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 1,
  alone: true,
  applies({ resource, operation }) {
    if (resource === null) return 'The document has no key resource.'
    return (
      Object.keys(operation.requestBody?.content ?? {}).some(isJson) ||
      'A new key takes no JSON from the caller.'
    )
  },
  async verify(stage) {
    // An ordinary request was answered when this key was made.
    if (stage.subject.stateful) await stage.sharedKeys()
    for (const [what, body] of await bodies(stage)) {
      const exchange = await stage.call({ body, unjudged: true })
      const { status } = exchange.response
      if (status === 429 || status === 503) {
        stage.inconclusive(rule, `A body with ${what} was answered ${status}.`)
        continue
      }
      if (status >= 500) {
        broken(
          stage,
          what.endsWith(' deep') ? 'nesting' : what,
          '5XX',
          `${stage.operation.key} breaks on a body with ${what}.`,
          'a success, or a refusal: 4XX',
          String(status),
          [exchange],
        )
        continue
      }
      stage.held(rule)
    }
    if (stage.canary === null) return
    const after = await stage.call({}, stage.canary)
    if (after.response.body.includes(mark))
      broken(
        stage,
        '__proto__',
        'polluted',
        'A body with __proto__ in it changes the answers to others.',
        'answers as before',
        `${mark} in the answer to another request`,
        [after],
      )
    else if (after.response.status >= 500 && after.response.status !== 503)
      broken(
        stage,
        'a later request',
        '5XX',
        'The server is broken after it was sent hostile JSON.',
        'an answer as before',
        String(after.response.status),
        [after],
      )
  },
}

function broken(
  stage: Stage,
  place: string,
  failure: string,
  message: string,
  expected: string,
  received: string,
  exchanges: readonly Exchange[],
): void {
  stage.broken(rule, {
    place,
    failure,
    message,
    expected,
    received,
    ...(failure === 'polluted' ? { severity: 'high' as const } : {}),
    exchanges,
  })
}

/** The bodies, and what is wrong with them. Those that need no valid name have none, so that they make no keys. */
async function bodies(stage: Stage): Promise<readonly (readonly [what: string, body: string])[]> {
  const ordinary = async (): Promise<JsonObject> => {
    const { body } = await stage.input()
    return body !== undefined && 'value' in body && typeof body.value === 'object' && body.value !== null
      ? (body.value as JsonObject)
      : {}
  }
  const pointer = stage.resource!.nameInRequest ?? '/name'
  const put = async (value: JsonValue): Promise<string> =>
    JSON.stringify(withValueAt(await ordinary(), pointer, value))
  const raw = async (text: string): Promise<string> =>
    (await put('keyproof-hole')).replace('"keyproof-hole"', text)
  const twice = await ordinary()
  const name = valueAt(twice, pointer)
  const member = JSON.stringify(pointer.split('/').at(-1))
  return [
    [
      'a member named twice',
      JSON.stringify(twice).replace(
        '{',
        `{${member}:${JSON.stringify(typeof name === 'string' ? `${name}b` : name)},`,
      ),
    ],
    [
      '__proto__ and constructor',
      (await raw('[]')).replace(
        '{',
        `{"__proto__":{"${mark}":"yes"},"constructor":{"prototype":{"${mark}":"yes"}},`,
      ),
    ],
    [`arrays ${depth} deep`, await raw(`${'['.repeat(depth)}${']'.repeat(depth)}`)],
    [`objects ${depth} deep`, await raw(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)],
    ['a number beyond all bounds', await raw(`1e${depth}`)],
    ['half of a surrogate pair', await raw(String.raw`"\ud83d"`)],
    ['a name of a million letters', await put('k'.repeat(1_048_576))],
    ...(stage.avoids('malformed-json') === null
      ? [['a byte order mark', `\u{FEFF}${await raw('[]')}`] as const]
      : []),
  ]
}
