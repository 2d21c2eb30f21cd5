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
  adopt,
}: Backstage): Pick<Stage, 'created'> {
  const ask: (on: Stage) => Stage['created'] = (on) => async (creation) => {
    const { lengthen } = creation
    const input = creation.input === null ? await on.input() : on.marked(creation.input, { lengthen })
    return { input, exchange: await on.call({ input }) }
  }
  return {
    async created(creation) {
      if (!first) return ask(stage())(creation)
      const name = creationName(operation, creation)
      const { created, other } = await session.memory.once(`creation ${name}`, async () => {
        const opened = open(`v${name}`)
        return { created: await ask(opened.stage)(creation), other: opened }
      })
      adopt(other)
      return created
    },
  }
}
