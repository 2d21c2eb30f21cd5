import { carrierText, isProtected, type Probe, type Scenario } from '#keyproof'

/** The name of the header that carries a credential means the same in any letter case. */
export const headerNameCaseIgnored: Scenario = {
  name: 'header-name-case-ignored',
  promise: 'The header that carries a key may be written in any letter case.',
  rules: ['auth-header-name-case-insensitive'],
  on: 'operation',
  keys: 4,
  applies({ operation, contract, probe }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    const inHeader = operation.security.some((requirement) =>
      Object.keys(requirement).some((name) => {
        const scheme = contract.securitySchemes[name]
        return scheme !== undefined && (scheme.kind !== 'apiKey' || scheme.in === 'header')
      }),
    )
    if (!inHeader) return 'No credential travels in a header here.'
    return probe
  },
  async verify(stage) {
    const probes = stage.required.flatMap((name): readonly Probe[] => {
      const scheme = stage.schemes[name]
      if (scheme === undefined || (scheme.kind === 'apiKey' && scheme.in !== 'header')) return []
      const header = scheme.kind === 'apiKey' ? scheme.parameter : 'Authorization'
      const text = carrierText(scheme, stage.credential(name))
      const capital = header.toLowerCase().replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase())
      return [...new Set([header.toLowerCase(), header.toUpperCase(), capital])].map((spelling) => ({
        name: `the header written ${spelling}`,
        call: { credentials: { [name]: null }, also: { headers: [[spelling, text]] }, raw: true },
      }))
    })
    if (probes.length === 0)
      return stage.notApplicable(
        'auth-header-name-case-insensitive',
        'No credential was given for a scheme carried in a header.',
      )
    await stage.mustAccept('auth-header-name-case-insensitive', probes)
  },
}
