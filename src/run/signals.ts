/** Thrown inside a case to end it without a verdict; the reason goes into the report. */
export class Unjudgeable extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'Unjudgeable'
  }
}

/** Thrown when the user interrupted the run: nothing more is sent. */
export class Interrupted extends Error {
  constructor() {
    super('The run was interrupted.')
    this.name = 'Interrupted'
  }
}
