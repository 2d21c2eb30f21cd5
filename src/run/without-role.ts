import type { KeyResource } from '../contract/types.ts'

const does = {
  list: 'lists keys',
  update: 'updates a key',
  rotate: 'rotates a key',
  revoke: 'revokes a key',
} as const

/** Why these rules cannot be decided where the document has no operation of a role; nothing where it has one. */
export function withoutRole(
  { roles }: KeyResource,
  role: keyof typeof does,
  rules: readonly string[],
): Readonly<Record<string, string>> {
  if (roles[role] !== undefined) return {}
  return Object.fromEntries(rules.map((rule) => [rule, `The document has no operation that ${does[role]}.`]))
}
