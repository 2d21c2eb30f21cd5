import type { Fault } from '../fault.ts'
import { saying } from '../fault-answers.ts'

/** Errors show a stack trace. */
export const showsStackTrace: Fault = {
  name: 'shows-stack-trace',
  rule: 'schema-error-body-conforms',
  describe: 'Errors show a stack trace.',
  touches: ['schema-content-type'],
  appliesTo: () => true,
  plant: () => ({
    respond: (answer) =>
      answer.status >= 400
        ? saying(
            answer,
            '\n    at createKey (/srv/app/keys.js:42:7)\n    at process (/srv/app/router.js:11:3)',
          )
        : answer,
  }),
}
