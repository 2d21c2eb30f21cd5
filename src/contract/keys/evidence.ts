import type { Evidence, KeyResource } from '../types.ts'
import { annotation, secretAnnotation } from './annotated.ts'
import type { Candidate } from './candidates.ts'
import type { Field } from './fields.ts'
import type { SecretCandidate } from './secret.ts'

/** Why the operation is taken for one that creates keys. */
export function createEvidence(candidate: Candidate): readonly Evidence[] {
  const { create } = candidate
  return [
    {
      says: `create: ${create.operation.key}: ${candidate.noun.says}`,
      pointer: create.operation.pointer,
      ...(create.operation.summary !== '' && { quote: create.operation.summary }),
    },
  ]
}

/** Why the member is taken for the secret, then the members it might be instead, likeliest first. */
export function secretEvidence(candidate: Candidate, secret: Field): readonly Evidence[] {
  const own = candidate.secrets.find(({ field }) => field === secret)
  const others = candidate.secrets.filter(({ field }) => field !== secret)
  return [
    onSecret(secret, `secret at ${secret.pointer}: ${reasons(own)}`),
    ...others
      .slice(0, MOST_RIVALS)
      .map((other) =>
        onSecret(other.field, `less likely the secret: ${other.field.pointer}, for ${reasons(other)}`),
      ),
  ]
}

const MOST_RIVALS = 3

function reasons(candidate: SecretCandidate | undefined): string {
  return candidate === undefined || candidate.says.length === 0 ? 'its name' : candidate.says.join(', ')
}

function onSecret({ schemaPointer, text }: Field, says: string): Evidence {
  return { says, pointer: schemaPointer, ...(text !== '' && { quote: text.split('\n')[0] ?? '' }) }
}

/** certain: annotated; firm: the document says so in prose or links; tentative: by names, or a close second. */
export function confidenceOf(candidate: Candidate, secret: Field, prose: boolean): KeyResource['confidence'] {
  if (annotation(candidate.create) !== undefined || secretAnnotation(secret) !== undefined) return 'certain'
  const [first, second] = candidate.secrets
  const close = first !== undefined && second !== undefined && first.points - second.points < 15
  const said = prose || (first?.says.includes('described as the secret itself') ?? false)
  const linked = Object.values(candidate.roles).some((found) => found.evidence.says.includes('the link'))
  return (said || linked) && !close ? 'firm' : 'tentative'
}
