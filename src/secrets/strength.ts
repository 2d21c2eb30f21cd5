/** With fewer bits unknown a secret can be guessed (OWASP ASVS 5.0 V6.5.2, NIST SP 800-63B §5.1.2.2). */
export const leastSecretBits = 112
/** What a secret should have, so that one guess in 2^128 is right at most (RFC 6749 §10.10). */
export const goodSecretBits = 128

// Words, not letters of either case at random: base64url has hyphens and underscores too.
const constantSegments = /^(?:(?:[A-Z]?[a-z]{1,9}|[A-Z]{1,10})\d{0,2}[_\-|.:]|\d{1,10}\|)+/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-/i
const shortestBody = 16

/**
 * The part of a secret that all secrets of its kind are likely to share, such as `sk-proj-` or `12|`;
 * empty when what follows would be too short to be the secret part.
 */
export function constantPrefix(value: string): string {
  if (uuid.test(value)) return ''
  const prefix = constantSegments.exec(value)?.[0] ?? ''
  return value.length - prefix.length >= shortestBody ? prefix : ''
}

/** The password of `user:password`, when it is long enough to be searched for by itself. */
export function passwordPart(value: string): string | undefined {
  const colon = value.indexOf(':')
  const password = colon < 0 ? '' : value.slice(colon + 1)
  return password.length >= 8 && !isWeak(password) ? password : undefined
}

const commonWords = new Set(
  (
    'a access admin any api auth basic bearer change changeme credential default demo dummy empty example ' +
    'fake foo bar baz false guest hello here id key letmein me mock my name none null pass passwd password ' +
    'placeholder private public root sample secret some string test testing tester token true undefined user ' +
    'value your apikey mytoken mykey'
  ).split(' '),
)

/**
 * A value that would turn up by accident: shorter than 6 characters, of fewer than some 16 bits, or made
 * of common words alone. Searching for `test` everywhere would report and redact ordinary text.
 */
export function isWeak(value: string): boolean {
  if (value.length < 6) return true
  // From twelve characters on, two different ones are enough.
  if (value.length < 12 ? value.length * Math.log2(new Set(value).size) < 12 : /^(.)\1*$/su.test(value))
    return true
  // With more than three digits it is not made of words alone, which most secrets show at once.
  if (/(?:\d\D*){4}/.test(value)) return false
  const words = value.toLowerCase().split(/[^a-z]+/)
  // Of signs and a digit or two: no words at all.
  if (words.every((word) => word === '')) return value.length < 8
  if (!words.every((word) => word === '' || commonWords.has(word))) return false
  return words.join('').length >= value.replaceAll(/[^A-Za-z0-9]/g, '').length - 3
}
