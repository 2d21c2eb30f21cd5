import type { Fault } from '../fault.ts'

/** A method that the document does not list is answered 200. */
export const answersAnyMethod: Fault = {
  name: 'answers-any-method',
  rule: 'status-method-semantics',
  describe: 'A method that the document does not list is answered 200.',
  touches: ['auth-no-method-or-path-bypass'],
  appliesTo: () => true,
  plant: () => ({
    respondOutside: (answer) =>
      answer.status === 405
        ? { status: 200, headers: { 'content-type': 'application/json' }, body: {} }
        : answer,
  }),
}
