import { KeyproofError } from '../errors.ts'

/** Nothing that satisfies a schema could be made: it contradicts itself, or is beyond the generator. */
export class Unsatisfiable extends KeyproofError {
  constructor(what: string, cause?: unknown) {
    super(
      'document',
      `no value could be made for ${what}`,
      'Check the schema for keywords that contradict each other, or give an example or a value of your own.',
      cause,
    )
    this.name = 'Unsatisfiable'
  }
}
