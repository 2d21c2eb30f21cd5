import { isObject } from '../json.ts'
import type { JsonValue } from '../types.ts'
import type { Call } from './calls.ts'
import type { Field, Place } from './fields.ts'
import { headingField } from './fields.ts'
import { plain } from './inline.ts'
import type { Leaf, Section } from './leaves.ts'
import { answeredOnly, namesFields } from './listed.ts'
import { listFields } from './lists.ts'
import { looseJson } from './loose-json.ts'
import type { PageOperation } from './operations.ts'
import { sectionsAround, statusesIn, statusIn, statusItem, statusOf, topicAt } from './standing.ts'
import { tableFacts } from './tables.ts'
import { topicOf } from './words.ts'
import type { Topic } from './words.ts'

/** An answer of an operation as its page tells it. */
export interface ResponseFacts {
  description: string
  readonly fields: Field[]
  readonly examples: { readonly name: string; readonly value: JsonValue }[]
}

/** All that a page says and shows of one operation. */
export interface Facts {
  /** Parameters and members of the request, each placed. */
  readonly request: readonly Field[]
  readonly requestExamples: readonly JsonValue[]
  /** By status; the empty status stands for success the page gives no number to, `error` for such a failure. */
  readonly responses: ReadonlyMap<string, ResponseFacts>
  readonly calls: readonly Call[]
}

/** Reads the leaves of an operation in their order. */
export function factsOf(operation: PageOperation): Facts {
  const request: Field[] = []
  const requestExamples: JsonValue[] = []
  const responses = new Map<string, ResponseFacts>()
  const responseFor = (status: string): ResponseFacts => {
    const known = responses.get(status) ?? { description: '', fields: [], examples: [] }
    responses.set(status, known)
    return known
  }
  const holders = new Map<Section, Field>()
  /** Listed without a word on whether the request or the answer holds them. */
  const listed: Field[] = []
  const take = (fields: readonly Field[], leaf: Leaf, topic: Topic | undefined): void => {
    for (const given of fields) {
      const field = within(holders.get(leaf.section), given)
      const open = placeOf(field, topic, operation)
      const place = open === 'body' && bodiless && field.place === 'unplaced' ? 'query' : open
      if (place === 'response')
        responseFor(statusOf(leaf) ?? (topic === 'error' ? 'error' : '')).fields.push(field)
      else if (place === 'path')
        request.push({ ...field, place, path: [nameInPath(field, operation) ?? field.path.join('.')] })
      else {
        const placed = { ...field, place }
        request.push(placed)
        if (field.place === 'unplaced' && namesFields(leaf)) listed.push(placed)
      }
    }
  }
  const calls = operation.anchors.flatMap(({ call }) => (call ? [call] : []))
  for (const call of calls) {
    const value = call.body === undefined ? undefined : looseJson(call.body)
    if (value !== undefined) requestExamples.push(value)
  }
  const called = new Set<Section>()
  const outer = sectionsAround(operation.leaves)
  const bodiless = operation.leaves.some(({ leaf }) => leavesNoBody(leaf))
  for (const [index, { leaf, answers, anchors }] of operation.leaves.entries()) {
    const { part } = leaf
    const topic = topicAt(leaf, outer)
    for (const { status, body } of answers) {
      const value = looseJson(body)
      if (value === undefined) responseFor(status)
      else responseFor(status).examples.push({ name: '', value })
    }
    if (part.kind === 'field') take([part.field], leaf, topic)
    else if (part.kind === 'table') {
      const { fields, statuses } = tableFacts(part, 'unplaced')
      take(fields, leaf, topic)
      for (const [status, says] of statuses) responseFor(status).description ||= says
    } else if (part.kind === 'list') {
      const statuses = part.items.flatMap(({ text }) => statusItem(text))
      for (const [status, says] of statuses) responseFor(status).description ||= says
      if (statuses.length === 0)
        take(listFields(part, 'unplaced', topic !== undefined && topic !== 'auth'), leaf, topic)
    } else if (part.kind === 'fence') {
      const value = anchors.length > 0 || answers.length > 0 ? undefined : looseJson(part.text)
      const sent = anchors.some(({ call }) => call?.body !== undefined || call?.form !== undefined)
      if (sent) called.add(leaf.section)
      if (value === undefined) continue
      const kind = exampleKind(leaf, topic, called.has(leaf.section), operation, value, request)
      if (kind === 'request') requestExamples.push(value)
      else
        responseFor(statusOf(leaf) ?? (kind === 'error' ? 'error' : '')).examples.push({
          name: part.title || ((topicOf(leaf.label) ?? statusIn(leaf.label)) ? leaf.label : ''),
          value,
        })
    } else if (part.kind === 'title') {
      const below = operation.leaves[index + 1]?.leaf
      const said = below?.section === leaf.section && below.part.kind === 'paragraph' ? below.part.text : ''
      const field = topic === undefined ? undefined : headingField(part.text, said)
      if (field) {
        take([field], leaf, topic)
        holders.set(leaf.section, field)
        continue
      }
      const status = statusIn(part.text)
      if (status !== undefined)
        responseFor(status).description ||= plain(part.text)
          .replace(/^.*?\b[1-5]\d\d\b[\s:—–-]*/, '')
          .replace(/^([^()]*)\)$/, '$1')
    } else if ('text' in part) {
      for (const status of statusesIn(part.text)) responseFor(status)
      const announced = plain(part.text).startsWith(leaf.label) ? statusIn(leaf.label) : undefined
      if (leaf.label !== '' && announced !== undefined && topic !== 'body') responseFor(announced)
    }
  }
  const sent = [
    ...operation.anchors.flatMap(({ mention }) => mention.query.map(([name]) => name)),
    ...requestExamples.flatMap((value) => (isObject(value) ? Object.keys(value) : [])),
  ]
  const answered = [...responses]
    .filter(([status]) => status === '' || status.startsWith('2'))
    .flatMap(([, { examples }]) => examples.map(({ value }) => value))
  const moved = answeredOnly(listed, sent, answered)
  if (moved.size > 0) responseFor('').fields.push(...moved.values())
  return { request: request.filter((field) => !moved.has(field)), requestExamples, responses, calls }
}

