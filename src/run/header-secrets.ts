import type { HeaderLine } from '../http/exchange.ts'
import { tokenName } from '../secrets/token.ts'
import type { Vault } from '../secrets/types.ts'

/** Names that tell of a secret, whatever the value looks like. */
const secretNames = /auth|cookie|token|key|secret|session|sign|passw|credential/i
/** Fields whose values have a form of their own and are no secrets, as long as they may be. */
const plainNames =
  /^(?:accept|content|cache|user-agent|host|origin|referer|date|prefer|via|if|range|expect)\b/i

/**
 * Has the vault know what the headers hold that the user puts on every request and that may be secret, so that a server
 * that repeats it does not bring it into a report.
 */
export function hideHeaders(vault: Vault, headers: readonly HeaderLine[]): void {
  const names = new Map<string, number>()
  for (const [name, value] of headers)
    for (const secret of secretsIn(name, value)) {
      const own = tokenName(`header.${name.toLowerCase()}`)
      const count = names.get(own) ?? 0
      names.set(own, count + 1)
      vault.add(secret, count === 0 ? own : `${own}.${count}`, 'identifier')
    }
}

function secretsIn(name: string, value: string): readonly string[] {
  if (plainNames.test(name)) return []
  if (!secretNames.test(name)) return isRandom(value) ? [value] : []
  // What stands around a secret, such as `Bearer` or the name of a cookie, is none.
  return value
    .split(/[\s;,]+/)
    .map((part) => part.replace(/^[\w.-]+=(?=[^=])/, '').replaceAll(/^"|"$/g, ''))
    .filter((part) => part.length >= 8)
}

/** Whether a value is long and mixed enough to be one that nobody would write by hand. */
function isRandom(value: string): boolean {
  return /^[\w+/=.~-]{20,}$/.test(value) && /\d/.test(value) && new Set(value).size >= 10
}
