import { turningOff } from '../switched-off.ts'
import type { Fault } from '../fault.ts'
import { operationOf, requestMembers, whereResource } from '../fault-places.ts'

/** An update is answered as if it were done, and changes nothing. */
export const ignoresUpdates: Fault = {
  name: 'ignores-updates',
  rule: 'schema-echo-fidelity',
  describe: 'An update is answered as if it were done, and changes nothing.',
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => {
        const { roles, nameInRequest, idIsName, expiry, list } = resource
        const members = requestMembers(contract, operationOf(contract, resource, 'update'))
        const declares = (pointer: string | null | undefined): boolean =>
          pointer != null && members.has(pointer.slice(1))
        return (
          (roles.get !== undefined || roles.list !== undefined) &&
          (turningOff(contract, resource) !== undefined ||
            (!idIsName && list?.name != null && declares(nameInRequest)) ||
            (expiry?.inResponse != null && expiry.relative !== true && declares(expiry.inRequest)))
        )
      },
      'no update turns a key off, or changes a name or an end that is shown',
    ),
  plant: () => ({ updated: (_record, before) => before }),
}
