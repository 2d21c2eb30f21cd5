import type { JsonValue } from '../contract/types.ts'

/** A way to spoil the text of a JSON body so that no JSON parser takes it (RFC 8259). */
export interface Malformation {
  readonly name: string
  readonly text: (value: JsonValue) => string
}

/** The ways in which a JSON text is spoilt. */
export const malformed: readonly Malformation[] = [
  { name: 'truncated JSON', text: (value) => container(value).slice(0, -1) },
  { name: 'trailing comma', text: (value) => container(value).replace(/([}\]])$/, ',$1') },
  { name: 'bare word', text: () => 'keyproof' },
]

/** The text of a value that ends in a bracket and holds something. */
function container(value: JsonValue): string {
  const text = JSON.stringify(value)
  return /^[[{]./.test(text) && text.length > 2 ? text : `{"keyproof":${text}}`
}
