import type { Fault } from '../fault.ts'
import { whereRole } from '../fault-places.ts'

/** A rotation gives the secret that was there before. */
export const givesOldSecretOnRotation: Fault = {
  name: 'gives-old-secret-on-rotation',
  rule: 'lifecycle-rotate-cutover',
  describe: 'A rotation gives the secret that was there before.',
  touches: ['secret-unique-across-creates', 'lifecycle-revoked-key-rejected', 'secret-never-reappears'],
  appliesTo: (contract) => whereRole(contract, 'rotate'),
  plant: ({ secretOf }) => ({
    secret: (secret, call) => (call.record === undefined ? secret : (secretOf(call.record) ?? secret)),
  }),
}
