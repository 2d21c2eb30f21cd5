import { annotation } from './annotated.ts'
import type { Candidate } from './candidates.ts'

/** Short names for key resources, as the paths have them; longer where two would be the same. */
export function labels(list: readonly Candidate[]): readonly string[] {
  const short = list.map((candidate) => name(candidate, 1))
  return list.map((candidate, i) => {
    const own = short[i] ?? ''
    if (short.filter((other) => other === own).length < 2) return own
    for (let length = 2; length < 6; length++) {
      const longer = name(candidate, length)
      if (list.filter((other) => name(other, length) === longer).length < 2) return longer
    }
    return candidate.create.operation.key
  })
}

function name(candidate: Candidate, length: number): string {
  const said = annotation(candidate.create)?.resource
  if (said !== undefined) return said
  const literals = candidate.create.shape.segments.filter((s) => !s.parameter).map((s) => s.text)
  return literals
    .slice(-length)
    .map((text) =>
      text
        .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
        .replace(/[-_. ]+/g, ' ')
        .toLowerCase(),
    )
    .join(' ')
}
