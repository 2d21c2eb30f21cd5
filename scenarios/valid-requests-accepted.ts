import {
  basisAt,
  beyondSaidCharacters,
  bodyFaults,
  explainedByWords,
  idIn,
  keyPlace,
  laterPageIn,
  lookedForBy,
  madeUpVersions,
  requiresNothing,
  responseFor,
  saidIn,
  saysFull,
  valueAt,
  wantsItOff,
  withId,
  withValueAt,
  type Created,
  type Exchange,
  type Inputs,
  type OperationInput,
  type Scenario,
  type Stage,
  type Subject,
} from '#keyproof'

interface Case {
  readonly what: string
  readonly input: OperationInput
  /** A name may grow by the run's mark; one at the edge of what is allowed, or left out on purpose, may not. */
  readonly lengthen: boolean
  /** The document allows it only by saying nothing. */
  readonly unsaid?: boolean
}

const longest = 255

/** Whether the length of a name, or that there is none, is what this edge is about. */
function isOfName({ resource }: Subject, edge: string, { body }: OperationInput): boolean {
  const pointer = resource?.nameInRequest
  if (pointer == null) return false
  if (edge === 'body: absent') return true
  if (edge === 'body required members only')
    return body !== undefined && 'value' in body && valueAt(body.value, pointer) === undefined
  return edge.startsWith(`body ${pointer}: shortest`) || edge.startsWith(`body ${pointer}: longest`)
}

