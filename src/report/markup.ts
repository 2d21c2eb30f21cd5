import { visibleBlock } from './text.ts'

/** HTML that is safe as it stands: made by `markup` alone. */
export interface Markup {
  readonly html: string
}

type MarkupValue = string | number | Markup | readonly Markup[] | null

/** A template of HTML: every string put into it is escaped, other markup goes in as it is, null leaves nothing. */
export function markup(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return { html: parts.map((part, at) => part + rendered(values[at] ?? null)).join('') }
}

/** Text for HTML content or a quoted attribute, with what would not show made visible. */
export function escapeHtml(text: string): string {
  return visibleBlock(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function rendered(value: MarkupValue): string {
  if (value === null) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'html' in value ? value.html : value.map((each) => each.html).join('')
}
