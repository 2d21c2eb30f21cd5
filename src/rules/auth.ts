import { authAccepted } from './auth-accepted.ts'
import { authAnswers } from './auth-answers.ts'
import { authRefused } from './auth-refused.ts'
import { authTenants } from './auth-tenants.ts'
import type { Rule } from './types.ts'

/** Who gets in, and who does not? All rules of the group, most important first. */
export const auth: readonly Rule[] = [
  ...authAccepted,
  ...authAnswers,
  ...authRefused,
  ...authTenants,
].toSorted((a, b) => a.rank - b.rank)
