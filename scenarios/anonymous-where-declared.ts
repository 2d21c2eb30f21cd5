import { isProtected, type Scenario } from '#keyproof'

/** Where the document asks for no credential, none is needed. */
export const anonymousWhereDeclared: Scenario = {
  name: 'anonymous-where-declared',
  promise: 'Where the document asks for no credential, none is needed.',
  rules: ['auth-anonymous-where-declared'],
  on: 'operation',
  keys: 2,
  applies: ({ operation }) => !isProtected(operation) || 'The document asks for a credential here.',
  async verify(stage) {
    const exchange = await stage.call({ credentials: 'none' })
    const { status } = exchange.response
    const schemes = stage.operation.security.flatMap((requirement) => Object.keys(requirement))
    if ((status === 401 || status === 403) && schemes.some((name) => stage.schemes[name]?.assumed === true))
      stage.inconclusive(
        'auth-anonymous-where-declared',
        `The document has ${[...new Set(schemes)].join(' and ')} as an optional parameter, and what is refused without (${status}) is not said.`,
      )
    else if (
      (status === 401 || status === 403) &&
      schemes.length > 0 &&
      stage.operation.responses[status] !== undefined
    )
      stage.inconclusive(
        'auth-anonymous-where-declared',
        `The document lets callers in with ${[...new Set(schemes)].join(' or ')} or without, and describes a refusal (${status}): which it is may be how the server is set up.`,
      )
    else if (status === 401 || status === 403)
      stage.broken('auth-anonymous-where-declared', {
        place: 'no credential',
        failure: 'refused',
        message: `${stage.operation.key} asks for a credential, which the document does not.`,
        expected: 'any answer but 401 and 403',
        received: String(status),
        because: {
          pointer:
            stage.operation.securitySource === 'none'
              ? stage.operation.pointer
              : `${stage.operation.pointer}/security`,
        },
        exchanges: [exchange],
      })
    else if (status >= 500 || status === 429)
      stage.inconclusive('auth-anonymous-where-declared', `The request was answered ${status}.`)
    else stage.held('auth-anonymous-where-declared')
  },
}
