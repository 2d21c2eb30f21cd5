import type { Fault } from '../fault.ts'
import { whereScoped } from '../fault-places.ts'

/** A key may do everything, whatever its scopes. */
export const ignoresScopes: Fault = {
  name: 'ignores-scopes',
  rule: 'lifecycle-scope-enforced',
  describe: 'A key may do everything, whatever its scopes.',
  appliesTo: whereScoped,
  plant: () => ({ mayCall: () => true }),
}
