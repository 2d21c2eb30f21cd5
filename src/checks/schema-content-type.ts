import { parse } from 'content-type'
import { essence, isJson, mediaFor, responseFor } from '../contract/lookup.ts'
import { headerValues } from '../http/exchange.ts'
import type { Breach, Outcome } from './outcome.ts'
import type { Check } from './types.ts'

/** Content has a Content-Type that can be parsed, that the document lists for the status, and that is true. */
export const schemaContentType: Check = {
  name: 'schema-content-type',
  rules: ['schema-content-type'],
  judge: (exchange, { operation, probe }) => {
    if (operation === null) return []
    const { response, request } = exchange
    const types = headerValues(response.headers, 'content-type')
    const broken = (breach: Omit<Breach, 'exchanges' | 'place'>): readonly Outcome[] => [
      {
        kind: 'broken',
        rule: 'schema-content-type',
        operation: operation.key,
        breach: {
          place: `${Math.floor(response.status / 100)}XX header:Content-Type`,
          exchanges: [exchange],
          ...breach,
        },
      },
    ]
    const held: readonly Outcome[] = [{ kind: 'held', rule: 'schema-content-type', operation: operation.key }]
    if (response.body === '' || request.method === 'HEAD')
      return response.status === 204 || response.body === '' ? [] : held
    if (response.status === 204)
      return broken({
        failure: 'content with 204',
        message: 'A 204 answer carries content.',
        expected: 'no content',
        received: 'content',
        because: { source: 'RFC 9110 §15.3.5' },
      })
    const [type] = types
    if (type === undefined)
      return broken({
        failure: 'missing',
        message: 'An answer with content has no Content-Type.',
        expected: 'a Content-Type',
        received: 'none',
        because: { source: 'RFC 9110 §8.3' },
      })
    if (!parseable(type))
      return broken({
        failure: 'malformed',
        message: 'The Content-Type cannot be parsed.',
        expected: 'type/subtype with parameters',
        received: type,
        because: { source: 'RFC 9110 §8.3.1' },
      })
    if (isJson(essence(type)) && !exchange.facts.json && !response.truncated)
      return broken({
        failure: 'not JSON',
        message: 'The answer says that it is JSON and is not.',
        expected: essence(type),
        received: 'other content',
        because: { source: 'RFC 8259 §2' },
      })
    const spec = responseFor(operation, response.status)
    if (spec === undefined || Object.keys(spec.content).length === 0) return held
    if (mediaFor(spec.content, type) !== undefined) return held
    // Problem details are the standard form of an error, whatever layer gives it.
    const lenient = response.status >= 400 && (probe || essence(type) === 'application/problem+json')
    return broken({
      failure: 'undocumented type',
      message: `${operation.key} answers ${response.status} as ${essence(type)}, which the document does not list.`,
      expected: Object.keys(spec.content).join(' or '),
      received: essence(type),
      because: { pointer: `${spec.pointer}/content` },
      ...(lenient ? { basis: 'convention' as const, severity: 'low' as const } : {}),
    })
  },
}

/** What nearly every answer says, which need not be taken apart. */
const usual = /^[\w.+-]+\/[\w.+-]+(?:; ?charset=[\w-]+)?$/

function parseable(type: string): boolean {
  if (usual.test(type)) return true
  try {
    return parse(type).type !== ''
  } catch {
    return false
  }
}
