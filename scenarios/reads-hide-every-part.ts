import {
  goodSecretBits,
  leastSecretBits,
  parseJson,
  pointerTo,
  valueAt,
  type Exchange,
  type IssuedKey,
  type JsonValue,
  type KeyResource,
  type Scenario,
  type Stage,
} from '#keyproof'

const fragments = 'secret-fragment-budget'
const derived = 'secret-no-derived-value'
const masks = 'redacted-form-matches-secret'
const samples = 3
/** So few can be tried one by one, offline. */
const guessableBits = 80
/** Chance that a stretch of a secret turns up by accident, above which it is not taken for the secret's. */
const accident = 1e-6
/** Characters of a secret that may be shown to recognise it by, without a word of the document. */
const recognisable = 8

/** What a read shows of a secret is too little to find the rest, and is true. */
export const readsHideEveryPart: Scenario = {
  name: 'reads-hide-every-part',
  promise:
    'No read shows so much of a secret, nor anything computed from it, that the rest could be found; and the part that is shown is a part of it.',
  rules: [fragments, derived, masks],
  on: 'resource',
  keys: 0,
  shared: samples,
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (!stateful) return 'The target keeps no state, so its reads know nothing of a created key.'
    return (
      resource.roles.list !== undefined ||
      resource.roles.get !== undefined ||
      'The document has no operation that lists or shows keys.'
    )
  },
  lacking: ({ resource }) =>
    tellsOfMasks(resource!) ? {} : { [masks]: 'The document tells of no shortened form of the secret.' },
  async verify(stage) {
    const told = tellsOfMasks(stage.resource!)
    const decided = told ? [fragments, derived, masks] : [fragments, derived]
    const keys = (await stage.sharedKeys()).slice(0, samples)
    if (keys.some((key) => stage.traits(key.secret).looksMasked)) {
      for (const rule of decided)
        stage.inconclusive(rule, 'New keys come with masked secrets, which secret-present-on-create judges.')
      return
    }
    if (keys.some((key, at) => key.id !== null && keys.slice(0, at).some((other) => other.id === key.id))) {
      for (const rule of decided)
        stage.inconclusive(
          rule,
          'Keys share an id, so what is shown of them cannot be told apart; schema-id-unique-and-opaque judges that.',
        )
      return
    }
    const { prefixLength } = stage.sample(keys.map((key) => key.secret))
    const pages = (await stage.list()) ?? []
    let masked = false
    for (const key of keys) {
      const shown = [
        ...fromCreate(stage, key),
        ...fromList(stage, key, pages),
        ...fromGet(stage, await stage.onKey('get', key)),
      ]
      budget(stage, key, shown, keys.length > 1 ? prefixLength : stage.traits(key.secret).prefixLength)
      digests(stage, key, shown)
      masked = matches(stage, key, shown) || masked
    }
    if (told && !masked)
      stage.notApplicable(masks, 'No answer shows a shortened form of the secret that the document tells of.')
  },
}

/** Whether the document says of some member that it holds a shortened form of the secret. */
function tellsOfMasks({ masked, list }: KeyResource): boolean {
  return masked.length > 0 || (list?.masked.length ?? 0) > 0
}

/** A text that an answer shows, and where. */
interface Shown {
  readonly operation: string
  /** JSON Pointer below the key's own metadata, or a header. */
  readonly place: string
  readonly text: string
  readonly masked: boolean
  readonly exchange: Exchange
}

function fromCreate(stage: Stage, { exchange }: IssuedKey): readonly Shown[] {
  const { secret, masked } = stage.resource!
  const shown = textsOf(
    parseJson(exchange.response.body),
    '',
    (place) => place !== secret.pointer && !secret.alsoAt.includes(place),
  )
  const inHeaders = exchange.response.headers.map(([name, text]) => [`header:${name}`, text] as const)
  return [...shown, ...inHeaders].map(([place, text]) => ({
    operation: stage.operation.key,
    place,
    text,
    masked: masked.includes(place),
    exchange,
  }))
}

function fromList(stage: Stage, key: IssuedKey, pages: readonly Exchange[]): readonly Shown[] {
  const exchange = pages.at(-1)
  const { list, roles } = stage.resource!
  if (exchange === undefined || list === null) return []
  const items = stage.itemsOf(key, pages) ?? stage.items(pages)
  const inHeaders = exchange.response.headers.map(([name, text]): Shown => ({
    operation: roles.list!.operation,
    place: `header:${name}`,
    text,
    masked: false,
    exchange,
  }))
  return [
    ...items.flatMap((item) =>
      textsOf(item, '', () => true).map(([place, text]): Shown => ({
        operation: roles.list!.operation,
        place,
        text,
        masked: list.masked.includes(place),
        exchange,
      })),
    ),
    ...inHeaders,
  ]
}

