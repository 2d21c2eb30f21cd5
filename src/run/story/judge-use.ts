import { isProtected } from '../../generate/credentials.ts'
import type { Exchange } from '../../http/exchange.ts'
import { authenticated } from '../probes.ts'
import { rotateOverlapMs } from '../rotate-overlap.ts'
import { isCarrierGuessed, managesKeys, wantsToken } from '../carrier-guess.ts'
import { rightsLeftOut } from '../rights-left-out.ts'
import type { IssuedKey, Stage } from '../scenario.ts'
import { takesStrangers } from '../warm.ts'
import { breaks, type Break } from './breaks.ts'
import { isNearItsEnd, type StoryKey, type StoryLedger } from './ledger.ts'
import { letterOf, type Step, type Verb } from './story.ts'

type Blame = Pick<
  Break,
  'rule' | 'on' | 'place' | 'failure' | 'message' | 'severity' | 'basis' | 'confidence' | 'because'
>

/** What was done before the use, in words. */
const doings: Readonly<Record<Exclude<Verb, 'use'>, string>> = {
  create: 'another key is made',
  list: 'the keys are listed',
  get: 'it is shown',
  update: 'it is updated',
  rotate: 'it is rotated',
  revoke: 'it is revoked again',
  expire: 'its time is over',
}
const doingsToAnother: typeof doings = {
  ...doings,
  get: 'another key is shown',
  update: 'another key is updated',
  rotate: 'another key is rotated',
  revoke: 'another key is revoked',
  expire: 'another key has expired',
}

/** Uses the key, and the secrets it had before: what lives must be let in, what is dead must not. */
export async function judgeUse(ledger: StoryLedger, stage: Stage, key: StoryKey): Promise<void> {
  if (stage.canary === null || !isProtected(stage.canary) || (!key.proven && key.state !== 'living')) {
    ledger.usable &&= stage.canary !== null && isProtected(stage.canary)
    return
  }
  const exchange = await stage.use(key.issued)
  if (exchange === null) {
    ledger.usable = false
    return
  }
  if (key.state === 'living') await lives(ledger, stage, key, exchange)
  else await isDead(ledger, stage, { key, issued: key.issued, exchange, what: letterOf(key.number) })
  for (const former of key.former) {
    if (ledger.over) return
    if (key.state === 'living' && rotateOverlapMs(stage.contract, stage.resource!) !== 0) continue
    const old = await stage.use(former)
    const what = `${letterOf(key.number)}, with its old secret`
    if (old !== null)
      await isDead(ledger, stage, { key, issued: former, exchange: old, what, isFormer: true })
  }
}

async function lives(ledger: StoryLedger, stage: Stage, key: StoryKey, first: Exchange): Promise<void> {
  let exchange = first
  const refused = (): boolean => exchange.response.status === 401 || exchange.response.status === 403
  const doubtful =
    isNearItsEnd(key, ledger) ||
    stage.traits(key.issued.secret).looksMasked ||
    (!key.proven &&
      managesKeys(stage) &&
      (isCarrierGuessed(stage) || wantsToken(stage, key.issued.secret))) ||
    (!key.proven && first.response.status === 403 && rightsLeftOut(stage, key.issued).length > 0)
  if (refused() && !doubtful)
    await stage.until('create', async () => {
      exchange = (await stage.use(key.issued)) ?? exchange
      return !refused()
    })
  const step = `use ${letterOf(key.number)} → ${exchange.response.status}`
  if (!refused() || doubtful || (key.ends !== null && !key.proven)) {
    stage.tell(step)
    ledger.exchanges.push(exchange)
    if (exchange.response.status < 300) {
      key.proven = true
      stage.held('lifecycle-new-key-works')
    } else if (doubtful || refused() || !key.proven) key.state = 'unknown'
    return
  }
  breaks(ledger, stage, {
    ...blameForDeath(stage, key, ledger.last!),
    step,
    wanted: '200',
    expected: 'an answer to an authenticated caller',
    exchange,
  })
}

