import type { Stage } from '../scenario.ts'
import type { Backstage } from './backstage.ts'

/** What a stage may ask about secrets without being told them. */
export function secretsOf({
  session: { vault },
  subject: { resource },
}: Backstage): Pick<Stage, 'traits' | 'compare' | 'sample' | 'overlap' | 'digestIn' | 'matches' | 'edited'> {
  return {
    traits: (token) => vault.traits(token, resource?.secret.examples ?? []),
    compare: (token, other) => vault.compare(token, other),
    sample: (tokens) => vault.sample(tokens),
    overlap: (token, text) => vault.overlap(token, text),
    digestIn: (token, text, names) => vault.digestIn(token, text, names),
    matches: (token, pattern) => vault.matches(token, pattern),
    edited: (token, edit) => {
      const edited = token.replace(/>$/, `|${edit}>`)
      return vault.differs(edited) ? edited : null
    },
  }
}
