import { KeyproofError } from '../errors.ts'

/** A request that cannot be written, since a secret in it holds what its place cannot; its message holds nothing of it. */
export class UnsendableSecret extends KeyproofError {
  /** `header` is the name of the line that it would have stood in. */
  constructor(header: string) {
    super(
      'scenario',
      `The secret holds a line break, so it cannot be sent in the header ${header}.`,
      'Only a secret without line breaks can be used there.',
    )
    this.name = 'UnsendableSecret'
  }
}
