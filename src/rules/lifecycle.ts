import { lifecycleBirth } from './lifecycle-birth.ts'
import { lifecycleEnd } from './lifecycle-end.ts'
import { lifecycleRights } from './lifecycle-rights.ts'
import type { Rule } from './types.ts'

/** What becomes of a key from creation to its end? All rules of the group, most important first. */
export const lifecycle: readonly Rule[] = [...lifecycleBirth, ...lifecycleEnd, ...lifecycleRights].toSorted(
  (a, b) => a.rank - b.rank,
)
