import { authenticated, type Exchange, type Scenario } from '#keyproof'

const rule = 'auth-or-each-accepted'

/** Every way to authenticate that the document offers is open. */
export const everyAlternativeAccepted: Scenario = {
  name: 'every-alternative-accepted',
  promise: 'Every way to authenticate that the document offers is open.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  eachWay: true,
  applies: ({ operation }) =>
    operation.security.filter((requirement) => Object.keys(requirement).length > 0).length > 1 ||
    'The document offers no alternatives here.',
  async verify(stage) {
    for (const requirement of stage.operation.security) {
      const missing = Object.keys(requirement).filter((name) => !stage.subject.schemes.includes(name))
      if (missing.length > 0)
        stage.inconclusive(rule, `No credential was given for ${missing.join(' and ')}.`)
    }
    const answers: { readonly names: readonly string[]; readonly exchange: Exchange }[] = []
    for (const { schemes: names } of stage.ways)
      answers.push({ names, exchange: await stage.call({ alternative: names }) })
    const proved = answers.some(({ exchange }) => exchange.response.status < 300)
    for (const { names, exchange } of answers) {
      const { status } = exchange.response
      if (status >= 500 || status === 429) stage.inconclusive(rule, `The request was answered ${status}.`)
      else if (!proved)
        stage.inconclusive(
          rule,
          `No alternative was accepted (${status} with ${names.join(' and ')}), so the credentials given may be wrong.`,
        )
      else if (authenticated(exchange)) stage.held(rule)
      else
        stage.broken(rule, {
          place: names.join(' and '),
          failure: 'refused',
          message: `${stage.operation.key} refuses ${names.join(' with ')}, which the document offers as an alternative.`,
          expected: 'the answer to an authenticated request',
          received: String(status),
          because: { pointer: `${stage.operation.pointer}/security` },
          exchanges: [exchange],
        })
    }
  },
}
