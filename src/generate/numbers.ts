import fc from 'fast-check'
import type { Keywords } from './intersect.ts'

/** The range of a number as its keywords have it, both ends included; what is unbounded is infinite. */
export interface Range {
  readonly low: number
  readonly high: number
}

const int32 = 2 ** 31

/** Valid numbers, small ones first; null when the bounds leave none. */
export function numbers(keywords: Keywords, integer: boolean): fc.Arbitrary<number> | null {
  const step = positive(keywords['multipleOf'])
  if (integer || step !== undefined) {
    const unit = step === undefined ? 1 : integer && !Number.isInteger(step) ? wholeStep(step) : step
    return multiples(keywords, unit, integer)
  }
  const range = rangeOf(keywords, 0)
  if (range.low > range.high) return null
  const [low, high] = defaults(range, keywords)
  const hundredths = span(Math.ceil(low * 100), Math.floor(high * 100))
  const whole = span(Math.ceil(low), Math.floor(high))
  const between = fc.integer({ min: 0, max: 64 }).map((part) => low + ((high - low) * part) / 64)
  const parts = [
    ...(whole === null ? [] : [{ weight: 3, arbitrary: whole }]),
    ...(hundredths === null ? [] : [{ weight: 2, arbitrary: hundredths.map((value) => value / 100) }]),
    ...(hundredths === null && whole === null ? [{ weight: 1, arbitrary: between }] : []),
  ]
  return fc.oneof(...parts).map(withoutNegativeZero)
}

/** The bounds of whole numbers (`step` 1) or of any numbers (`step` 0), exclusive ones made inclusive. */
export function rangeOf(keywords: Keywords, step: 0 | 1): Range {
  const above = keywords['exclusiveMinimum']
  const below = keywords['exclusiveMaximum']
  const lows = [numberOr(keywords['minimum'], -Infinity)]
  const highs = [numberOr(keywords['maximum'], Infinity)]
  if (typeof above === 'number') lows.push(step === 1 ? Math.floor(above) + 1 : justAbove(above))
  if (typeof below === 'number') highs.push(step === 1 ? Math.ceil(below) - 1 : -justAbove(-below))
  if (keywords['format'] === 'int32') {
    lows.push(-int32)
    highs.push(int32 - 1)
  }
  const [low, high] = [Math.max(...lows), Math.min(...highs)]
  return step === 1 ? { low: Math.ceil(low), high: Math.floor(high) } : { low, high }
}

/** A multiple of a step without the noise of binary fractions: 3 times 0.1 is 0.3. */
export function multiple(count: number, step: number): number {
  const decimals = /\.(\d+)$/.exec(String(step))?.[1]?.length ?? 0
  return withoutNegativeZero(decimals === 0 ? count * step : Number((count * step).toFixed(decimals)))
}

function multiples(keywords: Keywords, step: number, integer: boolean): fc.Arbitrary<number> | null {
  const range = rangeOf(keywords, integer ? 1 : 0)
  const [low, high] = defaults(range, keywords)
  const counts = span(Math.ceil(low / step), Math.floor(high / step))
  return counts?.map((count) => multiple(count, step)) ?? null
}

/** Where a side is open: 64-bit integers as far as JavaScript counts exactly, 32 bits otherwise. */
function defaults(range: Range, keywords: Keywords): [number, number] {
  const reach = keywords['format'] === 'int64' ? Number.MAX_SAFE_INTEGER : int32 - 1
  const low = Number.isFinite(range.low) ? range.low : Math.min(-reach, range.high - reach)
  const high = Number.isFinite(range.high) ? range.high : Math.max(reach, range.low + reach)
  return [low, high]
}

/** Whole numbers from low to high, the small ones of them more often. */
function span(low: number, high: number): fc.Arbitrary<number> | null {
  if (!(low <= high)) return null
  if (low < Number.MIN_SAFE_INTEGER || high > Number.MAX_SAFE_INTEGER) {
    const [safeLow, safeHigh] = [
      Math.max(low, Number.MIN_SAFE_INTEGER),
      Math.min(high, Number.MAX_SAFE_INTEGER),
    ]
    return safeLow <= safeHigh ? span(safeLow, safeHigh) : fc.constantFrom(low, high)
  }
  const all = fc.integer({ min: low, max: high })
  const [smallLow, smallHigh] = [Math.max(low, -20), Math.min(high, 1000)]
  if (smallLow > smallHigh || (smallLow === low && smallHigh === high)) return all
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: smallLow, max: smallHigh }) },
    { weight: 1, arbitrary: all },
  )
}

function wholeStep(step: number): number {
  for (let factor = 1; factor <= 1000; factor++) {
    const product = multiple(factor, step)
    if (Number.isInteger(product)) return product
  }
  return Math.ceil(step)
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}

/** The next number above that a double can hold. */
function justAbove(value: number): number {
  const bits = new BigInt64Array(1)
  const double = new Float64Array(bits.buffer)
  double[0] = withoutNegativeZero(value)
  bits[0]! += double[0] >= 0 ? 1n : -1n
  return double[0]
}

function withoutNegativeZero(value: number): number {
  return value === 0 ? 0 : value
}
