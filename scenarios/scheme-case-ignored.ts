import { isProtected, type Scenario } from '#keyproof'

/** The name of an HTTP authentication scheme means the same in any letter case. */
export const schemeCaseIgnored: Scenario = {
  name: 'scheme-case-ignored',
  promise: 'bearer, Bearer and BEARER are one scheme.',
  rules: ['auth-scheme-case-insensitive'],
  on: 'operation',
  keys: 4,
  applies({ operation, contract, probe }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    const http = operation.security.some((requirement) =>
      Object.keys(requirement).some((name) => contract.securitySchemes[name]?.kind === 'http'),
    )
    if (!http)
      return 'No HTTP authentication scheme is declared here: an API key in a header of its own has no scheme name.'
    return probe
  },
  async verify(stage) {
    const name = stage.required.find((candidate) => stage.schemes[candidate]?.kind === 'http')
    const scheme = name === undefined ? undefined : stage.schemes[name]
    if (name === undefined || scheme?.kind !== 'http')
      return stage.notApplicable(
        'auth-scheme-case-insensitive',
        'No credential was given for the HTTP authentication scheme.',
      )
    const token =
      scheme.scheme.toLowerCase() === 'basic'
        ? stage.credential(name).replace(/>$/, '|basic>')
        : stage.credential(name)
    const word = scheme.scheme.toLowerCase()
    const mixed = Array.from(word, (letter, index) => (index % 2 === 0 ? letter : letter.toUpperCase())).join(
      '',
    )
    const variant = (shown: string, text: string): { name: string; call: object } => ({
      name: shown,
      call: { credentials: { [name]: null }, also: { headers: [['Authorization', text]] }, raw: true },
    })
    await stage.mustAccept('auth-scheme-case-insensitive', [
      variant(`the scheme written ${word}`, `${word} ${token}`),
      variant(`the scheme written ${word.toUpperCase()}`, `${word.toUpperCase()} ${token}`),
      variant(`the scheme written ${mixed}`, `${mixed} ${token}`),
    ])
  },
}
