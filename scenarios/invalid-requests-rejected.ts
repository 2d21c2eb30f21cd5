import {
  bodyFaults,
  idIn,
  isJson,
  keyPlace,
  repeatedIds,
  valueAt,
  withId,
  withValueAt,
  type Exchange,
  type InvalidInput,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

/** What the document forbids, the API refuses. */
export const invalidRequestsRejected: Scenario<InvalidInput> = {
  name: 'invalid-requests-rejected',
  promise: 'A request with one thing wrong is refused, and no key comes of it.',
  rules: ['status-invalid-input-rejected'],
  on: 'operation',
  keys: 0,
  beside: 1,
  applies: () => true,
  cases(subject, inputs) {
    // What an odd id in the path does is judged with unknown ids.
    const each = inputs
      .eachDefect()
      .filter(({ defect }) => !(defect.part === 'path' && namesKey(subject, defect)))
    const kept = new Set(each.map(({ defect }) => defect.name))
    // One of every kind first, so that no kind is left to chance; then others at random.
    const first = each.flatMap(({ defect, input }) =>
      defect.keyword === 'type' ? ofEachType(subject, inputs.first(input, 12)) : inputs.first(input, 1),
    )
    return {
      always: first,
      generated: inputs.invalid()?.filter(({ defect }) => kept.has(defect.name)) ?? null,
      runs: Math.min(inputs.runs, each.length * 4),
    }
  },
  async verify(stage, { input, defect }) {
    if (stage.avoids(defect.keyword) !== null) return
    const control = await stage.control()
    const ready = await withKey(stage, unlike(stage, renewed(stage, input, defect), defect), defect)
    const { exchange, bare } = await sent(stage, ready, defect)
    const { status } = exchange.response
    if (status >= 400 && status < 500) {
      if (control !== null)
        return stage.inconclusive(
          'status-invalid-input-rejected',
          `The valid request was not accepted either (${control}), so a refusal proves nothing.`,
        )
      if (((status === 401 || status === 403) && !bare) || status === 429)
        return stage.inconclusive(
          'status-invalid-input-rejected',
          `The request was answered ${status}, which says nothing of its content.`,
        )
      return stage.held('status-invalid-input-rejected')
    }
    if (status >= 500) return
    // A login page, say, is led to before the request is looked at.
    if (status >= 300 && stage.operation.responses[String(status)] === undefined)
      return stage.inconclusive(
        'status-invalid-input-rejected',
        `The request was redirected (${status}), which neither takes nor refuses it.`,
      )
    const also = defect.also.length === 0 ? '' : ` (and so against ${defect.also.join(', ')})`
    stage.broken('status-invalid-input-rejected', {
      place: `${defect.part} ${defect.place}`,
      failure: defect.keyword,
      message: `${stage.operation.key} accepts a request that its document forbids: ${defect.name}${also}.`,
      expected: 'a refusal: 400 or 422',
      received: String(status),
      because: { pointer: defect.schema },
      ...(defect.formatOnly || isCoercible(stage, input, defect)
        ? { severity: 'medium' as const, confidence: 'tentative' as const }
        : {}),
      exchanges: [exchange],
    })
  },
}

/** One input of every JSON type that stands where another is asked for. */
function ofEachType(subject: Stage['subject'], inputs: readonly InvalidInput[]): readonly InvalidInput[] {
  return [...scalars(subject, inputs), ...structures(inputs)]
}

/** A number where the document asks for text, in the body. */
function scalars(
  { contract, operation }: Stage['subject'],
  [first]: readonly InvalidInput[],
): readonly InvalidInput[] {
  const media = Object.entries(operation.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  const { body } = first?.input ?? {}
  if (
    first === undefined ||
    first.defect.part !== 'body' ||
    first.defect.place === '' ||
    media?.schema === undefined ||
    body === undefined ||
    !('value' in body)
  )
    return []
  const value = withValueAt(body.value, first.defect.place, 12_345)
  const forbidden = contract.validator(media.schema, 'request')(value).length > 0
  return forbidden ? [{ ...first, input: { ...first.input, body: { ...body, value } } }] : []
}

function structures(inputs: readonly InvalidInput[]): readonly InvalidInput[] {
  return [...new Map(inputs.map((one) => [typeOf(wrongValue(one)), one])).values()]
}

function wrongValue({ input, defect }: InvalidInput): JsonValue | undefined {
  if (defect.part !== 'body') return input[defect.part][defect.place]
  return input.body !== undefined && 'value' in input.body
    ? valueAt(input.body.value, defect.place)
    : undefined
}

function typeOf(value: JsonValue | undefined): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

/** Number for text is what lenient servers convert: worth knowing, hardly worth failing for. */
function isCoercible(stage: Stage, input: InvalidInput['input'], defect: InvalidInput['defect']): boolean {
  const { body } = input
  if (defect.keyword !== 'type' || body === undefined || !('value' in body)) return false
  if (!['number', 'boolean'].includes(typeOf(wrongValue({ input, defect })))) return false
  const schema = stage.operation.requestBody?.content[body.mediaType]?.schema
  return (
    schema !== undefined &&
    stage.contract
      .validator(
        schema,
        'request',
      )(body.value)
      .some(({ place, message }) => place === defect.place && /^must be (?:\w+ or )*string\b/.test(message))
  )
}

/** The input with a name of its own, which stays as wrong as it was: one that is taken is refused for another reason. */
function unlike(
  stage: Stage,
  input: InvalidInput['input'],
  { part, place }: InvalidInput['defect'],
): InvalidInput['input'] {
  const pointer = stage.resource?.nameInRequest
  if (pointer == null) return input
  const nameless = part === 'body' && place !== pointer ? withoutName(stage, input, pointer) : null
  return nameless ?? stage.marked(input, { lengthen: part !== 'body' || place !== pointer })
}

/**
 * The input without a new name for the key, where it would be addressed by that from then on: a server that takes the
 * request would leave all who share the key without it. null where it has none, or needs it.
 */
function withoutName(
  { subject, contract, operation, resource }: Stage,
  input: InvalidInput['input'],
  pointer: string,
): InvalidInput['input'] | null {
  const { body } = input
  if (subject.role !== 'update' || resource?.idIsName !== true || body === undefined || !('value' in body))
    return null
  if (valueAt(body.value, pointer) === undefined) return null
  const value = withValueAt(body.value, pointer, undefined)
  const faults = (one: JsonValue): number => bodyFaults({ contract, operation }, body.mediaType, one)
  return faults(value) === faults(body.value) ? { ...input, body: { ...body, value } } : null
}

/** The input with another number for a name: a server that takes it for one would find the same name taken. */
function renewed(
  stage: Stage,
  input: InvalidInput['input'],
  { part, place }: InvalidInput['defect'],
): InvalidInput['input'] {
  const { body } = input
  if (part !== 'body' || place !== stage.resource?.nameInRequest || body === undefined || !('value' in body))
    return input
  const wrong = valueAt(body.value, place)
  if (typeof wrong !== 'number') return input
  const digits = Number.parseInt(
    stage
      .unique()
      .replaceAll(/[^a-z0-9]/gi, '')
      .slice(-9),
    36,
  )
  const value = withValueAt(body.value, place, digits)
  // Where no number will do, what was wrong with this one may be right with another.
  return bodyFaults(stage, body.mediaType, value) > 0 ? { ...input, body: { ...body, value } } : input
}

/**
 * The answer to the request; where it speaks of rights, to one with the defect and what is required. That one
 * differs from the valid request in the defect alone, so whatever refusal it gets is due to it.
 */
async function sent(
  stage: Stage,
  input: InvalidInput['input'],
  defect: InvalidInput['defect'],
): Promise<{ readonly exchange: Exchange; readonly bare: boolean }> {
  const exchange = await stage.call({ input, probe: true })
  const { status } = exchange.response
  const { body } = input
  if (
    (status !== 401 && status !== 403) ||
    body === undefined ||
    !('value' in body) ||
    defect.part !== 'body' ||
    defect.place === ''
  )
    return { exchange, bare: false }
  const ordinary = ((await stage.keyed()) ?? (await stage.input())).body
  if (ordinary === undefined || !('value' in ordinary)) return { exchange, bare: false }
  const [, member = ''] = defect.place.split('/')
  const plain = withValueAt(ordinary.value, `/${member}`, valueAt(body.value, `/${member}`))
  return {
    exchange: await stage.call({ input: { ...input, body: { ...body, value: plain } }, probe: true }),
    bare: true,
  }
}

/** The input with the id of a living key where the defect lies elsewhere. */
async function withKey(
  stage: Stage,
  input: InvalidInput['input'],
  defect: InvalidInput['defect'],
): Promise<InvalidInput['input']> {
  const place = keyPlace(stage.subject)
  if (place === null || namesKey(stage.subject, defect)) return input
  const living = await stage.keyed()
  const id = living === null ? undefined : idIn(place, living)
  if (id === undefined) return input
  // An id in the body that differs from the one in the path may be the very defect.
  const again = defect.part === 'body' && repeatedIds(place).includes(defect.place)
  return again ? { ...input, path: { ...input.path, [place.name]: id } } : withId(place, input, id)
}

/** Whether the defect lies in the id of the key the operation acts on. */
function namesKey(subject: Stage['subject'], defect: InvalidInput['defect']): boolean {
  const place = keyPlace(subject)
  if (place === null || place.in !== defect.part) return false
  // Or in the list of ids that it stands in.
  return place.name === defect.place || (place.in === 'body' && place.name === `${defect.place}/0`)
}
