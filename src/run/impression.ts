import { mediaFor, responseFor } from '../contract/lookup.ts'
import type { Operation } from '../contract/types.ts'
import { headerValues } from '../http/exchange.ts'
import type { RawResponse } from '../secrets/types.ts'

/** What a target answered that is not the API. */
export interface Elsewhere {
  /** What every operation was answered with, in words. */
  readonly answers: string
  /** It answers as something else would: with web pages, or by sending on to another place. */
  readonly other: 'page' | 'redirect' | null
  /** Requests without a valid credential are refused as such, so that a guard stands there at least. */
  readonly guarded: boolean
}

/** What all answers to documented operations tell of the target as a whole. */
export interface Impression {
  /** Takes down the answer to an operation, called as the document says or, as a `probe`, otherwise. */
  note(operation: Operation, answer: RawResponse, probe: boolean): void
  /** What answers in place of the API; null where some answer may be the API's own, or there was none. */
  readonly elsewhere: () => Elsewhere | null
  /** The statuses of operations that ask for a credential, where none of them says anything but that it was not accepted. */
  readonly shut: () => Shut | null
}

/** Operations that ask for a credential, none of which let anybody in. */
export interface Shut {
  readonly statuses: readonly number[]
  readonly operations: readonly Operation[]
}

/** What a server says of paths, and of methods on them, that it does not have. */
const unknownThere: ReadonlySet<number> = new Set([404, 405, 501])
const refusals: ReadonlySet<number> = new Set([401, 403])

/** An impression of a target that was asked nothing yet. */
export function createImpression(): Impression {
  const strange = new Set<string>()
  const guarded = new Set<number>()
  const asking = new Set<Operation>()
  let isApi = false
  let wasRead = false
  let refuses = false
  let other: Elsewhere['other'] = null
  return {
    note(operation, answer, probe) {
      const isGuarded = operation.security.length > 0
      if (probe) {
        refuses ||= isGuarded && refusals.has(answer.status)
        return
      }
      if (isGuarded) {
        guarded.add(answer.status)
        asking.add(operation)
      }
      if (isApi) return
      const kind = strangeness(operation, answer)
      isApi = kind === null
      if (kind === 'page' || kind === 'redirect') other ??= kind
      wasRead ||= operation.method === 'GET'
      strange.add(kind === 'page' ? `${answer.status} and a web page` : String(answer.status))
    },
    elsewhere() {
      // What is sent on after a change, and never after a read, may have been made.
      if (isApi || strange.size === 0 || (other === 'redirect' && !wasRead)) return null
      return { answers: [...strange].toSorted().join(' or '), other, guarded: refuses }
    },
    shut: () =>
      guarded.size > 0 && guarded.isSubsetOf(refusals)
        ? { statuses: [...guarded].toSorted((one, other) => one - other), operations: [...asking] }
        : null,
  }
}

function strangeness(operation: Operation, answer: RawResponse): 'page' | 'redirect' | 'unknown' | null {
  const { status } = answer
  if (unknownThere.has(status)) return 'unknown'
  if (status >= 300 && status < 400 && headerValues(answer.headers, 'location').length > 0)
    return String(status) in operation.responses || '3XX' in operation.responses ? null : 'redirect'
  return status < 300 && isUndocumentedPage(operation, answer) ? 'page' : null
}

/** Whether an answer is HTML, not only by a header that some frameworks put on everything, where the document has none. */
function isUndocumentedPage(operation: Operation, { status, headers, body }: RawResponse): boolean {
  const [type] = headerValues(headers, 'content-type')
  if (type === undefined || !/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(type)) return false
  if (mediaFor(responseFor(operation, status)?.content ?? {}, type) !== undefined) return false
  return (
    operation.method === 'HEAD' ||
    /^\ufeff?\s*<(?:!--|\?xml\b|(?:!doctype\s+html|html|head|body)\b)/i.test(body)
  )
}
