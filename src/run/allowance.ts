import { Unjudgeable } from './signals.ts'

/** A place kept for a key that a request may create. */
export interface Place {
  /** Gives it back. */
  release(): void
  /** Uses it up, even if it was given back before. */
  spend(): void
}

/** The most keys that may be created for one document, over all its scenarios together. */
export interface Allowance {
  /**
   * Keeps a place before a request is sent that may create a key; waits while a request in flight may yet give
   * one back. Ends the case as inconclusive where none is left.
   */
  reserve(): Promise<Place>
  /** Keeps so many places, but no more than a third of all, from whoever asks now, until the function it gives is called. */
  withhold(places: number): () => void
  /** Places used or kept. */
  used(): number
  /** How many requests were not sent for want of a place. */
  denied(): number
}

/** An allowance of so many keys; `Infinity` never runs out. */
export function createAllowance(most: number): Allowance {
  let spent = 0
  let kept = 0
  let denied = 0
  let withheld = 0
  const waiting: (() => void)[] = []
  const wake = (): void => {
    for (const go of waiting.splice(0)) go()
  }
  /** Whether all that is left is kept for requests in flight. */
  const isHeld = (): boolean => spent < most - withheld && spent + kept >= most - withheld
  const place = (): Place => {
    let state: 'kept' | 'released' | 'spent' = 'kept'
    return {
      release() {
        if (state !== 'kept') return
        state = 'released'
        kept -= 1
        wake()
      },
      spend() {
        if (state === 'spent') return
        if (state === 'kept') kept -= 1
        state = 'spent'
        spent += 1
        wake()
      },
    }
  }
  return {
    async reserve() {
      while (isHeld()) await new Promise<void>((resolve) => waiting.push(resolve))
      if (spent >= most - withheld) {
        denied += 1
        throw new Unjudgeable('The run may not create more keys (--max-keys).')
      }
      kept += 1
      return place()
    },
    withhold(places) {
      const some = Math.min(places, Math.floor(most / 3))
      withheld += some
      return () => {
        withheld -= some
        wake()
      }
    },
    used: () => spent + kept,
    denied: () => denied,
  }
}
