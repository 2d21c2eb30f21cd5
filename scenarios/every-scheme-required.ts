import { insufficientParts, isProtected, type Scenario } from '#keyproof'

const rule = 'auth-and-each-required'

/** Where the document asks for several credentials together, some of them are not enough. */
export const everySchemeRequired: Scenario = {
  name: 'every-scheme-required',
  promise: 'Where several credentials are asked for together, none of them can be left out.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  refused: true,
  eachWay: true,
  applies({ operation }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    return (
      operation.security.some((requirement) => Object.keys(requirement).length > 1) ||
      'The document asks for one credential only.'
    )
  },
  async verify(stage) {
    const together = stage.ways.filter(({ schemes }) => schemes.length > 1)
    if (together.length === 0)
      return stage.notApplicable(rule, 'Credentials for all schemes asked for together are needed.')
    for (const { schemes } of together) {
      const parts = insufficientParts(stage.operation, schemes)
      if (parts.length === 0)
        stage.notApplicable(rule, 'Another alternative of the document asks for a part of these only.')
      else
        await stage.mustRefuse(
          rule,
          parts.map((kept) => ({
            name: `${kept.join(' and ')} alone`,
            call: {
              credentials: Object.fromEntries(
                schemes.filter((name) => !kept.includes(name)).map((name) => [name, null]),
              ),
            },
          })),
          { alternative: schemes },
        )
    }
  },
}
