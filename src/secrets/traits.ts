import type { SecretComparison, SecretKind, SecretTraits } from './types.ts'
import { constantPrefix } from './strength.ts'

const masks = /[*•●…█·]{2,}|\*|\.{3,}|•|●|█|[xX]{6,}|(?:^|[_\-|.:])[xX]{4,}$/
const placeholder =
  /^(?:<.*>|\[.*\]|\{.*\}|redacted|hidden|masked|null|undefined|none|n\/a|string|your[-_ ].*|.*(?:redacted|placeholder).*|\$\{?\w+\}?)$/i

/** Whether so much of a value is masked that no secret by itself looks like it. */
export function isMasked(value: string): boolean {
  return /[*•●█·]{4,}|…|\.{4,}/.test(value)
}

/** Tells about a secret what rules need to know, and nothing that would give it away. */
export function traitsOf(
  value: string,
  name: string,
  kind: SecretKind,
  examples: readonly string[],
): SecretTraits {
  const prefix = constantPrefix(value)
  return {
    name,
    kind,
    length: Array.from(value).length,
    isExample: examples.includes(value),
    looksMasked: masks.test(value) || placeholder.test(value.trim()),
    prefixLength: prefix.length,
    alphabetSize: alphabetSize(value.slice(prefix.length)),
    hasWhitespaceOrControl: /[\s\p{Cc}]/u.test(value),
    headerSafe: /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/.test(value),
    isB64Token: /^[A-Za-z0-9\-._~+/]+=*$/.test(value),
    hasColon: value.includes(':'),
    isUuid: /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(value.slice(prefix.length)),
  }
}

/** The size of the smallest usual alphabet that holds all characters: 10, 16, 32, 36, 62, 64 or more. */
export function alphabetSize(text: string): number {
  if (/^\d*$/.test(text)) return 10
  if (/^(?:[0-9a-f-]*|[0-9A-F-]*)$/.test(text)) return 16
  if (/^(?:[a-z]*|[A-Z]*)$/.test(text)) return 26
  if (/^[A-Z2-7=]*$/.test(text)) return 32
  if (/^(?:[a-z0-9]*|[A-Z0-9]*)$/.test(text)) return 36
  if (/^[A-Za-z]*$/.test(text)) return 52
  if (/^[A-Za-z0-9]*$/.test(text)) return 62
  if (/^(?:[\w-]*|[A-Za-z0-9+/]*)=*$/.test(text)) return 64
  return /^[\x20-\x7e]*$/.test(text) ? 95 : 128
}

/** How two values compare, position by position. */
export function compareValues(a: string, b: string): SecretComparison {
  const one = Array.from(a)
  const other = Array.from(b)
  const length = Math.max(one.length, other.length)
  let differing = 0
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) differing++
  return { equal: a === b, differing }
}
