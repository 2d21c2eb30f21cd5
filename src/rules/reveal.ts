import { revealOnce } from './reveal-once.ts'
import { revealValue } from './reveal-value.ts'
import type { Rule } from './types.ts'

/** Is the secret shown once, and is it worth having? All rules of the group, most important first. */
export const reveal: readonly Rule[] = [...revealOnce, ...revealValue].toSorted((a, b) => a.rank - b.rank)
