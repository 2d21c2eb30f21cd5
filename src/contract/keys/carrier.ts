import { text } from '../json.ts'
import type { Contract, Evidence, SecurityScheme } from '../types.ts'
import { basicUse, type BasicUse } from './basic-words.ts'
import type { Act, Acts } from './operations.ts'
import { type Signal, weigh } from './signal.ts'
import { words } from './words.ts'

interface SchemeCase {
  readonly scheme: SecurityScheme
  readonly used: boolean
  readonly usedAnywhere: boolean
  /** Share of the protected operations that accept it. */
  readonly common: number
  readonly about: About
  /** How the document says that HTTP Basic takes a key. */
  readonly said: BasicUse | null
  /** It names the operation that makes the key. */
  readonly namesCreate: boolean
}

/** What the key is, in words: its noun, its owner, its name by operationId. */
export interface About {
  readonly words: readonly string[]
  /** The words of the key itself, all of which a scheme made for it may repeat. */
  readonly core: readonly string[]
  /** The secret is a password to a public id beside it. */
  readonly pair: boolean
  /** JSON Pointer of that id, where there is no doubt which member it is. */
  readonly user: string | null
  /** JSON Pointer of the id of the key. */
  readonly id: string | null
  /** The secret belongs to an OAuth client and goes to a token endpoint. */
  readonly client: boolean
  /** The key calls some API behind a gateway, not this one. */
  readonly consumer: boolean
  /** The key signs requests, and so never travels itself. */
  readonly signs: boolean
  /** The sentence that says that the secret is sent together with something else, as one value. */
  readonly joined: string | null
}

const SELECTS =
  /(?:^| )(?:application|app|account|org|organization|organisation|tenant|workspace|project|company|team|merchant|environment|customer|site|user)(?: [a-z]+)?(?: id)$|(?:^| )(?:tenant|workspace|organization|account)$/

/** Whether a scheme names an account rather than proving who calls. */
export function selectsTenant(scheme: SecurityScheme): boolean {
  return (
    scheme.kind === 'apiKey' &&
    (SELECTS.test(words(scheme.parameter).join(' ')) || SELECTS.test(words(scheme.name).join(' ')))
  )
}

/** Words that make a scheme one for keys of a certain kind. */
const KINDS: ReadonlySet<string> = new Set(
  'admin master personal system service client app session user environment organization project account machine server device public internal management partner'.split(
    ' ',
  ),
)

const SIGNALS: readonly Signal<SchemeCase>[] = [
  { points: 30, says: 'is what creating a key asks for', when: (c) => c.used },
  { points: 15, says: 'is asked for by most operations', when: (c) => c.common >= 0.5 },
  { points: 8, says: 'shares a word with the key', when: (c) => overlap(c) >= 1 },
  { points: 10, says: 'shares two words with the key', when: (c) => overlap(c) >= 2 },
  { points: 10, says: 'shares three words with the key', when: (c) => overlap(c) >= 3 },
  { points: 10, says: 'shares four words with the key', when: (c) => overlap(c) >= 4 },
  {
    points: 25,
    says: 'is named for the key',
    when: (c) => c.about.core.length > 1 && c.about.core.every((word) => nameWords(c.scheme).includes(word)),
  },
  {
    points: -30,
    says: 'is described as a token of people',
    when: (c) =>
      /\bpersonal (?:\w+ )?(?:token|key)/i.test(c.scheme.description) && !c.about.words.includes('personal'),
  },
  {
    points: -50,
    says: 'is named for keys of another kind',
    when: (c) => nameWords(c.scheme).some((word) => KINDS.has(word) && !c.about.words.includes(word)),
  },
  {
    points: 10,
    says: 'carries a single value in a header',
    when: (c) =>
      c.scheme.kind === 'apiKey'
        ? c.scheme.in === 'header'
        : c.scheme.kind === 'http' && c.scheme.scheme.toLowerCase() === 'bearer',
  },
  {
    points: -5,
    says: 'is not in a header',
    when: (c) => c.scheme.kind === 'apiKey' && c.scheme.in !== 'header',
  },
  {
    points: -40,
    says: 'is for sessions or people',
    when: (c) =>
      /\b(?:session|cookie|jwt|dashboard|log ?in|username)\b/i.test(
        `${words(c.scheme.name).join(' ')} ${c.scheme.description}`,
      ) ||
      (c.scheme.kind === 'apiKey' && c.scheme.in === 'cookie'),
  },
  { points: -100, says: 'selects an account', when: (c) => selectsTenant(c.scheme) },
  {
    points: -100,
    says: 'is no place for a key',
    when: (c) =>
      c.scheme.kind === 'oauth2' || c.scheme.kind === 'openIdConnect' || c.scheme.kind === 'mutualTLS',
  },
  {
    points: -100,
    says: 'does not take the secret of an OAuth client',
    when: (c) => c.about.client && !isBasic(c.scheme),
  },
  { points: -100, says: "does not take the key of a gateway's consumer", when: (c) => c.about.consumer },
  { points: -100, says: 'takes no key that only signs requests', when: (c) => c.about.signs },
  { points: -100, says: 'takes a signature of the request', when: (c) => takesSignature(c.scheme) },
  {
    points: -60,
    says: 'takes a user and a password',
    when: (c) => isBasic(c.scheme) && !c.about.pair && c.said === null,
  },
  { points: 150, says: 'is said to take what that operation makes', when: (c) => c.namesCreate },
  { points: 30, says: 'is said to take a key', when: (c) => c.said !== null },
  { points: -60, says: 'is not asked for by any operation', when: (c) => !c.usedAnywhere },
]

