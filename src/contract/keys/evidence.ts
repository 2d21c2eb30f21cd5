import type { Evidence, KeyResource } from '../types.ts'
import { annotation, secretAnnotation } from './annotated.ts'
import type { Candidate } from './candidates.ts'
import type { Field } from './fields.ts'

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

/** Why the member is taken for the secret, and what else might be it. */
export function secretEvidence(candidate: Candidate, secret: Field): Evidence {
  const own = candidate.secrets.find(({ field }) => field === secret)
  const others = candidate.secrets.filter(({ field }) => field !== secret).map(({ field }) => field.pointer)
  const why = own === undefined || own.says.length === 0 ? 'its name' : own.says.join(', ')
  const rest = others.length === 0 ? '' : `; less likely: ${others.slice(0, 3).join(', ')}`
  return {
    says: `secret at ${secret.pointer}: ${why}${rest}`,
    pointer: secret.schemaPointer,
    ...(secret.text !== '' && { quote: secret.text.split('\n')[0] ?? '' }),
  }
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
