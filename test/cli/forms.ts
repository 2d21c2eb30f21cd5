/** The forms in which a text could hold a secret without a reader seeing it at once. */
export function formsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const each = (write: (byte: string) => string): string => hex.replaceAll(/../g, write)
  const escapes = Array.from(secret).map((character) => character.charCodeAt(0))
  return new Map([
    ['plain', secret],
    ['reversed', Array.from(secret).toReversed().join('')],
    ['upper case', secret.toUpperCase()],
    ['lower case', secret.toLowerCase()],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded as a whole', each((byte) => `%${byte.toUpperCase()}`)],
    ['escaped for JSON', each((byte) => `\\u00${byte}`)],
    ['escaped for JSON twice', each((byte) => `\\\\u00${byte}`)],
    ['references of HTML', escapes.map((code) => `&#${code};`).join('')],
    ...base64(bytes, 'base64'),
    ...base64(bytes, 'base64url'),
  ])
}

/** Base64 at each of the three places a secret can have in a longer text, without what its neighbours decide. */
function base64(bytes: Buffer, encoding: 'base64' | 'base64url'): readonly (readonly [string, string])[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString(encoding)
      .replaceAll('=', '')
    const inside = encoded.slice(
      Math.ceil((offset * 8) / 6),
      (offset + bytes.length) % 3 === 0 ? undefined : -1,
    )
    return [`${encoding} at ${offset}`, inside] as const
  })
}

/** Which of the secrets stand in the text, and in what form; never the secret itself. */
export function formsIn(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.flatMap((secret, index) =>
    [...formsOf(secret)].flatMap(([form, written]) =>
      text.includes(written)
        ? [
            `secret ${index}, ${form}, after ${JSON.stringify(text.slice(0, text.indexOf(written)).slice(-60))}`,
          ]
        : [],
    ),
  )
}
