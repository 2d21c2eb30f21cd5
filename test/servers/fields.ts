import type { Field, Has } from './shape.ts'

const dateTime =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** A string of Unicode text, within length limits counted in code points. */
export function text(limits: { required: boolean; min?: number; max?: number }): Field {
  return {
    required: limits.required,
    check: (value, has) => {
      if (typeof value !== 'string') return 'has to be a string'
      if (!value.isWellFormed()) return 'has to be Unicode text'
      const length = has('utf16-length-counted') ? value.length : Array.from(value).length
      if (length < (limits.min ?? 0)) return 'is too short'
      return length > longest(limits.max ?? Infinity, has) ? 'is too long' : null
    },
  }
}

/** A list of strings. */
export const texts: Field = {
  required: false,
  check: (value) =>
    Array.isArray(value) && value.every((each) => typeof each === 'string' && each.isWellFormed())
      ? null
      : 'has to be a list of strings',
}

/** An RFC 3339 time that is not over yet. */
export function futureTime(required: boolean): Field {
  return {
    required,
    check: (value, has) => {
      const instant = typeof value === 'string' ? instantOf(value) : null
      if (instant === null) return 'has to be a date and time'
      return instant <= Date.now() && !has('past-expiry-works') ? 'has to lie in the future' : null
    },
  }
}

/** Milliseconds since 1970, an RFC 3339 time, or null for never; not over yet. */
export const futureTimeOrNumber: Field = {
  required: false,
  check: (value, has) => {
    if (value === null) return null
    const instant = typeof value === 'number' ? value : typeof value === 'string' ? instantOf(value) : null
    if (instant === null || !Number.isFinite(instant)) return 'has to be a time'
    return instant <= Date.now() && !has('past-expiry-works') ? 'has to lie in the future' : null
  },
}

/** The instant of an RFC 3339 time in milliseconds since 1970; null when it is none. */
export function instantOf(value: string): number | null {
  const parts = dateTime.exec(value)
  if (parts === null) return null
  const [, year, month, day] = parts.map(Number)
  const lastDay = new Date(Date.UTC(2000 + (year! % 400), month, 0)).getUTCDate()
  if (month! < 1 || month! > 12 || day! < 1 || day! > lastDay) return null
  const leap = parts[6] === '60'
  const parsable = value.toUpperCase().replace(/:60(?=[.Z+-])/, ':59')
  return Date.parse(parsable) + (leap ? 1000 : 0)
}

function longest(max: number, has: Has): number {
  if (has('overlong-name-accepted')) return Infinity
  if (has('boundary-length-refused')) return max - 1
  return has('long-name-refused') ? Math.min(max, 100) : max
}
