import { reportOf } from './report.ts'
import type { Reporter } from './reporter.ts'
import { printableJson } from './text.ts'

/** The report as one JSON object, `keyproof.report/1`. */
export const json: Reporter = {
  name: 'json',
  describe: 'the whole report as one JSON object, for programs',
  render: (events) => `${printableJson(reportOf(events), 2)}\n`,
}
