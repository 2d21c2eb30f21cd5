import {
  carrierText,
  isProtected,
  type Probe,
  type Scenario,
  type SecurityScheme,
  type Stage,
} from '#keyproof'

const rule = 'auth-header-name-case-insensitive'

/** The name of the header that carries a credential means the same in any letter case. */
export const headerNameCaseIgnored: Scenario = {
  name: 'header-name-case-ignored',
  promise: 'The header that carries a key may be written in any letter case.',
  rules: [rule],
  on: 'operation',
  keys: 4,
  eachWay: true,
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
    const ways = stage.ways.map(({ schemes, tried }) => ({
      alternative: schemes,
      probes: tried.flatMap((name) => spellings(stage, stage.schemes[name]!)),
    }))
    if (ways.every(({ probes }) => probes.length === 0))
      return stage.notApplicable(rule, 'No credential was given for a scheme carried in a header.')
    for (const { alternative, probes } of ways)
      if (probes.length > 0) await stage.mustAccept(rule, probes, { alternative })
  },
}

function spellings(stage: Stage, scheme: SecurityScheme): readonly Probe[] {
  if (scheme.kind === 'mutualTLS' || (scheme.kind === 'apiKey' && scheme.in !== 'header')) return []
  const header = scheme.kind === 'apiKey' ? scheme.parameter : 'Authorization'
  const text = carrierText(scheme, stage.credential(scheme.name))
  const capital = header.toLowerCase().replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase())
  return [...new Set([header.toLowerCase(), header.toUpperCase(), capital])].map((spelling) => ({
    name: `the header written ${spelling}`,
    place: `${scheme.name} in another letter case`,
    call: { credentials: { [scheme.name]: null }, also: { headers: [[spelling, text]] }, raw: true },
  }))
}
