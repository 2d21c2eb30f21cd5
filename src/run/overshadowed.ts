/** Rules on credentials whose breach says nothing of its own where the operation asks for no credential at all. */
const byMissing = new Set([
  'auth-invalid-rejected',
  'auth-near-miss-rejected',
  'auth-blank-rejected',
  'auth-undeclared-carrier-rejected',
  'auth-and-each-required',
  'auth-conflicting-credentials-rejected',
])

/** The rule whose breach on the same operation explains a breach of this one; null for none. */
export function overshadowedBy(rule: string): { readonly rule: string; readonly reason: string } | null {
  if (!byMissing.has(rule)) return null
  return {
    rule: 'auth-missing-rejected',
    reason:
      'The operation accepts requests without any credential (auth-missing-rejected), so what else it would accept tells nothing more.',
  }
}
