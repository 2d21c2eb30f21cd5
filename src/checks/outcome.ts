import { createHash } from 'node:crypto'
import type { Basis, Confidence, Severity } from '../rules/types.ts'
import type { Exchange } from '../http/exchange.ts'

/** The sentence, clause or schema a finding stands on. */
export interface Because {
  readonly quote?: string
  readonly pointer?: string
  readonly source?: string
}

/** How a rule was broken, as a check or scenario reports it. */
export interface Breach {
  /** JSON Pointer (array indexes as `*`), header, parameter or variant: where it is broken. */
  readonly place: string
  /** Failure class: a few stable words without values, such as `accepted` or `required`. */
  readonly failure: string
  readonly message: string
  readonly expected?: string
  readonly received?: string
  /** Where weaker or stronger than the rule's own. */
  readonly basis?: Basis
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly because?: Because
  /** What was done, step by step, up to the step that shows it. */
  readonly story?: readonly string[]
  /** The exchanges that show it, the telling one last. */
  readonly exchanges: readonly Exchange[]
}

/** What one case, or one check of one exchange, says of a rule. */
export type Outcome =
  | { readonly kind: 'held'; readonly rule: string; readonly operation: string | null }
  | {
      readonly kind: 'broken'
      readonly rule: string
      readonly operation: string | null
      readonly breach: Breach
    }
  | {
      readonly kind: 'inconclusive'
      readonly rule: string
      readonly operation: string | null
      readonly reason: string
    }
  | {
      readonly kind: 'not-applicable'
      readonly rule: string
      readonly operation: string | null
      readonly reason: string
    }

/** Identity of a finding: rule, operation, place and failure class; never a value. */
export function fingerprintOf(
  rule: string,
  operation: string | null,
  breach: Pick<Breach, 'place' | 'failure'>,
): string {
  return createHash('sha256')
    .update([rule, operation ?? '', breach.place, breach.failure].join('\n'))
    .digest('hex')
    .slice(0, 16)
}
