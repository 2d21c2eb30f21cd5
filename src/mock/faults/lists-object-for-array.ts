import { roleOf } from '../../contract/lookup.ts'
import { valueAt, withValueAt } from '../../contract/pointer.ts'
import type { Fault } from '../fault.ts'
import { withBody } from '../fault-answers.ts'
import { roleOfCall, whereResource } from '../fault-places.ts'

/** The list of keys is an object where the document has an array. */
export const listsObjectForArray: Fault = {
  name: 'lists-object-for-array',
  rule: 'schema-response-conforms',
  describe: 'The list of keys is an object where the document has an array.',
  touches: [
    'schema-id-unique-and-opaque',
    'lifecycle-created-key-listed-once',
    'secret-absent-from-reads',
    'schema-no-undocumented-properties',
    'lifecycle-revoked-key-rejected',
    'status-unknown-id-4xx',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ list, roles }) => roles.list !== undefined && list !== null && list.items !== '',
      'no answer holds a list of keys',
    ),
  plant: ({ contract }) => ({
    respond(answer, call) {
      const items =
        roleOfCall(contract, call) === 'list'
          ? roleOf(contract, call.operation)?.resource.list?.items
          : undefined
      return items === undefined || answer.status >= 300 || answer.body === undefined
        ? answer
        : withBody(answer, withValueAt(answer.body, items, { ...(valueAt(answer.body, items) as object) }))
    },
  }),
}
