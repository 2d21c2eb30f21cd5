import { KeyproofError } from '../errors.ts'

/** A clock that can be set and moved, and runs on from where it was put. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** It differs from the clock of the machine. */
  readonly moved: boolean
  readonly set: (instant: string) => void
  readonly advance: (duration: string) => void
  readonly reset: () => void
}

const LIMIT_MS = 8.64e15

/** A clock that starts out as that of the machine. */
export function createClock(): Clock {
  let offset = 0
  const now = (): number => Date.now() + offset
  const moveTo = (time: number, given: string): void => {
    if (!(Math.abs(time) <= LIMIT_MS))
      throw new KeyproofError(
        'usage',
        `The clock cannot be moved to ${given}.`,
        'Stay within the years -271821 to 275760.',
      )
    offset = Math.round(time) - Date.now()
  }
  return {
    now,
    get moved() {
      return offset !== 0
    },
    set(instant) {
      const time = /^\d{4}-\d\d-\d\d/.test(instant) ? Date.parse(instant) : Number.NaN
      if (Number.isNaN(time))
        throw new KeyproofError(
          'usage',
          'The clock needs an ISO 8601 instant.',
          'Write it as in 2030-01-01T00:00:00Z.',
        )
      moveTo(time, instant)
    },
    advance: (duration) => moveTo(after(now(), duration), duration),
    reset() {
      offset = 0
    },
  }
}

const duration =
  /^([+-]?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/

/** The time an ISO 8601 duration after another, years and months by the calendar in UTC. */
function after(time: number, text: string): number {
  const found = duration.exec(text)
  if (found === null)
    throw new KeyproofError(
      'usage',
      'The clock needs an ISO 8601 duration.',
      'Write it as in PT1H, P30D or -PT5M.',
    )
  const sign = found[1] === '-' ? -1 : 1
  const part = (index: number): number => sign * Number((found[index] ?? '0').replace(',', '.'))
  const date = new Date(time)
  date.setUTCFullYear(date.getUTCFullYear() + part(2), date.getUTCMonth() + part(3))
  const days = part(4) * 7 + part(5)
  return date.getTime() + (((days * 24 + part(6)) * 60 + part(7)) * 60 + part(8)) * 1000
}
