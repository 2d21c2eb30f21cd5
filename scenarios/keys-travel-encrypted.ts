import { isProtected, type Scenario } from '#keyproof'

const rule = 'auth-tls-only'

/** No key is taken over a connection that others can read. */
export const keysTravelEncrypted: Scenario = {
  name: 'keys-travel-encrypted',
  promise: 'The API is reached over TLS alone, and its door without TLS stays shut.',
  rules: [rule],
  on: 'operation',
  keys: 0,
  applies: ({ operation, probe }) =>
    isProtected(operation) ? probe : 'The document asks for no credential here.',
  async verify(stage) {
    const found = await stage.withoutTls()
    if (found.kind === 'loopback')
      return stage.notApplicable(rule, 'The target is on this machine, where nothing travels.', null)
    if (found.kind === 'no twin')
      return stage.notApplicable(
        rule,
        'The target listens on a port of its own, so there is no door without TLS to try.',
        null,
      )
    if (found.kind === 'shut') return stage.held(rule, null)
    const clear = found.kind === 'clear'
    if (!clear && found.status >= 300 && found.status < 400)
      return stage.broken(
        rule,
        {
          place: 'http',
          failure: 'redirect',
          message:
            'A request without TLS is redirected, so a client that sends its key there by mistake never learns of it.',
          expected: 'no answer',
          received: String(found.status),
          severity: 'low',
          because: { source: 'OWASP ASVS 5.0 V4.1.2' },
        },
        null,
      )
    if (!clear && found.status !== 401 && found.status >= 300) return stage.held(rule, null)
    stage.broken(
      rule,
      {
        place: 'http',
        failure: clear ? 'clear text' : 'answered',
        message: clear
          ? 'The target is reached without TLS, so every key travels in clear text.'
          : 'The API answers requests with keys without TLS as well.',
        expected: 'https alone',
        received: clear ? 'http' : String(found.status),
        because: { source: 'RFC 6750 §5.3' },
      },
      null,
    )
  },
}
