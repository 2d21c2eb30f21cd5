/** A broken rule, as far as one may explain another. */
export interface Broken {
  readonly rule: string
  readonly operation: string | null
  readonly breach: { readonly place: string }
}

/** Rules on credentials whose breach says nothing of its own where the operation asks for no credential at all. */
const byMissing = new Set([
  'auth-invalid-rejected',
  'auth-near-miss-rejected',
  'auth-blank-rejected',
  'auth-undeclared-carrier-rejected',
  'auth-and-each-required',
  'auth-conflicting-credentials-rejected',
])

/** Rules of which a breach of one may be all there is to the breach of another, on the same operation. */
export const explainedAlike: ReadonlySet<string> = new Set([...byMissing, 'auth-missing-rejected'])

/** The scheme at the beginning of a place, as the scenarios on credentials name places. */
const ofScheme =
  /^(.+?) (?:never issued|blank|with an empty password|in the (?:query|header|body)|in a cookie|in Authorization|as (?:Authorization|Basic))/

/** Why a breach says nothing of its own beside the others, being a consequence of one of them; null where it does. */
export function overshadowedBy({ rule, operation, breach }: Broken, all: readonly Broken[]): string | null {
  if (!byMissing.has(rule)) return null
  const others = all.filter((other) => other.operation === operation)
  if (others.some((other) => other.rule === 'auth-missing-rejected'))
    return 'The operation accepts requests without any credential (auth-missing-rejected), so what else it would accept tells nothing more.'
  const scheme = ofScheme.exec(breach.place)?.[1]
  if (scheme === undefined) return null
  const isUnread = others.some(
    (other) =>
      other.rule === 'auth-and-each-required' &&
      !other.breach.place
        .replace(/ alone$/, '')
        .split(' and ')
        .includes(scheme),
  )
  if (isUnread && rule !== 'auth-and-each-required')
    return `The operation accepts requests without ${scheme} (auth-and-each-required), so what else it would accept in its place tells nothing more.`
  const isAny = others.some(
    (other) => other.rule === 'auth-invalid-rejected' && ofScheme.exec(other.breach.place)?.[1] === scheme,
  )
  if (isAny && rule === 'auth-blank-rejected')
    return `The operation accepts a value for ${scheme} that was never issued (auth-invalid-rejected), so that a blank one will do tells nothing more.`
  return null
}
