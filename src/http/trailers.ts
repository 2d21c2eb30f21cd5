import type { HeaderLine } from './exchange.ts'

/**
 * Trailer lines as they stand behind the header lines of an answer: `trailer:ETag`, which is the name of no header, since
 * what comes after the body may show a secret but says nothing of how to read the answer (RFC 9110, section 6.5.1).
 */
export function asTrailers(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  return lines.map(([name, value]) => [`trailer:${name}`, value])
}
