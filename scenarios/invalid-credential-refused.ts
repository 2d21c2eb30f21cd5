import { isProtected, type Probe, type Scenario, type SecurityScheme, type Stage } from '#keyproof'

const rule = 'auth-invalid-rejected'
/** A user name that only fills the place before a key, so that servers may well overlook it. */
const pairWithFiller =
  '^(?:|-|_|x|user|username|token|bearer|oauth2?|api|(?:x-)?api[-_]?key|key|api[-_]?token|x-token-auth):'
const generic = ['keyproof-was-here', '00000000-0000-4000-8000-000000000000']

/** What was never handed out is refused, however much it looks like a key. */
export const invalidCredentialRefused: Scenario = {
  name: 'invalid-credential-refused',
  promise: 'A credential that was never issued is refused, however well it is made.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  refused: true,
  eachWay: true,
  applies: ({ operation, schemes }) =>
    !isProtected(operation)
      ? 'The document asks for no credential here.'
      : schemes.length > 0 || 'No credential is at hand to learn the format from.',
  verify: (stage) => stage.mustRefuseEachWay(rule, (scheme) => neverIssued(stage, scheme)),
}

function neverIssued(stage: Stage, scheme: SecurityScheme): readonly Probe[] {
  const { name } = scheme
  // The certificate of a connection is nothing that could be edited.
  if (scheme.kind === 'mutualTLS') return []
  const own = stage.credential(name)
  const lookalikes = [1, 2, 3].flatMap((n) => stage.edited(own, `fresh:${n}`) ?? [])
  const basic = scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'basic'
  return [
    ...lookalikes.map((token, index) => ({
      name: `a look-alike of ${name} (${index + 1})`,
      place: `${name} never issued`,
      call: { credentials: { [name]: token } },
    })),
    ...(basic
      ? halves(stage, name)
      : generic.map((word) => ({
          name: `${name} never issued (${word.slice(0, 8)})`,
          place: `${name} never issued`,
          call: { credentials: { [name]: word } },
        }))),
  ]
}

/** A pair of which one half is right: who checks one of them only is no better than who checks none. */
function halves(stage: Stage, name: string): readonly Probe[] {
  const own = stage.credential(name)
  // Where a key stands in for the pair, the other half is empty or a word that fills the place.
  if (stage.edited(own, 'password:empty') === null) return []
  const password = stage.edited(own, 'password:fresh:4')
  const user = stage.matches(own, pairWithFiller) ? null : stage.edited(own, 'user:fresh:4')
  return [
    ...(password === null
      ? []
      : [
          {
            name: `the user of ${name} with another password`,
            place: `${name} never issued`,
            call: { credentials: { [name]: password } },
          },
        ]),
    ...(user === null
      ? []
      : [
          {
            name: `the password of ${name} with another user`,
            place: `${name} never issued`,
            call: { credentials: { [name]: user } },
          },
        ]),
  ]
}
