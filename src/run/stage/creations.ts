import { creationName } from '../creation.ts'
import type { Stage } from '../scenario.ts'
import type { Backstage } from './backstage.ts'

/** How a stage asks for new keys that it has in common with others. */
export function creationsOf({
  session,
  subject: { operation },
  first,
  stage,
  open,
  notes,
}: Backstage): Pick<Stage, 'created'> {
  const ask: (on: Pick<Stage, 'call' | 'input' | 'marked'>) => Stage['created'] =
    (on) => async (creation) => {
      const { lengthen } = creation
      const input = creation.input === null ? await on.input() : on.marked(creation.input, { lengthen })
      return { input, exchange: await on.call({ input }) }
    }
  return {
    async created(creation) {
      if (!first) return ask(stage())(creation)
      const name = creationName(operation, creation)
      const { created, outcomes } = await session.memory.once(`creation ${name}`, async () => {
        // There may be thousands, so of the stage no more is made, and kept, than it takes to ask.
        const opened = open(`v${name}`)
        return { created: await ask(opened.calls())(creation), outcomes: opened.log().outcomes }
      })
      // It presents the account's own credentials, so no refusal on it is in doubt.
      notes.apart(outcomes)
      return created
    },
  }
}
