import { randomBytes } from 'node:crypto'
import { checks } from '../checks/index.ts'
import { basePath, operationByKey } from '../contract/lookup.ts'
import type { Contract, JsonValue } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import type { Tokens } from '../generate/credentials.ts'
import { exampleValue } from '../generate/sample.ts'
import { createClient } from '../http/client.ts'
import { createLimiter } from '../http/limiter.ts'
import { TargetTrouble } from '../http/trouble.ts'
import { openTarget } from '../target/open.ts'
import type { Target } from '../target/types.ts'
import { shrinkCase } from './case.ts'
import { revokeStanding } from './clean-up.ts'
import { findingOf } from './finding.ts'
import { judge } from './judge.ts'
import { createKeyRegister } from './keys.ts'
import { makeSharedKeys } from './make-shared-keys.ts'
import { createMemory } from './memory.ts'
import { liveMaxKeys, type RunOptions } from './options.ts'
import { planRun, type Plan } from './plan.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import type { RunInput } from './run.ts'
import type { Scenario } from './scenario.ts'
import { operationFilter, scenarioWanted, wantedRules } from './selection.ts'
import type { Session } from './session.ts'
import { summaryOf } from './summary.ts'
import { playUnit, type UnitResult } from './unit.ts'

/** Units played side by side; their requests share one limiter. */
const unitsAtOnce = 4
const maxBodyBytes = 4 * 1024 * 1024

/** Runs one document against its target, from start to clean-up. */
export async function createDocumentRun(contract: Contract, input: RunInput, options: RunOptions): Promise<{ readonly broken: boolean; readonly untrusted: boolean }> {
  const { emit, signal } = input
  const started = performance.now()
  await using target = await openTarget(options.target, contract)
  await using open = openSession(contract, target, input, options)
  const { session, recorder } = open
  await reach(session, recorder, open.client)

  const wanted = wantedRules(options, input.scenarios)
  const skipped = new Set(target.limits.filter((limit) => limit.kind === 'skip').map((limit) => limit.rule))
  const plan = planRun({
    contract,
    target,
    scenarios: input.scenarios.filter((scenario) => scenarioWanted(scenario, options)),
    schemes: Object.keys(session.tokens),
    wanted: (rule) => wanted.some((candidate) => candidate.id === rule) && !skipped.has(rule),
    named: operationFilter(options),
    seed: options.seed,
    runs: options.runs,
    maxKeys: options.maxKeys ?? (target.ephemeral ? Number.POSITIVE_INFINITY : liveMaxKeys),
  })
  emit({ type: 'document-started', document: summaryOf(contract), target: { kind: target.kind, url: shownUrl(target) }, units: plan.units.length })
  for (const problem of contract.problems)
    emit({ type: 'notice', document: contract.name, severity: problem.severity, message: problem.message, ...(problem.pointer === undefined ? {} : { pointer: problem.pointer }) })
  notePlan(plan, contract, session, input)

  await makeSharedKeys(session, plan)
  const results = await playAll(session, plan, input, options)
  await recorder.settle()
  const judgement = judge(results, {
    document: contract.name,
    profile: options.profile,
    limits: target.limits,
    rules: wanted.filter((rule) => decidable(rule.id, input.scenarios)),
    unplayed: plan.unplayed,
    undecided: () => 'Nothing in this run touches it.',
  })
  for (const verdict of judgement.verdicts) emit({ type: 'verdict', verdict })
  let broken = false
  for (const [index, suspicion] of judgement.suspicions.entries()) {
    const unit = results.find((result) => result.unit === suspicion.unit)!
    const cutShort = (): boolean => signal.aborted || recorder.lost() !== null
    const asSeen = { breach: suspicion.breach, path: suspicion.path, reproduced: true, requests: 0 }
    const played = cutShort() ? asSeen : await shrinkCase(session, suspicion.unit, suspicion, unit.material, `f${index}`)
    // A run that ends in the middle of it has not shown that the breach does not come again.
    const shrunk = played.reproduced || !cutShort() ? played : asSeen
    const finding = findingOf(suspicion, shrunk, { session, seed: options.seed, target: options.target })
    broken ||= finding.level === 'fail'
    emit({ type: 'finding', finding })
  }

  const left = options.keepKeys || target.ephemeral ? [] : await revokeStanding(open.withoutSignal, options.concurrency)
  const lost = recorder.lost()
  if (lost !== null) emit({ type: 'notice', document: contract.name, severity: 'error', message: lost, hint: 'What could not be judged is marked inconclusive; look at the target’s own log.' })
  noteNotFound(recorder, contract, target, input)
  const counts = session.keys.counts()
  emit({
    type: 'document-finished',
    document: contract.name,
    cases: results.reduce((sum, result) => sum + result.cases.length, 0),
    requests: recorder.requests(),
    durationMs: Math.round(performance.now() - started),
    keys: { ...counts, left },
  })
  return { broken, untrusted: lost !== null || left.length > 0 || results.some((result) => result.cases.some((played) => played.crashed !== null)) }
}

