import { text } from 'node:stream/consumers'

/** Standard input as a whole. */
export function readStdin(): Promise<string> {
  return text(process.stdin)
}
