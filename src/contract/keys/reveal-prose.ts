import { FOREIGN_ONCE, FOREIGN_SUBJECT } from './foreign-prose.ts'
import { findSentence, type Passage, type Quote } from './prose.ts'

const SHOWN =
  '(?:shown|displayed|returned|visible|available|provided|revealed|given|present|included|exposed|accessible|viewable|presented|seen|sent|disclosed|populated|accessed|retriev(?:ed|able)|see|view)'

const CREATION =
  '(?:(?:first |initially |initial |newly |being )*(?:creat(?:e|ed|ing|ion)|issu(?:ed|ance|ing)|generat(?:ed|ion|ing))|(?:create|creation|initial|post|this|the creation|the create|the initial) (?:response|request|call|operation))'

const ON = '(?:at|on|upon|during|when|after|in|by|from|immediately after|right after|at the time of)'

/** Phrases by which documents say that a secret is shown at creation only. */
const ONCE: readonly RegExp[] = [
  new RegExp(
    `\\bonly (?:be |ever |also )*${SHOWN}(?: to you| in full| in plain ?text)? (?:once|one time|a single time|this (?:one )?time|now)\\b`,
    'i',
  ),
  new RegExp(
    `\\b${SHOWN}(?: to you| in full| in plain ?text)? (?:(?:only |exactly |just )(?:this )?(?:once|one time|a single time)|once only)\\b`,
    'i',
  ),
  new RegExp(
    `\\b(?:displays?|shows?|appears?|is|comes?) (?:only )?(?:unredacted|unmasked|in the clear) ${ON} (?:the |its |an? |\\w+ )?${CREATION}`,
    'i',
  ),
  new RegExp(
    `\\b(?:only|just|solely) (?:be |ever )*${SHOWN}[^.]{0,40}? ${ON} (?:the |its |an? |[\\w-]+ ){0,4}?${CREATION}`,
    'i',
  ),
  new RegExp(`\\b${SHOWN}[^.]{0,30}? only (?:be )?${ON} (?:the |its |an? |[\\w-]+ ){0,4}?${CREATION}`, 'i'),
  new RegExp(`\\bonly ${ON} (?:the |its |an? )?${CREATION}`, 'i'),
  new RegExp(
    `\\bonly (?:be |ever |also )*(?:${SHOWN}|set|contained)(?: to you| in full| in plain ?text)? (?:here|in this (?:response|answer|reply|object))\\b`,
    'i',
  ),
  new RegExp(
    `\\b${SHOWN}(?: to you| in full| in plain ?text)? (?:in (?:this|the) (?:response|answer|reply)|here) only\\b`,
    'i',
  ),
  new RegExp(
    `(?<!\\b(?:not|never) )\\b(?:is|are|be|was|were) ${SHOWN} once(?=[.,;:!)]|$| (?:and|only|here|at|upon|on|during|when|after|in (?:this|the))\\b)`,
    'i',
  ),
  /\b(?:here|now|in this (?:response|answer|reply)),? and (?:never again|nowhere else|(?:in )?no(?:ne)? other)\b/i,
  /\bno (?:\w+ )?way (?:to|of) (?:ever )?(?:show|see|view|retriev|get|recover|display|read|obtain|reveal|access|look)\w*\b[^.]{0,50}\b(?:again|later|afterwards?|any ?more)\b/i,
  new RegExp(
    `\\b(?:cannot|can't|can not|won't|will not|not|never|no longer|unable to|isn't|aren't)\\b[^.]{0,50}\\b(?:be )?(?:${SHOWN}|retrieve|view|see|show|display|access|recover|reveal|fetch|get|read|recovered|obtained?)\\b[^.]{0,50}\\b(?:again|later|afterwards?|anymore|any ?more|in the future|after (?:this|that|it|${CREATION}|you)|once|subsequent)`,
    'i',
  ),
  new RegExp(
    `\\b(?:not|never|nor|n't) (?:be |ever |\\w+ly )*${SHOWN} (?:in|by|with|on|from) (?:any |all |the )?(?:future|subsequent|later|further|following) \\w+`,
    'i',
  ),
  new RegExp(`\\bonly time\\b[^.]{0,60}\\b(?:will|can|is|are) (?:be )?${SHOWN}\\b`, 'i'),
  /\bonly time (?:you(?:'ll| will| can)?|the|this|it|that)\b/i,
  /\b(?:returns?|shows?|displays?|reveals?|see|receive|get|shown|returned|displayed|revealed|visible)\b (?:(?:it|you|the|this|api|key|secret|token|value|full|plain|text|new) ){0,5}(?:only )?once\b(?! (?:the|it|you|your|its|this|that|a|an|all|per|every|created|generated|issued|approved|verified|expired|authenticat\w+|provision\w+)\b)/i,
  /\bone[- ]time (?:\w+ ){0,2}(?:secret|token value|key value|plaintext|reveal|display)\b/i,
  /\b(?:apart from|except(?: for| on| at| in)?|other than|besides) (?:on |at |the |upon |during )*creat(?:e|ion)\b/i,
  /\b(?:redacted|masked|hidden|omitted|null|empty|blank)\b[^.]{0,40} (?:except|unless|but|until)\b[^.]{0,60}\bcreat(?:ed|ion|ing)\b/i,
  // After "when creating, contains the whole token".
  /\botherwise,? (?:it )?(?:contains?|is|holds?|shows?|has|returns?|will be) (?:\w+ ){0,3}(?:last|first|masked|redacted|obfuscated|truncated|null|empty|omitted)\b/i,
  new RegExp(
    `\\b(?:null|empty|blank|omitted|absent|masked|redacted) (?:once|after|when not|unless) (?:the |its |an? |it (?:is|was|has been) |[\\w-]+ ){0,3}?${CREATION}`,
    'i',
  ),
  /\bonly (?:\w+ ){0,3}(?:returned|shown|included|present|available|visible|populated|provided|displayed) (?:\w+ ){0,4}(?:post|create|creation)\b/i,
]

const ONCE_IN_ANY: readonly RegExp[] = [...ONCE, ...FOREIGN_ONCE]

/** Phrases by which documents say that any later read shows it too. */
const ALWAYS: readonly RegExp[] = [
  /\b(?:can|may) (?:always |still )?be (?:retrieved|viewed|shown|revealed|read|copied) (?:again|later|at any time|any time|anytime)\b/i,
]

/** What such a sentence must speak of, when it does not stand on the secret itself. */
const SUBJECT = /\b(?:keys?|tokens?|secrets?|credentials?|password|value|plain ?text|it|this|full)\b/i

/** The sentence that says the secret is shown once, where there is one. */
export function onceSentence(passages: readonly Passage[], onSecret: boolean): Quote | undefined {
  const quote = findSentence(passages, ONCE_IN_ANY)
  if (quote === undefined || onSecret || SUBJECT.test(quote.quote) || FOREIGN_SUBJECT.test(quote.quote))
    return quote
  return undefined
}

/** The sentence that says an existing key can be shown again, where there is one. */
export function alwaysSentence(passages: readonly Passage[]): Quote | undefined {
  return findSentence(passages, ALWAYS)
}