/** Whether a leaf of a generated client's page says that its members are no members of a body. */
function leavesNoBody({ part }: Leaf): boolean {
  if (part.kind === 'list')
    return part.items.some(({ text }) => /^content-type:\s*not defined$/i.test(plain(text)))
  return (
    part.kind === 'table' &&
    tableFacts(part, 'unplaced').fields.some(({ path, place }) => path.length === 0 && place === 'body')
  )
}

/** A field whose description is a section of its own holds the fields described in that section. */
function within(holder: Field | undefined, field: Field): Field {
  if (holder === undefined) return field
  const items = /\[\s*\]|^(?:array|list)/i.test(holder.type) ? ['[]'] : []
  return { ...field, path: [...holder.path, ...items, ...field.path] }
}

/** The parameter of the path that a field is, written in whatever case. */
function nameInPath(field: Field, operation: PageOperation): string | undefined {
  const same = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '')
  const names = [...operation.path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!)
  return names.find((name) => same(name) === same(field.path.join('.')))
}

function placeOf(field: Field, topic: Topic | undefined, operation: PageOperation): Place {
  const inPath = nameInPath(field, operation) !== undefined
  const sends = /^(?:POST|PUT|PATCH)$/.test(operation.method)
  const open: Place = inPath ? 'path' : sends ? 'body' : 'query'
  // A path parameter that the path does not have is one of a site that writes every parameter this way.
  if (field.place !== 'unplaced') return field.place === 'path' && !inPath ? open : field.place
  if (topic === 'response' || topic === 'error') return 'response'
  if (topic === 'auth') return 'header'
  if (topic === undefined || topic === 'parameters') return open
  if (topic === 'path' && !inPath) return open
  return topic === 'body' && inPath
    ? 'path'
    : topic === 'body' && !sends && operation.method !== 'DELETE'
      ? 'query'
      : topic
}

function exampleKind(
  leaf: Leaf,
  topic: Topic | undefined,
  sent: boolean,
  operation: PageOperation,
  value: JsonValue,
  request: readonly Field[],
): 'request' | 'response' | 'error' {
  const status = statusOf(leaf)
  const own = topicOf(leaf.part.kind === 'fence' ? leaf.part.title : '') ?? topicOf(leaf.label)
  if (status !== undefined) return 'response'
  if (topic === 'error') return 'error'
  if (topic === 'response') return 'response'
  if (topic === 'body' && operation.method === 'DELETE' && !sent) return 'request'
  if (!/^(?:POST|PUT|PATCH)$/.test(operation.method)) return 'response'
  if (topic === 'body' || topic === 'parameters') return own === undefined && sent ? 'response' : 'request'
  const names = new Set(request.filter(({ place }) => place === 'body').map(({ path }) => path[0]))
  const members =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
  return members.length > 0 && members.every((name) => names.has(name)) ? 'request' : 'response'
}
