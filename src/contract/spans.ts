/** How a document has spans of time written: as ISO 8601 has them (`PT90S`), or as a number with a letter (`90s`). */
export type SpanForm = 'iso8601' | 'lettered'

const parts =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const seconds = [31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1]
const letters: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }

/** The milliseconds of an ISO 8601 duration, with years and months of usual length; null when it is none. */
export function durationMs(text: string): number | null {
  const found = parts.exec(text)
  return found === null
    ? null
    : seconds.reduce((sum, unit, at) => sum + unit * Number(found[at + 1] ?? 0), 0) * 1000
}

/** The milliseconds of a span in either form, a bare number being seconds; null when it is none. */
export function spanMs(text: string): number | null {
  const iso = /^P.*\d/.test(text) ? durationMs(text) : null
  if (iso !== null) return iso
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$|^\d+$/.test(text)) return null
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])?/g)].reduce(
    (sum, [, count, letter = 's']) => sum + Number(count) * letters[letter]! * 1000,
    0,
  )
}

/** Ways to write a span of whole seconds, in seconds first, then in longer units that give the same. */
export function writtenSpans(form: SpanForm, ms: number): readonly string[] {
  const count = Math.ceil(ms / 1000)
  const whole = (unit: number): boolean => count > 0 && count % unit === 0
  const iso = (text: string, unit: number): readonly string[] => (whole(unit) ? [text] : [])
  return form === 'iso8601'
    ? [`PT${count}S`, ...iso(`PT${count / 3_600}H`, 3_600), ...iso(`P${count / 86_400}D`, 86_400)]
    : [`${count}s`, ...iso(`${count / 3_600}h`, 3_600), ...iso(`${count / 86_400}d`, 86_400)]
}
