import type { Contract } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import type { CredentialSource } from '../run/credential-source.ts'
import type { Principal } from '../run/principal.ts'
import { checkSchemes, readCredential, warnOfLiterals } from './credentials.ts'
import { checkedParameter } from './parameter-names.ts'

const form =
  'Write it as NAME:SCHEME=VALUE or NAME:{PARAM}=VALUE: --principal other:ApiKey=env:OTHER_KEY --principal other:{org_id}=42'

/**
 * Second accounts by `NAME:SCHEME=VALUE` and `NAME:{PARAM}=VALUE`, where VALUE is as for a credential, over those
 * of the configuration; what must be asked for is empty. Throws a KeyproofError ('credential') for a scheme or parameter that no document has.
 */
export function readPrincipals(
  texts: readonly string[],
  contracts: readonly Contract[],
  environment: NodeJS.ProcessEnv,
  cwd: string,
  configured: {
    readonly texts: readonly string[]
    readonly sources: readonly CredentialSource[]
  } = { texts: [], sources: [] },
): readonly Principal[] {
  const principals = new Map<
    string,
    { credentials: Record<string, string>; parameters: Record<string, string> }
  >()
  const literals: string[] = []
  for (const { principal: name, scheme } of configured.sources) {
    checkSchemes([{ scheme }], contracts)
    const principal = principals.get(name ?? '') ?? { credentials: {}, parameters: {} }
    principals.set(name ?? '', principal)
    principal.credentials[scheme] = ''
  }
  for (const given of [...configured.texts, ...texts]) {
    const [, name, braced, rest] = /^([A-Za-z][\w-]*):(?:\{([^{}=]+)\})?(.*)$/s.exec(given) ?? []
    // It may be nothing but a secret, so it is not repeated.
    if (name === undefined || rest === undefined)
      throw new KeyproofError('credential', 'A principal lacks its name.', form)
    const principal = principals.get(name) ?? { credentials: {}, parameters: {} }
    principals.set(name, principal)
    if (braced === undefined) {
      const credential = readCredential(rest, environment, cwd)
      checkSchemes([credential], contracts)
      if (texts.includes(given)) literals.push(rest)
      principal.credentials[credential.scheme] = credential.value
    } else
      principal.parameters[
        checkedParameter(braced, contracts, 'A principal names a parameter that no document has.')
      ] = readCredential(`{${braced}}${rest}`, environment, cwd).value
  }
  warnOfLiterals(literals)
  for (const [name, { credentials }] of principals)
    if (Object.keys(credentials).length === 0)
      throw new KeyproofError('credential', `The principal ${name} has parameters, but no credential.`, form)
  return [...principals].map(([name, principal]) => ({ name, ...principal }))
}