function fromGet(stage: Stage, exchange: Exchange | null): readonly Shown[] {
  if (exchange === null || exchange.response.status >= 300) return []
  const masked = new Set(
    [...(stage.resource!.list?.masked ?? []), ...stage.resource!.masked].map((place) =>
      place.split('/').at(-1),
    ),
  )
  const body = textsOf(parseJson(exchange.response.body), '', () => true)
  const all = [...body, ...exchange.response.headers.map(([name, text]) => [`header:${name}`, text] as const)]
  return all.map(([place, text]): Shown => ({
    operation: stage.resource!.roles.get!.operation,
    place,
    text,
    masked: masked.has(place.split('/').at(-1)),
    exchange,
  }))
}

function textsOf(
  value: JsonValue | undefined,
  place: string,
  wanted: (place: string) => boolean,
): readonly (readonly [place: string, text: string])[] {
  if (typeof value === 'string') return wanted(place) ? [[place, value]] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, inner]: readonly [string, JsonValue]) =>
    textsOf(inner, pointerTo(place, Array.isArray(value) ? '*' : member), wanted),
  )
}

/** How many of the secret's characters are shown, those aside that all keys share. */
function budget(stage: Stage, key: IssuedKey, shown: readonly Shown[], prefix: number): void {
  const traits = stage.traits(key.secret)
  const random = traits.length - prefix
  const scanned = shown.reduce((sum, { text }) => sum + text.length, 0)
  const least = Math.ceil(
    Math.log((traits.length * Math.max(scanned, 1)) / accident) / Math.log(traits.alphabetSize),
  )
  const parts = shown.flatMap((one) => {
    const { leading, longest } = stage.overlap(key.secret, one.text)
    const disclosed = leading === longest ? longest - prefix : longest
    return disclosed >= (leading === longest ? 1 : least) &&
      (one.masked || disclosed >= Math.min(least, recognisable))
      ? [{ ...one, disclosed }]
      : []
  })
  const [most] = parts.toSorted((one, other) => other.disclosed - one.disclosed)
  if (most === undefined) return stage.held(fragments)
  const left = Math.floor((random - most.disclosed) * Math.log2(traits.alphabetSize))
  // An id may be part of its secret, which leaves the rest to be guessed.
  const isId = key.id !== null && most.text.includes(key.id) && most.disclosed <= key.id.length
  const undeclared = !most.masked && !isId && most.disclosed > recognisable
  if (left >= goodSecretBits && !undeclared) return stage.held(fragments)
  stage.broken(
    fragments,
    {
      place: most.place,
      failure: left < leastSecretBits ? 'too much' : undeclared ? 'undeclared' : 'much',
      message: `${most.operation} shows ${most.disclosed} of the ${random} random characters of a secret at ${most.place}${left < goodSecretBits ? `, which leaves ${left} bits to guess` : ', which the document does not tell of'}.`,
      expected:
        left < goodSecretBits
          ? `at least ${goodSecretBits} bits unknown`
          : 'no more than a few characters to recognise a key by',
      received: `${left} bits unknown`,
      severity: left < leastSecretBits ? 'high' : left < goodSecretBits ? 'medium' : 'low',
      ...(left < goodSecretBits ? {} : { basis: 'convention' as const, confidence: 'tentative' as const }),
      exchanges: [most.exchange],
    },
    most.operation,
  )
}

/** What anyone can compute from the secret lets whoever has a guess confirm it. */
function digests(stage: Stage, key: IssuedKey, shown: readonly Shown[]): void {
  const documented = fingerprints(stage.contract.document)
  const names = [key.id, key.name].filter((name) => name !== null)
  const found = shown.flatMap((one) => {
    const algorithm = stage.digestIn(key.secret, one.text, names)
    return algorithm === null || documented.some((place) => place.endsWith(one.place))
      ? []
      : [{ ...one, algorithm }]
  })
  const [first] = found
  if (first === undefined) return stage.held(derived)
  const traits = stage.traits(key.secret)
  const bits = (traits.length - traits.prefixLength) * Math.log2(traits.alphabetSize)
  stage.broken(
    derived,
    {
      place: first.place,
      failure: first.algorithm,
      message: `${first.operation} shows the ${first.algorithm} of a secret at ${first.place}, so a guess can be confirmed by anyone.`,
      expected: 'nothing that is computed from the secret alone',
      received: `its ${first.algorithm}`,
      severity: bits < guessableBits ? 'critical' : bits < goodSecretBits ? 'high' : 'medium',
      exchanges: [first.exchange],
    },
    first.operation,
  )
}

