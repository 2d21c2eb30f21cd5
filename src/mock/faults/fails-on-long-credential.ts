import type { Fault } from '../fault.ts'
import { failure } from '../fault-answers.ts'
import { whereHeaderCarries } from '../fault-places.ts'

/** A credential of more than 4096 characters ends in 500. */
export const failsOnLongCredential: Fault = {
  name: 'fails-on-long-credential',
  rule: 'robust-oversize-and-malformed-credential',
  describe: 'A credential of more than 4096 characters ends in 500.',
  touches: ['status-no-5xx', 'status-documented'],
  appliesTo: (contract) => whereHeaderCarries(contract),
  plant: () => ({
    respond: (answer, call) => (call.presented.some((value) => value.length > 4096) ? failure : answer),
  }),
}
