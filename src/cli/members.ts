import { KeyproofError } from '../errors.ts'
import { nearest } from '../nearest.ts'

/** A part of a configuration, by the path of its members. */
export interface Part {
  /** The file. */
  readonly file: string
  /** Such as `credentials.bearerAuth.login`. */
  readonly path: string
}

/** Says what is wrong with a part; values are never repeated, since any may be a secret in the wrong place. */
export function wrong({ file, path }: Part, wanted: string): KeyproofError {
  return new KeyproofError(
    'config',
    `In the configuration ${file}, ${path} is not what it should be.`,
    `It must be ${wanted}.`,
  )
}

/** The members of a map; a KeyproofError ('config') for anything else, or where one of them means nothing. */
export function membersOf(
  value: unknown,
  part: Part,
  known: readonly string[] | null,
  wanted: string,
): Readonly<Record<string, unknown>> {
  if (!isMap(value)) throw wrong(part, wanted)
  for (const member of Object.keys(value))
    if (known !== null && !known.includes(member))
      throw new KeyproofError(
        'config',
        `In the configuration ${part.file}, ${part.path} has a member ${member}, which means nothing.`,
        nearest(member, known),
      )
  return value
}

/** The part a member is. */
export function memberOf({ file, path }: Part, member: string): Part {
  return { file, path: `${path}.${member}` }
}

/** Whether a value has members. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