/** What the document allows, the API takes. */
export const validRequestsAccepted: Scenario<Case> = {
  name: 'valid-requests-accepted',
  promise: 'Every request the document allows is accepted: examples, edges, and whatever lies between.',
  rules: ['status-valid-input-accepted'],
  on: 'operation',
  keys: 1,
  applies({ operation, role, stateful }) {
    if ((role === 'get' || role === 'update' || role === 'revoke' || role === 'rotate') && !stateful)
      return true
    return operation.method !== 'HEAD' && operation.method !== 'OPTIONS' && operation.method !== 'TRACE'
      ? true
      : `${operation.method} is judged with the methods.`
  },
  cases(subject, inputs) {
    return {
      always: [
        ...inputs
          .examples()
          .map(({ name, input }) => ({ what: `the example ${name}`, input, lengthen: true })),
        // Lengths outside the basic plane have a rule of their own where keys are made.
        ...inputs
          .boundaries()
          .filter(({ name }) => subject.role !== 'create' || !name.endsWith(', astral'))
          .map(({ name, input }) => ({ what: name, input, lengthen: !isOfName(subject, name, input) })),
        ...longName(subject, inputs),
      ],
      generated: inputs
        .valid()
        .map((input) => ({ what: 'a generated request', input: withoutKey(subject, input), lengthen: true })),
    }
  },
  creations: ({ input, lengthen }, { role }) => (role === 'create' ? [{ input, lengthen }] : null),
  oneKey: canBeUpdated,
  async verify(stage, { what, input, lengthen, unsaid }) {
    const { asked, input: ready, exchange } = await answeredFairly(stage, input, lengthen)
    const { status } = exchange.response
    if (status < 300 || (status < 400 && responseFor(stage.operation, status) !== undefined))
      return stage.held('status-valid-input-accepted')
    if (status >= 500 || status === 429 || isTooLong(exchange)) return
    if (status === 401 || status === 403)
      return stage.inconclusive('status-valid-input-accepted', `The credential was not accepted (${status}).`)
    if (status < 400)
      return stage.inconclusive(
        'status-valid-input-accepted',
        `The request was redirected (${status}), which neither takes nor refuses it.`,
      )
    if (tolerated(stage, exchange)) return
    if (stage.subject.role === 'create' && saysFull(exchange))
      return stage.inconclusive(
        'status-valid-input-accepted',
        `The account has as many keys as it may (${status})${reason(exchange)}.`,
      )
    if (status === 412 && Object.keys(input.header).some((name) => /^if-/i.test(name)))
      return stage.inconclusive(
        'status-valid-input-accepted',
        'The state that the condition of the request names was made up (412).',
      )
    // There need not be so many pages; that it takes a page at all, others tell.
    const later = laterPageIn(stage.contract, stage.operation, ready.query)
    if ((status === 404 || status === 416) && later !== undefined) {
      const query = Object.fromEntries(Object.entries(ready.query).filter(([name]) => name !== later))
      const first = await stage.call({ input: { ...ready, query } })
      if (first.response.status < 300) return
    }
    const madeUp = stage.madeUp()
    const isKnown = keyPlace(stage.subject) !== null
    const sought = madeUp.length > 0 || isKnown ? madeUp : lookedForBy(stage.operation)
    if ((status === 404 || status === 410) && sought.length > 0)
      return stage.inconclusive(
        'status-valid-input-accepted',
        `What ${sought.join(' and ')} should name was made up, and need not be there (${status}): ${sought.map((name) => `--param ${name}=...`).join(' ')} would make this decidable.`,
      )
    const names = stage.madeUpIn(ready)
    const isLeft = names.length > 0 && stage.withoutMadeUp(ready) !== ready
    if (isLeft || (names.length > 0 && (await stage.control()) !== null))
      return stage.inconclusive(
        'status-valid-input-accepted',
        `The value of ${names.join(' and ')} was made up, and need not fit anything there (${status}): ${names.map((name) => `--param ${name}=...`).join(' ')} would make this decidable.`,
      )
    const gap = gapOf(stage)
    if (gap !== undefined)
      return stage.inconclusive(
        'status-valid-input-accepted',
        `${gap} So what is valid is not known, and a refusal (${status}) proves nothing.`,
      )
    const beyond = beyondSaidCharacters(stage, ready)
    if (beyond.length > 0)
      return stage.inconclusive(
        'status-valid-input-accepted',
        `The description of ${beyond.join(' and ')} names the characters that it takes, and the schema takes any (${status}): a pattern there would make this decidable.`,
      )
    if (stage.subject.role === 'revoke' && wantsItOff(stage.operation))
      return stage.inconclusive(
        'status-valid-input-accepted',
        `The document says that a key is turned off before it is revoked, so a refusal of one that is not (${status}) is none of a valid request.`,
      )
    const versions = madeUpVersions(stage, ready)
    if (versions.length > 0)
      return stage.inconclusive(
        'status-valid-input-accepted',
        `Which values ${versions.join(' and ')} may have, beside the one that is named, is not said (${status}): an enum there would make this decidable.`,
      )
    const worded = await explainedByWords(stage.subject, asked, async () => ({
      ordinary: (canBeUpdated(stage.subject) ? await stage.keyed() : null) ?? (await stage.input()),
      status: async (input) => (await answered(stage, input, lengthen)).exchange.response.status,
    }))
    if (worded !== null)
      return stage.inconclusive(
        'status-valid-input-accepted',
        worded.isMissing
          ? `It is refused (${status}) for want of ${worded.names}, which words ask for and the schema does not: ${worded.words}`
          : `${worded.names} is what is refused (${status}), and words say more of it than its schema: ${worded.words}`,
      )
    const place = keyPlace(stage.subject)
    if (place !== null && idIn(place, ready) === undefined && !isSlip(stage, ready))
      return withoutId(stage, exchange, place.in === 'body' ? `${place.name} in its body` : place.name)
    const culprit = await culpritOf(stage, asked, lengthen)
    if (culprit !== null)
      return stage.broken('status-valid-input-accepted', {
        place: culprit,
        failure: 'refused value',
        message: `${stage.operation.key} refuses a value of ${culprit} that its document allows, and takes the request without it.`,
        expected: `a success: 2XX; or a schema that says what ${culprit} may be`,
        received: `${status}${reason(exchange)}`,
        because: { pointer: stage.operation.requestBody?.pointer ?? stage.operation.pointer },
        // That it is a text says little of what is meant.
        confidence: 'tentative',
        exchanges: [exchange],
      })
    stage.broken('status-valid-input-accepted', {
      place: unsaid === true ? 'long name' : 'request',
      failure: `refused ${status}`,
      message: `${stage.operation.key} refuses ${ready.body === undefined && isSlip(stage, ready) ? 'a request without a body' : what}, which its document allows.`,
      expected: 'a success: 2XX',
      received: `${status}${reason(exchange)}`,
      because: { pointer: stage.operation.requestBody?.pointer ?? stage.operation.pointer },
      // An id that was made up may be none that the server could have given.
      ...(unsaid === true ||
      madeUp.length > 0 ||
      isSlip(stage, ready) ||
      (isLeast(what) && requiresNothing(stage.contract))
        ? { confidence: 'tentative' as const }
        : {}),
      exchanges: [exchange],
    })
  },
}

