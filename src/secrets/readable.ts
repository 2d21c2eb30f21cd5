/** What stands in `hexValues` for all that is no hex digit. */
export const noDigit = 255

/** The values of hex digits by their UTF-16 codes. */
export const hexValues: Uint8Array = new Uint8Array(0x10000).fill(noDigit)
for (const [value, digit] of Array.from('0123456789abcdef').entries()) {
  hexValues[digit.charCodeAt(0)] = value
  hexValues[digit.toUpperCase().charCodeAt(0)] = value
}

/** 1 for a byte that is not to be met in text. */
export function unreadable(byte: number): 0 | 1 {
  return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13 ? 0 : 1
}
