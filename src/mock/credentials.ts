import type { Contract, SecurityScheme } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { carried } from './keyring.ts'
import type { Random } from './random.ts'
import { randomText, randomUuid } from './random.ts'
import type { ServedResource } from './resource.ts'

/** Checks credentials given by scheme name; throws KeyproofError for one that could never be sent. */
export function checkGiven(contract: Contract, given: Readonly<Record<string, string>>): void {
  const known = Object.keys(contract.securitySchemes)
  for (const [name, value] of Object.entries(given)) {
    const scheme = contract.securitySchemes[name]
    if (scheme === undefined) {
      throw new KeyproofError(
        'credential',
        `The document has no security scheme ${name}.`,
        known.length === 0 ? 'It has none at all.' : nearest(name, known),
      )
    }
    if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value))
      throw new KeyproofError(
        'credential',
        `The credential for ${name} is empty or cannot stand in a request.`,
        'Use visible ASCII characters.',
      )
    if (isBasic(scheme) && !value.includes(':'))
      throw new KeyproofError(
        'credential',
        `The credential for ${name} is not of the form user:password.`,
        'Give both, with a colon between them.',
      )
  }
}

/** A credential for every scheme that has one: given, or made up in the form its keys have. */
export function makeCredentials(
  contract: Contract,
  resources: readonly ServedResource[],
  given: Readonly<Record<string, string>>,
  random: Random,
): Readonly<Record<string, string>> {
  const made: Record<string, string> = {}
  for (const scheme of Object.values(contract.securitySchemes)) {
    if (scheme.kind === 'mutualTLS') continue
    const { name } = scheme
    // It may be called `constructor`.
    made[name] = Object.hasOwn(given, name) ? given[name]! : madeUp(scheme, resources, random)
  }
  return made
}

function madeUp(scheme: SecurityScheme, resources: readonly ServedResource[], random: Random): string {
  const issues = resources.find(({ carrier }) => carrier === scheme.name)
  if (issues !== undefined) {
    const { user, userName } = issues.resource.secret
    return carried(
      scheme,
      issues.secret.make(random, 1),
      user === undefined ? userName : randomText(random, 20),
    )
  }
  if (isBasic(scheme)) return `user:${randomText(random, 32)}`
  const selects =
    scheme.kind === 'apiKey' &&
    resources.some(
      ({ resource }) => resource.tenant?.toLowerCase() === `${scheme.in}.${scheme.parameter}`.toLowerCase(),
    )
  return selects ? randomUuid(random) : randomText(random, 32)
}

function isBasic(scheme: SecurityScheme): boolean {
  return scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'basic'
}
