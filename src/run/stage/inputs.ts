import { withRights, withRightsKept } from '../all-rights.ts'
import { idempotencyHeader } from '../../contract/idempotency.ts'
import { onceFor } from '../../contract/memo.ts'
import { bodyFaults, indexOfResource, withWaysToUpdate } from '../../contract/lookup.ts'
import type { Contract } from '../../contract/types.ts'
import { withFreshIdempotencyKey } from '../idempotency.ts'
import { markName } from '../mark.ts'
import { ordinaryInput } from '../ordinary.ts'
import type { Stage } from '../scenario.ts'
import { Unjudgeable } from '../signals.ts'
import type { Backstage, Inputs } from './backstage.ts'

/** The inputs of one stage; every name in them begins with the session's mark and bears the label. */
export function createInputs(
  {
    session,
    subject,
    sessionOf,
    stage,
    open,
  }: Pick<Backstage, 'session' | 'subject' | 'sessionOf' | 'stage' | 'open'>,
  label: string,
): Inputs {
  const { contract } = session
  const { resource } = subject
  let names = 0
  const unique = (): string => {
    names += 1
    return session.nameOf(label, names)
  }
  const forId: Inputs['forId'] = (target, id, as, within = {}) => {
    const name = unique()
    const binding = idBindings(contract).get(target.key)
    const made = ordinaryInput(contract, target, {
      parameters: { ...sessionOf(as).parameters, ...within },
      ...(session.given.headers === undefined ? {} : { headers: session.given.headers }),
      resource,
      name,
      ...(binding === undefined || id === undefined ? {} : { id: { ...binding, value: id } }),
    })
    const rights = session.rights.get(resource?.label ?? '')
    // What the other account may give is not known.
    if (rights === undefined || as !== undefined) return made
    if (target.key === resource?.roles.create?.operation) return withRights(made, rights)
    // A key that is told its rights anew keeps those that it has.
    return target.key === resource?.roles.update?.operation ? withRightsKept(made, rights) : made
  }
  return {
    forId,
    unique,
    ordinary: async (target) => {
      const makes = target.key === resource?.roles.create?.operation
      if (makes || !idBindings(contract).has(target.key) || !subject.stateful) return forId(target)
      // Looking at a key does it no harm, so one will do for all that only look.
      const looks = target.key === resource?.roles.get?.operation
      const key = looks
        ? await session.memory.once(`key of ${resource?.label}`, () =>
            // On a stage of its own: it is not for this case alone, which may be one that makes no key.
            open(`g${indexOfResource(contract, resource)}`, true)
              .stage()
              .createKey(),
          )
        : await stage().createKey()
      if (key.id === null)
        throw new Unjudgeable('The id of a new key could not be found out, and this operation needs one.')
      return forId(target, key.id)
    },
    freshened: (target, input) =>
      idempotencyHeader(target) === null
        ? input
        : withFreshIdempotencyKey(contract, target, input, { mark: session.mark, unique }),
  }
}

/** Marks the names in inputs that a scenario chose by itself. */
export function createMarks(
  { session, subject }: Pick<Backstage, 'session' | 'subject'>,
  label: string,
): Stage['marked'] {
  const { operation, resource } = subject
  let marks = 0
  return (input, { lengthen }) => {
    marks += 1
    const { body: before } = input
    return resource === null
      ? input
      : markName(input, resource, {
          // Ends where the name that was given goes on.
          mark: `${session.nameOf(label, marks)}${session.mark.slice(-1)}`,
          lengthen: lengthen || resource.idIsName,
          // Where keys outlive the run, one without a name could be anybody's.
          add: lengthen && !session.target.ephemeral && operation.key === resource.roles.create?.operation,
          isValid: (body) =>
            before !== undefined &&
            'value' in before &&
            bodyFaults(subject, before.mediaType, body) ===
              bodyFaults(subject, before.mediaType, before.value),
        })
  }
}

/** Where operations take the id of a key, by their keys. */
export const idBindings: (
  contract: Contract,
) => ReadonlyMap<string, { readonly parameter: string; readonly in: string }> = onceFor(
  (contract: Contract): ReadonlyMap<string, { readonly parameter: string; readonly in: string }> => {
    const bindings = new Map<string, { readonly parameter: string; readonly in: string }>()
    for (const { roles } of withWaysToUpdate(contract))
      for (const [role, { operation, idParameter, idIn = 'path' }] of Object.entries(roles))
        if (role !== 'create' && role !== 'list' && idParameter !== undefined && !bindings.has(operation))
          bindings.set(operation, { parameter: idParameter, in: idIn })
    return bindings
  },
)
