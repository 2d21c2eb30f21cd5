import type { Session } from '../session.ts'
import { isLeak } from '../../checks/secret-leak.ts'
import type { Watch } from '../sender.ts'
import type { Send } from './backstage.ts'
import { presentsItsOwn } from './call-kind.ts'
import type { Ground } from './ground.ts'
import type { Notes } from './notes.ts'

/** How a stage sends, and what is known of what it sent. */
export interface Sending {
  readonly send: Send
  readonly requests: () => number
  /** Whether what was refused may have been so since a credential had expired. */
  readonly isDoubtful: () => Promise<boolean>
}

/** The sending of one stage: names the secrets that answers issue after it, and lets notes be taken of them. */
export function createSending(
  { recorder }: Session,
  { secretPrefix }: Ground,
  label: string,
  notes: Notes,
): Sending {
  const watch: Watch = { refusals: [] }
  let sent = 0
  return {
    send: async (request, probe, call = {}) => {
      const { unjudged, unsearched, as } = call
      sent += 1
      const { exchange, outcomes } = await recorder.send(request, {
        secretName: `${secretPrefix}${label}.${sent}`,
        probe,
        onTurnedAway: notes.apart,
        presented: presentsItsOwn(call),
        watch,
        ...(as === undefined ? {} : { as }),
      })
      const isJudged = typeof unjudged === 'function' ? !unjudged(exchange) : unjudged !== true
      const heeded = isJudged ? outcomes : unsearched === true ? [] : outcomes.filter(isLeak)
      heeded.forEach(notes.ofStep)
      return exchange
    },
    requests: () => sent,
    isDoubtful: () => recorder.isDoubtful(watch),
  }
}