/** Plays all units, a few at a time, and reports each in the order of the plan. */
async function playAll(session: Session, plan: Plan, { emit }: RunInput, { concurrency }: RunOptions): Promise<readonly UnitResult[]> {
  const results: UnitResult[] = []
  const done = new Map<number, UnitResult>()
  let reported = 0
  const report = (): void => {
    for (let result = done.get(reported); result !== undefined; result = done.get(reported)) {
      const { scenario, subject } = result.unit
      const crash = result.cases.find((played) => played.crashed !== null)
      if (crash !== undefined)
        emit({ type: 'scenario-crashed', document: session.contract.name, scenario: scenario.name, operation: subject.operation.key, message: crash.crashed!, rules: scenario.rules })
      emit({
        type: 'scenario-finished',
        document: session.contract.name,
        scenario: scenario.name,
        operation: subject.operation.key,
        cases: result.cases.length,
        requests: result.cases.reduce((sum, played) => sum + played.requests, 0),
      })
      results.push(result)
      reported += 1
    }
  }
  let next = 0
  const play = async (index: number): Promise<void> => {
    done.set(index, await playUnit(session, plan.units[index]!, concurrency))
    report()
  }
  const indexes = plan.units.map((_unit, index) => index)
  const together = indexes.filter((index) => plan.units[index]!.scenario.alone !== true)
  const work = async (): Promise<void> => {
    while (next < together.length) {
      const index = together[next]!
      next += 1
      await play(index)
    }
  }
  await Promise.all(Array.from({ length: unitsAtOnce }, work))
  for (const index of indexes) if (plan.units[index]!.scenario.alone === true) await play(index)
  return results
}

interface OpenSession extends AsyncDisposable {
  readonly session: Session
  readonly recorder: Recorder
  readonly client: ReturnType<typeof createClient>
  /** The same session for clean-up, which goes on after an interrupt. */
  readonly withoutSignal: Session
}

