import { KeyproofError } from '../errors.ts'

/** What it takes to play one recorded failure again. */
export interface ReplayPoint {
  /** The document as it was given. */
  readonly document: string
  /** `mock`, `prism` or the base URL. */
  readonly target: string
  readonly scenario: string
  readonly operation: string
  readonly seed: number
  /** Empty for a scenario played once, `a3` for its fourth fixed case, `a3:0` for the first of the smaller ones of that, or a fast-check path. */
  readonly path: string
  readonly fingerprint: string
}

/** The point as one word that survives shells, URLs and XML. */
export function replayToken(point: ReplayPoint): string {
  const { document, target, scenario, operation, seed, path, fingerprint } = point
  return `kp1.${Buffer.from(JSON.stringify([document, target, scenario, operation, seed, path, fingerprint])).toString('base64url')}`
}

/** The point behind a token; an error when it is not one of keyproof's. */
export function readReplayToken(token: string): ReplayPoint {
  const invalid = (): KeyproofError =>
    new KeyproofError(
      'usage',
      'This is not a replay token.',
      'Copy the whole token from the finding; it begins with kp1.',
    )
  if (!token.startsWith('kp1.')) throw invalid()
  try {
    const [document, target, scenario, operation, seed, path, fingerprint] = JSON.parse(
      Buffer.from(token.slice(4), 'base64url').toString(),
    ) as [string, string, string, string, number, string, string]
    if (typeof fingerprint !== 'string' || typeof seed !== 'number') throw invalid()
    return { document, target, scenario, operation, seed, path, fingerprint }
  } catch {
    throw invalid()
  }
}
