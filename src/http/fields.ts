/** Whether the name of a header tells that its value may be a secret, whatever that looks like. */
export function mayBeSecret(name: string): boolean {
  return /auth|cookie|token|key|secret|session|sign|passw|passcode|passphrase|pwd|credential|(?:^|[_-])(?:otp|pin|sid)(?:$|[_-])/i.test(
    name,
  )
}

/** The cookies in a Cookie field, undecoded. */
export function cookiesIn(value: string): readonly (readonly [name: string, value: string])[] {
  return value.split(';').flatMap((part) => {
    const split = part.indexOf('=')
    return split === -1 ? [] : [[part.slice(0, split).trim(), part.slice(split + 1).trim()] as const]
  })
}
