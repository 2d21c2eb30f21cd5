import type { Tokens } from '../generate/credentials.ts'
import type { Contract, JsonValue } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import type { Target } from '../target/types.ts'

/** A second account by the name the user gives it: bare credentials by security scheme, and its own values of parameters. */
export interface Principal {
  readonly name: string
  readonly credentials: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, JsonValue>>
}

/** What a second account acts with: tokens by security scheme, and all values of parameters as it would give them. */
export interface OtherPrincipal {
  readonly name: string
  readonly tokens: Tokens
  readonly parameters: Readonly<Record<string, JsonValue>>
  /** Those of them that were given for this account. */
  readonly own: Readonly<Record<string, JsonValue>>
}

/** The second account of a run: of the target's own, with what the user gave over it; null where there is none. */
export function secondPrincipal(
  contract: Contract,
  target: Pick<Target, 'second'>,
  principals: readonly Principal[] = [],
): Principal | null {
  const [given, ...more] = principals
  if (more.length > 0)
    throw new KeyproofError(
      'usage',
      `Several second principals were named: ${principals.map(({ name }) => name).join(', ')}.`,
      'Give one name to all that belongs to the second account: --principal other:SCHEME=... --principal other:{PARAM}=...',
    )
  if (given === undefined && target.second === undefined) return null
  const credentials = Object.entries({ ...target.second?.credentials, ...given?.credentials }).filter(
    ([scheme]) => contract.securitySchemes[scheme] !== undefined,
  )
  if (credentials.length === 0) return null
  return {
    name: given?.name ?? 'other',
    credentials: Object.fromEntries(credentials),
    parameters: { ...target.second?.parameters, ...given?.parameters },
  }
}
