import type { KeyResource } from '../contract/types.ts'
import { base62, randomText } from './random.ts'
import type { Random } from './random.ts'

/** Makes a secret; `id` is that of its key, for shapes that begin with it. */
export type SecretMaker = (random: Random, id: string | number) => string

/** Bits of randomness a secret has wherever its documented form leaves room for them. */
const ENOUGH_BITS = 160

const alphabets = [
  base62,
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '0123456789abcdef',
  '0123456789ABCDEF',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  '0123456789',
]

interface Shape {
  readonly prefix: string
  readonly alphabet: string
  readonly length: number
}

/** How the secrets of a resource look, and what of them may be shown later. */
export interface SecretShape {
  readonly make: SecretMaker
  /** Bits of randomness in each. */
  readonly bits: number
  /** The leading part every secret shares. */
  readonly prefix: string
}

/**
 * Finds the form of a resource's secrets: the documented prefix, else that of an example, and a random part
 * of at least 160 bits, or of as many as the documented pattern and length allow. Where no plain form does,
 * a model is varied. `accepts` says whether a
 * create response holding the candidate is valid.
 */
export function secretShape(
  format: KeyResource['secret']['format'],
  { examples, models }: { readonly examples: readonly string[]; readonly models: readonly string[] },
  accepts: (candidate: string) => boolean,
  random: Random,
): SecretShape {
  const pattern = patternOf(format.pattern)
  const fits = (candidate: string): boolean =>
    (pattern === undefined || pattern.test(candidate)) && accepts(candidate)
  const prefixes = [
    ...(format.prefix === undefined ? [] : [format.prefix]),
    ...examples.map(prefixOf).filter((prefix) => prefix !== ''),
    '',
  ]
  let best: Shape | undefined
  for (const prefix of new Set(prefixes)) {
    for (const shape of shapes(prefix)) {
      if (best !== undefined && bitsOf(shape) <= bitsOf(best)) continue
      // Three tries: a pattern may accept one sample by luck.
      if ([0, 1, 2].every(() => fits(prefix + randomText(random, shape.length, shape.alphabet)))) best = shape
      if (best !== undefined && bitsOf(best) >= ENOUGH_BITS) return ready(best)
    }
  }
  const varied = patterned(models, fits)
  const plain = best === undefined ? undefined : ready(best)
  if (varied !== undefined && (plain === undefined || varied.bits > plain.bits)) return varied
  return plain ?? ready({ prefix: format.prefix ?? '', alphabet: base62, length: 32 })
}

function bitsOf({ alphabet, length }: Shape): number {
  return Math.log2(alphabet.length) * length
}

function ready(shape: Shape): SecretShape {
  const { prefix, alphabet, length } = shape
  // As in Laravel Sanctum, `1|...`: the number before the bar is the id of the key.
  const numbered = /^\d+\|$/.test(prefix)
  return {
    prefix: numbered ? '' : prefix,
    bits: bitsOf(shape),
    make: (random, id) =>
      (numbered && typeof id === 'number' ? `${id}|` : prefix) + randomText(random, length, alphabet),
  }
}

/** The usual length first, then the shortest that has enough bits, then all others, long ones first. */
function* shapes(prefix: string): Generator<Shape> {
  for (const alphabet of alphabets) {
    const enough = Math.ceil(ENOUGH_BITS / Math.log2(alphabet.length))
    const lengths = [Math.max(enough, 32), enough, 40, 43, 48, 64, 86, 128]
    for (const length of lengths) if (length >= enough) yield { prefix, alphabet, length }
  }
  for (const alphabet of alphabets)
    for (let length = 127; length > 0; length--) yield { prefix, alphabet, length }
}

/** The part of an example before its random part: all up to the last separator that something follows; none of a placeholder. */
export function prefixOf(example: string): string {
  if (placeholder.test(example)) return ''
  // What is masked in the example is no part of what all secrets begin with.
  const shown = example.replace(/(?:^|[-_.|:])[^-_.|:]*(?:x{3,}|y{3,}|z{3,}|0{6,}|\*+)[^]*$/i, (rest) =>
    /^[-_.|:]/.test(rest) ? `${rest.charAt(0)}?` : '',
  )
  return /^(?:[A-Za-z0-9]{1,16}[-_.|:]){1,4}(?=[^-_.|:])/.exec(shown)?.[0] ?? ''
}

const placeholder = /^(?:your|my|an?|the|some|example|sample|insert|replace|dummy|fake|placeholder)[-_ ]/i

function patternOf(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined
  try {
    return new RegExp(source, 'u')
  } catch {
    return undefined
  }
}

const classes = ['abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '0123456789']

/** Takes an example that fits and varies every character that may be varied without it ceasing to fit. */
function patterned(
  examples: readonly string[],
  fits: (candidate: string) => boolean,
): SecretShape | undefined {
  const model = examples.find(fits)
  if (model === undefined) return undefined
  const alphabetsAt = Array.from(model, (character, index) => {
    const whole = [base62, '0123456789abcdef', ...classes].filter((alphabet) => alphabet.includes(character))
    const holds = (alphabet: string): boolean =>
      Array.from(alphabet).every((other) => fits(model.slice(0, index) + other + model.slice(index + 1)))
    return whole.find(holds) ?? character
  })
  const bits = alphabetsAt.reduce((sum, alphabet) => sum + Math.log2(alphabet.length), 0)
  if (bits === 0) return undefined
  const draw = (source: Random): string =>
    alphabetsAt
      .map((alphabet) => (alphabet.length === 1 ? alphabet : randomText(source, 1, alphabet)))
      .join('')
  return {
    prefix: model.slice(
      0,
      alphabetsAt.findIndex((alphabet) => alphabet.length > 1),
    ),
    bits,
    make(source) {
      for (let tries = 0; tries < 1000; tries++) {
        const candidate = draw(source)
        if (fits(candidate)) return candidate
      }
      return draw(source)
    },
  }
}
