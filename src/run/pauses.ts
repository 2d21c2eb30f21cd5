/**
 * Pauses, in milliseconds, between looks at something that may take so long: each twice the one before, up to
 * `longest`. They add up to that time whatever the answers take, so that every run looks equally often.
 */
export function pausesWithin(ms: number, first = 50, longest = 400): readonly number[] {
  const pauses: number[] = []
  let pause = first
  for (let waited = 0; waited < ms; waited += pauses.at(-1)!) {
    pauses.push(pause)
    pause = Math.min(pause * 2, longest)
  }
  return pauses
}