/** Under which rule a living key is refused: what was done last did it. */
function blameForDeath(stage: Stage, key: StoryKey, last: Step): Blame {
  const { roles } = stage.resource!
  const own = last.key === key.number
  const on = stage.operation.key
  const place = stage.canary!.key
  if (own && last.verb === 'create')
    return {
      rule: 'lifecycle-new-key-works',
      on,
      place,
      failure: 'refused',
      message: `A new key is refused by ${place}.`,
      ...(managesKeys(stage) ? { confidence: 'tentative' as const } : {}),
    }
  if (own && last.verb === 'rotate')
    return {
      rule: 'lifecycle-rotate-cutover',
      on: roles.rotate!.operation,
      place: 'a rotated key',
      failure: 'new one refused',
      message: 'The secret that a rotation gives does not work.',
    }
  if (!own && last.verb === 'revoke')
    return {
      rule: 'lifecycle-deleted-key-gone',
      on: roles.revoke!.operation,
      place: 'another key',
      failure: 'gone too',
      message: 'A key that nobody revoked is gone after another key was.',
      severity: 'critical',
      basis: 'standard',
      because: { source: 'RFC 9110 §9.3.5: DELETE removes the target resource' },
    }
  const doing = (own ? doings : doingsToAnother)[last.verb as Exclude<Verb, 'use'>]
  return {
    rule: 'lifecycle-new-key-works',
    on,
    place: 'a living key',
    failure: 'refused later',
    message: `A key that worked is refused once ${doing}.`,
  }
}

/** A use of what is dead. */
interface DeadUse {
  readonly key: StoryKey
  readonly issued: IssuedKey
  readonly exchange: Exchange
  /** What is used, in the words of the story. */
  readonly what: string
  /** A rotation has replaced it. */
  readonly isFormer?: boolean
}

async function isDead(ledger: StoryLedger, stage: Stage, use: DeadUse): Promise<void> {
  const { key, issued, what, isFormer = false } = use
  let { exchange } = use
  const taken = (): boolean => exchange.response.status < 300
  if (taken())
    await stage.until(key.state === 'expired' ? 'expire' : 'revoke', async () => {
      exchange = (await stage.use(issued)) ?? exchange
      return !taken()
    })
  const step = `use ${what} → ${exchange.response.status}`
  if (taken() && (await takesStrangers(stage, issued))) {
    // What takes a key that was never issued tells nothing of a dead one.
    ledger.usable = false
    return
  }
  if (taken())
    return breaks(ledger, stage, {
      ...blameForLife(stage, key, ledger.last!, isFormer),
      step,
      wanted: '401',
      expected: 'a refusal: 401',
      exchange,
    })
  stage.tell(step)
  ledger.exchanges.push(exchange)
  if (key.state === 'revoked' && authenticated(key.issued.exchange))
    stage.held('lifecycle-revoked-key-rejected', stage.resource!.roles.revoke!.operation)
}

/** Under which rule a dead key is taken: what was done last brought it back, unless it is what should have ended it. */
function blameForLife(stage: Stage, key: StoryKey, last: Step, isFormer: boolean): Blame {
  const { roles } = stage.resource!
  const own = last.key === key.number
  const doing = (own ? doings : doingsToAnother)[last.verb as Exclude<Verb, 'use'>]
  if (isFormer && own && last.verb === 'rotate')
    return {
      rule: 'lifecycle-rotate-cutover',
      on: roles.rotate!.operation,
      place: 'a rotated key',
      failure: 'old one accepted',
      message: 'The old secret of a rotated key goes on working.',
    }
  if (isFormer && key.state === 'living')
    return {
      rule: 'lifecycle-rotate-cutover',
      on: roles.rotate!.operation,
      place: 'a rotated key',
      failure: 'old one revived',
      message: `The old secret of a rotated key works again once ${doing}.`,
    }
  if (key.state === 'expired')
    return own && last.verb === 'expire'
      ? {
          rule: 'lifecycle-expired-key-rejected',
          on: stage.operation.key,
          place: 'an expired key',
          failure: 'accepted',
          message: 'A key is still accepted after it expired.',
        }
      : {
          rule: 'lifecycle-expired-key-rejected',
          on: stage.operation.key,
          place: 'an expired key',
          failure: 'revived',
          message: `An expired key works again once ${doing}.`,
        }
  const on = roles.revoke!.operation
  const place = 'a revoked key'
  if (own && last.verb === 'revoke' && key.revocations === 1)
    return {
      rule: 'lifecycle-revoked-key-rejected',
      on,
      place,
      failure: 'accepted',
      message: 'A revoked key is still accepted.',
    }
  if (own && last.verb === 'update')
    return {
      rule: 'lifecycle-no-escalation-by-update',
      on: roles.update!.operation,
      place,
      failure: 'revived',
      message: 'A revoked key works again after an update.',
    }
  return {
    rule: 'lifecycle-revoked-key-rejected',
    on,
    place,
    failure: 'revived',
    message: `A revoked key works again once ${doing}.`,
  }
}
