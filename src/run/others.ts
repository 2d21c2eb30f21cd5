import { parseJson } from '../contract/pointer.ts'
import type { JsonValue } from '../contract/types.ts'
import { isProtected } from '../generate/credentials.ts'
import type { OperationInput } from '../generate/types.ts'
import type { Exchange } from '../http/exchange.ts'
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

/** Whether the second account has another value for a parameter of the input, or a member of its body, so that it selects an account. */
export function selectsAccount(
  { other }: Stage,
  input: Omit<OperationInput, 'body'> & { readonly body?: OperationInput['body'] | undefined },
): boolean {
  if (other === null) return false
  const { path, query, header, body } = input
  const selects = ([name, value]: readonly [string, JsonValue], values: typeof other.own): boolean =>
    values[name] !== undefined && values[name] !== value
  return (
    Object.entries({ ...path, ...query, ...header }).some((one) => selects(one, other.parameters)) ||
    (body !== undefined && 'value' in body && scalarsIn(body.value).some((one) => selects(one, other.own)))
  )
}

/**
 * Inputs as the second account would send them, but for one member each of the body, which has the first one's value: what
 * is refused for one such value may be taken for another.
 */
export function withOneOfFirst(stage: Stage, input: OperationInput): readonly OperationInput[] {
  const { other } = stage
  const { body } = input
  if (other === null || body === undefined || !('value' in body)) return []
  const own = (values: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, other.parameters[name] ?? value]))
  const names = new Set(
    scalarsIn(body.value).flatMap(([name, value]) =>
      other.own[name] !== undefined && other.own[name] !== value ? [name] : [],
    ),
  )
  const selects = names.size + Number(selectsAccount(stage, { ...input, body: undefined }))
  return selects < 2
    ? []
    : [...names].map((kept) => ({
        path: own(input.path),
        query: own(input.query),
        header: own(input.header),
        cookie: input.cookie,
        body: {
          ...body,
          value: replaced(body.value, (name) => (name === kept ? undefined : other.own[name])),
        },
      }))
}

/** The value with those of its members replaced for which there is something else. */
function replaced(value: JsonValue, by: (name: string) => JsonValue | undefined): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => replaced(item, by))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, JsonValue]) => [
      name,
      typeof inner === 'object' && inner !== null ? replaced(inner, by) : (by(name) ?? inner),
    ]),
  )
}

/** Whether an answer shows, under the names of the second account's own values, those that the input had for the first one. */
export function tellsOfFirst({ other }: Stage, { body }: OperationInput, answer: Exchange): boolean {
  const shown = parseJson(answer.response.body)
  if (other === null || shown === undefined || body === undefined || !('value' in body)) return false
  const sent = scalarsIn(body.value).filter(
    ([name, value]) => other.own[name] !== undefined && other.own[name] !== value,
  )
  return scalarsIn(shown).some(([name, value]) => sent.some((one) => one[0] === name && one[1] === value))
}

/** Members at any depth that hold a text, a number or the like, with their names. */
function scalarsIn(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]: [string, JsonValue]) =>
    typeof inner === 'object' && inner !== null ? scalarsIn(inner) : [[name, inner] as const],
  )
}
