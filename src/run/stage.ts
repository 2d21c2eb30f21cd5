import { setTimeout as delay } from 'node:timers/promises'
import type { Breach, Outcome } from '../checks/outcome.ts'
import { isJson, operationByKey } from '../contract/lookup.ts'
import { parseJson, pointerTo, valueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, KeyResource, Operation } from '../contract/types.ts'
import {
  isProtected,
  mergePresented,
  presentRequirement,
  satisfiable,
  type Presented,
  type Tokens,
} from '../generate/credentials.ts'
import { toRequest } from '../generate/serialise.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Exchange, RequestTemplate } from '../http/exchange.ts'
import { idempotencyHeader, withFreshIdempotencyKey } from './idempotency.ts'
import { idIn, keyPlace } from './key-place.ts'
import { ordinaryInput } from './ordinary.ts'
import { itemsOfKey, itemsShowing, onlyItems, tellsKeysApart } from './list-items.ts'
import { markName } from './mark.ts'
import type { Memory } from './memory.ts'
import { isCutOff, maxPages, nextPage, widePage } from './pages.ts'
import { propagationMs } from './propagation.ts'
import { mustAccept, mustRefuse } from './probes.ts'
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
  const watch: Watch = { refusals: [] }
  let sent = 0
  let keys = 0
  let secrets = 0
  let marks = 0
  let names = 0
  const { operation, resource } = subject
  const cutOff = new WeakSet<Exchange>()

  const others = session.other === null ? null : { ...session, ...session.other }
  const sessionOf = (as: CallOptions['as']): Session => {
    if (as === undefined) return session
    if (others === null) throw new Unjudgeable('No second account was given (--principal other:SCHEME=...).')
    return others
  }

  const send = async (
    request: RequestTemplate,
    probe: boolean,
    call: CallOptions = {},
  ): Promise<Exchange> => {
    const { unjudged, as } = call
    sent += 1
    secrets += 1
    const recorded = await recorder.send(request, {
      secretName: tokenName(`${contract.name}.@${label}.${secrets}`),
      probe,
      presented: presentsItsOwn(call),
      watch,
      ...(as === undefined ? {} : { as }),
    })
    if (unjudged !== true) outcomes.push(...recorded.outcomes)
    return recorded.exchange
  }

  const bindingOf = (target: Operation): { readonly parameter: string; readonly in: string } | undefined => {
    for (const candidate of contract.keyResources)
      for (const [role, binding] of Object.entries(candidate.roles))
        if (
          role !== 'create' &&
          role !== 'list' &&
          binding.operation === target.key &&
          binding.idParameter !== undefined
        )
          return { parameter: binding.idParameter, in: binding.idIn ?? 'path' }
    return undefined
  }

  const inputFor = (target: Operation, id?: string, as?: 'other'): OperationInput => {
    names += 1
    const binding = bindingOf(target)
    return ordinaryInput(contract, target, {
      parameters: sessionOf(as).parameters,
      resource,
      name: `${session.mark}${label}-${names}`,
      ...(binding === undefined || id === undefined ? {} : { id: { ...binding, value: id } }),
    })
  }

  const requestFor = (
    target: Operation,
    input: NonNullable<CallOptions['input']>,
    call: CallOptions,
  ): RequestTemplate => {
    const presented = credentialsFor(
      sessionOf(call.as),
      target,
      call,
      call.as === undefined ? ownCredential(session, target, input) : {},
    )
    const { body, ...rest } = input
    const merged: OperationInput = {
      ...rest,
      ...(body === undefined ? {} : { body }),
      query: { ...input.query, ...Object.fromEntries(presented.query) },
      cookie: { ...input.cookie, ...Object.fromEntries(presented.cookies) },
    }
    const request = toRequest(target, merged, [...presented.headers, ...(call.headers ?? [])])
    return {
      ...request,
      headers: request.headers.map(([name, value]) => {
        if (call.accept !== undefined && name.toLowerCase() === 'accept') return [name, call.accept] as const
        return [
          name,
          call.contentType !== undefined && name.toLowerCase() === 'content-type' ? call.contentType : value,
        ] as const
      }),
      ...(call.raw === true ? { raw: true } : {}),
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.method === undefined ? {} : { method: call.method, operation: null, madeFrom: target.key }),
      ...(call.path === undefined ? {} : { path: call.path, operation: null, madeFrom: target.key }),
    }
  }

  /** A key that a scenario chose bears the mark, and is meant to be sent as it is. */
  const freshened = <I extends Pick<OperationInput, 'header'>>(target: Operation, input: I): I =>
    idempotencyHeader(target) === null
      ? input
      : withFreshIdempotencyKey(contract, target, input, { mark: session.mark, unique: () => stage.unique() })

  const note = (outcome: Outcome): void => {
    outcomes.push(outcome)
  }

  const stage: Stage = {
    subject,
    contract,
    operation,
    resource,
    schemes: contract.securitySchemes,
    canary: canaryOf(session, resource),
    other: session.other,
    required: Object.keys(satisfiable(operation, session.tokens) ?? {}).filter(
      (name) => session.tokens[name] !== undefined,
    ),

    credential(scheme) {
      const token = session.tokens[scheme]
      if (token === undefined)
        throw new Unjudgeable(`No credential was given for ${scheme} (--credential ${scheme}=...).`)
      return token
    },

    control: () =>
      options.memory.once('control', async () => {
        const { status } = (await stage.call()).response
        return status < 400 ? null : String(status)
      }),

    keyed: () =>
      options.memory.once('keyed', async () =>
        keyPlace(subject) === null || !subject.stateful ? null : stage.input(),
      ),

    avoids: (kind) => session.target.avoid[kind] ?? null,

    unique: () => {
      names += 1
      return `${session.mark}${label}-${names}`
    },

    marked: (input, { lengthen }) => {
      marks += 1
      const faults =
        input.body !== undefined && 'value' in input.body
          ? bodyFaults(contract, operation, input.body.value)
          : 0
      return resource === null
        ? input
        : markName(input, resource, {
            mark: `${session.mark}${label}-${marks}-`,
            lengthen: lengthen || resource.idIsName,
            isValid: (body) => bodyFaults(contract, operation, body) === faults,
          })
    },

    async call(call = {}, target = operation) {
      const given =
        call.input ??
        (call.as === undefined ? await stage.input(target) : inputFor(target, undefined, call.as))
      const input = freshened(target, given)
      const exchange = await send(requestFor(target, input, call), isProbe(call), call)
      noteEffect(session, target, input, exchange, call.as)
      return exchange
    },

    async input(target = operation) {
      const makes = target.key === resource?.roles.create?.operation
      if (makes || bindingOf(target) === undefined || !subject.stateful) return inputFor(target)
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
      const exchange = await send(requestFor(create, freshened(create, given), {}), false)
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
      if (resource.list !== null)
        return tellsKeysApart(resource) ? itemsOfKey(stage.items(exchanges), key, resource, vault) : null
      const found = itemsShowing(stage.items(exchanges), key)
      // A list of unknown form may show a key without its id and name.
      return found.length === 0 ? null : found
    },

    mustRefuse: (rule, probes, more) => mustRefuse(stage, rule, probes, more?.operation ?? operation),
    mustAccept: (rule, probes, more) => mustAccept(stage, rule, probes, more?.operation ?? operation),

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

    propagation: (change) => propagationMs(contract, change),

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
    log: () => ({ outcomes, requests: sent }),
    isDoubtful: () => recorder.isDoubtful(watch),
  }
}

