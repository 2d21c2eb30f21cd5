import { STATUS_CODES } from 'node:http'
import { isObject } from '../contract/json.ts'
import { pointerTokens, withValueAt } from '../contract/pointer.ts'
import type { Contract, JsonValue, Operation, ResponseSpec } from '../contract/types.ts'
import type { Answer, Defective } from './call.ts'
import { membersIn } from './members.ts'
import type { Member } from './members.ts'
import type { Shape } from './shapes.ts'
import { exampleItem, shapeOf } from './shapes.ts'

/** What a refusal says beside its status. */
export interface Reason {
  /** One sentence that quotes nothing of the request. */
  readonly message: string
  readonly defects?: readonly Defective[]
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/**
 * Refuses with the first of the statuses that the operation documents, else with its `4XX` or `default`
 * response, else with problem details (RFC 9457). The last status is the one for where none is documented.
 */
export type Refuser = (statuses: readonly number[], reason: Reason) => Answer

/** Prepares the refusals of one operation. */
export function createRefuser(contract: Contract, operation: Operation, seed: number): Refuser {
  const shapes = new Map<string, Shape | undefined>()
  const shape = (response: ResponseSpec): Shape | undefined => {
    if (!shapes.has(response.pointer)) shapes.set(response.pointer, shapeOf(contract, response, seed))
    return shapes.get(response.pointer)
  }
  return (statuses, reason) => {
    const { status, response } = documented(operation, statuses)
    if (response === undefined) return problem(status, reason)
    const found = shape(response)
    if (found === undefined) return { status, headers: { ...reason.headers } }
    const headers = { 'content-type': found.mediaType, ...reason.headers }
    return { status, headers, body: errorBody(found, status, reason) }
  }
}

/** Problem details, for where the document says nothing. */
export function problem(status: number, { message, headers }: Reason): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message },
  }
}

function documented(
  { responses }: Operation,
  statuses: readonly number[],
): { readonly status: number; readonly response: ResponseSpec | undefined } {
  const exact = statuses.find((status) => responses[String(status)] !== undefined)
  if (exact !== undefined) return { status: exact, response: responses[String(exact)] }
  const last = statuses.at(-1)!
  const range = responses[`${Math.floor(last / 100)}XX`] ?? responses[`${Math.floor(last / 100)}xx`]
  if (range !== undefined) return { status: last, response: range }
  const isError = Object.keys(responses).some((code) => code.startsWith('2'))
  return { status: last, response: isError ? responses['default'] : undefined }
}

/** Whether an operation documents one of the statuses, by itself or through `4XX` or `default`. */
export function documents(operation: Operation, statuses: readonly number[]): boolean {
  return documented(operation, statuses).response !== undefined
}

const messageNames = [
  'message',
  'detail',
  'error_message',
  'errorMessage',
  'error_description',
  'description',
  'msg',
  'reason',
  'error',
  'title',
]
const statusNames = new Set(['status', 'code', 'statusCode', 'status_code', 'http_status', 'httpStatus'])

/** The model of the error body with the message, the status and the defects laid over it wherever that stays valid. */
function errorBody(shape: Shape, status: number, { message, defects = [] }: Reason): JsonValue {
  let body = shape.model
  const lay = (pointer: string, value: JsonValue): void => {
    const next = withValueAt(body, pointer, value)
    if (shape.violations(next).length === 0) body = next
  }
  const members = membersIn(shape.model, { intoArrays: false })
  const says = messageNames
    .map((name) => members.find((member) => member.name === name && typeof member.value === 'string'))
    .find((member) => member !== undefined)
  if (says !== undefined) lay(says.pointer, message)
  for (const member of members) {
    if (statusNames.has(member.name) && typeof member.value === 'number') lay(member.pointer, status)
    if (/^(?:success|ok)$/i.test(member.name) && typeof member.value === 'boolean') lay(member.pointer, false)
    if (/^(?:issues|errors|details?|violations|invalid_?params|fields)$/i.test(member.name))
      layDefects(member, shape, { defects, message }, lay)
  }
  return body
}

function layDefects(
  { pointer, value }: Member,
  { schema }: Shape,
  { defects = [], message }: Reason,
  lay: (pointer: string, value: JsonValue) => void,
): void {
  if (Array.isArray(value)) {
    const model: JsonValue = (value as readonly JsonValue[])[0] ?? exampleItem(schema, pointer)
    lay(
      pointer,
      defects.map((defect) => (isObject(model) ? itemFor(model, defect) : sentence(defect))),
    )
  } else if (isObject(value)) {
    const grouped = Map.groupBy(defects, (defect) => placeTokens(defect)[0] ?? defect.part)
    const listed = Object.fromEntries([...grouped].map(([name, group]) => [name, group.map(sentence)]))
    lay(pointer, Object.fromEntries([...grouped].map(([name]) => [name, message])))
    lay(pointer, listed)
  }
}

function itemFor(model: JsonValue, defect: Defective): JsonValue {
  const item: Record<string, JsonValue> = {}
  const tokens = placeTokens(defect)
  for (const [name, value] of Object.entries(model as Record<string, JsonValue>)) {
    if (/^(?:message|msg|detail|reason|description|title)$/i.test(name)) item[name] = sentence(defect)
    else if (/^(?:path|loc|location|pointer|field|param|parameter|name|property|source)$/i.test(name))
      item[name] = Array.isArray(value) ? tokens : tokens.join('.')
    else if (/^(?:code|type|keyword|rule)$/i.test(name) && typeof value === 'string')
      item[name] = defect.violation.keyword
    else item[name] = value
  }
  return item
}

/** What is wrong, in words of the document's; of the request only names short enough to be no secret. */
export function sentence({ part, violation }: Defective): string {
  const place = placeTokens({ part, violation }).join('.')
  const where = place === '' ? `The ${part}` : `${part} ${place}`
  return `${where} ${namesMembers.has(violation.keyword) ? 'has a member that the schema does not allow' : violation.message}.`
}

/** Keywords whose messages name a member as the request did, which may be a secret gone astray. */
const namesMembers = new Set(['additionalProperties', 'unevaluatedProperties', 'propertyNames'])

function placeTokens({ violation }: Defective): string[] {
  return pointerTokens(violation.place).map((token) => (/^[\w.$*-]{1,24}$/.test(token) ? token : '…'))
}
