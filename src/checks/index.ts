import { authChallenge } from './auth-challenge.ts'
import { authThrottling } from './auth-throttling.ts'
import { errorHygiene } from './error-hygiene.ts'
import { headersBaseline } from './headers-baseline.ts'
import { headersNoStore } from './headers-no-store.ts'
import { headersNotShared } from './headers-not-shared.ts'
import { schemaConformance } from './schema-conformance.ts'
import { schemaContentType } from './schema-content-type.ts'
import { secretLeak } from './secret-leak.ts'
import { secretNotTaken } from './secret-not-taken.ts'
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
  secretNotTaken,
  headersNoStore,
  headersNotShared,
  headersBaseline,
  authThrottling,
]
