import type { Exchange, IssuedKey, Operation, Scenario, Stage } from '#keyproof'

const rule = 'auth-near-miss-rejected'

/** Edits after which a key is another key, by what a server that takes them overlooks. White space at the end is left out: HTTP itself takes it away. */
const edits: readonly (readonly [
  place: string,
  edits: readonly (readonly [edit: string, name: string])[],
])[] = [
  [
    'a part of the key',
    [
      ['drop-last', 'the key without its last character'],
      ['drop-first', 'the key without its first character'],
      ['first-half', 'the first half of the key'],
      ['prefix-only', 'the prefix of the key alone'],
    ],
  ],
  [
    'more than the key',
    [
      ['append:x', 'the key and one character more'],
      ['append-percent00', 'the key and %00'],
      ['append-nul', 'the key and a NUL'],
    ],
  ],
  [
    'another character',
    [
      ['flip-last', 'the key with another last character'],
      ['flip-first-random', 'the key with another character in the middle'],
      ['lookalike', 'the key with a letter of another script that looks the same'],
    ],
  ],
  [
    'letter case',
    [
      ['swap-case', 'the key in the other letter case'],
      ['upper', 'the key in capital letters'],
      ['lower', 'the key in small letters'],
    ],
  ],
  ['order', [['reverse', 'the key backwards']]],
]

/** Edits of the other half of a pair, which is as much of the key as its secret. */
const ofAnotherUser: readonly (readonly [edit: string, name: string])[] = [
  ['user:flip-last', 'the secret under a user name with another last character'],
  ['user:fresh:6', 'the secret under a user name that was never issued'],
  ['user:empty', 'the secret under no user name'],
]

/** Almost the key is not the key. */
export const nearMissCredentialRefused: Scenario = {
  name: 'near-miss-credential-refused',
  promise:
    'Almost the key is not the key: cut, extended, changed or in another letter case it is refused, and so is what is public of it, and its secret under another user name.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 1,
  applies: ({ resource, stateful }) =>
    !stateful
      ? 'The target keeps no state, so it knows no issued key.'
      : resource?.secret.carrier != null ||
        'The document does not say with which scheme an issued key is used.',
  async verify(stage) {
    const scheme = stage.resource!.secret.carrier!
    const target = stage.canary
    if (target === null)
      return stage.notApplicable(rule, 'The document has no read on which an issued key could be tried.')
    const [key] = await stage.sharedKeys()
    if (key === undefined) return
    const control = await stage.call({ credentials: { [scheme]: key.secret } }, target)
    if (control.response.status >= 300)
      return stage.inconclusive(
        rule,
        `The new key itself was not accepted (${control.response.status}), so a refusal proves nothing.`,
        target.key,
      )
    // What takes any value takes every near miss too, and that is a rule of its own.
    const stranger = stage.edited(key.secret, 'fresh:5')
    const strange =
      stranger === null ? null : await stage.call({ credentials: { [scheme]: stranger } }, target)
    if (strange !== null && strange.response.status < 300)
      return (await takesAnything(stage, scheme, target))
        ? stage.inconclusive(
            rule,
            'Here a key is accepted that was never issued, which auth-invalid-rejected judges.',
            target.key,
          )
        : accepted(stage, target.key, 'any key', 'a key that was never issued', strange)
    const attempt = async (place: string, name: string, token: string, raw: boolean): Promise<void> => {
      const exchange = await stage.call({ credentials: { [scheme]: token }, raw }, target)
      const { status } = exchange.response
      if (status < 300) accepted(stage, target.key, place, name, exchange)
      else if (status >= 500 || status === 429)
        stage.inconclusive(
          rule,
          `The request was answered ${status}, which says nothing of the credential.`,
          target.key,
        )
      else stage.held(rule, target.key)
    }
    for (const [place, tried] of edits)
      for (const [edit, name] of tried) {
        const token = stage.edited(key.secret, edit)
        // What no client library would write goes out as raw bytes.
        const raw = edit === 'append-nul' || edit === 'lookalike'
        if (token !== null) await attempt(place, name, token, raw)
      }
    if (stage.resource!.secret.user !== undefined)
      for (const [edit, name] of ofAnotherUser) {
        const token = stage.edited(key.secret, edit)
        if (token !== null) await attempt('another user name', name, token, false)
      }
    for (const [name, token] of publicOf(stage, key))
      await attempt('what is public of the key', name, token, false)
    const after = await stage.call({ credentials: { [scheme]: key.secret } }, target)
    if (after.response.status >= 300)
      stage.inconclusive(
        rule,
        `The key itself stopped working during the probes (${after.response.status}).`,
        target.key,
      )
  },
}

/** What lists, logs and addresses tell of a key, where none of it is secret. */
function publicOf(
  stage: Stage,
  { id, name }: IssuedKey,
): readonly (readonly [name: string, value: string])[] {
  const { idIsSecret, secret } = stage.resource!
  // Of a pair, the id is the half that goes with every secret.
  if (idIsSecret || secret.user !== undefined) return []
  const told = [['the id of the key', id] as const, ['the name of the key', name] as const]
  return told.flatMap(([what, value]) =>
    value !== null && /^[\x21-\x7e]{4,}$/.test(value) && !value.includes('<secret:') ? [[what, value]] : [],
  )
}

/** Whether another value than the run's own credential is taken too, which is judged where that is. */
async function takesAnything(stage: Stage, scheme: string, target: Operation): Promise<boolean> {
  if (!stage.subject.schemes.includes(scheme)) return false
  const invalid = stage.edited(stage.credential(scheme), 'fresh:5')
  if (invalid === null) return true
  const { response } = await stage.call({ credentials: { [scheme]: invalid } }, target)
  return response.status < 300
}

function accepted(stage: Stage, operation: string, place: string, name: string, exchange: Exchange): void {
  stage.broken(
    rule,
    {
      place,
      failure: 'accepted',
      message: `${operation} accepts ${name}, as if it were an issued key.`,
      expected: 'a refusal: 401',
      received: String(exchange.response.status),
      exchanges: [exchange],
    },
    operation,
  )
}
