import { practice } from './sources-practice.ts'
import { rfcs } from './sources-rfcs.ts'
import { security } from './sources-security.ts'
import { specifications } from './sources-specifications.ts'
import type { Source } from './types.ts'

/** Name under which rules cite a source, such as `RFC9110-11.6.1`; `DOCUMENT` is the API's own document. */
export type SourceKey =
  | 'DOCUMENT'
  | keyof typeof rfcs
  | keyof typeof specifications
  | keyof typeof security
  | keyof typeof practice

/** Every source a rule stands on, each once. */
export const sources: Readonly<Record<SourceKey, Source>> = {
  DOCUMENT: { ref: "the API's own document" },
  ...rfcs,
  ...specifications,
  ...security,
  ...practice,
}

/** The sources behind the keys, in the same order: the most telling one first. */
export function cite(...keys: readonly SourceKey[]): readonly Source[] {
  return keys.map((key) => sources[key])
}