/** Places where the document says that a fingerprint of the secret stands. */
function fingerprints(value: JsonValue | undefined): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = valueAt(value, '/x-secret/fingerprint/pointer')
  return [
    ...(typeof own === 'string' ? [own] : []),
    ...Object.values(value).flatMap((inner: JsonValue) => fingerprints(inner)),
  ]
}

/** A word in place of the secret. */
const hidden = /^\W*(?:redacted|hidden|masked|removed|omitted|concealed|obfuscated)\W*$/i
/** Names of members that show the end of the secret: `last_four`, `tokenLastEight`, `suffix`. */
const ofTheEnd = /(?:^|_)last_?(?:\d|[a-z])|[a-z]Last(?:[A-Z\d]|$)|[sS]uffix$/
const mask = /[*•●…█·]+|\.{3,}|[xX]{4,}/

/** A shortened form is the beginning, the end, or both, of the secret it stands for; true when there was one. */
function matches(stage: Stage, key: IssuedKey, shown: readonly Shown[]): boolean {
  const annotated = redactions(stage.contract.document)
  const byMember = new Map<string, Shown>()
  let any = false
  for (const one of shown.filter(({ masked, text }) => masked && text !== '')) {
    any = true
    // A whole secret where a shortened one should stand is a leak, and judged as one.
    if (one.text.includes('<secret:')) continue
    // Of a secret that is not shown at all, nothing is wrong.
    if (hidden.test(one.text)) continue
    const basis = annotated.some((place) => place.split('/').at(-1) === one.place.split('/').at(-1))
      ? ({ basis: 'annotation' } as const)
      : ({ basis: 'convention' } as const)
    const breach = {
      place: one.place,
      ...basis,
      expected: 'the beginning or the end of this key’s secret',
      received: 'something else',
      exchanges: [key.exchange, one.exchange],
    }
    const ofItsEnd = ofTheEnd.test(one.place.split('/').at(-1)!)
    if (!isPart(stage, key.secret, one.text, ofItsEnd) && !isOfPublicHalf(stage, key, one.text, ofItsEnd))
      stage.broken(
        masks,
        {
          ...breach,
          failure: 'not a part',
          message: `${one.operation} shows a shortened secret at ${one.place} that is no part of the secret it stands for.`,
        },
        one.operation,
      )
    else stage.held(masks, one.operation)
    const member = one.place.split('/').at(-1)!
    const earlier = byMember.get(member)
    if (earlier !== undefined && earlier.text !== one.text)
      stage.broken(
        masks,
        {
          ...breach,
          failure: 'unstable',
          message: `${one.operation} shows another shortened secret at ${one.place} than ${earlier.operation} did.`,
          expected: earlier.text,
          received: one.text,
        },
        one.operation,
      )
    byMember.set(member, one)
  }
  return any
}

/** So many characters in a row turn up in a secret by accident once in thousands of times. */
const shortestPart = 4

function isPart(stage: Stage, secret: string, text: string, ofItsEnd: boolean): boolean {
  const [first = '', ...rest] = text.split(mask)
  const last = rest.at(-1)
  const begins = (part: string): boolean => {
    if (part === '') return true
    const { leading, longest } = stage.overlap(secret, part)
    // What all keys begin with may be left out.
    return leading === part.length || (longest === part.length && part.length >= shortestPart)
  }
  const isEnd = (part: string): boolean => part === '' || stage.overlap(secret, part).trailing === part.length
  // What parts the groups of a mask need not be of the secret: `****-****-db2adbdb`.
  const ends = (part: string): boolean => isEnd(part) || isEnd(part.replace(/^[-_.: ]+/, ''))
  if (last !== undefined) return begins(first) && ends(last)
  return ends(first) || (!ofItsEnd && begins(first))
}

/** Some show the beginning or the end of the user name that goes with the secret. */
function isOfPublicHalf(stage: Stage, { exchange }: IssuedKey, text: string, ofItsEnd: boolean): boolean {
  const { user } = stage.resource!.secret
  const name = user === undefined ? undefined : valueAt(parseJson(exchange.response.body), user)
  if (typeof name !== 'string') return false
  return name.endsWith(text) || (!ofItsEnd && name.startsWith(text))
}

function redactions(value: JsonValue | undefined): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = valueAt(value, '/x-secret/redacted')
  const places = Array.isArray(own)
    ? (own as readonly JsonValue[]).flatMap((one) => valueAt(one, '/pointer') ?? [])
    : []
  return [
    ...places.filter((place) => typeof place === 'string'),
    ...Object.values(value).flatMap((inner: JsonValue) => redactions(inner)),
  ]
}
