import fc from 'fast-check'

/** `text` for bodies, `token` for places where only plain characters travel well: paths, delimited lists. */
export type Alphabet = 'text' | 'token' | 'ascii'

const alphanumeric = oneOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')
const punctuation = oneOf(' -_.,:;!?\'"()/&<>@#%+=*~|\\[]{}$^`')
// Ranges without unassigned, private, bidirectional, joining or invisible code points.
const scripts = fc.oneof(
  range(0xe0, 0xf6),
  range(0x3b1, 0x3c9),
  range(0x430, 0x44f),
  range(0x5d0, 0x5ea),
  range(0x627, 0x63a),
  range(0x905, 0x914),
  range(0x3041, 0x3093),
  range(0x4e00, 0x9f00),
  range(0xac00, 0xd7a3),
)
const combining = range(0x300, 0x304)
const astral = fc.oneof(
  range(0x1f300, 0x1f320),
  range(0x1f400, 0x1f4fc),
  range(0x10400, 0x1044f),
  range(0x20000, 0x2a6d6),
)

/** Lets a failing case shrink from any character to a letter. */
const simplest = { withCrossShrink: true }

const alphabets: Readonly<Record<Alphabet, fc.Arbitrary<string>>> = {
  text: fc.oneof(
    simplest,
    { weight: 16, arbitrary: alphanumeric },
    { weight: 3, arbitrary: punctuation },
    { weight: 2, arbitrary: scripts },
    { weight: 1, arbitrary: combining },
    { weight: 1, arbitrary: astral },
  ),
  token: fc.oneof(
    simplest,
    { weight: 24, arbitrary: alphanumeric },
    { weight: 3, arbitrary: fc.constantFrom('-', '_') },
    { weight: 1, arbitrary: scripts },
    { weight: 1, arbitrary: astral },
  ),
  ascii: fc.oneof(
    simplest,
    { weight: 12, arbitrary: alphanumeric },
    { weight: 1, arbitrary: fc.constantFrom('-', '_', '.', '~') },
  ),
}

/** Strings of so many code points; never a control character, a lone surrogate, or a space at either end. */
export function textOf(alphabet: Alphabet, minLength: number, maxLength: number): fc.Arbitrary<string> {
  const unit = alphabets[alphabet]
  const text = fc.string({ unit, minLength, maxLength, size: 'medium' })
  return alphabet === 'text' ? text.map((value) => value.replaceAll(/^ | $/g, 'x')) : text
}

/** Names of members nobody declared. */
export const memberNames: fc.Arbitrary<string> = fc.string({
  unit: oneOf('abcdefghijklmnopqrstuvwxyz'),
  minLength: 3,
  maxLength: 10,
})

/** One character out of a text of single UTF-16 units. */
export function oneOf(characters: string): fc.Arbitrary<string> {
  return fc.constantFrom(...characters.split(''))
}

function range(first: number, last: number): fc.Arbitrary<string> {
  return fc.integer({ min: first, max: last }).map((code) => String.fromCodePoint(code))
}
