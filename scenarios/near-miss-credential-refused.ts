import type { Scenario } from '#keyproof'

/** Edits after which a key is another key. White space at the end is left out: HTTP itself takes it away. */
const edits: readonly (readonly [edit: string, name: string])[] = [
  ['drop-last', 'the key without its last character'],
  ['drop-first', 'the key without its first character'],
  ['first-half', 'the first half of the key'],
  ['prefix-only', 'the prefix of the key alone'],
  ['append:x', 'the key and one character more'],
  ['append-percent00', 'the key and %00'],
  ['flip-last', 'the key with another last character'],
  ['flip-first-random', 'the key with another character in the middle'],
  ['swap-case', 'the key in the other letter case'],
  ['upper', 'the key in capital letters'],
  ['lower', 'the key in small letters'],
  ['reverse', 'the key backwards'],
]

/** Almost the key is not the key. */
export const nearMissCredentialRefused: Scenario = {
  name: 'near-miss-credential-refused',
  promise: 'Almost the key is not the key: cut, extended, changed or in another letter case it is refused.',
  rules: ['auth-near-miss-rejected'],
  on: 'resource',
  keys: 1,
  applies: ({ resource, stateful }) =>
    !stateful
      ? 'The target keeps no state, so it knows no issued key.'
      : resource?.secret.carrier != null ||
        'The document does not say with which scheme an issued key is used.',
  async verify(stage) {
    const scheme = stage.resource!.secret.carrier!
    const target = stage.canary
    if (target === null)
      return stage.notApplicable(
        'auth-near-miss-rejected',
        'The document has no read on which an issued key could be tried.',
      )
    const key = await stage.createKey()
    const control = await stage.call({ credentials: { [scheme]: key.secret } }, target)
    if (control.response.status >= 400)
      return stage.inconclusive(
        'auth-near-miss-rejected',
        `The new key itself was not accepted (${control.response.status}), so a refusal proves nothing.`,
        target.key,
      )
    for (const [edit, name] of edits) {
      const token = stage.edited(key.secret, edit)
      if (token === null) continue
      const exchange = await stage.call({ credentials: { [scheme]: token } }, target)
      const { status } = exchange.response
      if (status < 400)
        stage.broken(
          'auth-near-miss-rejected',
          {
            place: name,
            failure: 'accepted',
            message: `${target.key} accepts ${name}, as if it were an issued key.`,
            expected: 'a refusal: 401',
            received: String(status),
            exchanges: [exchange],
          },
          target.key,
        )
      else if (status >= 500 || status === 429)
        stage.inconclusive(
          'auth-near-miss-rejected',
          `The request was answered ${status}, which says nothing of the credential.`,
          target.key,
        )
      else stage.held('auth-near-miss-rejected', target.key)
    }
    const after = await stage.call({ credentials: { [scheme]: key.secret } }, target)
    if (after.response.status >= 400)
      stage.inconclusive(
        'auth-near-miss-rejected',
        `The key itself stopped working during the probes (${after.response.status}).`,
        target.key,
      )
  },
}