/** Whether what a scheme takes is computed from each request, as AWS and HMAC schemes have it. */
function takesSignature({ name, description }: SecurityScheme): boolean {
  return /\b(?:aws ?)?sig(?:nature)?[- ]?v(?:ersion )?\d\b|\bsignature auth(?:orization|entication)\b|\bhmac\b/i.test(
    `${words(name).join(' ')} ${description}`,
  )
}

function isBasic(scheme: SecurityScheme): boolean {
  return scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'basic'
}

/** `app` and `application`, `org` and `organization` are the same to whoever names a scheme. */
export function unabbreviated(list: readonly string[]): readonly string[] {
  const short: Readonly<Record<string, string>> = {
    application: 'app',
    organisation: 'organization',
    org: 'organization',
    env: 'environment',
  }
  return list.map((word) => short[word] ?? word)
}

function nameWords(scheme: SecurityScheme): readonly string[] {
  const parameter = scheme.kind === 'apiKey' ? words(scheme.parameter) : []
  return unabbreviated([...words(scheme.name), ...parameter])
}

/** What a new secret is used with, and why. */
export interface Carrier {
  readonly carrier: string | null
  /** The scheme that takes the secret as the password of a pair, which cannot be put together. */
  readonly pairWith?: string
  /** JSON Pointer of the user name, where the carrier takes the secret as the password of a pair. */
  readonly user?: string
  /** The user name that goes with every secret alike. */
  readonly userName?: string
  readonly evidence: readonly Evidence[]
}

