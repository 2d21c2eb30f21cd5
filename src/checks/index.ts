import { authChallenge } from './auth-challenge.ts'
import { errorHygiene } from './error-hygiene.ts'
import { headersNoStore } from './headers-no-store.ts'
import { schemaConformance } from './schema-conformance.ts'
import { schemaContentType } from './schema-content-type.ts'
import { secretLeak } from './secret-leak.ts'
import { statusDocumented } from './status-documented.ts'
import { statusNoServerError } from './status-no-server-error.ts'
import type { Check } from './types.ts'

/** Every check, in the order in which they judge an exchange. */
export const checks: readonly Check[] = [
  statusNoServerError,
  statusDocumented,
  schemaContentType,
  schemaConformance,
  errorHygiene,
  authChallenge,
  secretLeak,
  headersNoStore,
]
