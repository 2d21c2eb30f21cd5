import { setTimeout as delay } from 'node:timers/promises'
import type { Breach, Outcome } from '../checks/outcome.ts'
import { jsonRequestBody, operationByKey } from '../contract/lookup.ts'
import { onceFor } from '../contract/memo.ts'
import { parseJson, pointerTo, valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import { isProtected, satisfiable, waysIn, type WayIn } from '../generate/credentials.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Exchange, RequestTemplate } from '../http/exchange.ts'
import { idempotencyHeader, withFreshIdempotencyKey } from './idempotency.ts'
import { keyPlace } from './key-place.ts'
import { ordinaryInput } from './ordinary.ts'
import { itemsOfKey, itemsShowing, masksBeyondTelling, onlyItems, tellsKeysApart } from './list-items.ts'
import { markName } from './mark.ts'
import { createMemory, type Memory } from './memory.ts'
import { isCutOff, maxPages, nextPage, widePage } from './pages.ts'
import { patienceOf, propagationMs, shortGrace } from './propagation.ts'
import { isItsSuccess, mustAccept, mustRefuse } from './probes.ts'
import { requestFor } from './request.ts'
import { bystander, reused, sharedControl } from './reuse.ts'
import type { Broken, CallOptions, IssuedKey, Stage, Subject } from './scenario.ts'
import type { Session } from './session.ts'
import type { Watch } from './sender.ts'
import { sharedKeys } from './shared-keys.ts'
import { Interrupted, Unjudgeable } from './signals.ts'
import { tokenName } from '../secrets/token.ts'
import { withoutTls } from './without-tls.ts'

/** What one case took down. */
export interface StageLog {
  readonly outcomes: readonly Outcome[]
  readonly requests: number
}

/** A stage, and what was taken down on it. */
export interface OpenStage {
  readonly stage: Stage
  readonly log: () => StageLog
  /** Whether what was refused may have been so since a credential had expired. */
  readonly isDoubtful: () => Promise<boolean>
}

/** A stage for one case: `label` sets its names apart from those of every other case. */
export function createStage(
  session: Session,
  subject: Subject,
  label: string,
  options: { readonly keys: number; readonly memory: Memory },
): OpenStage {
  const { contract, vault, recorder } = session
  const outcomes: Outcome[] = []
  const steps: string[] = []
  /** How many steps of the story each outcome needs. */
  const stepsOf = new Map<Outcome, number>()
  const watch: Watch = { refusals: [] }
  let sent = 0
  let keys = 0
  let secrets = 0
  let marks = 0
  let names = 0
  const { operation, resource } = subject
  const ground = groundsOf(session)(subject)
  const cutOff = new Set<Exchange>()

  const sessionOf = (as: CallOptions['as']): Session => {
    if (as === undefined) return session
    const others = othersSession(session)
    if (others === null) throw new Unjudgeable('No second account was given (--principal other:SCHEME=...).')
    return others
  }

  const take = (outcome: Outcome, upTo: number): void => {
    outcomes.push(outcome)
    stepsOf.set(outcome, upTo)
  }
  const withStory = (outcome: Outcome): Outcome =>
    outcome.kind !== 'broken' || steps.length === 0 || outcome.breach.story !== undefined
      ? outcome
      : { ...outcome, breach: { ...outcome.breach, story: steps.slice(0, stepsOf.get(outcome)) } }

  const send = async (
    request: RequestTemplate,
    probe: boolean,
    call: CallOptions = {},
  ): Promise<Exchange> => {
    const { unjudged, as } = call
    sent += 1
    secrets += 1
    const recorded = await recorder.send(request, {
      secretName: `${ground.secretPrefix}${label}.${secrets}`,
      probe,
      onTurnedAway: (turnedAway) => outcomes.push(...turnedAway),
      presented: presentsItsOwn(call),
      watch,
      ...(as === undefined ? {} : { as }),
    })
    const { exchange } = recorded
    const isJudged = typeof unjudged === 'function' ? !unjudged(exchange) : unjudged !== true
    // The step that this exchange belongs to is told when it is over.
    if (isJudged) for (const outcome of recorded.outcomes) take(outcome, steps.length + 1)
    return exchange
  }

  const inputFor = (target: Operation, id?: string, as?: 'other'): OperationInput => {
    names += 1
    const binding = idBindings(contract).get(target.key)
    return ordinaryInput(contract, target, {
      parameters: sessionOf(as).parameters,
      resource,
      name: `${session.mark}${label}-${names}`,
      ...(binding === undefined || id === undefined ? {} : { id: { ...binding, value: id } }),
    })
  }

  /** A key that a scenario chose bears the mark, and is meant to be sent as it is. */
  const freshened = <I extends Pick<OperationInput, 'header'>>(target: Operation, input: I): I =>
    idempotencyHeader(target) === null
      ? input
      : withFreshIdempotencyKey(contract, target, input, { mark: session.mark, unique: () => stage.unique() })

  /** A stage for what all units share. */
  const fresh = (name: string): Stage =>
    createStage(session, subject, name, { keys: 1, memory: createMemory() }).stage

  const note = (outcome: Outcome): void => take(outcome, steps.length)

  const stage: Stage = {
    subject,
    contract,
    operation,
    resource,
    schemes: contract.securitySchemes,
    canary: ground.canary,
    other: session.other,
    required: ground.required,

    ways: ground.ways,

    credential(scheme) {
      const token = session.tokens[scheme]
      if (token === undefined)
        throw new Unjudgeable(`No credential was given for ${scheme} (--credential ${scheme}=...).`)
      return token
    },

    control: () =>
      options.memory.once('control', async () => {
        const shared =
          subject.role === 'create' ? await sharedControl(session, operation, fresh) : await stage.call()
        const { status } = (shared ?? (await stage.call())).response
        return status < 300 || isItsSuccess(operation, status) ? null : String(status)
      }),

    keyed: () =>
      options.memory.once('keyed', async () =>
        keyPlace(subject) === null || !subject.stateful ? null : stage.input(),
      ),

    bystander: async () => (await bystander(session, stage, operation, fresh)) ?? stage.input(),

    avoids: (kind) => session.target.avoid[kind] ?? null,

    unique: () => {
      names += 1
      return `${session.mark}${label}-${names}`
    },

    marked: (input, { lengthen }) => {
      marks += 1
      const { body: before } = input
      return resource === null
        ? input
        : markName(input, resource, {
            mark: `${session.mark}${label}-${marks}-`,
            lengthen: lengthen || resource.idIsName,
            isValid: (body) =>
              before !== undefined &&
              'value' in before &&
              bodyFaults(contract, operation, body) === bodyFaults(contract, operation, before.value),
          })
    },

    async call(call = {}, target = operation) {
      const given =
        call.input ??
        (call.as === undefined ? await stage.input(target) : inputFor(target, undefined, call.as))
      const input = freshened(target, given)
      const exchange = await send(
        requestFor(session, sessionOf(call.as), target, input, call),
        isProbe(call),
        call,
      )
      noteEffect(session, target, input, exchange, call.as)
      return exchange
    },

    async input(target = operation) {
      const makes = target.key === resource?.roles.create?.operation
      if (makes || !idBindings(contract).has(target.key) || !subject.stateful) return inputFor(target)
      // Looking at a key does it no harm, so one will do for all that only look.
      const looks = target.key === resource?.roles.get?.operation
      const key = looks
        ? await session.memory.once(`key of ${resource?.label}`, () => stage.createKey())
        : await stage.createKey()
      if (key.id === null)
        throw new Unjudgeable('The id of a new key could not be found out, and this operation needs one.')
      return inputFor(target, key.id)
    },

    inputFor: (key, target = operation) => Promise.resolve(inputFor(target, key.id ?? undefined)),

    async createKey(input) {
      const create = createOperation(session, resource)
      if (keys >= options.keys) throw new Unjudgeable('The run may not create more keys (--max-keys).')
      keys += 1
      const given = input ?? inputFor(create)
      const exchange = await send(requestFor(session, session, create, freshened(create, given)), false)
      const key = await stage.issuedBy(exchange)
      if (key === null)
        throw new Unjudgeable(`No key could be created: ${create.key} answered ${exchange.response.status}.`)
      return key
    },

    async issuedBy(exchange, as) {
      const { issued } = exchange.facts
      if (issued === null || resource === null) return null
      const body = parseJson(exchange.response.body)
      const name = nameOf(resource, exchange, body)
      const id = await idOf(stage, resource, issued, name, body, as)
      if (id !== null) session.keys.identified(issued, id)
      return { secret: issued, id, name, exchange }
    },

    async onKey(role, key, call = {}) {
      const binding = resource?.roles[role]
      const target = binding === undefined ? undefined : operationByKey(contract, binding.operation)
      if (target === undefined || key.id === null) return null
      return stage.call({ ...call, input: call.input ?? inputFor(target, key.id, call.as) }, target)
    },

    async list(call = {}) {
      const binding = resource?.roles.list
      const target = binding === undefined ? undefined : operationByKey(contract, binding.operation)
      if (target === undefined) return null
      let input = call.input ?? inputFor(target, undefined, call.as)
      const wide =
        call.input === undefined && call.credentials === undefined
          ? widePage(contract, target, input.query)
          : null
      if (wide !== null) {
        const asked = { ...input, query: wide }
        const isTaken = async (): Promise<boolean> =>
          (await stage.call({ ...call, input: asked }, target)).response.status < 300
        if (await session.memory.once(`wide pages of ${target.key}`, isTaken)) input = asked
      }
      const pages: Exchange[] = []
      let seen = 0
      while (pages.length < maxPages) {
        const exchange = await stage.call({ ...call, input }, target)
        pages.push(exchange)
        if (exchange.response.status >= 300) break
        const [body, items] = [parseJson(exchange.response.body), stage.items([exchange])]
        const query = nextPage(target, input.query, body, items)
        seen += items.length
        if (query === null && isCutOff(target, input.query, body, { last: items.length, seen }))
          cutOff.add(exchange)
        if (query === null) break
        input = Object.assign({}, input, { query })
      }
      return pages
    },

    items: (exchanges) =>
      exchanges.flatMap((exchange) => {
        const body = parseJson(exchange.response.body)
        if (resource?.list !== null || resource.roles.list === undefined) {
          const items = valueAt(body, resource?.list?.items ?? '')
          return Array.isArray(items) ? (items as readonly JsonValue[]) : []
        }
        if (exchange.response.status >= 300) return []
        const items = onlyItems(body)
        if (items === null)
          throw new Unjudgeable(
            'The document does not tell where the list has its keys, and the answer leaves it open.',
          )
        return items
      }),

    isWhole: (exchanges) => !exchanges.some((exchange) => cutOff.has(exchange)),

    itemsOf(key, exchanges) {
      if (resource === null) return null
      if (resource.list !== null) {
        if (!tellsKeysApart(resource)) return null
        const items = stage.items(exchanges)
        const own = itemsOfKey(items, key, resource, vault)
        return own.length === 0 && resource.idIsSecret && masksBeyondTelling(items, key, vault) ? null : own
      }
      const found = itemsShowing(stage.items(exchanges), key)
      // A list of unknown form may show a key without its id and name.
      return found.length === 0 ? null : found
    },

    mustRefuse: (rule, probes, more) => {
      const on = { operation, ...more }
      // What is reused is let in by the first way, so nothing else is shown by it.
      const isFirst = on.alternative === undefined || on.alternative.join() === ground.ways[0]?.schemes.join()
      return mustRefuse(stage, rule, probes, on, async () =>
        isFirst ? reused(session, stage, on.operation, fresh) : null,
      )
    },
    mustAccept: (rule, probes, more) => mustAccept(stage, rule, probes, { operation, ...more }),

    sharedKeys: () => sharedKeys(session, createOperation(session, resource).key),

    async use(key, target = stage.canary ?? undefined, call = {}) {
      const carrier = resource?.secret.carrier ?? null
      if (
        carrier === null ||
        target === undefined ||
        !target.security.some((requirement) => carrier in requirement)
      )
        return null
      return stage.call({ ...call, credentials: { [carrier]: key.secret } }, target)
    },

    withoutTls: async () => withoutTls(session.target.url, contract, operation, inputFor(operation)),

    async pause(ms) {
      await delay(ms, undefined, { signal: session.signal }).catch(() => {
        throw new Interrupted()
      })
    },

    shortLife: session.target.clock === undefined ? 1_500 : 60_000,

    async letPass(ms) {
      if (session.target.clock === undefined) await stage.pause(ms)
      else session.target.clock.advance(ms)
    },

    async until(change, isSo) {
      const patience = await patienceOf(options.memory)
      const usual = change === 'expire' ? session.leniency.skewMs : session.leniency.graceMs
      const end =
        performance.now() + stage.propagation(change) + (patience.spent ? Math.min(shortGrace, usual) : usual)
      for (let wait = 50; ; wait = Math.min(wait * 2, 400)) {
        if (await isSo()) return true
        if (performance.now() + wait > end) break
        await stage.pause(wait)
      }
      patience.spent = true
      return false
    },

    tell(step) {
      steps.push(step)
    },

    propagation: (change) => propagationMs(contract, change),
    leniency: session.leniency,

    traits: (token) => vault.traits(token, resource?.secret.examples ?? []),
    compare: (token, other) => vault.compare(token, other),
    sample: (tokens) => vault.sample(tokens),
    overlap: (token, text) => vault.overlap(token, text),
    digestIn: (token, text) => vault.digestIn(token, text),
    matches: (token, pattern) => vault.matches(token, pattern),
    edited: (token, edit) => {
      const edited = token.replace(/>$/, `|${edit}>`)
      return vault.differs(edited) ? edited : null
    },

    held: (rule, on = operation.key) => note({ kind: 'held', rule, operation: on }),
    broken: (rule, breach: Broken, on = operation.key) =>
      note({ kind: 'broken', rule, operation: on, breach: { exchanges: [], ...breach } satisfies Breach }),
    inconclusive: (rule, reason, on = operation.key) =>
      note({ kind: 'inconclusive', rule, operation: on, reason }),
    notApplicable: (rule, reason, on = operation.key) =>
      note({ kind: 'not-applicable', rule, operation: on, reason }),
  }
  return {
    stage,
    log: () => ({ outcomes: outcomes.map(withStory), requests: sent }),
    isDoubtful: () => recorder.isDoubtful(watch),
  }
}

/** What every case of a subject stands on. */
interface Ground {
  readonly canary: Operation | null
  readonly required: readonly string[]
  readonly ways: readonly WayIn[]
  /** Begins the names of the secrets that answers issue. */
  readonly secretPrefix: string
}

const groundsOf = onceFor((session: Session) =>
  onceFor(({ operation, resource }: Subject): Ground => ({
    canary: canaryOf(session, resource),
    required: Object.keys(satisfiable(operation, session.tokens) ?? {}).filter(
      (name) => session.tokens[name] !== undefined,
    ),
    ways: waysIn(operation, session.tokens),
    secretPrefix: tokenName(`${session.contract.name}.@`),
  })),
)

/** Where operations take the id of a key, by their keys. */
const idBindings = onceFor(
  ({ keyResources }: Contract): ReadonlyMap<string, { readonly parameter: string; readonly in: string }> => {
    const bindings = new Map<string, { readonly parameter: string; readonly in: string }>()
    for (const { roles } of keyResources)
      for (const [role, { operation, idParameter, idIn = 'path' }] of Object.entries(roles))
        if (role !== 'create' && role !== 'list' && idParameter !== undefined && !bindings.has(operation))
          bindings.set(operation, { parameter: idParameter, in: idIn })
    return bindings
  },
)

/** The session as the second account has it. */
const othersSession = onceFor((session: Session): Session | null =>
  session.other === null ? null : { ...session, ...session.other },
)

/** In how many ways the body departs from its schema. */
function bodyFaults(contract: Contract, operation: Operation, body: JsonValue): number {
  const media = jsonRequestBody(operation)
  return media?.schema === undefined ? 0 : contract.validator(media.schema, 'request')(body).length
}

/** Takes a key off the register when a revoke operation did its work, and follows one that was renamed. */
function noteEffect(
  { contract, keys }: Session,
  operation: Operation,
  input: NonNullable<CallOptions['input']>,
  exchange: Exchange,
  as?: 'other',
): void {
  if (exchange.response.status >= 300) return
  for (const { roles, idIsName, nameInRequest } of contract.keyResources) {
    const update = roles.update
    if (
      idIsName &&
      nameInRequest !== null &&
      update?.operation === operation.key &&
      update.idParameter !== undefined &&
      input.body !== undefined &&
      'value' in input.body
    ) {
      const [from, to] = [
        text(input.path[update.idParameter]),
        text(valueAt(input.body.value, nameInRequest)),
      ]
      if (from !== null && to !== null) keys.renamed(from, to)
    }
    const binding = roles.revoke
    if (binding?.operation !== operation.key || binding.idParameter === undefined) continue
    const { idIn = 'path', idParameter } = binding
    const id =
      idIn === 'body'
        ? input.body !== undefined && 'value' in input.body
          ? valueAt(input.body.value, idParameter)
          : undefined
        : input[idIn][idParameter]
    const named = text(id)
    // A success that another account gets for somebody's key may well be one without effect.
    const owned =
      named !== null && keys.standing().some((key) => key.secret === keys.secretOf(named) && key.as === as)
    if (named !== null && (as === undefined || owned)) keys.revokedId(named)
  }
}

/** A call that leaves the document on purpose, so that a generic refusal is the right answer. */
function isProbe(call: CallOptions): boolean {
  return (
    call.probe === true ||
    call.as !== undefined ||
    call.accept !== undefined ||
    call.contentType !== undefined ||
    call.credentials !== undefined ||
    call.also !== undefined ||
    call.raw === true ||
    call.body !== undefined ||
    call.method !== undefined ||
    call.path !== undefined ||
    (call.headers?.length ?? 0) > 0
  )
}

/** A call with the credentials of its account as they are meant to be, whatever else may be wrong with it. */
function presentsItsOwn({
  credentials,
  alternative,
  also,
  raw,
  method,
  path,
  headers,
}: CallOptions): boolean {
  return (
    credentials === undefined &&
    alternative === undefined &&
    also === undefined &&
    raw !== true &&
    method === undefined &&
    path === undefined &&
    !(headers ?? []).some(([name]) => /auth|cookie|token|key|secret/i.test(name))
  )
}

function canaryOf(session: Session, resource: KeyResource | null): Operation | null {
  for (const key of [...(resource?.canaries ?? []), resource?.roles.list?.operation ?? '']) {
    const operation = operationByKey(session.contract, key)
    // What anybody may read says nothing of a key, whatever the document calls it.
    if (operation === undefined || !isProtected(operation)) continue
    // Nor does a read that takes other credentials than the key.
    const carrier = resource?.secret.carrier ?? null
    if (carrier === null || operation.security.some((requirement) => carrier in requirement)) return operation
  }
  return null
}

function createOperation(session: Session, resource: KeyResource | null): Operation {
  const key = resource?.roles.create?.operation
  const operation = key === undefined ? undefined : operationByKey(session.contract, key)
  if (operation === undefined) throw new Unjudgeable('The document has no operation that creates a key.')
  return operation
}

function nameOf(resource: KeyResource, exchange: Exchange, body: JsonValue | undefined): string | null {
  const inResponse = resource.nameInResponse === null ? undefined : valueAt(body, resource.nameInResponse)
  if (typeof inResponse === 'string') return inResponse
  const sent =
    exchange.request.body === undefined || resource.nameInRequest === null
      ? undefined
      : valueAt(parseJson(exchange.request.body), resource.nameInRequest)
  return typeof sent === 'string' ? sent : null
}

/** The value that addresses a new key: its secret, its name, a member of the response, or one found in the list. */
async function idOf(
  stage: Stage,
  resource: KeyResource,
  secret: string,
  name: string | null,
  body: JsonValue | undefined,
  as?: 'other',
): Promise<string | null> {
  if (resource.idIsSecret) return secret
  if (resource.idIsName) return name
  if (resource.id === null) return idInOpenList(stage, resource, name, as)
  if ('pointer' in resource.id) return text(valueAt(body, resource.id.pointer))
  const { list } = resource
  if (list === null || list.id === null || list.name === null || name === null || !stage.subject.stateful)
    return null
  const pages = await stage.list(as === undefined ? {} : { as })
  const item = stage.items(pages ?? []).find((candidate) => valueAt(candidate, list.name!) === name)
  return text(valueAt(item, list.id))
}

/** The id of a new key by a list whose form the document leaves open: the member named like the parameter that takes it, or `id`. */
async function idInOpenList(
  stage: Stage,
  resource: KeyResource,
  name: string | null,
  as?: 'other',
): Promise<string | null> {
  const user = resource.roles.revoke ?? resource.roles.get ?? resource.roles.update ?? resource.roles.rotate
  if (
    resource.list !== null ||
    resource.roles.list === undefined ||
    user?.idParameter === undefined ||
    name === null ||
    !stage.subject.stateful
  )
    return null
  const pages = await stage.list(as === undefined ? {} : { as })
  const [item, ...others] = itemsShowing(stage.items(pages ?? []), { id: null, name })
  if (item === undefined || others.length > 0) return null
  const member = user.idParameter.replace(/^.*\//, '')
  return text(valueAt(item, pointerTo('', member))) ?? text(valueAt(item, '/id'))
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}

export type { IssuedKey }
