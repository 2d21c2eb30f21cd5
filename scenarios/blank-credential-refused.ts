import {
  isProtected,
  leadOf,
  type CallOptions,
  type Probe,
  type Scenario,
  type SecurityScheme,
  type Stage,
} from '#keyproof'

const rule = 'auth-blank-rejected'
const words = ['', ' ', '\t', 'null', 'undefined', '[object Object]', '""']

/** A carrier that is there but holds nothing, or the word for nothing, opens no door. */
export const blankCredentialRefused: Scenario = {
  name: 'blank-credential-refused',
  promise: 'A credential that is there but blank is refused like none at all.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  refused: true,
  eachWay: true,
  applies({ operation, probe, role, schemes }) {
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    if (!probe && role !== 'create') return false
    return schemes.length > 0 || 'No credential is at hand to prove that the valid request is accepted.'
  },
  verify: (stage) => stage.mustRefuseEachWay(rule, (scheme) => [...blanks(scheme), ...halves(stage, scheme)]),
}

function blanks(scheme: SecurityScheme): readonly Probe[] {
  const probe = (shown: string, also: NonNullable<CallOptions['also']>): Probe => ({
    name: `${scheme.name} ${shown}`,
    place: `${scheme.name} blank`,
    call: { credentials: { [scheme.name]: null }, also, raw: true },
  })
  const show = (word: string): string =>
    word.trim() === '' ? (word === '' ? 'empty' : 'only white space') : `holding ${word}`
  const lead = leadOf(scheme).trimEnd()
  if (scheme.kind === 'apiKey' && lead === '') {
    const place = scheme.in
    return words
      .filter((word) => place === 'header' || word.trim() === word)
      .map((word) => {
        const pair = [scheme.parameter, word] as const
        if (place === 'header') return probe(show(word), { headers: [pair] })
        return place === 'query'
          ? probe(show(word), { query: [pair] })
          : probe(show(word), { cookies: [pair] })
      })
  }
  if (scheme.kind === 'mutualTLS') return []
  const header = scheme.kind === 'apiKey' ? scheme.parameter : 'Authorization'
  return [
    '',
    lead,
    `${lead} `,
    `${lead} null`,
    `${lead} undefined`,
    `${lead} [object Object]`,
    `${lead} ""`,
    'Basic Og==',
  ].map((value) =>
    probe(value === '' ? 'empty' : `holding ${value.trim() === lead ? `${lead} alone` : value}`, {
      headers: [[header, value]],
    }),
  )
}

/** The pair with its password left empty: a blank where it counts. */
function halves(stage: Stage, scheme: SecurityScheme): readonly Probe[] {
  if (scheme.kind !== 'http' || scheme.scheme.toLowerCase() !== 'basic') return []
  const token = stage.edited(stage.credential(scheme.name), 'password:empty')
  // Where the user alone is the key, as some APIs have it, the password is empty already.
  return token === null
    ? []
    : [
        {
          name: `${scheme.name} with an empty password`,
          place: `${scheme.name} with an empty password`,
          call: { credentials: { [scheme.name]: token } },
        },
      ]
}
