import type { Reporter } from './reporter.ts'
import { printableJson } from './text.ts'

/** The event log itself, one event a line. */
export const jsonl: Reporter = {
  name: 'jsonl',
  describe: 'the event log, one JSON object a line, for programs that read along',
  showsLines: true,
  render: (events) => events.map((event) => `${printableJson(event)}\n`).join(''),
}