/** In how many ways the body departs from its schema. */
function bodyFaults(contract: Contract, operation: Operation, body: JsonValue): number {
  const media = Object.entries(operation.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
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

/** The key's own secret where that is what its management asks for, as a registration access token is (RFC 7592), and the run has nothing else for it. */
function ownCredential(
  { contract, tokens, keys }: Session,
  operation: Operation,
  input: NonNullable<CallOptions['input']>,
): Tokens {
  for (const resource of contract.keyResources) {
    const { carrier } = resource.secret
    if (
      carrier === null ||
      tokens[carrier] !== undefined ||
      !operation.security.some((requirement) => carrier in requirement)
    )
      continue
    const place = keyPlace({ resource, operation })
    const id = place === null ? null : text(idIn(place, input))
    const secret = id === null ? null : keys.secretOf(id)
    if (secret !== null) return { [carrier]: secret }
  }
  return {}
}

function credentialsFor(session: Session, operation: Operation, call: CallOptions, own: Tokens): Presented {
  const also: Presented = { headers: [], query: [], cookies: [], ...call.also }
  if (call.credentials === 'none') return also
  const tokens: Record<string, string> = { ...session.tokens, ...own }
  for (const [scheme, token] of Object.entries(call.credentials ?? {})) {
    if (token === null) delete tokens[scheme]
    else tokens[scheme] = token
  }
  const named =
    call.alternative === undefined
      ? undefined
      : Object.fromEntries(call.alternative.map((name) => [name, []]))
  // A key given for one scheme must go out under it, also where the operation has other ways in.
  const given = Object.entries(call.credentials ?? {}).find(([, token]) => token !== null)?.[0]
  const carrying =
    given === undefined
      ? undefined
      : operation.security.find(
          (requirement) =>
            given in requirement && Object.keys(requirement).every((name) => tokens[name] !== undefined),
        )
  const requirement =
    named ?? carrying ?? satisfiable(operation, { ...session.tokens, ...own }) ?? operation.security[0] ?? {}
  return mergePresented([presentRequirement(requirement, session.contract.securitySchemes, tokens), also])
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
