import { STATUS_CODES } from 'node:http'

import type { JsonObject, JsonValue } from '../types.ts'
import { based } from './basis.ts'
import type { Facts, ResponseFacts } from './facts.ts'
import { description, plain } from './inline.ts'
import type { PageOperation } from './operations.ts'
import { parametersOf } from './parameters.ts'
import { schemaOf } from './schemas.ts'
import { topicOf } from './words.ts'

/** The Operation Object of what a page says and shows of an operation; `prose` is what it says in running text. */
export function operationObject(
  operation: PageOperation,
  facts: Facts,
  prose: readonly string[],
  security: readonly JsonObject[] | undefined,
): JsonObject {
  const title = (plain(operation.title) || firstSentence(prose)).split('\n')[0]!.slice(0, 200)
  const mentioned = operation.mentioned.map((text) => plain(text)).filter((text) => text !== title)
  const told = description([...new Set([...prose, ...mentioned])].join('\n\n'))
  const parameters = parametersOf(operation, facts)
  const body = requestBodyOf(facts)
  return {
    ...(title !== '' && { summary: title }),
    ...(told !== '' && { description: told }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    responses: responsesOf(operation, facts),
    ...(security !== undefined && { security }),
    ...based(operation.basis),
  }
}

/** The summary of an operation that has no title of its own. */
function firstSentence(prose: readonly string[]): string {
  const text = plain(prose[0] ?? '')
    .replace(/^[-*•]\s+/, '')
    .replace(/^(?:purpose|description|summary):\s+/i, '')
  const sentence = /^[^.!?。\n]{1,120}[.!?。]?/.exec(text)?.[0] ?? ''
  return sentence.replace(/\.$/, '')
}

function requestBodyOf(facts: Facts): JsonObject | undefined {
  const fields = facts.request.filter(({ place }) => place === 'body')
  const form = facts.calls.find((call) => call.form !== undefined)
  const examples: JsonValue[] = [
    ...facts.requestExamples,
    ...(form?.form ? [Object.fromEntries(form.form)] : []),
  ]
  if (fields.length === 0 && examples.length === 0) return undefined
  const schema = schemaOf(fields, examples)
  const stated = fields.length > 0
  const needed = stated && Array.isArray(schema['required'])
  return {
    ...(needed && { required: true }),
    content: {
      [mediaTypeOf(facts)]: { schema, ...examplesOf(examples.map((value) => ({ name: '', value }))) },
    },
    ...based(stated ? 'stated' : 'example'),
  }
}

function mediaTypeOf(facts: Facts): string {
  const headers = facts.calls.flatMap((call) => call.headers)
  const stated = headers
    .find(([name]) => name.toLowerCase() === 'content-type')?.[1]
    .split(';')[0]!
    .trim()
    .toLowerCase()
  if (stated !== undefined && /^[\w.+-]+\/[\w.+-]+$/.test(stated)) return stated
  const form = facts.calls.find((call) => call.form !== undefined)
  if (form === undefined || facts.requestExamples.length > 0) return 'application/json'
  return form.multipart === true ? 'multipart/form-data' : 'application/x-www-form-urlencoded'
}

function responsesOf(operation: PageOperation, facts: Facts): JsonObject {
  const successes = [...facts.responses.keys()].filter((status) => status.startsWith('2'))
  const open = facts.responses.get('')
  const assumed = operation.method === 'GET' || operation.method === 'HEAD' ? '200' : '2XX'
  const target = successes.find((status) => status !== '204') ?? successes[0] ?? assumed
  const found = new Map<string, ResponseFacts>()
  for (const [status, response] of facts.responses)
    if (status !== '' && status !== 'error') found.set(status, response)
  const failure = facts.responses.get('error')
  const failures = [...found.keys()].filter((status) => /^[45]/.test(status))
  if (failure)
    add(found, failures.find((status) => found.get(status)!.examples.length === 0) ?? '4XX', failure)
  if (open || successes.length === 0)
    add(found, target, open ?? { description: '', fields: [], examples: [] })
  const isAssumed = (status: string): boolean => !facts.responses.has(status)
  const entries = [...found].toSorted(([left], [right]) => (left < right ? -1 : 1))
  return Object.fromEntries(
    entries.map(([status, response]) => [status, responseOf(status, response, isAssumed(status))]),
  )
}

function add(found: Map<string, ResponseFacts>, status: string, more: ResponseFacts): void {
  const known = found.get(status)
  if (known === undefined) found.set(status, more)
  else {
    found.set(status, {
      description: known.description || more.description,
      fields: [...known.fields, ...more.fields],
      examples: [...known.examples, ...more.examples],
    })
  }
}

function responseOf(status: string, response: ResponseFacts, assumed: boolean): JsonObject {
  const { fields, examples } = response
  const schema = schemaOf(
    fields,
    examples.map(({ value }) => value),
  )
  const bare = Object.keys(schema).length === 0 || status === '204'
  const named = plain(examples[0]?.name ?? '')
    .replace(/^.*?\b\d{3}\b[\s:–—-]*/, '')
    .replace(/^([^()]*)\)$/, '$1')
  const says =
    plain(response.description).slice(0, 1_000) ||
    (topicOf(named) === undefined || (!assumed && /\s/.test(named)) ? named : '')
  return {
    description: says || (assumed ? 'The page does not state the status.' : (STATUS_CODES[status] ?? status)),
    ...(!bare && { content: { 'application/json': { schema, ...examplesOf(examples) } } }),
    ...based(assumed ? 'assumed' : fields.length > 0 || examples.length === 0 ? 'stated' : 'example'),
  }
}

function examplesOf(examples: readonly { readonly name: string; readonly value: JsonValue }[]): JsonObject {
  const seen = new Map(examples.map((example) => [JSON.stringify(example.value), example]))
  const [only, ...more] = [...seen.values()]
  if (only === undefined) return {}
  if (more.length === 0) return { example: only.value }
  return {
    examples: Object.fromEntries(
      [...seen.values()].map(({ value }, index) => [`example${index + 1}`, { value }]),
    ),
  }
}
