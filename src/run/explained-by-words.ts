import type { OperationInput } from '../generate/types.ts'
import { neededInWords } from './needed-in-words.ts'
import type { Place } from './references.ts'
import { saidInWords } from './said-in-words.ts'

/** What words of the document say of a refused request, beyond its schemas. */
export interface Explanation {
  /** Parts of the request, by name. */
  readonly names: string
  /** The sentences, in quotes. */
  readonly words: string
  readonly isMissing: boolean
}

/** How requests fare. */
export interface Trials {
  /** One that is taken usually. */
  readonly ordinary: OperationInput
  readonly status: (input: OperationInput) => Promise<number>
}

/**
 * Why a request may have been refused, by words alone: an ordinary one is refused too with the parts of it that words
 * limit, or it is taken with what words ask for. Null where words explain nothing.
 */
export async function explainedByWords(
  place: Place,
  refused: OperationInput,
  trials: () => Promise<Trials>,
): Promise<Explanation | null> {
  return (await limited(place, refused, trials)) ?? (await lacking(place, refused, trials))
}

async function limited(
  place: Place,
  refused: OperationInput,
  trials: () => Promise<Trials>,
): Promise<Explanation | null> {
  const worded = saidInWords(place, refused)
  if (worded.length === 0) return null
  const { ordinary, status } = await trials()
  const changing = worded.filter(({ put }) => put(ordinary) !== ordinary)
  if (changing.length === 0) return null
  // All at once, since each that is taken makes a key.
  const answer = await status(changing.reduce((all, { put }) => put(all), ordinary))
  if (answer < 400 || answer >= 500 || answer === 429 || (await status(ordinary)) >= 300) return null
  return {
    names: changing.map(({ name }) => name).join(' or '),
    words: quoted(changing.map(({ words }) => words)),
    isMissing: false,
  }
}

async function lacking(
  place: Place,
  refused: OperationInput,
  trials: () => Promise<Trials>,
): Promise<Explanation | null> {
  const needed = neededInWords(place, refused)
  if (needed.length === 0) return null
  const { ordinary, status } = await trials()
  const full = needed.filter(({ add }) => add(refused, ordinary) !== refused)
  if (full.length === 0) return null
  const answer = await status(full.reduce((all, { add }) => add(all, ordinary), refused))
  return answer >= 300
    ? null
    : {
        names: [...new Set(full.flatMap(({ names }) => names))].join(' or '),
        words: quoted(full.map(({ words }) => words)),
        isMissing: true,
      }
}

function quoted(sentences: readonly string[]): string {
  return [...new Set(sentences)].map((sentence) => `“${sentence}”`).join(', ')
}
