import type { Fault } from '../fault.ts'
import { whereResource } from '../fault-places.ts'

/** Other characters of the same kinds. */
function mirrored(text: string): string {
  return text.replaceAll(/[a-zA-Z0-9]/g, (character) =>
    /[a-z]/.test(character)
      ? character === 'q'
        ? 'z'
        : 'q'
      : /\d/.test(character)
        ? character === '7'
          ? '3'
          : '7'
        : character === 'Q'
          ? 'Z'
          : 'Q',
  )
}

/** The shortened form of a key is that of another one. */
export const showsPartsOfAnotherSecret: Fault = {
  name: 'shows-parts-of-another-secret',
  rule: 'redacted-form-matches-secret',
  describe: 'The shortened form of a key is that of another one.',
  touches: ['schema-echo-fidelity', 'lifecycle-created-key-listed-once', 'schema-response-conforms'],
  appliesTo: (contract) =>
    whereResource(
      contract,
      ({ list, masked }) => masked.length > 0 || (list !== null && list.masked.length > 0),
      'no key is shown shortened',
    ),
  plant: () => ({
    keep: (record) => ({
      ...record,
      head: mirrored(record.head),
      tail: mirrored(record.tail),
    }),
  }),
}
