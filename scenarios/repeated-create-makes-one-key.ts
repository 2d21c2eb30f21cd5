import {
  idempotencyHeader,
  valueAt,
  type CallOptions,
  type Exchange,
  type IssuedKey,
  type Operation,
  type OperationInput,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'lifecycle-idempotency-key-replay'

/** A request to create a key that is sent twice with one idempotency key makes one key. */
export const repeatedCreateMakesOneKey: Scenario = {
  name: 'repeated-create-makes-one-key',
  promise: 'A request to create a key that is sent again with the same idempotency key makes no second key.',
  rules: [rule],
  on: 'resource',
  keys: 3,
  applies({ resource, operation, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (idempotencyHeader(operation) === null)
      return 'The document declares no idempotency key (x-key-operation.idempotency names the header).'
    return stateful || 'The target keeps no state, so it remembers no request.'
  },
  async verify(stage) {
    const value = stage.unique()
    const input = await stage.input()
    const first = await send(stage, input, value)
    const made = await stage.issuedBy(first)
    if (made === null) return stage.inconclusive(rule, `No key could be created: ${first.response.status}.`)
    const second = await send(stage, input, value)
    if (second.response.status >= 500 || second.response.status === 429)
      return stage.inconclusive(rule, `The repeated request was answered ${second.response.status}.`)
    await judgeReplay(stage, made, first, second)
    const other = await stage.input()
    const changed = await send(stage, other, value)
    const stranger = await stage.issuedBy(changed)
    if (stranger === null || stage.compare(stranger.secret, made.secret).equal) return
    broken(
      stage,
      'another body accepted',
      'An idempotency key that was used for one request is taken for another.',
      'a refusal: 400, 409 or 422',
      `${changed.response.status}, and another key`,
      'medium',
      [first, changed],
    )
  },
}

async function judgeReplay(stage: Stage, made: IssuedKey, first: Exchange, second: Exchange): Promise<void> {
  const again = await stage.issuedBy(second)
  if (again === null) return stage.held(rule)
  if (!stage.compare(again.secret, made.secret).equal)
    return broken(
      stage,
      'two keys',
      'A request that is sent twice with one idempotency key makes two keys.',
      'one key',
      'two keys',
      'high',
      [first, second],
    )
  const replay = valueAt(stage.operation.extensions, '/x-key-operation/idempotency/replay')
  const declared =
    typeof replay === 'string' ? replay : promisesFirstAnswer(stage.operation) ? 'same-body' : undefined
  if (declared === 'same-body') return stage.held(rule)
  broken(
    stage,
    'secret shown again',
    'A repeated request shows the secret again, so the server keeps it readable.',
    declared === undefined
      ? 'an answer without the secret, or a document that says so'
      : `what the document says: ${declared}`,
    'the secret',
    'medium',
    [first, second],
    declared === undefined,
  )
}

/** Whether the document says, of the operation or of its idempotency key, that the first answer is given again. */
function promisesFirstAnswer({ description, parameters }: Operation): boolean {
  const texts = [description, ...parameters.map((parameter) => parameter.description ?? '')]
  return texts.some(
    (text) =>
      /\b(?:idempoten|repeat|retr(?:y|ied)|replay|again)/i.test(text) &&
      /\b(?:same|original|first|initial|earlier|stored|cached|saved) (?:response|result|answer|body)\b|\b(?:response|result|answer) (?:of|to|from) the (?:first|original|initial)\b/i.test(
        text,
      ),
  )
}

function broken(
  stage: Stage,
  failure: string,
  message: string,
  expected: string,
  received: string,
  severity: 'high' | 'medium',
  exchanges: readonly Exchange[],
  unstated = false,
): void {
  stage.broken(rule, {
    place: idempotencyHeader(stage.operation) ?? 'idempotency key',
    failure,
    message,
    expected,
    received,
    severity,
    ...(unstated ? { basis: 'convention' as const } : {}),
    exchanges,
  })
}

function send(stage: Stage, input: OperationInput, value: string): Promise<Exchange> {
  const name = idempotencyHeader(stage.operation)!
  const declared = stage.operation.parameters.some(
    (parameter) => parameter.in === 'header' && parameter.name === name,
  )
  const call: CallOptions = declared
    ? { input: { ...input, header: { ...input.header, [name]: value } } }
    : { input, headers: [[name, value]] }
  return stage.call({ ...call, probe: true })
}
