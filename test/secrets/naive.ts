import { gunzipSync, inflateSync } from 'node:zlib'
import { encodingsOf, writtenForms, type Form } from '../../src/secrets/encodings.ts'
import { unescapedFormsOf, viewsOf } from '../../src/secrets/views.ts'

/** Every form of the values, made at once and kept in a list. */
export function allForms(values: readonly string[]): readonly Form[] {
  return values.flatMap((value) => [
    ...writtenForms(value),
    ...unescapedFormsOf(value).map((text) => ({
      text,
      form: 'exact',
      anyCase: false,
      bounded: text.length < 12,
    })),
    ...encodingsOf(value).flatMap(({ forms }) => forms()),
  ])
}

/** What the oracle looks for, found the plain way: each form in each reading of the text, one after the other. */
export function holdsPlainly(forms: readonly Form[], text: string, depth = 0): boolean {
  const readings = [text, ...viewsOf(text).map((view) => view.text)]
  if (readings.some((reading) => forms.some((form) => shows(reading, form)))) return true
  if (depth === 3) return false
  return readings.some((reading) =>
    [...reading.matchAll(/[\w+/-]{16,}/g)].some(([word]) =>
      decodings(word).some((decoded) => holdsPlainly(forms, decoded, depth + 1)),
    ),
  )
}

function shows(text: string, { text: wanted, anyCase, bounded }: Form): boolean {
  if (wanted.length < 6) return false
  const fold = (some: string): string =>
    anyCase ? some.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : some
  const tokens = [...text.matchAll(/<secret:[^<>|\s"'\\]+(?:\|[^<>|"\\\r\n]+)*>/g)]
  const folded = fold(text)
  for (let at = folded.indexOf(fold(wanted)); at >= 0; at = folded.indexOf(fold(wanted), at + 1)) {
    const end = at + wanted.length
    const beside = [text[at - 1] ?? '', text[end] ?? '']
    if (bounded && beside.some((character) => /[A-Za-z0-9]/.test(character))) continue
    if (!tokens.some((token) => at < token.index + token[0].length && end > token.index)) return true
  }
  return false
}

function decodings(word: string): readonly string[] {
  const inflated = inflate(word)
  if (inflated !== undefined) return [inflated]
  if (/^[0-9a-f-]+$/i.test(word)) {
    const digits = word.replaceAll('-', '')
    const bytes = Buffer.from(digits.slice(0, digits.length & ~1), 'hex')
    return reads(bytes.subarray(0, 12)) || reads(bytes.subarray(-12)) ? [bytes.toString('utf8')] : []
  }
  return [0, 1, 2, 3].flatMap((offset) => {
    const room = word.length - offset - 16
    if (room < 0) return []
    const samples = [0, 4 * Math.floor(room / 8), 4 * Math.floor(room / 4)]
    const isText = samples.some((at) =>
      reads(Buffer.from(word.slice(offset + at, offset + at + 16), 'base64')),
    )
    return isText ? [Buffer.from(word.slice(offset), 'base64').toString('utf8')] : []
  })
}

function inflate(word: string): string | undefined {
  const isGzip = /^(?:H4sI|1f8b08)/.test(word)
  if (!isGzip && !/^(?:eJ|eA|eN|eF|789c|7801|78da|785e)/.test(word)) return undefined
  const isHex = /^(?:1f8b|78)/.test(word) && /^[0-9a-f]+$/i.test(word)
  const bytes = Buffer.from(word, isHex ? 'hex' : 'base64')
  try {
    return (isGzip ? gunzipSync(bytes) : inflateSync(bytes)).toString('utf8')
  } catch {
    return undefined
  }
}

function reads(bytes: Uint8Array): boolean {
  const odd = [...bytes].filter(
    (byte) => !((byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13),
  )
  return bytes.length >= 8 && odd.length <= 1
}