function openSession(contract: Contract, target: Target, input: RunInput, options: RunOptions): OpenSession {
  const { vault } = input
  const client = createClient({
    baseUrl: target.url,
    timeoutMs: Math.min(options.timeoutMs, target.timeoutMs ?? options.timeoutMs),
    maxBodyBytes,
    fill: (text, place) => vault.fill(text, place),
    connections: options.concurrency,
    extraHeaders: options.headers,
  })
  const limiter = createLimiter({ concurrency: options.concurrency, ...(options.rate === null ? {} : { ratePerSecond: options.rate }) })
  const keys = createKeyRegister()
  const tokens: Tokens = Object.fromEntries(
    Object.entries({ ...target.credentials, ...options.credentials })
      .filter(([scheme]) => contract.securitySchemes[scheme] !== undefined)
      .map(([scheme, value]) => [scheme, vault.add(value, `${contract.name}.${scheme}`, credentialKind(contract, scheme))]),
  )
  const recorderFor = (signal: AbortSignal): Recorder =>
    createRecorder({
      contract,
      client,
      vault,
      limiter,
      checks,
      signal,
      onCreate: (operation, exchange) => {
        if (target.stateful) keys.created({ operation: operation.key, secret: exchange.facts.issued, exchange })
      },
    })
  const recorder = recorderFor(input.signal)
  const session: Session = { contract, target, vault, recorder, keys, memory: createMemory(), tokens, parameters: settledParameters(contract, { ...target.parameters, ...options.parameters }), mark: `keyproof-${randomBytes(4).toString('hex')}-`, signal: input.signal }
  return {
    session,
    recorder,
    client,
    withoutSignal: { ...session, signal: new AbortController().signal, recorder: recorderFor(new AbortController().signal) },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

/** An id that travels beside a key, as an account or application id does, is no secret of its own. */
function credentialKind(contract: Contract, name: string): 'credential' | 'identifier' {
  const scheme = contract.securitySchemes[name]
  const words = `${name} ${scheme?.kind === 'apiKey' ? scheme.parameter : ''}`
  return scheme?.kind === 'apiKey' && /id$|tenant|account|organi[sz]ation|project|workspace/i.test(name.replace(/key/i, '')) && !/key|secret|token/i.test(words) ? 'identifier' : 'credential'
}

/** Values for the tenant's parameters that the user did not give, the same for the whole run. */
function settledParameters(contract: Contract, given: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> {
  const settled: Record<string, JsonValue> = { ...given }
  for (const resource of contract.keyResources)
    for (const binding of Object.values(resource.roles)) {
      const operation = operationByKey(contract, binding.operation)
      for (const parameter of operation?.parameters ?? [])
        if (parameter.in === 'path' && parameter.name !== binding.idParameter && settled[parameter.name] === undefined)
          settled[parameter.name] = parameter.examples[0]?.value ?? (parameter.schema === undefined ? 'keyproof' : exampleValue(contract.resolve(parameter.schema, 'request')))
    }
  return settled
}

/** One request that tells whether anybody is there; what it answers does not matter. */
async function reach(session: Session, recorder: Recorder, client: ReturnType<typeof createClient>): Promise<void> {
  try {
    await client.send({ operation: null, method: 'GET', path: '/', headers: [] })
  } catch (error) {
    if (!(error instanceof TargetTrouble)) throw error
    if (error.kind === 'malformed' || error.kind === 'too-large') return
    throw new KeyproofError('target-unreachable', `The target ${shownUrl(session.target)} does not answer: ${error.message}`, 'Check the URL, and that the server is up and reachable from here.', error)
  }
  if (recorder.lost() !== null) throw new KeyproofError('target-unreachable', recorder.lost()!, 'Check that the server is up.')
}

function shownUrl(target: Target): string {
  return target.ephemeral ? 'http://127.0.0.1' : target.url
}

/** Whether a check or scenario of this run decides the rule at all. */
function decidable(rule: string, scenarios: readonly Scenario[]): boolean {
  return scenarios.some((scenario) => scenario.rules.includes(rule)) || checks.some((check) => check.rules.includes(rule))
}

function notePlan(plan: Plan, contract: Contract, session: Session, { emit }: RunInput): void {
  const say = (severity: 'warning' | 'info', message: string, hint?: string): void => emit({ type: 'notice', document: contract.name, severity, message, ...(hint === undefined ? {} : { hint }) })
  if (contract.keyResources.length === 0)
    say('warning', 'No operation that hands out keys was found, so only what holds of any API is judged.', 'Name it with x-key-operation in an overlay.')
  if (plan.leftOut.length > 0)
    say('info', `${plan.leftOut.length} operations that have nothing to do with keys are left out.`, "Name operations with --operation 'GET /path' to judge others.")
  const missing = Object.values(contract.securitySchemes).filter((scheme) => session.tokens[scheme.name] === undefined && scheme.kind !== 'mutualTLS' && contract.operations.some((operation) => operation.security.some((requirement) => scheme.name in requirement)))
  if (missing.length > 0 && !session.target.ephemeral)
    say('warning', `No credential was given for ${missing.map((scheme) => scheme.name).join(', ')}.`, missing.map((scheme) => `--credential ${scheme.name}=env:NAME`).join(' '))
}

/** A server that knows none of the paths usually stands under another base path. */
function noteNotFound(recorder: Recorder, contract: Contract, target: Target, { emit }: RunInput): void {
  const statuses = recorder.statuses()
  if (target.kind !== 'live' || statuses.size !== 1 || !statuses.has(404)) return
  const base = basePath(contract)
  emit({
    type: 'notice',
    document: contract.name,
    severity: 'error',
    message: 'Every operation was answered 404.',
    hint: base === '' ? `Check that ${target.url} is the base URL of this API.` : `The document puts ${base} before its paths, and --target replaces that whole: try ${new URL(target.url).origin}${base}.`,
  })
}
