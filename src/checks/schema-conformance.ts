import { essence, isJson, mediaFor, responseFor } from '../contract/lookup.ts'
import { valueAt } from '../contract/pointer.ts'
import { isUndecided } from '../contract/violations.ts'
import { headerValues, type Exchange, type Violation } from '../http/exchange.ts'
import type { Outcome } from './outcome.ts'
import type { Check, CheckContext } from './types.ts'

const closed = new Set(['additionalProperties', 'unevaluatedProperties'])

/** Bodies fit the schema documented for their status; undeclared members in a closed schema have their own rule. */
export const schemaConformance: Check = {
  name: 'schema-conformance',
  rules: ['schema-response-conforms', 'schema-error-body-conforms', 'schema-no-undocumented-properties'],
  judge: (exchange, context) => {
    const { violations } = exchange.facts
    const { operation } = context
    if (operation === null) return []
    const rule = exchange.response.status >= 400 ? 'schema-error-body-conforms' : 'schema-response-conforms'
    const [gap] = gapsIn(exchange, context)
    const fits = (decided: string): Outcome =>
      gap === undefined
        ? { kind: 'held', rule: decided, operation: operation.key }
        : {
            kind: 'inconclusive',
            rule: decided,
            operation: operation.key,
            reason: `${gap} So a body that fits the rest of its schema proves nothing.`,
          }
    if (violations === null) return gap === undefined ? unreadable(exchange, context) : [fits(rule)]
    if (violations.length === 0) return [fits(rule), fits('schema-no-undocumented-properties')]
    if (violations.some(isUndecided)) return [undecided(rule, operation.key)]
    const members = violations.filter((violation) => closed.has(violation.keyword))
    const nulls = violations.filter((violation) => refusesNull(violation, context))
    const others = violations.filter(
      (violation) => !closed.has(violation.keyword) && !nulls.includes(violation),
    )
    const outcomes: Outcome[] = [
      ...nulls.slice(0, 1).map((violation) => nullable(rule, violation, exchange, operation.key)),
      ...others.map((violation) => broken(rule, violation, exchange, operation.key)),
      ...members.map((violation) =>
        broken('schema-no-undocumented-properties', violation, exchange, operation.key),
      ),
    ]
    if (others.length === 0) outcomes.push(fits(rule))
    if (members.length === 0) outcomes.push(fits('schema-no-undocumented-properties'))
    return outcomes
  },
}

/** What could not be read of the schema for this body. */
function gapsIn(exchange: Exchange, { contract, operation }: CheckContext): readonly string[] {
  // Most documents are in order, and every answer comes by here.
  if (operation === null || contract.problems.length === 0 || !exchange.facts.json) return []
  const spec = responseFor(operation, exchange.response.status)
  if (spec?.unresolved === true) return [`The reference at ${spec.pointer} leads nowhere.`]
  const type = headerValues(exchange.response.headers, 'content-type')[0]
  const media = spec === undefined ? undefined : mediaFor(spec.content, type)
  return media?.schema === undefined ? [] : contract.gaps(media.schema, 'response')
}

/** Whether null is refused although the schema says `nullable`, which OpenAPI gave up with 3.1. */
function refusesNull({ keyword, schema }: Violation, { contract }: CheckContext): boolean {
  return (
    keyword === 'type' &&
    !/^(?:2|3\.0)\b/.test(contract.version) &&
    valueAt(contract.document, `${schema.replace(/\/[^/]*$/, '')}/nullable`) === true
  )
}

function undecided(rule: string, operation: string): Outcome {
  const reason = 'An answer is nested too deeply to be held against its schema.'
  return { kind: 'inconclusive', rule, operation, reason }
}

/** The cause lies in the words of the document, so it is one wherever it shows. */
function nullable(
  rule: string,
  { place, schema }: Violation,
  exchange: Exchange,
  operation: string,
): Outcome {
  return {
    kind: 'broken',
    rule,
    operation: null,
    breach: {
      place: 'nullable',
      failure: 'no effect since 3.1',
      message: `The document says \`nullable\`, which has no effect since OpenAPI 3.1, so null is forbidden where ${operation} answers with it (${place}).`,
      expected: "`type: [..., 'null']` in the document, or no null in the answer",
      received: `null at ${place}`,
      because: { quote: 'nullable: true', pointer: schema },
      exchanges: [exchange],
    },
  }
}

/** A body that ought to be JSON and cannot be parsed fits no schema. */
function unreadable(exchange: Exchange, { operation }: CheckContext): readonly Outcome[] {
  const spec = operation === null ? undefined : responseFor(operation, exchange.response.status)
  const type = headerValues(exchange.response.headers, 'content-type')[0]
  const media = spec === undefined ? undefined : mediaFor(spec.content, type)
  if (
    operation === null ||
    media?.schema === undefined ||
    !isJson(essence(type)) ||
    exchange.facts.json ||
    exchange.request.method === 'HEAD'
  )
    return []
  const rule = exchange.response.status >= 400 ? 'schema-error-body-conforms' : 'schema-response-conforms'
  const violation: Violation = {
    place: '',
    keyword: 'json',
    schema: media.schema.pointer,
    message: 'is not JSON',
    formatOnly: false,
  }
  return [broken(rule, violation, exchange, operation.key)]
}

function broken(rule: string, violation: Violation, exchange: Exchange, operation: string): Outcome {
  const { place, keyword, message, schema, formatOnly } = violation
  const where = place === '' ? 'The body' : `The body at ${place}`
  return {
    kind: 'broken',
    rule,
    operation,
    breach: {
      place: `${Math.floor(exchange.response.status / 100)}XX ${place}`,
      failure: keyword,
      message: `${where} of a ${exchange.response.status} answer ${message}.`,
      expected: `what the schema at ${schema} asks for`,
      received: `${where.toLowerCase()} ${message}`,
      // Formats are annotations unless a document asks for more, so a missed format alone weighs little.
      ...(formatOnly ? { severity: 'low' as const, confidence: 'tentative' as const } : {}),
      because: { pointer: schema },
      exchanges: [exchange],
    },
  }
}
