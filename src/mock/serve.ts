import type { Contract, KeyResource, Operation, Role } from '../contract/types.ts'
import { roleOf } from '../contract/lookup.ts'
import type { Answer, Call, Decision, Principal } from './call.ts'
import { challenges } from './challenge.ts'
import type { EarlySteps } from './fault.ts'
import { requiredHeaders } from './headers.ts'
import type { Host } from './host.ts'
import { createJudge } from './judge.ts'
import type { Judgement } from './judge.ts'
import { negotiate } from './negotiate.ts'
import { preferred } from './prefer.ts'
import { createRefuser, sentence } from './refusals.ts'
import type { Refuser } from './refusals.ts'
import type { ServedResource } from './resource.ts'
import { keyFinder, mayLeaveOutId, unknownKey } from './finding.ts'
import type { Handler, RoleContext } from './finding.ts'
import { roleHandler } from './roles.ts'
import { scopeGuard } from './scopes.ts'
import { createGuard } from './security.ts'
import { statelessHandler } from './stateless.ts'
import { mayActFor, selectorOf } from './tenancy.ts'

/** Answers one call of an operation, in two steps: before its body is read, and after. */
export interface ServedOperation {
  readonly operation: Operation
  /** The refusal of a caller who may not; undefined when the call may go on. */
  enter(call: Call): Answer | undefined
  /** The answer to a call that may. */
  answer(call: Call): Answer
  readonly refuse: Refuser
  /** A fault wants to see the request before the credentials are looked at, body and all. */
  readonly readsFirst: () => boolean
}

/** What the operations of a mock share beside the host. */
export interface ServePlan {
  readonly host: Host
  readonly selector: { readonly in: string; readonly name: string } | undefined
  /** Accounts by the tenants they were given at the start. */
  readonly given: ReadonlyMap<string, string>
  served(resource: KeyResource): ServedResource | undefined
}

/** Prepares an operation. */
export function serveOperation(plan: ServePlan, operation: Operation): ServedOperation {
  const { host, selector, given } = plan
  const { contract, seed } = host
  const refuse = createRefuser(contract, operation, seed)
  const guard = createGuard(contract, operation, host.keyring)
  const judge = createJudge(contract, operation)
  const mayCall = scopeGuard(contract, operation)
  const own = selectorOf(operation, selector)
  const { handle, context, role } = handlerOf(plan, operation, refuse, own !== undefined)
  const refusal = refusalOf(operation, refuse)
  const produced = producedTypes(operation)
  const extra = new Map<number, Readonly<Record<string, string>> | null>()
  const withRequired = (answer: Answer): Answer => {
    let known = extra.get(answer.status)
    if (known === undefined) {
      const required = requiredHeaders(contract, operation, answer.status, seed)
      known = Object.keys(required).length === 0 ? null : required
      extra.set(answer.status, known)
    }
    return known === null ? answer : { ...answer, headers: { ...known, ...answer.headers } }
  }
  const judged = (call: Call): Judgement => {
    const judgement = judge(call)
    return host.hooks?.judge?.(judgement, call) ?? judgement
  }

  const admission = (call: Call): Decision => {
    const decision = guard(call)
    if (decision.kind !== 'granted') return decision
    return admitted(call, decision.principal) ? decision : { kind: 'forbidden' }
  }
  const admitted = (call: Call, { account, record }: Principal): boolean => {
    const tenant = own === undefined ? undefined : selectedBy(call, own)
    call.tenant = tenant ?? account
    return tenant === undefined || mayActFor(tenant, { account, record }, given, host.ledger)
  }

  return {
    operation,
    refuse,
    readsFirst: () => host.hooks?.beforeAuth !== undefined,
    enter(call) {
      const { hooks } = host
      if (hooks?.beforeAuth !== undefined) {
        const early = hooks.beforeAuth(call, earlySteps(call, { judge: judged, refusal, context, role }))
        if (early !== undefined) return withRequired(early)
      }
      const decided = admission(call)
      const decision = hooks?.admit?.(decided, call) ?? decided
      if (decision.kind === 'refused')
        return withRequired(unauthorized(contract, operation, refuse, decision.reason))
      if (decision.kind === 'forbidden')
        return withRequired(refuse([403, 404], { message: 'The credentials are not valid for this.' }))
      call.principal = decision.principal
      if (decision !== decided) admitted(call, decision.principal)
      const { record } = decision.principal
      const may = record === null || (mayCall?.(record) ?? true)
      if (!(hooks?.mayCall?.(may, call) ?? may))
        return withRequired(refuse([403, 404], { message: 'The scopes of the key do not allow this.' }))
      if (record !== null) host.ledger.used(record, host.clock.now())
      return undefined
    },
    answer(call) {
      const refused = refusal(judged(call))
      if (refused !== undefined) return withRequired(refused)
      const { accept, prefer } = call.request.headers
      if (prefer !== undefined) {
        const wished = preferred(contract, operation, String(prefer), seed)
        if (wished !== undefined) return withRequired(wished)
      }
      if (produced.length > 0 && negotiate(accept, produced) === undefined)
        return withRequired(refuse([406], { message: 'No media type of the answer is acceptable.' }))
      return withRequired(host.hooks?.handle?.(call) ?? handle(call))
    },
  }
}

