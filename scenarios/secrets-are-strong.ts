import {
  goodSecretBits,
  leastSecretBits,
  valueAt,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const entropy = 'secret-entropy-floor'
const transport = 'secret-transport-safe'
const format = 'secret-documented-format'
const samples = 5
/** Different characters from which on what keys share counts as a random part. */
const random = 8

/** A secret can be neither guessed nor mangled on its way, and looks as the document says. */
export const secretsAreStrong: Scenario = {
  name: 'secrets-are-strong',
  promise:
    'A secret is long and random enough that nobody guesses it, travels unchanged where it is sent, and has the form the document gives it.',
  rules: [entropy, transport, format],
  on: 'resource',
  keys: 0,
  shared: samples,
  applies: ({ resource, stateful }) =>
    resource === null
      ? 'The document has no key resource.'
      : stateful || 'The target keeps no state, so its secrets are examples.',
  lacking({ resource }) {
    const { prefix, pattern } = resource!.secret.format
    return prefix === undefined && pattern === undefined
      ? { [format]: 'The document says nothing of the form of a secret.' }
      : {}
  },
  async verify(stage) {
    const tokens = (await stage.sharedKeys()).map((key) => key.secret)
    randomEnough(stage, tokens)
    travels(stage, tokens)
    asDocumented(stage, tokens)
  },
}

/** Statistics of a few secrets refute randomness where it is plainly not there; they never prove it. */
function randomEnough(stage: Stage, tokens: readonly string[]): void {
  if (tokens.length < 3)
    return stage.inconclusive(
      entropy,
      `It takes three keys to compare, and the run could make ${tokens.length} (--max-keys limits how many).`,
    )
  if (tokens.some((token, at) => tokens.slice(0, at).some((other) => stage.compare(token, other).equal)))
    return stage.inconclusive(entropy, 'Keys share a secret, which secret-unique-across-creates judges.')
  if (tokens.some((token) => stage.traits(token).looksMasked))
    return stage.inconclusive(
      entropy,
      'New keys come with masked secrets, which secret-present-on-create judges.',
    )
  const { bits, randomPositions, alphabetSize, sharedVariety, structured } = stage.sample(tokens)
  if (bits < leastSecretBits && sharedVariety >= random)
    return stage.inconclusive(
      entropy,
      'Keys share most of a random secret, which secret-unique-across-creates judges.',
    )
  if (structured !== null)
    return stage.broken(entropy, {
      place: stage.resource!.secret.pointer,
      failure: structured,
      message: `Secrets are ${structured === 'JWT' ? 'JSON Web Tokens' : 'encoded JSON'}, so they tell what they are made of, and their strength cannot be seen.`,
      expected: 'random characters',
      received: structured,
      severity: 'medium',
      basis: 'convention',
      exchanges: [],
    })
  if (bits >= goodSecretBits) return stage.held(entropy)
  const uuid = tokens.every((token) => stage.traits(token).isUuid)
  stage.broken(entropy, {
    place: stage.resource!.secret.pointer,
    failure: bits < leastSecretBits ? 'guessable' : 'weak',
    message: uuid
      ? 'Secrets are UUIDs, which hold 122 random bits at most and promise no secrecy.'
      : `Of the characters of a secret ${randomPositions} differ from key to key, which is worth ${bits} bits at most.`,
    expected: `at least ${goodSecretBits} bits`,
    received: `${bits} bits: ${randomPositions} characters of ${alphabetSize} kinds`,
    ...(bits < leastSecretBits ? {} : { severity: 'medium' as const, basis: 'convention' as const }),
    exchanges: [],
  })
}

function travels(stage: Stage, tokens: readonly string[]): void {
  const scheme = stage.schemes[stage.resource!.secret.carrier ?? '']
  if (scheme === undefined)
    return stage.notApplicable(transport, 'The document does not say where an issued key is sent.')
  const broken = (failure: string, expected: string, advisory: boolean): void =>
    stage.broken(transport, {
      place: stage.resource!.secret.pointer,
      failure,
      message: `A secret holds characters that ${scheme.name} cannot carry: ${failure}.`,
      expected,
      received: 'a secret with other characters',
      // Some widely used tokens step outside the grammar and work; a document that shows one says so.
      ...(advisory
        ? { severity: 'low' as const, basis: 'convention' as const, confidence: 'tentative' as const }
        : {}),
      exchanges: [],
    })
  for (const token of tokens) {
    const traits = stage.traits(token)
    if (traits.looksMasked)
      return stage.inconclusive(
        transport,
        'New keys come with masked secrets, which secret-present-on-create judges.',
      )
    if (!traits.headerSafe && (scheme.kind !== 'apiKey' || scheme.in === 'header'))
      return broken(
        'not a header field value',
        'visible ASCII without blanks at either end (RFC 9110 §5.5)',
        false,
      )
    if (scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'bearer' && !traits.isB64Token)
      return broken(
        'not a b64token',
        'letters, digits and -._~+/ (RFC 6750 §2.1)',
        stage.matches(token, String.raw`^[A-Za-z0-9\-._~+/|:]+=*$`),
      )
  }
  stage.held(transport)
}

function asDocumented(stage: Stage, tokens: readonly string[]): void {
  const {
    format: { prefix, pattern },
    pointer,
  } = stage.resource!.secret
  if (prefix === undefined && pattern === undefined) return
  const stated = prefix !== undefined && statesPrefix(stage, prefix)
  for (const token of tokens) {
    if (stage.traits(token).looksMasked)
      return stage.inconclusive(
        format,
        'New keys come with masked secrets, which secret-present-on-create judges.',
      )
    const what =
      pattern !== undefined && !stage.matches(token, pattern)
        ? 'pattern'
        : prefix !== undefined && !stage.matches(token, `^${escaped(prefix)}`)
          ? 'prefix'
          : null
    if (what === null) continue
    return stage.broken(format, {
      place: pointer,
      failure: what,
      message:
        what === 'pattern'
          ? 'A secret does not match the pattern that the document gives it.'
          : `A secret does not begin with ${prefix}, as ${stated ? 'the document says' : 'the examples of the document do'}.`,
      expected: what === 'pattern' ? pattern! : `${prefix}...`,
      received: 'a secret of another form',
      // Examples illustrate; only what the document says in words, or in an annotation, is a promise.
      ...(what === 'prefix' && !stated ? { basis: 'convention' as const } : {}),
      exchanges: [],
    })
  }
  stage.held(format)
}

/** Whether the document gives the prefix in words or in an annotation, not only in examples. */
function statesPrefix(stage: Stage, prefix: string): boolean {
  const said = (value: JsonValue | undefined, member: string): boolean => {
    if (typeof value === 'string')
      return (
        (member === 'description' && value.includes(prefix) && /format|prefix|start|begin/i.test(value)) ||
        (member === 'prefix' && value === prefix)
      )
    if (typeof value !== 'object' || value === null) return false
    return Object.entries(value).some(([name, inner]: readonly [string, JsonValue]) => said(inner, name))
  }
  return said(valueAt(stage.contract.document, ''), '')
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
