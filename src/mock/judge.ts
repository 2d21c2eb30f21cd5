import { isJson } from '../contract/lookup.ts'
import type { Contract, JsonValue, Operation } from '../contract/types.ts'
import type { Violation } from '../http/exchange.ts'
import { mediaTypeOf, parseStrictJson } from './body.ts'
import type { Call, Defective } from './call.ts'
import { multipartValue } from './multipart.ts'
import { cookies } from './security.ts'
import { formValue, parameterReader } from './wire.ts'

/** What the judging of a request came to. */
export type Judgement =
  | { readonly kind: 'sound' }
  | { readonly kind: 'media type'; readonly declared: readonly string[] }
  | { readonly kind: 'malformed'; readonly message: string }
  | { readonly kind: 'invalid'; readonly defects: readonly Defective[] }

const sound: Judgement = { kind: 'sound' }
/** Names that OpenAPI takes out of the hands of header parameters. */
const reserved = new Set(['accept', 'content-type', 'authorization'])
const MOST_DEFECTS = 20

/** Prepares the judging of an operation's requests: its body is parsed into the call on the way. */
export function createJudge(contract: Contract, operation: Operation): (call: Call) => Judgement {
  const parameters = operation.parameters
    .filter(({ in: place, name }) => place !== 'header' || !reserved.has(name.toLowerCase()))
    .map((parameter) => parameterJudge(contract, parameter))
  const judgeBody = bodyJudge(contract, operation)
  const needsCookies = operation.parameters.some((parameter) => parameter.in === 'cookie')
  return (call) => {
    const defects: Defective[] = []
    if (parameters.length > 0) {
      const wire = {
        query: call.query(),
        headers: call.request.headers,
        path: call.pathValues,
        cookies: needsCookies ? Object.fromEntries(cookies(call.request)) : {},
      }
      for (const judge of parameters) defects.push(...judge(wire))
    }
    const judgement = judgeBody(call)
    if (judgement.kind === 'media type' || judgement.kind === 'malformed') return judgement
    if (judgement.kind === 'invalid') defects.push(...judgement.defects)
    return defects.length === 0 ? sound : { kind: 'invalid', defects: defects.slice(0, MOST_DEFECTS) }
  }
}

function parameterJudge(
  contract: Contract,
  parameter: Operation['parameters'][number],
): (wire: Parameters<ReturnType<typeof parameterReader>>[0]) => readonly Defective[] {
  const { name, in: part, required, schema } = parameter
  const read = parameterReader(parameter, schema === undefined ? true : contract.resolve(schema, 'request'))
  const validate = schema === undefined ? undefined : validatorOf(contract, schema)
  const missing: Defective = {
    part,
    violation: {
      place: `/${name}`,
      keyword: 'required',
      schema: parameter.pointer,
      message: 'is missing',
      formatOnly: false,
    },
  }
  return (wire) => {
    const value = read(wire)
    if (value === undefined) return required ? [missing] : []
    return (validate?.(value) ?? []).map((violation) => ({
      part,
      violation: { ...violation, place: `/${name}${violation.place}` },
    }))
  }
}

function bodyJudge(contract: Contract, operation: Operation): (call: Call) => Judgement {
  const { requestBody } = operation
  if (requestBody === undefined) return () => sound
  const declared = Object.keys(requestBody.content)
  const plain = new Map(
    declared.map((type) => [essenceOf(type), prepared(contract, requestBody.content[type]!)]),
  )
  const forType = (type: string): ReturnType<typeof prepared> | undefined =>
    plain.get(type) ?? plain.get(`${type.split('/', 1)[0]}/*`) ?? plain.get('*/*')
  const missing: Judgement = {
    kind: 'invalid',
    defects: [
      {
        part: 'body',
        violation: {
          place: '',
          keyword: 'required',
          schema: requestBody.pointer,
          message: 'is missing',
          formatOnly: false,
        },
      },
    ],
  }

  return (call) => {
    const { headers } = call.request
    const stated = headers['content-encoding'] === undefined ? headers['content-type'] : undefined
    // A document may name what is no media type; a client that sends just that does as it was told.
    const type =
      stated === undefined ? undefined : declared.includes(stated) ? essenceOf(stated) : mediaTypeOf(stated)
    const judge = type === undefined ? undefined : forType(type)
    // Of text or bytes there may be none; of anything else that is no body at all.
    const mayBeEmpty = judge !== undefined && /^(?:text\/|application\/octet-stream$)/.test(type!)
    if (call.bytes.length === 0 && !(requestBody.required && mayBeEmpty))
      return requestBody.required ? missing : sound
    if (declared.length === 0) return sound
    if (judge === undefined) return { kind: 'media type', declared }
    return judge(call, type!)
  }
}

/** The type of a Content-Type, also of one whose parameters are written in a way of their own. */
function essenceOf(contentType: string): string {
  return contentType.split(/[;,]/, 1)[0]!.trim().toLowerCase()
}

function prepared(
  contract: Contract,
  media: NonNullable<Operation['requestBody']>['content'][string],
): (call: Call, type: string) => Judgement {
  const schema = media.schema === undefined ? true : contract.resolve(media.schema, 'request')
  const validate = media.schema === undefined ? undefined : validatorOf(contract, media.schema)
  const judged = (call: Call, value: unknown): Judgement => {
    call.body = value
    const violations = validate?.(value) ?? []
    return violations.length === 0
      ? sound
      : { kind: 'invalid', defects: violations.map((violation) => ({ part: 'body', violation })) }
  }
  return (call, type) => {
    if (type === 'application/json' || isJson(type)) {
      const parsed = parseStrictJson(call.bytes)
      if ('fault' in parsed) {
        call.malformed = true
        return { kind: 'malformed', message: parsed.fault }
      }
      return judged(call, parsed.value)
    }
    if (type === 'application/x-www-form-urlencoded')
      return judged(call, formValue(call.bytes.toString('utf8'), schema, media.encoding))
    if (type.startsWith('text/')) return judged(call, call.bytes.toString('utf8'))
    if (type === 'multipart/form-data') {
      const value = multipartValue(call.bytes, call.request.headers['content-type'] ?? '', schema)
      if (value !== undefined) return judged(call, value)
      call.malformed = true
      return { kind: 'malformed', message: 'The body is not well-formed multipart/form-data.' }
    }
    // Other bodies are taken as they come.
    return sound
  }
}

function validatorOf(
  contract: Contract,
  schema: NonNullable<Operation['parameters'][number]['schema']>,
): ((value: unknown) => readonly Violation[]) | undefined {
  try {
    return contract.validator(schema, 'request')
  } catch {
    return undefined
  }
}

/** The parsed JSON body as a value that members can be read of. */
export function bodyOf(call: Call): JsonValue {
  return (call.body ?? null) as JsonValue
}