function handlerOf(
  plan: ServePlan,
  operation: Operation,
  refuse: Refuser,
  selects: boolean,
): { readonly handle: Handler; readonly context: RoleContext | undefined; readonly role: Role | undefined } {
  const { host, selector } = plan
  const found = roleOf(host.contract, operation)
  const served = found === undefined || found.role === 'canary' ? undefined : plan.served(found.resource)
  if (served !== undefined) {
    const role = found!.role as Role
    const context: RoleContext = { host, served, refuse, spans: selector !== undefined && !selects }
    const handle = roleHandler(role, context)
    if (handle !== undefined) {
      const plain = statelessHandler(host, operation)
      const leavesOut = mayLeaveOutId(served, role)
      return { handle: (call) => (leavesOut(call) ? plain(call) : handle(call)), context, role }
    }
  }
  return { handle: statelessHandler(host, operation), context: undefined, role: undefined }
}

function unauthorized(
  contract: Contract,
  operation: Operation,
  refuse: Refuser,
  reason: 'missing' | 'bad',
): Answer {
  const message = reason === 'missing' ? 'A credential is needed.' : 'The credential is not valid.'
  return refuse([401], { message, headers: { 'www-authenticate': challenges(contract, operation, reason) } })
}

/** The refusal a judgement leads to; a path that cannot be right is as good as unknown where nothing else is documented. */
function refusalOf(operation: Operation, refuse: Refuser): (judgement: Judgement) => Answer | undefined {
  return (judgement) => {
    if (judgement.kind === 'sound') return undefined
    if (judgement.kind === 'malformed') return refuse([400, 422, 400], { message: judgement.message })
    if (judgement.kind === 'invalid') {
      const inPath = judgement.defects.every(({ part }) => part === 'path')
      return refuse(inPath ? [422, 400, 404] : [422, 400], {
        message: `The request is not valid: ${sentence(judgement.defects[0]!)}`,
        defects: judgement.defects,
      })
    }
    const accepts =
      operation.method === 'PATCH' ? 'accept-patch' : operation.method === 'POST' ? 'accept-post' : 'accept'
    const headers = { [accepts]: judgement.declared.join(', ') }
    return refuse([415], { message: 'The media type of the body is not supported.', headers })
  }
}

function producedTypes(operation: Operation): string[] {
  const success = Object.values(operation.responses).filter(({ status }) => status.startsWith('2'))
  const types = success.flatMap(({ content }) => Object.keys(content))
  // A success without content can be had by everyone.
  return success.some(({ content }) => Object.keys(content).length === 0) ? [] : [...new Set(types)]
}

function selectedBy(
  call: Call,
  { name, in: place }: { readonly name: string; readonly in: string },
): string | undefined {
  if (place === 'path') return call.pathValues[name]
  if (place === 'query') return call.query().get(name) ?? undefined
  const value = call.request.headers[name.toLowerCase()]
  return typeof value === 'string' ? value : undefined
}

function earlySteps(
  call: Call,
  {
    judge,
    refusal,
    context,
    role,
  }: {
    readonly judge: (call: Call) => Judgement
    readonly refusal: (judgement: Judgement) => Answer | undefined
    readonly context: RoleContext | undefined
    readonly role: Role | undefined
  },
): EarlySteps {
  const plan = role === undefined ? undefined : context?.served.roles[role]
  return {
    judge: () => judge(call),
    refuse: refusal,
    find: () => (plan === undefined ? undefined : keyFinder(plan, context!)(call)),
    unknown: () => (plan === undefined ? { status: 404, headers: {} } : unknownKey(plan, context!)(call)),
  }
}
