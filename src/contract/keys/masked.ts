import type { Field } from './fields.ts'
import { words } from './words.ts'

/** Names, in the singular, of members that hold part of a secret or its shape. */
const NAMES: ReadonlySet<string> = new Set(
  'prefix suffix hint start last4 first4 ending tail preview mask masked redacted obfuscated truncated partial'.split(
    ' ',
  ),
)

const MARKS =
  /(?:^| )(?:prefix|suffix|hint|start|preview|masked|redacted|obfuscated|truncated|partial|last ?4|last (?:four|char|character|digit|eight|six|five|three|8|6|5|3)|first char)(?: |$)/
const KEYLIKE = /(?:^| )(?:key|token|secret|value|credential)(?: |$)/
const SAYS =
  /\b(?:(?:masked|redacted|obfuscated|truncated|shortened|partial)\b|(?:first|last|leading|trailing) (?:\w+ )?(?:characters|chars|digits|letters) of)/i

/** Whether a member, other than the secret itself, holds a shortened or masked form of it. */
export function isMasked(field: Field): boolean {
  if (!(field.types.has('string') || field.types.size === 0)) return false
  if (field.format === 'date-time' || field.enum.length > 0) return false
  const name = words(field.name).join(' ')
  if (/(?:^| )(?:at|date|time|url|id)$/.test(name)) return false
  if (NAMES.has(name)) return true
  if (MARKS.test(name) && KEYLIKE.test(name)) return true
  if (/^(?:display|masked|short) .*(?:key|token|secret|value)$/.test(name)) return true
  if (KEYLIKE.test(name) && field.examples.some((e) => typeof e === 'string' && /[*•●█·]{3,}/.test(e)))
    return true
  return SAYS.test(field.text) && (KEYLIKE.test(name) || KEYLIKE.test(field.text.toLowerCase()))
}
