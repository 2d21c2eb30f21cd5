import type { Unit } from './case.ts'
import type { Charges } from './charges.ts'
import type { CaseNeeds } from './needs.ts'

/** A unit whose generated cases make keys, and what they need. */
export interface Drawing {
  readonly unit: Unit
  readonly needs: CaseNeeds
}

/** How many generated cases a unit may have, and the keys they make. */
export interface Drawn {
  readonly runs: number
  readonly keys: number
}

/** Keys that all generated cases of a unit might make. */
export function wantedBy({ unit, needs }: Drawing): number {
  return needs.most * unit.scenario.keys
}

/**
 * Shares out the keys that are left among the properties that create keys, by their indexes. Those that want the least
 * come first, so that what they leave goes to the others.
 */
export function shareOut(
  drawing: readonly Drawing[],
  keysLeft: number,
  mostRuns: number,
  { wouldBe, charge }: Charges,
): ReadonlyMap<number, Drawn> {
  const parts = ({ unit }: Drawing): number => unit.scenario.parts ?? 1
  const drawn = new Map<number, Drawn>()
  let left = keysLeft
  let partsLeft = drawing.reduce((sum, one) => sum + parts(one), 0)
  for (const one of drawing.toSorted((a, b) => wantedBy(a) / parts(a) - wantedBy(b) / parts(b))) {
    const share = Math.floor((Math.max(0, left) * parts(one)) / partsLeft)
    const { most, generated } = one.needs
    const wanted = wantedBy(one)
    let [runs, keys] = [0, 0]
    // Where there is enough for all whatever they need, that need not be found out.
    if (wanted <= share) [runs, keys] = [most, wanted]
    else
      for (const need of generated(mostRuns)) {
        if (keys + wouldBe(need) > share) break
        keys += charge(need)
        runs += 1
      }
    drawn.set(one.unit.index, { runs, keys })
    left -= keys
    partsLeft -= parts(one)
  }
  return drawn
}