/** What a scheme says of itself that is not for the keys which the API makes: "Keys made by createKey are not accepted here". */
const NOT_FOR_NEW =
  /\b(?:keys?|tokens?|secrets?) (?:that (?:are|were) |you )?(?:made|created?|issued|generated?|minted)\b(?:[^.]|\.(?=\S)){0,80}\b(?:not|never|cannot|can't|aren't|won't)\b(?:[^.]|\.(?=\S)){0,20}\b(?:accepted|used|valid|work|authenticate)\b/i

/** The security scheme a new secret is used with; null where two fit equally or none does. */
export function findCarrier(
  contract: Omit<Contract, 'keyResources'>,
  acts: Acts,
  create: Act,
  about: About,
): Carrier {
  const all = Object.values(contract.securitySchemes)
  const schemes = all.filter((scheme) => !NOT_FOR_NEW.test(scheme.description))
  const introduction = text(contract.document['info'], 'description') ?? ''
  const protectedOnes = acts.all.filter((act) => act.operation.security.length > 0)
  const ranked = schemes
    .map((scheme) => {
      const users = protectedOnes.filter((act) =>
        act.operation.security.some((need) => Object.hasOwn(need, scheme.name)),
      )
      const used = create.operation.security.some((need) => Object.hasOwn(need, scheme.name))
      const said = isBasic(scheme) ? basicUse(`${scheme.description}\n${introduction}`) : null
      const namesCreate = namesOperation(scheme.description, create.operation)
      const common = protectedOnes.length === 0 ? 0 : users.length / protectedOnes.length
      return {
        scheme,
        ...weigh(SIGNALS, {
          scheme,
          used,
          usedAnywhere: users.length > 0 || used,
          common,
          about,
          said,
          namesCreate,
        }),
        said,
      }
    })
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points || (a.scheme.name < b.scheme.name ? -1 : 1))
  const [best] = ranked
  const closed = all.find((scheme) => !schemes.includes(scheme))
  if (best === undefined)
    return {
      carrier: null,
      evidence:
        closed === undefined
          ? []
          : [{ says: `${closed.name} takes no new keys, as it says itself`, pointer: closed.pointer }],
    }
  if (about.joined !== null && !isBasic(best.scheme))
    return {
      carrier: null,
      evidence: [
        {
          says: `the secret is only a part of what ${best.scheme.name} takes`,
          pointer: create.operation.pointer,
          quote: about.joined,
        },
      ],
    }
  const tied = ranked.filter(({ points }) => points === best.points).map(({ scheme }) => scheme)
  const chosen = tied.length === 1 ? best.scheme : oneOfEquals(tied, about)
  const names = tied.map(({ name }) => name).join(' or ')
  if (chosen === undefined)
    return {
      carrier: null,
      evidence: [
        {
          says: `the document does not say whether the secret is used with ${names}`,
          pointer: best.scheme.pointer,
        },
      ],
    }
  const said = ranked.find(({ scheme }) => scheme === chosen)?.said ?? null
  const user = about.user ?? (said?.kind === 'pair' ? about.id : null)
  if (isBasic(chosen) && user !== null && (about.pair || said?.kind === 'pair'))
    return {
      carrier: chosen.name,
      user,
      evidence: [
        {
          says: `the secret is used with ${chosen.name} as the password of the user name at ${user}`,
          pointer: chosen.pointer,
        },
      ],
    }
  if (said?.kind === 'password' && !about.pair)
    return {
      carrier: chosen.name,
      userName: said.user,
      evidence: [
        {
          says: `the secret is used with ${chosen.name} as the password of the user name ${said.user}`,
          pointer: chosen.pointer,
        },
      ],
    }
  if ((about.pair || said?.kind === 'pair') && isBasic(chosen))
    return {
      carrier: null,
      pairWith: chosen.name,
      evidence: [
        {
          says: `the secret goes to ${chosen.name} as the password of a pair, and the document does not say which member is the user name`,
          pointer: chosen.pointer,
        },
      ],
    }
  const which = tied.length === 1 ? chosen.name : `${chosen.name} (${names} would do)`
  return {
    carrier: chosen.name,
    evidence: [
      { says: `the secret is used with ${which}: it ${best.says.join(', ')}`, pointer: chosen.pointer },
    ],
  }
}

/** Whether a text names an operation by its method and path, or by its operationId. */
function namesOperation(said: string, { key, operationId }: Act['operation']): boolean {
  const names = [key, ...(operationId !== undefined && operationId.length > 5 ? [operationId] : [])]
  return names.some((name) => {
    const at = said.indexOf(name)
    return at >= 0 && !/^[\w/{-]/.test(said.slice(at + name.length)) && !/[\w/-]$/.test(said.slice(0, at))
  })
}

/** Of schemes that fit equally, one where it makes no difference: same place in the request, or all for this key. */
function oneOfEquals(tied: readonly SecurityScheme[], about: About): SecurityScheme | undefined {
  const places = new Set(
    tied.map((s) =>
      s.kind === 'apiKey'
        ? `${s.in} ${s.parameter.toLowerCase()}`
        : s.kind === 'http'
          ? `http ${s.scheme.toLowerCase()}`
          : s.name,
    ),
  )
  const forKey =
    about.core.length > 1 && tied.every((s) => about.core.every((word) => nameWords(s).includes(word)))
  if (places.size > 1 && !forKey) return undefined
  return tied.toSorted((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))[0]
}

function overlap(c: SchemeCase): number {
  const own = nameWords(c.scheme)
  return c.about.words.filter((word) => own.includes(word)).length
}