/** What every server should take of a request's head, in bytes (RFC 9110, section 4.1, for the target alone). */
const fairHead = 8000

/** The head of the request is longer than a server need take, and the answer says that this is why. */
function isTooLong({ request, response: { status } }: Exchange): boolean {
  if (status !== 414 && status !== 431) return false
  const head = request.headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  return request.path.length + head > fairHead
}

/** What could not be read of the schemas of the request. */
function gapOf({ contract, operation }: Stage): string | undefined {
  const lost = [operation.pointer, operation.pointer.replace(/\/[^/]*$/, '')].flatMap((at) => [
    `${at}/requestBody/$ref`,
    `${at}/parameters/`,
  ])
  const problem = contract.problems.find(
    ({ severity, pointer }) =>
      severity === 'error' &&
      pointer?.endsWith('/$ref') === true &&
      lost.some((place) => pointer.startsWith(place)),
  )
  if (problem !== undefined) return `The reference at ${problem.pointer} leads nowhere.`
  const schemas = [
    ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema),
    ...operation.parameters.map(({ schema }) => schema),
  ]
  return schemas.flatMap((schema) => (schema === undefined ? [] : contract.gaps(schema, 'request')))[0]
}

/** The operation acts on a key, and the document does not say that the key must be named. */
function withoutId(stage: Stage, exchange: Exchange, id: string): void {
  const { contract, operation } = stage
  const shown = [...operation.parameters, ...(operation.requestBody ? [operation.requestBody] : [])]
  // A page that shows the id in an example, and says nothing of it, does not say that it may be left out.
  if (shown.some(({ pointer }) => basisAt(contract, pointer) === 'example'))
    return stage.inconclusive(
      'status-valid-input-accepted',
      `The page shows ${id} only in an example, so whether it is needed is not said.`,
    )
  stage.broken('status-valid-input-accepted', {
    place: 'id of the key',
    failure: 'needed',
    message: `${stage.operation.key} refuses a request without ${id}, which its document does not mark as required.`,
    expected: 'a success: 2XX; or the id marked as required',
    received: `${exchange.response.status}${reason(exchange)}`,
    because: { pointer: stage.operation.requestBody?.pointer ?? stage.operation.pointer },
    exchanges: [exchange],
  })
}

/** The input with nothing made up for the id of a key, which is filled in when it is sent. */
function withoutKey(subject: Subject, input: OperationInput): OperationInput {
  const place = keyPlace(subject)
  if (place === null || !subject.stateful) return input
  if (place.in === 'path')
    return {
      ...input,
      path: Object.fromEntries(Object.entries(input.path).filter(([name]) => name !== place.name)),
    }
  return idIn(place, input) === undefined ? input : withId(place, input, 'keyproof')
}

/** A long name where the document sets no limit: the first valid request with its name drawn out. */
function longName({ contract, operation, resource, role }: Subject, inputs: Inputs): readonly Case[] {
  const pointer = resource?.nameInRequest
  if (
    role !== 'create' ||
    pointer == null ||
    inputs.boundaries().some(({ name }) => name.includes(`${pointer}: longest`))
  )
    return []
  return inputs
    .first(inputs.valid(), 8)
    .flatMap((input) => {
      const { body } = input
      if (body === undefined || !('value' in body) || typeof valueAt(body.value, pointer) !== 'string')
        return []
      const value = withValueAt(body.value, pointer, 'n'.repeat(longest))
      // A pattern, say, may leave no room for it.
      if (bodyFaults({ contract, operation }, body.mediaType, value) > 0) return []
      return [
        {
          what: `a name of ${longest} characters`,
          input: { ...input, body: { ...body, value } },
          lengthen: false,
          unsaid: true,
        },
      ]
    })
    .slice(0, 1)
}

/** Whether one key may be updated time and again, and is found by the same id. */
function canBeUpdated({ role, resource, stateful }: Subject): boolean {
  return role === 'update' && stateful && resource?.idIsName === false
}

/** The same; where it is refused, without what names things of the account that nobody gave, and may be left out. */
async function answeredFairly(
  stage: Stage,
  input: OperationInput,
  lengthen: boolean,
): Promise<Created & { readonly asked: OperationInput }> {
  const first = { ...(await answered(stage, input, lengthen)), asked: input }
  const { status } = first.exchange.response
  if (status < 400 || status >= 500 || status === 401 || status === 429) return first
  const without = stage.withoutMadeUp(input)
  return without === input || changesNothing(stage, without)
    ? first
    : { ...(await answered(stage, without, lengthen)), asked: without }
}

