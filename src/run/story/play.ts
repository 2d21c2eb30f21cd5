import fc from 'fast-check'
import type { Stage } from '../scenario.ts'
import { commandsOf } from './commands.ts'
import { emptyLedger } from './ledger.ts'
import type { Story } from './story.ts'

/** Plays a story on the target and, beside it, on the ledger as it should be; ends it at the first step where they part. */
export async function playStory(stage: Stage, story: Story): Promise<void> {
  await fc.asyncModelRun(() => ({ model: emptyLedger(), real: stage }), commandsOf(story))
}
