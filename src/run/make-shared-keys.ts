import { mayNeedRights, widenRights } from './all-rights.ts'
import { ofMadeUp } from './references.ts'
import { operationByKey, roleOf } from '../contract/lookup.ts'
import type { KeyResource } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import { ordinary } from './creation.ts'
import { chooseKeyRead, isReadUncertain, keyReads } from './key-read.ts'
import { createMemory } from './memory.ts'
import type { Plan } from './plan.ts'
import type { IssuedKey, Subject } from './scenario.ts'
import type { Session } from './session.ts'
import { saidIn } from './said.ts'
import { sharedKeysName, type SharedKeys } from './shared-keys.ts'
import { Interrupted, Unjudgeable } from './signals.ts'
import { createStage } from './stage/stage.ts'

/**
 * Creates, one after another, the keys that scenarios share. What goes wrong is told to whoever asks for them. Gives, in
 * sentences, why those were refused of which not one could be made, with the words of the answers.
 */
export async function makeSharedKeys(session: Session, plan: Plan): Promise<readonly string[]> {
  const refusals: string[] = []
  if (!session.target.stateful) return refusals
  let made = 0
  for (const [create, count] of [...plan.shared, ...undecidedReads(session, plan)]) {
    const operation = operationByKey(session.contract, create)
    const part = operation === undefined ? undefined : roleOf(session.contract, operation)
    if (operation === undefined || part === undefined) continue
    made += 1
    const subject: Subject = {
      contract: session.contract,
      operation,
      resource: part.resource,
      role: 'create',
      stateful: true,
      schemes: Object.keys(session.tokens),
      probe: false,
    }
    const stage = createStage(session, subject, `s${made}`, {
      // One more may have to be made to find out which rights it takes.
      keys: count + 1,
      memory: createMemory(),
      first: true,
    }).stage()
    await session.memory.once(sharedKeysName(create), async (): Promise<SharedKeys> => {
      if (count === 0) return { none: 'The run may not create more keys (--max-keys).' }
      const keys: IssuedKey[] = []
      let said: string | null = null
      try {
        // The first is what others ask for too.
        const { input, exchange } = await stage.created(ordinary)
        const first = await stage.issuedBy(exchange)
        if (first === null) said = saidIn(exchange)
        if (first === null)
          throw new Unjudgeable(
            `No key could be created: ${create} answered ${exchange.response.status}.${ofMadeUp(stage.madeUpIn(input))}`,
          )
        keys.push(first)
        await chooseKeyRead(session, part.resource, stage, first)
        const wider = await widenRights(session, part.resource, stage, first)
        if (wider !== null) keys[0] = wider
        while (keys.length < count) keys.push(await stage.createKey())
      } catch (error) {
        if (keys.length === 0 && error instanceof Unjudgeable)
          refusals.push(said === null ? error.message : `${error.message} The answer says: ${said}`)
        if (keys.length === 0 || error instanceof Interrupted) return { none: messageOf(error) }
      }
      return { keys }
    })
  }
  return refusals
}

/** Operations that make keys of which it is not certain where, or with which rights, they can be tried, and which no scenario shares: one key each will tell. */
function undecidedReads(session: Session, { units, shared }: Plan): readonly (readonly [string, number])[] {
  const creates = new Set(
    units.flatMap(({ scenario, subject: { resource } }) => {
      const create = resource?.roles.create?.operation
      const needsOne = scenario.on === 'resource' && scenario.keys > 0 && create !== undefined
      const isOpen = (one: KeyResource): boolean =>
        isReadUncertain(session, one) || (keyReads(session, one).length > 0 && mayNeedRights(session, one))
      return needsOne && !shared.has(create) && isOpen(resource!) ? [create] : []
    }),
  )
  return [...creates].map((create) => [create, 1] as const)
}
