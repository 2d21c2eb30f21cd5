import type { Contract } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { TargetTrouble } from '../http/trouble.ts'
import type { Vault } from '../secrets/types.ts'
import type { Target } from '../target/types.ts'
import type { Again, RunEvent } from './events.ts'
import { shownUrl } from './notices.ts'
import type { OpenSession } from './open-session.ts'
import type { RunOptions } from './options.ts'
import type { Plan } from './plan.ts'
import { summaryOf } from './summary.ts'

/** One request that tells whether anybody is there; what it answers does not matter. */
export async function reach(target: Target, { transmitter }: OpenSession): Promise<void> {
  try {
    await transmitter.reach()
  } catch (error) {
    if (!(error instanceof TargetTrouble)) throw error
    throw new KeyproofError(
      'target-unreachable',
      `The target ${shownUrl(target)} does not answer: ${error.message.replace(/\.$/, '')}.`,
      'Check the URL, and that the server is up and reachable from here.',
      error,
    )
  }
}

/** Flags to reach the target again; a value among them that turned out to be a secret is not repeated. */
export function againOf(
  contract: Contract,
  target: Target,
  vault: Vault,
  { again }: Pick<RunOptions, 'again'>,
): Again | null {
  if (again === undefined) return null
  const { replay, sweep } = again(contract, shownUrl(target))
  return { replay: vault.redact(replay), sweep: vault.redact(sweep) }
}

/** Says that the run of a document begins. */
export function documentStarted(
  contract: Contract,
  target: Target,
  plan: Plan,
  again: Again | null,
  startedAt: string,
): RunEvent {
  return {
    type: 'document-started',
    document: summaryOf(contract),
    target: { kind: target.kind, url: shownUrl(target) },
    startedAt,
    units: plan.units.length,
    ...(contract.title === '' ? {} : { title: contract.title }),
    ...(again === null ? {} : { again }),
  }
}
