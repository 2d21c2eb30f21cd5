/** How a document says that HTTP Basic takes a key. */
export type BasicUse =
  /** As the password of this user name, the same for every key. */
  | { readonly kind: 'password'; readonly user: string }
  /** As the user name, with no password to speak of. */
  | { readonly kind: 'user name' }
  /** As the password of a user name that is made with it: its id, or what is called the key where this is its secret. */
  | { readonly kind: 'pair' }

const KEY = String.raw`(?:your |the |an? )?(?:[\w-]+ ){0,3}(?:key|token)`
const IS = String.raw`(?: (?:is|as|be|should be|must be|set to|of|field|value))*[:=,]?`
const QUOTED = String.raw`["'\x60“]([\w.@-]{1,40})["'\x60”]`

const idAsUser = new RegExp(
  String.raw`\b(?:id|sid|identifier) as (?:the |your )?user ?name\b[^.]{0,80}\b(?:secret|token|key)[^.]{0,20} as (?:the |your )?password`,
  'i',
)
const KEY_HALF = String.raw`(?:api[ _-]?)?key(?:[ _-]?id)?`
const SECRET_HALF = String.raw`(?:api[ _-]?)?(?:key[ _-]?)?secret`
const keyAndSecret = new RegExp(
  [
    String.raw`\b${KEY_HALF}["'\x60]? (?:as|for|is) (?:the |your |a )?user ?name\b[^.]{0,80}\b${SECRET_HALF}["'\x60]? (?:as|for|is) (?:the |your |a )?password`,
    String.raw`\buser ?name${IS} (?:the |your |an? )?["'\x60]?${KEY_HALF}\b[^.]{0,80}\bpassword${IS} (?:the |your |an? )?["'\x60]?${SECRET_HALF}\b`,
    String.raw`\b(?:api )?key id and (?:the |your |its )?(?:api )?(?:key )?secret\b`,
    String.raw`[{<]?\b${KEY_HALF}[}>]?:[{<]?${SECRET_HALF}\b[}>]?`,
  ].join('|'),
  'i',
)
const keyAsPassword = new RegExp(
  String.raw`\bpassword${IS} ${KEY}\b|\b(?:key|token) (?:as|for|is|being) (?:the |your )?password\b`,
  'i',
)
const anyUser =
  /\bany (?:string|value|text|user ?name|thing)?[^.]{0,20}\b(?:as|for) (?:the |your |a )?user ?name\b/i
const fixedUser = new RegExp(
  String.raw`\buser ?name${IS} ${QUOTED}|${QUOTED} (?:as|for|is) (?:the |your )?user ?name\b`,
  'i',
)
const keyAsUser = new RegExp(
  String.raw`\b(?:key|token) (?:as|for|is) (?:the |your )?(?:basic )?(?:auth(?:entication)? )?user ?name\b|\buser ?name${IS} ${KEY}\b(?! id)`,
  'i',
)

/** What the words of a document say of keys in HTTP Basic; null where they say nothing that is plain enough. */
export function basicUse(words: string): BasicUse | null {
  if (idAsUser.test(words) || keyAndSecret.test(words)) return { kind: 'pair' }
  if (keyAsPassword.test(words)) {
    const found = fixedUser.exec(words)
    const user = found?.[1] ?? found?.[2] ?? (anyUser.test(words) ? 'any' : undefined)
    return user === undefined ? null : { kind: 'password', user }
  }
  return keyAsUser.test(words) ? { kind: 'user name' } : null
}
