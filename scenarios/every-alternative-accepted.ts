import type { Scenario } from '#keyproof'

/** Every way to authenticate that the document offers is open. */
export const everyAlternativeAccepted: Scenario = {
  name: 'every-alternative-accepted',
  promise: 'Every way to authenticate that the document offers is open.',
  rules: ['auth-or-each-accepted'],
  on: 'operation',
  keys: 4,
  applies: ({ operation }) =>
    operation.security.filter((requirement) => Object.keys(requirement).length > 0).length > 1 ||
    'The document offers no alternatives here.',
  async verify(stage) {
    for (const requirement of stage.operation.security) {
      const names = Object.keys(requirement)
      if (names.length === 0) continue
      const missing = names.filter((name) => !stage.subject.schemes.includes(name))
      if (missing.length > 0) {
        stage.inconclusive('auth-or-each-accepted', `No credential was given for ${missing.join(' and ')}.`)
        continue
      }
      const others = stage.required.filter((name) => !names.includes(name))
      const credentials = Object.fromEntries([
        ...others.map((name) => [name, null] as const),
        ...names.map((name) => [name, stage.credential(name)] as const),
      ])
      const exchange = await stage.call({ credentials, alternative: names })
      const { status } = exchange.response
      if (status === 401 || status === 403)
        stage.broken('auth-or-each-accepted', {
          place: names.join(' and '),
          failure: 'refused',
          message: `${stage.operation.key} refuses ${names.join(' with ')}, which the document offers as an alternative.`,
          expected: 'the answer to an authenticated request',
          received: String(status),
          because: { pointer: `${stage.operation.pointer}/security` },
          exchanges: [exchange],
        })
      else if (status >= 500 || status === 429)
        stage.inconclusive('auth-or-each-accepted', `The request was answered ${status}.`)
      else stage.held('auth-or-each-accepted')
    }
  },
}
