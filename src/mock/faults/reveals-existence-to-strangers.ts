import { roleOf } from '../../contract/lookup.ts'
import { problem } from '../refusals.ts'
import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** An id that does not exist gets 404 before the credential is looked at. */
export const revealsExistenceToStrangers: Fault = {
  name: 'reveals-existence-to-strangers',
  rule: 'auth-decided-first',
  describe: 'An id that does not exist gets 404 before the credential is looked at.',
  touches: [
    'auth-missing-rejected',
    'status-unknown-id-4xx',
    'schema-error-body-conforms',
    'schema-content-type',
    'status-documented',
    'status-invalid-input-rejected',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) =>
        (['get', 'update', 'revoke', 'rotate'] as const).some(
          (role) => resource.roles[role]?.idIn === 'path',
        ),
      'no operation takes the id of a key',
    ),
  plant: ({ contract, records, check }) => ({
    beforeAuth(call) {
      const role = roleOf(contract, call.operation)
      if (role === undefined || role.role === 'canary') return undefined
      const { idParameter, idIn } = role.resource.roles[role.role]!
      if (idParameter === undefined || idIn !== 'path') return undefined
      const wanted = call.pathValues[idParameter]
      const { carrier } = role.resource.secret
      const exists = role.resource.idIsSecret
        ? carrier !== null && check(carrier, wanted ?? '')?.record != null
        : [...records()].some(({ id, name }) => String(id) === wanted || name === wanted)
      return exists ? undefined : problem(404, { message: 'There is no such key.' })
    },
  }),
}
