import { isProtected, needsOther, otherIsIn, type Probe, type Scenario } from '#keyproof'

const rule = 'auth-and-members-bound'

/** Credentials that are asked for together must belong together. */
export const pairMustMatch: Scenario = {
  name: 'pair-must-match',
  promise: 'Where several credentials are asked for together, those of two accounts do not go together.',
  rules: [rule],
  on: 'operation',
  keys: 1,
  refused: true,
  applies(subject) {
    const { operation } = subject
    if (!isProtected(operation)) return 'The document asks for no credential here.'
    return operation.security.some((requirement) => Object.keys(requirement).length > 1)
      ? needsOther(subject)
      : 'The document asks for one credential only.'
  },
  async verify(stage) {
    const names = stage.ways.find(({ schemes }) => schemes.length > 1)?.schemes
    if (names === undefined)
      return stage.notApplicable(rule, 'Credentials for all schemes asked for together are needed.')
    const theirs = stage.other!.tokens
    const missing = names.filter((name) => theirs[name] === undefined)
    if (missing.length > 0)
      return stage.notApplicable(
        rule,
        `The second account has no credential for ${missing.join(', ')}: give it with --principal other:${missing[0]}=...`,
      )
    if (names.every((name) => theirs[name] === stage.credential(name)))
      return stage.inconclusive(rule, 'The second account has the same credentials as the first.')
    const out = await otherIsIn(stage)
    if (out !== null) return stage.inconclusive(rule, out)
    const differing = names.filter((name) => theirs[name] !== stage.credential(name))
    // Where some member is the same for both, swapping all that differ makes a sound pair.
    const mixtures = Array.from({ length: 2 ** differing.length - 2 }, (_, index) =>
      differing.filter((_name, bit) => ((index + 1) >> bit) & 1),
    )
    const carrier = stage.resource?.secret.carrier ?? names[0]
    const strangers = names.flatMap((name): Probe[] => {
      const token = name === carrier ? null : stage.edited(stage.credential(name), 'fresh:1')
      return token === null ? [] : [{ name: `${name} of nobody`, call: { credentials: { [name]: token } } }]
    })
    const probes = [
      ...mixtures.map((swapped): Probe => ({
        name: `${swapped.join(' and ')} of another account`,
        call: { credentials: Object.fromEntries(swapped.map((name) => [name, theirs[name]!])) },
      })),
      ...strangers,
    ]
    if (probes.length === 0) return stage.notApplicable(rule, 'Both accounts differ in one credential only.')
    await stage.mustRefuse(rule, probes, { alternative: names })
  },
}
