import type fc from 'fast-check'
import type { Exchange } from '../../http/exchange.ts'
import { expiringAt, serverClock, writtenTime } from '../expiry.ts'
import type { OperationInput } from '../../generate/types.ts'
import type { IssuedKey, Stage } from '../scenario.ts'
import { Unjudgeable } from '../signals.ts'
import { judgeUse } from './judge-use.ts'
import { judgeGet, judgeList } from './judge-shown.ts'
import type { StoryKey, StoryLedger } from './ledger.ts'
import { letterOf, type Step, type Story, type Verb } from './story.ts'
import { breaks } from './breaks.ts'

type Act = (ledger: StoryLedger, stage: Stage, key: StoryKey, step: Step) => Promise<void>

/** The steps of a story as commands of a model: one that the ledger has no ground for is passed over. */
export function commandsOf(story: Story): readonly fc.AsyncCommand<StoryLedger, Stage>[] {
  return story.map((step) => ({
    check: (ledger) => !ledger.over && isPossible(step, ledger),
    run: (ledger, stage) => take(step, ledger, stage),
    toString: () => (step.verb === 'list' ? 'list' : `${step.verb} ${letterOf(step.key)}`),
  }))
}

function isPossible({ verb, key }: Step, { keys, usable }: StoryLedger): boolean {
  const known = keys.get(key)
  if (verb === 'create') return known === undefined
  if (verb === 'list') return true
  if (known === undefined || known.state === 'unknown') return false
  if (verb === 'use') return usable
  if (verb === 'expire') return known.state === 'living' && known.ends !== null
  return known.issued.id !== null
}

async function take(step: Step, ledger: StoryLedger, stage: Stage): Promise<void> {
  if (step.verb !== 'use') ledger.last = step
  if (!isLook(step)) ledger.change = step
  if (step.verb === 'create') return create(step, ledger, stage)
  if (step.verb === 'list') return judgeList(ledger, stage)
  await acts[step.verb](ledger, stage, ledger.keys.get(step.key)!, step)
}

/** A step after which all should be as it was. */
function isLook({ verb }: Step): boolean {
  return verb === 'use' || verb === 'list' || verb === 'get'
}

const acts: Readonly<Record<Exclude<Verb, 'create' | 'list'>, Act>> = {
  use: judgeUse,
  get: judgeGet,
  update,
  rotate,
  revoke,
  expire,
}

async function create({ key: number, mortal }: Step, ledger: StoryLedger, stage: Stage): Promise<void> {
  ledger.clock ??= mortal === true ? await serverClock(stage) : null
  const time = mortal === true && ledger.clock !== null ? ledger.clock.now() + stage.shortLife : null
  const input = time === null ? null : await expiringAt(stage, writtenTime(stage, time, ledger.clock!))
  const issued = await made(stage, input)
  if (issued === null) {
    ledger.over = true
    return
  }
  ledger.keys.set(number, {
    number,
    issued,
    state: 'living',
    proven: false,
    revocations: 0,
    ends: input === null ? null : time,
    former: [],
    shown: new Map(),
  })
  told(
    ledger,
    stage,
    `create ${letterOf(number)}${input === null ? '' : ', to expire soon,'}`,
    issued.exchange,
  )
}

/** null where no key can be had: other scenarios find out why, and the story ends where it is. */
async function made(stage: Stage, input: OperationInput | null): Promise<IssuedKey | null> {
  try {
    return await stage.createKey(input ?? undefined)
  } catch (error) {
    if (error instanceof Unjudgeable) return null
    throw error
  }
}

async function update(ledger: StoryLedger, stage: Stage, key: StoryKey): Promise<void> {
  const answer = (await stage.onKey('update', key.issued, { probe: key.state !== 'living' }))!
  told(ledger, stage, `update ${letterOf(key.number)}`, answer)
  key.shown.clear()
  // Its owner may well give it another time to live.
  if (answer.response.status < 300 && (key.ends !== null || key.state === 'expired')) key.state = 'unknown'
}

async function rotate(ledger: StoryLedger, stage: Stage, key: StoryKey): Promise<void> {
  const answer = (await stage.onKey('rotate', key.issued, { probe: key.state !== 'living' }))!
  const { status } = answer.response
  const renewed = status < 300 ? await stage.issuedBy(answer) : null
  key.shown.clear()
  if (renewed !== null && stage.compare(key.issued.secret, renewed.secret).equal)
    return breaks(ledger, stage, {
      step: `rotate ${letterOf(key.number)} → ${status}`,
      wanted: 'another secret',
      exchange: answer,
      rule: 'lifecycle-rotate-cutover',
      on: stage.resource!.roles.rotate!.operation,
      place: 'a rotated key',
      failure: 'same secret',
      message: 'A rotation gives the secret that was there before.',
      expected: 'a new secret',
      received: 'the old one',
      severity: 'critical',
    })
  told(ledger, stage, `rotate ${letterOf(key.number)}`, answer)
  if (status >= 300) return
  if (renewed === null || key.ends !== null) {
    key.state = 'unknown'
    return
  }
  if (key.proven) key.former.push(key.issued)
  key.issued = renewed
  // Whether the new secret works is for its first use to show, but what is dead has nothing to prove.
  if (key.state === 'living') key.proven = false
}

async function revoke(ledger: StoryLedger, stage: Stage, key: StoryKey): Promise<void> {
  const again = key.revocations > 0
  const answer = (await stage.onKey('revoke', key.issued, { unjudged: again }))!
  const { status } = answer.response
  key.shown.clear()
  if (again && status >= 500)
    return breaks(ledger, stage, {
      step: `revoke ${letterOf(key.number)} → ${status}`,
      wanted: 'a success or 404',
      exchange: answer,
      rule: 'lifecycle-delete-idempotent',
      on: stage.resource!.roles.revoke!.operation,
      place: 'a second revocation',
      failure: '5XX',
      message: `${stage.resource!.roles.revoke!.operation} breaks when the key is revoked already.`,
      expected: 'a success, 404 or 410',
    })
  told(ledger, stage, `revoke ${letterOf(key.number)}`, answer)
  key.revocations += 1
  if (status < 300) key.state = 'revoked'
  else if (!again) key.state = 'unknown'
}

async function expire(ledger: StoryLedger, stage: Stage, key: StoryKey): Promise<void> {
  const rounding = stage.resource!.expiry!.unit === 's' ? 1_000 : 0
  const { now, errorMs } = ledger.clock!
  await stage.letPass(Math.max(0, key.ends! - now()) + rounding + errorMs + 100)
  // The target's own clock has been put forward, so what was known of it is out of date.
  ledger.clock = await serverClock(stage)
  key.state = 'expired'
  key.shown.clear()
  stage.tell(`wait until ${letterOf(key.number)} has expired`)
}

function told(ledger: StoryLedger, stage: Stage, what: string, exchange: Exchange): void {
  stage.tell(`${what} → ${exchange.response.status}`)
  ledger.exchanges.push(exchange)
}
