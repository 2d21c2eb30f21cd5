import { randomBytes } from 'node:crypto'
import type { Contract } from '../contract/types.ts'
import { messageOf } from '../errors.ts'
import { withLeads } from '../generate/leads.ts'
import { openTarget } from '../target/open.ts'
import { carriedBy, withAccess } from './access.ts'
import { createAllowance } from './allowance.ts'
import type { DocumentInput } from './document-input.ts'
import { againOf, documentStarted, reach } from './document-start.ts'
import { journalHead, openJournal, type Journal } from './journal.ts'
import { judgeAll } from './judge-all.ts'
import { makeSharedKeys } from './make-shared-keys.ts'
import { noteBefore } from './list-before.ts'
import { namingFor } from './naming.ts'
import { noteCarried, noteKeyless, notePlan, noteProblems, noteStuck, sayOf } from './notices.ts'
import { openSession, type Budgets } from './open-session.ts'
import type { RunOptions } from './options.ts'
import { playAll } from './play-all.ts'
import { allowedKeys, planFor } from './preflight.ts'
import { sumUp } from './sum-up.ts'
import { cleanUpVerdict, tidyUp } from './tidy-up.ts'
import type { TimedResult } from './times.ts'
import { createTrail } from './trail.ts'

/** What became of a document. */
export interface DocumentResult {
  readonly broken: boolean
  readonly untrusted: boolean
}

/** Runs one document against its target, from start to clean-up; `most` keys may be planned for. */
export async function createDocumentRun(
  declared: Contract,
  input: DocumentInput,
  given: RunOptions,
  budgets: Budgets,
  most: number,
): Promise<DocumentResult> {
  const { emit, vault, keeper, signal } = input
  const started = performance.now()
  const startedAt = input.now().toISOString()
  const say = sayOf(declared, emit)
  await using target = await openTarget(given.target, declared, given.seed)
  await keeper.open(signal)
  const options = withAccess(declared, target, given)
  const contract = withLeads(declared, { ...options.credentials, ...keeper.values(null) })
  const plan = planFor(contract, target, input.scenarios, options, most)
  const allowed = allowedKeys(contract, target, plan, options, most)
  const naming = namingFor(contract, options.parameters, randomBytes(4).toString('hex'))
  const trail = createTrail(naming.mark, randomBytes(8).toString('hex'))
  let journal: Journal | null = null
  await using open = openSession(contract, target, {
    ...options,
    vault,
    keeper,
    signal,
    budgets: allowed === 0 ? { ...budgets, allowance: createAllowance(0) } : budgets,
    trail,
    nameOf: naming.nameOf,
    journal: (line, vital) => journal?.write(line, vital),
    now: () => input.now().getTime(),
  })
  const { session, transmitter, tracker, afterwards } = open
  const again = againOf(contract, target, vault, options)
  input.watch?.({
    keys: () => (target.ephemeral || options.keepKeys ? 0 : trail.standing().length),
    ...(again === null ? {} : { sweep: again.sweep }),
  })
  await reach(target, open)

  emit(documentStarted(contract, target, plan, again, startedAt))
  const told = contract.problems.length
  noteProblems(contract, contract.problems, emit)
  notePlan(plan, contract, session, say)
  noteCarried(carriedBy(contract, given.headers), target, say)
  if (!target.ephemeral && plan.keys > 0) {
    if (options.journal !== undefined)
      journal = openJournal(
        options.journal.folder,
        journalHead(contract, target.url, trail, session, input, options),
      )
    await noteBefore(session, tracker)
  }

  const results: TimedResult[] = []
  let refusals: readonly string[] = []
  let broken = false
  let crashed = false
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      crashed = true
      say(
        'error',
        `The run of this document broke off: ${vault.redact(messageOf(error))}`,
        'This is a fault of keyproof or of a scenario: please report it, unless the message tells what to do.',
      )
    }
  }
  await guarded(async () => {
    refusals = await makeSharedKeys(session, plan)
    await playAll(session, plan, { emit, allowance: open.budgets.allowance }, options, results)
    await transmitter.settle()
  })
  await guarded(async () => {
    broken = await judgeAll(open, plan, results, input, options)
  })
  const tidied = await tidyUp(open, input, options, guarded)
  journal?.close(tidied.left.length === 0 && (!options.keepKeys || trail.standing().length === 0))
  const verdict = cleanUpVerdict(contract.name, tidied, options, input.scenarios)
  if (verdict !== null) emit(verdict)

  noteStuck(session, options, tidied.left.length, say)
  const isAmiss = sumUp(open, told, input, say)
  const isKeyless = !isAmiss && noteKeyless(refusals, tidied.keys.created, target, say)
  emit({
    type: 'document-finished',
    document: contract.name,
    cases: results.reduce((sum, result) => sum + result.cases.length, 0),
    requests: transmitter.requests() + afterwards.transmitter.requests(),
    durationMs: Math.round(performance.now() - started),
    keys: { ...tidied.keys, left: tidied.left },
  })
  crashed ||= results.some((result) => result.cases.some((played) => played.crashed !== null))
  const isOpen = isKeyless && !broken
  return { broken, untrusted: crashed || isAmiss || isOpen || tidied.left.length > 0 }
}
