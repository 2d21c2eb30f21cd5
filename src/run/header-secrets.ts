import { createHash } from 'node:crypto'
import { isNamedSecret } from '../contract/keys/secret-names.ts'
import type { JsonValue } from '../contract/types.ts'
import type { HeaderLine } from '../http/exchange.ts'
import { mayBeSecret } from '../http/fields.ts'
import { tokenName } from '../secrets/token.ts'
import type { Vault } from '../secrets/types.ts'
import { textOf } from './text-of.ts'

/** Shortest value of a parameter that is hidden; a shorter one stands in too much else. */
const leastHidden = 4

/** Fields whose values have a form of their own and are no secrets, as long as they may be. */
const plainNames =
  /^(?:accept|content|cache|user-agent|host|origin|referer|date|prefer|via|if|range|expect)\b/i

/**
 * Has the vault know what the headers hold that the user puts on every request and that may be secret, so that a server
 * that repeats it does not bring it into a report.
 */
export function hideHeaders(vault: Vault, headers: readonly HeaderLine[]): void {
  for (const [name, value] of headers)
    for (const secret of secretsIn(name, value)) {
      // Which of several it is goes by its value, since the next document may leave others to it.
      const print = createHash('sha256').update(secret).digest('hex').slice(0, 8)
      vault.add(secret, tokenName(`header.${name.toLowerCase()}.${print}`), 'identifier')
    }
}

/** The same of values of parameters and members that are called like secrets, such as a password. */
export function hideParameters(vault: Vault, parameters: Readonly<Record<string, JsonValue>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    const text = textOf(value)
    if (text === null || !isSecretParameter(name, text)) continue
    const print = createHash('sha256').update(text).digest('hex').slice(0, 8)
    vault.add(text, tokenName(`parameter.${name}.${print}`), 'identifier')
  }
}

/** Whether a parameter is called like a secret, or may be one by its name and looks made. */
function isSecretParameter(name: string, value: string): boolean {
  if (plainParameter.test(name)) return false
  const isCalledSo = isNamedSecret(name) || alwaysSecret.test(name)
  return isCalledSo
    ? value.length >= leastHidden
    : mayBeSecret(name) && (isRandom(value) || /^(?=.*\d)(?=.*[a-z])\S{8,}$/i.test(value))
}

const alwaysSecret =
  /passw|passcode|passphrase|pwd|credential|secret|session|signature|(?:^|[_-])(?:otp|pin|sid)(?:$|[_-])/i
/** Parameters of these names hold no secret, whatever else is in the name. */
const plainParameter = /(?:^|[_-])(?:page|next|cursor|sort|order)|(?:name|type|kind|count|limit)$/i

function secretsIn(name: string, value: string): readonly string[] {
  if (plainNames.test(name)) return []
  if (!mayBeSecret(name)) return isRandom(value) ? [value] : []
  const [, encoded = ''] = /^basic +(\S+)/i.exec(value) ?? []
  const password = Buffer.from(encoded, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:?/, '')
  // What stands around a secret, such as `Bearer` or the name of a cookie, is none.
  return `${value} ${password}`
    .split(/[\s;,]+/)
    .map((part) => part.replace(/^[\w.-]+=(?=[^=])/, '').replaceAll(/^"|"$/g, ''))
    .filter((part) => part.length >= 8)
}

/** Whether a value is long and mixed enough to be one that nobody would write by hand. */
function isRandom(value: string): boolean {
  return /^[\w+/=.~-]{20,}$/.test(value) && /\d/.test(value) && new Set(value).size >= 10
}
