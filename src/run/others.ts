import { isProtected } from '../generate/credentials.ts'
import type { Applicability, Stage, Subject } from './scenario.ts'

/** True where a second account is at hand on a target that keeps accounts; else what would make it so. */
export function needsOther({ other, stateful, operation, schemes }: Subject): Applicability {
  if (!stateful) return 'The target keeps no state, so it has no accounts to keep apart.'
  if (!isProtected(operation))
    return 'The document asks for no credential here, so it tells no accounts apart.'
  if (other === true) return true
  const [scheme] = [...operation.security.flatMap((requirement) => Object.keys(requirement)), ...schemes]
  return `No second account was given: --principal other:${scheme ?? 'SCHEME'}=... would make this decidable.`
}

/** null when the second account is let in with its own credentials and parameters, else why its refusals prove nothing. */
export async function otherIsIn(stage: Stage): Promise<string | null> {
  const { canary } = stage
  const [first] =
    (await stage.list({ as: 'other' })) ??
    (canary === null ? [] : [await stage.call({ as: 'other' }, canary)])
  if (first === undefined) return 'There is no read on which the second account could show that it is let in.'
  const { status } = first.response
  return status < 300
    ? null
    : `The second account is refused where it should be let in (${status}), so no other refusal proves anything: check its --principal credentials and parameters.`
}

/** Whether the second account has another value for a parameter of the input, so that it selects an account. */
export function selectsAccount(
  { other }: Stage,
  input: Pick<Parameters<Stage['marked']>[0], 'path' | 'query' | 'header'>,
): boolean {
  return Object.entries({ ...input.path, ...input.query, ...input.header }).some(
    ([name, value]) => other?.parameters[name] !== undefined && other.parameters[name] !== value,
  )
}
