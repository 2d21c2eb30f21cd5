/** A passage of the document, and where it stands. */
export interface Passage {
  readonly text: string
  /** JSON Pointer of the text, or of the object that holds it. */
  readonly pointer: string
}

/** A sentence found in a passage. */
export interface Quote {
  readonly quote: string
  readonly pointer: string
}

/** The sentences of a description; Markdown lines and list items count as sentences. */
export function sentences(text: string): readonly string[] {
  return text
    .replace(/\r/g, '')
    .replace(/([^\n.!?:;|>*-])\n(?=[^\n*\-#|>\d])/g, '$1 ')
    .split(/\n+|(?<=[.!?])\s+(?=[^a-z])|(?<=[。！？])/)
    .map((sentence) => sentence.replace(/^[\s>*#-]+|[\s*]+$/g, ''))
    .filter((sentence) => sentence !== '')
}

/** The first sentence of the passages, in their order, that matches one of the patterns. */
export function findSentence(passages: readonly Passage[], patterns: readonly RegExp[]): Quote | undefined {
  for (const { text, pointer } of passages) {
    for (const quote of sentences(text)) {
      // "only in `create` responses" says the same without its marks.
      const plain = quote.replaceAll('`', '')
      if (patterns.some((pattern) => pattern.test(plain))) return { quote, pointer }
    }
  }
  return undefined
}
