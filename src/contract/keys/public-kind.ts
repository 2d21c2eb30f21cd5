import type { JsonValue } from '../types.ts'

const member = /(?:^|[_-]|(?<=[a-z])(?=[A-Z]))(?:type|kind|usage|visibility)$/i
const kind = /^(?:publishable|public|pk|anon|anonymous|browser|client[-_ ]?side)$/i

/** Words for keys that are secrets, where others are for everybody to see. */
export const secretKinds: readonly string[] = ['secret', 'sk', 'private', 'server', 'server_side', 'service']

/** Whether a member says that the key it belongs to is one for everybody to see, as a publishable one. */
export function isPublicKind(name: string, value: JsonValue | undefined): boolean {
  return typeof value === 'string' && member.test(name) && kind.test(value)
}
