import { carrierText, isProtected, type CallOptions, type Probe, type Scenario } from '#keyproof'

const rule = 'auth-scheme-case-insensitive'

/** The name of an HTTP authentication scheme means the same in any letter case. */
export const schemeCaseIgnored: Scenario = {
  name: 'scheme-case-ignored',
  promise: 'bearer, Bearer and BEARER are one scheme, however many spaces follow.',
  rules: [rule],
  on: 'operation',
  keys: 4,
  eachWay: true,
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
    const ways = stage.ways.flatMap(({ schemes }) => {
      const scheme = schemes.map((name) => stage.schemes[name]!).find(({ kind }) => kind === 'http')
      return scheme?.kind === 'http' ? [{ schemes, scheme }] : []
    })
    if (ways.length === 0)
      return stage.notApplicable(rule, 'No credential was given for the HTTP authentication scheme.')
    for (const { schemes, scheme } of ways) {
      const { name } = scheme
      const text = carrierText(scheme, stage.credential(name)).replace(/^\S+ /, '')
      const word = scheme.scheme.toLowerCase()
      const mixed = Array.from(word, (letter, index) => (index % 2 === 0 ? letter : letter.toUpperCase()))
      const sending = (value: string): CallOptions => ({
        credentials: { [name]: null },
        also: { headers: [['Authorization', value]] },
        raw: true,
      })
      const cases = [word, word.toUpperCase(), mixed.join('')].map((spelled): Probe => ({
        name: `the scheme written ${spelled}`,
        place: `${name} in another letter case`,
        call: sending(`${spelled} ${text}`),
      }))
      const usual = word.charAt(0).toUpperCase() + word.slice(1)
      const spaces: Probe = {
        name: 'two spaces behind the scheme',
        place: `${name} behind two spaces`,
        call: sending(`${usual}  ${text}`),
        severity: 'low',
        advisory: true,
      }
      await stage.mustAccept(rule, [...cases, spaces], { alternative: schemes })
    }
  },
}
