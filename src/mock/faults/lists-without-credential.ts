import { isProtected } from '../../generate/credentials.ts'
import type { Fault } from '../fault.ts'
import { admitted } from '../fault-decisions.ts'
import { operationOf, roleOfCall, whereResource } from '../fault-places.ts'

/** Only the list of keys is served without any credential. */
export const listsWithoutCredential: Fault = {
  name: 'lists-without-credential',
  rule: 'auth-missing-rejected',
  describe: 'Only the list of keys is served without any credential.',
  touches: [
    'robust-oversize-and-malformed-credential',
    'auth-conflicting-credentials-rejected',
    'auth-no-method-or-path-bypass',
    'auth-undeclared-carrier-rejected',
    'auth-blank-rejected',
    'auth-decided-first',
    'auth-401-challenge',
    'auth-and-each-required',
  ],
  appliesTo: (contract) =>
    whereResource(
      contract,
      (resource) => {
        const list = operationOf(contract, resource, 'list')
        return list !== undefined && isProtected(list)
      },
      'no list of keys asks for a credential',
    ),
  plant: ({ contract }) => ({
    admit: (decision, call) =>
      decision.kind === 'refused' && decision.reason === 'missing' && roleOfCall(contract, call) === 'list'
        ? admitted()
        : decision,
  }),
}
