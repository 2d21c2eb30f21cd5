import type { Vault } from '../secrets/types.ts'
import type { Target } from '../target/types.ts'
import { noteProblems, noteShut, noteThrottle, noteTroubles, type Say } from './notices.ts'
import type { OpenSession } from './open-session.ts'
import type { RunInput } from './run.ts'

/**
 * Says at the end of a document what else there is to know: problems beyond those `told` of it, and how the target fared.
 * Gives whether it was in trouble or let nobody in.
 */
export function sumUp(
  { session, transmitter, budgets }: OpenSession,
  told: number,
  { emit, vault }: Pick<RunInput, 'emit' | 'vault'>,
  say: Say,
): boolean {
  const { contract, target } = session
  // Schemas tell what is wrong with them when they are first used, whichever scenario comes to that first.
  const late = contract.problems.slice(told)
  noteProblems(
    contract,
    late.toSorted(
      (one, other) => inOrder(one.pointer ?? '', other.pointer ?? '') || inOrder(one.message, other.message),
    ),
    emit,
  )
  const lost = transmitter.lost()
  if (lost !== null)
    say('error', lost, 'What could not be judged is marked inconclusive; look at the target’s own log.')
  const troubles = transmitter.troubles()
  noteTroubles(troubles, say)
  const isTroubled = lost !== null || troubles.length > 0
  const words = isTroubled ? lastWords(target, vault) : null
  if (words !== null) say('info', words)
  noteThrottle(budgets.throttle.counts(), say)
  const isShut = noteShut(session, contract, say)
  return isTroubled || isShut
}

/** By code units, alike in every place of the world. */
function inOrder(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}

/** The end of the log of a target that keyproof started itself, without the secrets in it. */
function lastWords(target: Target, vault: Vault): string | null {
  const lines = vault.redact(target.log()).split('\n').slice(-6).join(' | ')
  return lines === ''
    ? null
    : `The log of the target ends: ${lines.length > 360 ? `…${lines.slice(-360)}` : lines}`
}
