import type { Exchange } from '../http/exchange.ts'
import type { Operation } from '../contract/types.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Reused } from './reuse.ts'
import type { CallOptions, Probe, ProbeGround, Stage } from './scenario.ts'

type Answer = 'accepted' | 'redirected' | 'refused' | 'throttled' | 'failed'

/** What a status says of the credential: 5xx and 429 say nothing, and a redirect, as to a login page, gives nothing. */
function answerOf(exchange: Exchange): Answer {
  const { status } = exchange.response
  if (status === 429 || status === 503) return 'throttled'
  if (status >= 500) return 'failed'
  if (status >= 400) return 'refused'
  return status >= 300 ? 'redirected' : 'accepted'
}

/** Whether a redirect is all that the operation has to give, as where it leads to a file. */
export function isItsSuccess({ responses }: Operation, status: number): boolean {
  const givesMore = Object.keys(responses).some((code) => code.startsWith('2'))
  return status < 400 && !givesMore && responses[String(status)] !== undefined
}

/** Whether the exchange shows that its credential was taken: a 4xx other than 401 and 403 does too. */
export function authenticated(exchange: Exchange): boolean {
  const { status } = exchange.response
  return status < 500 && status !== 401 && status !== 403 && status !== 429 && Math.floor(status / 100) !== 3
}

/**
 * Whether the refusal is about the credential, though the valid request is not accepted either: that is refused for
 * something else, as for an id that nobody gave, and differs in its credential alone.
 */
function isOwedToCredential({ response: { status } }: Exchange, control: Exchange): boolean {
  return (status === 401 || status === 403) && authenticated(control)
}

/** Whether the answer has no body, or one that is empty or null. */
function saysNothing({ response: { body } }: Exchange): boolean {
  return /^\s*(?:null|\{\s*\}|\[\s*\])?\s*$/.test(body)
}

/**
 * Sends every probe, then the same request as it should be. What is accepted breaks the rule; a refusal counts only
 * when the control was accepted, or refused for something else than who asks: a server that refuses everybody
 * passes every probe.
 */
export async function mustRefuse(
  stage: Stage,
  rule: string,
  probes: readonly Probe[],
  { operation, alternative }: ProbeGround,
  reuse: () => Promise<Reused | null>,
): Promise<void> {
  if (probes.length === 0) return
  const way = alternative === undefined ? {} : { alternative }
  const ask: Asking = { stage, probes, operation, way }
  if (await areRefused(ask, await reuse())) {
    for (const _probe of probes) stage.held(rule, operation.key)
    return
  }
  const input = await stage.input(operation)
  const answers = await answersTo(ask, input)
  const accepted = answers.filter(({ exchange }) => answerOf(exchange) === 'accepted')
  const control =
    accepted.length > 0 && operation.method !== 'GET' ? null : await stage.call({ input, ...way }, operation)
  for (const { probe, exchange } of accepted)
    stage.broken(
      rule,
      {
        place: probe.place ?? probe.name,
        failure: 'accepted',
        message: `${operation.key} accepts a request with ${probe.name}.`,
        expected: 'a refusal: 401',
        received: String(exchange.response.status),
        ...(probe.severity === undefined ? {} : { severity: probe.severity }),
        // Some APIs answer a stranger's "who am I" with nothing at all: odd beside what the document asks for, but nothing is handed out.
        ...(control !== null && saysNothing(exchange) && !saysNothing(control)
          ? { severity: 'low' as const, confidence: 'tentative' as const }
          : {}),
        exchanges: [exchange],
      },
      operation.key,
    )
  if (control === null) return
  const leads = isItsSuccess(operation, control.response.status)
  const proved = answerOf(control) === 'accepted' || leads
  for (const { probe, exchange } of answers) {
    const answer = answerOf(exchange)
    if (answer === 'accepted') continue
    if (!proved && !isOwedToCredential(exchange, control))
      stage.inconclusive(
        rule,
        `The valid request was not accepted either (${control.response.status}), so a refusal proves nothing.`,
        operation.key,
      )
    else if (answer === 'refused' || (answer === 'redirected' && !leads)) stage.held(rule, operation.key)
    else
      stage.inconclusive(
        rule,
        `The request with ${probe.name} was answered ${exchange.response.status}, which says nothing of the credential.`,
        operation.key,
      )
  }
}

interface Answered {
  readonly probe: Probe
  readonly exchange: Exchange
}

/** What is asked, where, and which alternative of its security the valid parts of it use. */
interface Asking {
  readonly stage: Stage
  readonly probes: readonly Probe[]
  readonly operation: Operation
  readonly way: Pick<CallOptions, 'alternative'>
}

async function answersTo(
  { stage, probes, operation, way }: Asking,
  input: OperationInput,
): Promise<readonly Answered[]> {
  const answers: Answered[] = []
  for (const probe of probes) {
    const exchange = await stage.call({ input, ...way, ...probe.call }, operation)
    answers.push({ probe, exchange })
    // Whatever was let in may have used up what the request names, so nothing after it proves anything.
    if (answerOf(exchange) === 'accepted' && operation.method !== 'GET') break
  }
  return answers
}

/**
 * Whether all of it is refused with what others use too, which takes no key. Anything else is looked at again with
 * a key of its own, and so is a 404: somebody else may have used the key up.
 */
async function areRefused(ask: Asking, reused: Reused | null): Promise<boolean> {
  if (reused === null) return false
  const answers = await answersTo(ask, reused.input)
  const refused = ({ exchange }: Answered): boolean =>
    answerOf(exchange) === 'refused' && exchange.response.status !== 404 && exchange.response.status !== 410
  if (!answers.every(refused)) return false
  const control = await reused.control()
  return control !== null && answerOf(control) === 'accepted'
}

/** Sends the valid request, then every variant of it, each of which must be accepted in the same way. */
export async function mustAccept(
  stage: Stage,
  rule: string,
  probes: readonly Probe[],
  { operation, alternative }: ProbeGround,
): Promise<void> {
  const way = alternative === undefined ? {} : { alternative }
  const control = await stage.call(way, operation)
  if (answerOf(control) !== 'accepted') {
    stage.inconclusive(
      rule,
      `The valid request was not accepted (${control.response.status}), so its variants prove nothing.`,
      operation.key,
    )
    return
  }
  for (const probe of probes) {
    const exchange = await stage.call({ ...way, ...probe.call }, operation)
    const answer = answerOf(exchange)
    // A credential may lose its rights, and an account reach its limits, between the one and the other.
    const again = answer === 'refused' || answer === 'redirected' ? await stage.call(way, operation) : control
    if (answer === 'accepted') stage.held(rule, operation.key)
    else if (answerOf(again) !== 'accepted')
      stage.inconclusive(
        rule,
        `The valid request was accepted before the one with ${probe.name}, and is not after it (${again.response.status}).`,
        operation.key,
      )
    else if (answer === 'refused' || answer === 'redirected')
      stage.broken(
        rule,
        {
          place: probe.place ?? probe.name,
          failure: 'refused',
          message: `${operation.key} refuses a request with ${probe.name}.`,
          expected: `the answer to the ordinary request: ${control.response.status}`,
          received: String(exchange.response.status),
          ...(probe.severity === undefined ? {} : { severity: probe.severity }),
          ...(probe.advisory === true ? { basis: 'convention', confidence: 'tentative' } : {}),
          exchanges: [exchange],
        },
        operation.key,
      )
    else
      stage.inconclusive(
        rule,
        `The request with ${probe.name} was answered ${exchange.response.status}.`,
        operation.key,
      )
  }
}
