/** Words that stand before a key in a header; `key` and `token` only where they begin with a capital, as names of schemes mostly do. */
const WORD = String.raw`(?:[Bb]earer|BEARER|[Jj]wt|JWT|[Aa]pi[-_]?[Kk]ey|A[Pp][Ii][-_]?K[Ee][Yy]|[Aa]pi[-_]?[Tt]oken|Token|TOKEN|Key|Secret|[A-Z][a-z]+(?:Key|Token))`
const LEAD = String.raw`(${WORD} +(?:[a-z_]{2,12}=)?)`
/** A place for the key, in brackets of some kind. */
const SLOT = String.raw`(?:<(?!(?:a|abbr|b|br|code|div|em|h\d|hr|i|img|li|ol|p|pre|span|strong|table|td|tr|u|ul)\b)[^\s<>]|[{$][{(<]?\w)`
/** What stands for the key itself in a pattern or an example. */
const KEY = String.raw`(?:${SLOT}|(?:YOUR|MY|your|my)[-_]|(?!RFC)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|x{3,}|X{3,}|\*{3,}|\.{3}|…|(?!RFC)(?=[\w.-]*\d)[\w.-]{5,})`
const QUOTE = String.raw`(?:["'\x60*“”‘’]{1,3})`

/** Words that are no everyday nouns. */
const CLEAR = String.raw`(?:[Bb]earer|BEARER|[Aa]pi[-_]?[Kk]ey|A[Pp][Ii][-_]?K[Ee][Yy]|[A-Z][a-z]+(?:Key|Token))`
/** What says that the word is not wanted. */
const denied = /\b(?:without|no|not|never|omit|omitting|don't|leave out|remove|drop|exclud\w+)\b[^.]{0,20}$/i

const patterns = [
  // `Bearer <token>`, "Token abc123"
  new RegExp(String.raw`${QUOTE}${LEAD}${QUOTE}?${KEY}`, 'u'),
  // Format: Token <token>
  new RegExp(String.raw`(?:^|[:=] ?)${LEAD}${QUOTE}?${SLOT}`, 'mu'),
  // the form ApiKey {key}
  new RegExp(String.raw`(?:^|[\s(>])(${CLEAR} +)${QUOTE}?${SLOT}`, 'u'),
  // prefixed with "Token", the prefix `Bearer`
  new RegExp(String.raw`\bprefix(?:ed)?\b[^.\n"'\x60*“‘]{0,40}${QUOTE}(${WORD}) ?${QUOTE}`, 'u'),
  // the `Bearer` prefix, the word `Token` followed by a space, 'Bearer' [space], write "ApiKey" before the key
  new RegExp(
    String.raw`${QUOTE}(${WORD}) ?${QUOTE}[ ,]+(?:prefix|\[space\]|and (?:a|one) space|(?:is )?followed by (?:a|one) space|followed by|before|in front of)`,
    'u',
  ),
  // prepended with "token" followed by a space: what a space follows is no name of a part of the key
  new RegExp(
    String.raw`${QUOTE}(token|key|secret) ?${QUOTE}[ ,]+(?:\[space\]|and (?:a|one) space|(?:is )?followed by (?:a|one) space)`,
    'u',
  ),
  /\b((?:Bearer|ApiKey|Api-Key)) (?:prefix\b|\[space\]|followed by a (?:space|blank)|before (?:the|your) (?:key|token|value))/u,
]

/**
 * What must stand before a key in its header, as the description of a security scheme tells it, the space included:
 * `Token `; undefined where it tells of nothing.
 */
export function leadIn(description: string, header: string): string | undefined {
  const shown = leadShown(description, header)
  // In a field of another name a word before the key is rare enough to be shown in full.
  if (shown !== undefined || !/authorization$/i.test(header)) return shown
  for (const pattern of patterns) {
    const found = pattern.exec(description)
    if (found?.[1] !== undefined && !denied.test(description.slice(0, found.index))) return spaced(found[1])
  }
  return undefined
}

/** The same from a request that a text shows, header and all: `Authorization: ApiKey <key>`. */
export function leadShown(text: string, header: string): string | undefined {
  const name = header.replaceAll(/[^\w-]/g, '')
  const pattern = new RegExp(
    String.raw`(?<![\w-])${name}${QUOTE}?\s{0,3}[:=]\s{0,3}${QUOTE}?((?!Basic\b|Digest\b)[A-Za-z][\w-]{1,19} +(?:[a-z_]{2,12}=)?)${KEY}`,
    'iu',
  )
  const found = pattern.exec(text)
  const lead = found?.[1]
  return lead === undefined || everyday.test(lead) || denied.test(text.slice(0, found!.index))
    ? undefined
    : spaced(lead)
}

/** Words that begin a sentence about the value rather than the value. */
const everyday =
  /^(?:your|my|the|an?|any|this|with|is|as|of|for|value|header|provide|send|use|pass|put|set|enter|insert|include|add|give|see|get|required|must|should|string|type|access|api|user) /i

/** One space, however many were written. */
function spaced(lead: string): string {
  const [word = '', parameter = ''] = lead.trim().split(/ +/)
  return `${word} ${parameter}`
}
