import LinkHeader from 'http-link-header'
import type { JsonValue, Operation } from '../contract/types.ts'
import { headerValues, type Exchange } from '../http/exchange.ts'

type Query = Readonly<Record<string, JsonValue>>

/**
 * What the `Link` headers of a list say of its next page (RFC 8288): the query that asks for it, `last` where there is none,
 * `astray` where they lead to one that no parameter of the operation asks for; undefined where they say nothing.
 */
export function linkedPage(
  operation: Operation,
  query: Query,
  { response }: Pick<Exchange, 'response'>,
): Query | 'last' | 'astray' | undefined {
  const links = headerValues(response.headers, 'link').flatMap(refsIn)
  const next = links.find(({ rel }) => isKind(rel, ['next']))
  if (next === undefined)
    return links.some(({ rel }) => isKind(rel, ['prev', 'previous', 'first', 'last'])) ? 'last' : undefined
  // Sentry names a next page always, and says beside it whether there is anything on it.
  if (next['results'] === 'false') return 'last'
  if (!URL.canParse(next.uri, 'http://localhost')) return 'astray'
  const asked = new URL(next.uri, 'http://localhost').searchParams
  const declared = operation.parameters.flatMap(({ in: place, name }) => {
    const value = place === 'query' ? asked.get(name) : null
    const sent = query[name]
    const isSame = (typeof sent === 'string' || typeof sent === 'number') && value === `${sent}`
    return value === null || isSame ? [] : [[name, value] as const]
  })
  return declared.length === 0 ? 'astray' : { ...query, ...Object.fromEntries(declared) }
}

function isKind(rel: string, kinds: readonly string[]): boolean {
  return rel.split(' ').some((kind) => kinds.includes(kind.toLowerCase()))
}

/** The links of a header; none where it is malformed. */
function refsIn(value: string): readonly LinkHeader.Reference[] {
  try {
    // The parser takes no space before a comma, which RFC 9110 §5.6.1 allows and Harbor writes.
    return LinkHeader.parse(value.replaceAll(/[ \t]+,/g, ',')).refs
  } catch {
    return []
  }
}
