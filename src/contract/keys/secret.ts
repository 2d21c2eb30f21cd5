import { byDepth, type Field, inArray, isText, lastToken, unknownField } from './fields.ts'
import { FOREIGN, nameScore, NOT_SECRET } from './secret-names.ts'
import { marksSecret, SECRET_SIGNALS, type SecretCase, suppliedByCaller } from './secret-signals.ts'
import { type Score, weigh } from './signal.ts'
import { words } from './words.ts'

/** A member that may be the secret, with its points. */
export interface SecretCandidate extends Score {
  readonly field: Field
}

/** The members of a create response that may hold the secret, most likely first. */
export function rankSecrets(subject: SecretCase): readonly SecretCandidate[] {
  const named = subject.response.fields
    .flatMap((field) => {
      const base = nameScore(field, subject.noun, marksSecret(field, subject.claimed))
      return base === null ? [] : [scored(field, base, subject)]
    })
    .filter((candidate) => candidate.points > 0)
    .toSorted((a, b) => b.points - a.points || byDepth(a.field, b.field))
  if (subject.said !== undefined) return annotated(subject, subject.said, named)
  return named.length > 0 || !subject.sure ? named : leftOver(subject)
}

function scored(field: Field, base: number, subject: SecretCase): SecretCandidate {
  const name = words(field.name)
  const score = weigh(SECRET_SIGNALS, { ...subject, field, name, parentName: words(lastToken(field.parent)) })
  return { field, points: base + score.points, says: score.says }
}

/** The member an annotation points to; one the schema leaves out is taken for text. */
function annotated(
  subject: SecretCase,
  pointer: string,
  named: readonly SecretCandidate[],
): readonly SecretCandidate[] {
  const field = subject.response.byPointer.get(pointer) ?? unknownField(pointer, subject.response.pointer)
  const first = { field, points: 1000, says: ['annotated with x-key-operation'] }
  return [first, ...named.filter((other) => other.field !== field)]
}

/** What is certainly a key but names no secret has it in the one text that nothing else explains. */
function leftOver(subject: SecretCase): readonly SecretCandidate[] {
  const rest = subject.response.fields.filter((field) => {
    const name = words(field.name)
    const known = name.some(
      (word) =>
        NOT_SECRET.has(word) ||
        FOREIGN.has(word) ||
        /^(?:by|email|subject|message|success|error|comment)$/.test(word),
    )
    return (
      !known &&
      field.types.has('string') &&
      isText(field) &&
      field.format !== 'uuid' &&
      !field.writeOnly &&
      !inArray(field.pointer)
    )
  })
  const [field] = rest
  if (rest.length !== 1 || field === undefined || suppliedByCaller({ ...subject, field })) return []
  return [{ field, points: 60, says: ['the only text of the response that nothing else explains'] }]
}
