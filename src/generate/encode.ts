import { tokenRanges } from '../secrets/token.ts'

/** Percent-encodes all but the unreserved characters of RFC 3986; secret tokens stay as they are. */
export function percentEncode(text: string): string {
  return aroundTokens(text, encodeUnreserved)
}

/** A value as a cookie carries it: as it stands where RFC 6265 allows, percent-encoded otherwise. */
export function cookieEncode(text: string): string {
  return aroundTokens(text, (part) =>
    /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(part) ? part : encodeUnreserved(part),
  )
}

function encodeUnreserved(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function aroundTokens(text: string, encode: (part: string) => string): string {
  let result = ''
  let done = 0
  for (const [start, end] of tokenRanges(text)) {
    result += encode(text.slice(done, start)) + text.slice(start, end)
    done = end
  }
  return result + encode(text.slice(done))
}