/** Most loosely described parts that are left out together. */
const mostLoose = 8

/** The part of a refused request, described loosely and not needed, without which it is taken; null where there is none. */
async function culpritOf(stage: Stage, input: OperationInput, lengthen: boolean): Promise<string | null> {
  let rest: OperationInput | undefined
  const isTaken = async (without: OperationInput): Promise<boolean> =>
    !changesNothing(stage, without) &&
    (await answered(stage, without, lengthen)).exchange.response.status < 300
  const loose = stage.looselySaid(input)
  for (const { name, without } of loose) if (await isTaken(without)) return shownName(name)
  // It may take two of them to be refused.
  const left: string[] = []
  for (rest = input; left.length < mostLoose;) {
    const [next] = stage.looselySaid(rest)
    if (next === undefined) break
    left.push(shownName(next.name))
    rest = next.without
  }
  return left.length > 1 && (await isTaken(rest)) ? left.join(' and ') : null
}

/** A member by its name, where it stands at the top. */
function shownName(name: string): string {
  return name.replace(/^\//, '')
}

/** The document allows it by a slip that many make: an update may ask for nothing, or a body that has required members be left out. */
function isSlip(stage: Stage, input: OperationInput): boolean {
  const { requestBody } = stage.operation
  return (
    changesNothing(stage, input) ||
    (input.body === undefined &&
      Object.keys(requestBody?.content ?? {}).some((mediaType) => bodyFaults(stage, mediaType, {}) > 0))
  )
}

/** Whether what is refused is a request with no more than what the document requires. */
function isLeast(what: string): boolean {
  return what === 'body required members only'
}

/** An update that asks for no change may be refused for that. */
function changesNothing({ subject }: Stage, { body }: OperationInput): boolean {
  if (subject.role !== 'update' || body === undefined || !('value' in body)) return false
  return typeof body.value === 'object' && body.value !== null && Object.keys(body.value).length === 0
}

/** Sends the request: for a new key in common with other scenarios, on a key that all updates share, or on one of its own. */
async function answered(stage: Stage, input: OperationInput, lengthen: boolean): Promise<Created> {
  if (stage.subject.role === 'create') return stage.created({ input, lengthen })
  const send = async (ordinary: OperationInput | null): Promise<Created> => {
    const marked = stage.subject.role === 'update' ? stage.marked(input, { lengthen }) : input
    const ready = ordinary === null ? marked : withKey(stage, marked, ordinary)
    return { input: ready, exchange: await stage.call({ input: ready }) }
  }
  const place = keyPlace(stage.subject)
  if (place === null || !stage.subject.stateful) return send(null)
  const shared = canBeUpdated(stage.subject) ? await stage.keyed() : null
  if (shared === null) return send(await stage.input())
  const first = await send(shared)
  if (first.exchange.response.status < 400) return first
  // What another update made of the key may be why it takes no more; a key that takes a plain one is as good as new.
  const control = await stage.call({ input: shared })
  return control.response.status < 300 ? first : send(await stage.input())
}

/** The input with the id of a living key where the operation acts on one; an id left out stays out. */
function withKey(stage: Stage, input: OperationInput, ordinary: OperationInput): OperationInput {
  const place = keyPlace(stage.subject)!
  const id = idIn(place, ordinary)
  if (place.in === 'path')
    return id === undefined
      ? { ...input, path: ordinary.path }
      : withId(place, { ...input, path: ordinary.path }, id)
  return id === undefined || idIn(place, input) === undefined ? input : withId(place, input, id)
}

/** A name that is taken already, or a limit of the account, is no fault of a valid request. */
function tolerated(stage: Stage, exchange: Exchange): boolean {
  const { status } = exchange.response
  if (status === 409 || status === 402) return responseFor(stage.operation, status) !== undefined
  const names =
    stage.resource?.idIsName === true
      ? stage.subject.role !== 'list'
      : stage.resource?.nameInRequest != null &&
        (stage.subject.role === 'create' || stage.subject.role === 'update')
  return (
    names &&
    (status === 400 || status === 409 || status === 422) &&
    /exist|taken|already|unique|duplicate|in use/i.test(exchange.response.body)
  )
}

function reason(exchange: Exchange): string {
  const said = saidIn(exchange)
  return said === null ? '' : ` (${said})`
}
