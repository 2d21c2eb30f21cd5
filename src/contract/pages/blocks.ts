/** A part of a page: what Markdown and MDX are made of, as far as it matters for reading an API. */
export type Block = Heading | Fence | Table | List | Quote | Paragraph | Component

/** `## Title`, its text as written. */
interface Heading {
  readonly kind: 'heading'
  readonly level: number
  readonly text: string
  /** The anchor it gives itself: `## Title {#id}`. */
  readonly id?: string
}

/** A fenced code block. */
export interface Fence {
  readonly kind: 'fence'
  /** First word of the info string in lower case, empty where there is none. */
  readonly language: string
  /** The rest of the info string. */
  readonly title: string
  readonly text: string
  /** Line of the page its content starts on, from 1. */
  readonly line: number
}

/** A table; cells as written. */
export interface Table {
  readonly kind: 'table'
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A bullet, numbered or definition list. */
export interface List {
  readonly kind: 'list'
  readonly items: readonly ListItem[]
}

/** One item: its first paragraph, and what is nested in it. */
export interface ListItem {
  readonly text: string
  readonly blocks: readonly Block[]
}

/** A block quote without its marks. */
export interface Quote {
  readonly kind: 'quote'
  readonly text: string
}

/** Running text, lines kept. */
export interface Paragraph {
  readonly kind: 'paragraph'
  readonly text: string
}

/** An MDX component, an HTML element or a template tag with what it holds. */
export interface Component {
  readonly kind: 'component'
  readonly name: string
  readonly attributes: Attributes
  readonly blocks: readonly Block[]
}

/** Attributes as text; one without a value is `true`. */
export type Attributes = Readonly<Record<string, string>>
