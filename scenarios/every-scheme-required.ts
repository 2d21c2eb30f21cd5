import { isProtected, type Scenario } from '#keyproof'

/** Where the document asks for several credentials together, some of them are not enough. */
export const everySchemeRequired: Scenario = {
  name: 'every-scheme-required',
  promise: 'Where several credentials are asked for together, none of them can be left out.',
  rules: ['auth-and-each-required'],
  on: 'operation',
  keys: 1,
  refused: true,
  applies({ operation }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    return (
      operation.security.some((requirement) => Object.keys(requirement).length > 1) ||
      'The document asks for one credential only.'
    )
  },
  async verify(stage) {
    const names = stage.required
    if (names.length < 2)
      return stage.notApplicable(
        'auth-and-each-required',
        'Credentials for all schemes asked for together are needed.',
      )
    const subsets = Array.from({ length: 2 ** names.length - 2 }, (_, index) =>
      names.filter((_name, bit) => ((index + 1) >> bit) & 1),
    )
    await stage.mustRefuse(
      'auth-and-each-required',
      subsets.map((kept) => ({
        name: `${kept.join(' and ')} alone`,
        call: {
          credentials: Object.fromEntries(
            names.filter((name) => !kept.includes(name)).map((name) => [name, null]),
          ),
        },
      })),
    )
  },
}
