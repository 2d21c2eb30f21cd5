import type { Contract } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { membersToGive } from '../run/references.ts'
import { isNear, nearest } from '../nearest.ts'

/**
 * The name of a parameter, where a document has one of that name. Throws a KeyproofError ('credential') where none has;
 * `otherwise` is said of a name far from every known one, since that may be a secret and is not repeated.
 */
export function checkedParameter(name: string, contracts: readonly Contract[], otherwise: string): string {
  const parameters = contracts.flatMap(({ operations }) => operations.flatMap((each) => each.parameters))
  const same = parameters.some(
    (parameter) =>
      parameter.name === name ||
      (parameter.in === 'header' && parameter.name.toLowerCase() === name.toLowerCase()),
  )
  const members = contracts.flatMap(membersToGive)
  const carried = contracts.some(({ securitySchemes }) => securitySchemes[name]?.assumed === true)
  if (same || carried || members.includes(name)) return name
  const known = [...new Set([...parameters.map((parameter) => parameter.name), ...members])]
  throw new KeyproofError(
    'credential',
    isNear(name, known) ? `No document has a parameter named ${name}.` : otherwise,
    nearest(name, known),
  )
}
