import { isJson } from '../contract/lookup.ts'
import type { Contract, JsonSchema, JsonValue, MediaType, Operation, Parameter } from '../contract/types.ts'
import { type Taste, usualTaste } from './taste.ts'
import { travels, travelsInForm } from './wire.ts'

/** What the user or the engine fixes of every request. */
export interface Given {
  /** Values by parameter name, taken as they are. */
  readonly parameters: Readonly<Record<string, JsonValue>>
  /** Names of headers that every request gets anyway, in lower case; parameters of these names are left alone. */
  readonly headers?: ReadonlySet<string>
  /** Changes a valid body before it is sent, or before a defect is put into it. */
  readonly body?: (value: JsonValue) => JsonValue
}

/** A parameter with all that is needed to make values for it. */
export interface PlannedParameter {
  readonly parameter: Parameter
  readonly schema: JsonSchema
  /** JSON Pointer of the schema, or of the parameter where it has none. */
  readonly pointer: string
  readonly taste: Taste
  readonly fixed: JsonValue | undefined
  /** Whether a value arrives as what it is, through its place and style. */
  readonly travels: (value: JsonValue) => boolean
}

/** The body with the media type it is to be sent in. */
export interface PlannedBody {
  readonly mediaType: string
  readonly media: MediaType
  readonly schema: JsonSchema
  readonly pointer: string
  readonly required: boolean
  /** Whether a value arrives as what it is in this media type. */
  readonly travels: (value: JsonValue) => boolean
}

/** What can be varied in the requests of an operation. */
export interface Plan {
  readonly operation: Operation
  readonly parameters: readonly PlannedParameter[]
  readonly body: PlannedBody | undefined
  readonly given: Given
}

/** Plans the requests of an operation. Parameters that carry credentials are left to the engine. */
export function planOf(contract: Contract, operation: Operation, given: Given): Plan {
  const parameters = operation.parameters
    .filter(({ in: place, name }) => !(place === 'header' && given.headers?.has(name.toLowerCase()) === true))
    .filter((parameter) => fixedValue(parameter, given) !== undefined || !isReserved(contract, parameter))
    .map((parameter) => planned(contract, parameter, given))
  return { operation, parameters, body: plannedBody(contract, operation), given }
}

/** The media type to send where several are offered: JSON, then forms, then text, then whatever comes first. */
function preferredMediaType(types: readonly string[]): string | undefined {
  const order: readonly ((type: string) => boolean)[] = [
    (type) => type.startsWith('application/json'),
    isJson,
    (type) => /^(\*|application)\/\*/.test(type),
    (type) => type.startsWith('application/x-www-form-urlencoded'),
    (type) => type.startsWith('multipart/form-data'),
    (type) => type.startsWith('text/'),
    () => true,
  ]
  return order.map((matches) => types.find(matches)).find((type) => type !== undefined)
}

const tasteByPlace: Readonly<Record<Parameter['in'], Taste>> = {
  path: { ...usualTaste, alphabet: 'token', minLength: 1, depth: 2 },
  query: { ...usualTaste, minLength: 1, depth: 2 },
  header: { ...usualTaste, alphabet: 'ascii', minLength: 1, depth: 2 },
  cookie: { ...usualTaste, alphabet: 'ascii', minLength: 1, depth: 2 },
}

function planned(contract: Contract, parameter: Parameter, given: Given): PlannedParameter {
  const { schema } = parameter
  const resolved = schema === undefined ? { type: 'string' } : contract.resolve(schema, 'request')
  const delimited = parameter.in === 'query' && !isPlain(resolved) && parameter.contentType === undefined
  return {
    parameter,
    schema: resolved,
    pointer: schema?.pointer ?? parameter.pointer,
    taste: delimited ? { ...tasteByPlace.query, alphabet: 'token' } : tasteByPlace[parameter.in],
    fixed: fixedValue(parameter, given),
    travels: (value) => travels(parameter, value),
  }
}

/** A delimiter inside a list or object is ambiguous on the wire, so these are made of plainer characters. */
function isPlain(schema: JsonSchema): boolean {
  return (
    typeof schema === 'object' && ['string', 'integer', 'number', 'boolean'].includes(String(schema['type']))
  )
}

function plannedBody(contract: Contract, operation: Operation): PlannedBody | undefined {
  const { requestBody, method } = operation
  if (requestBody === undefined) return undefined
  // GET and HEAD have no use for a body (RFC 9110, 9.3.1) unless the document insists.
  if (!requestBody.required && (method === 'GET' || method === 'HEAD')) return undefined
  const declared = preferredMediaType(Object.keys(requestBody.content))
  const media = declared === undefined ? undefined : requestBody.content[declared]
  if (declared === undefined || media === undefined) return undefined
  const mediaType = declared.startsWith('text/*')
    ? 'text/plain'
    : declared.includes('*')
      ? 'application/json'
      : declared
  const unstated: JsonSchema = mediaType.startsWith('text/')
    ? { type: 'string', minLength: 1 }
    : { type: 'object' }
  return {
    mediaType,
    media,
    schema: media.schema === undefined ? unstated : contract.resolve(media.schema, 'request'),
    pointer: media.schema?.pointer ?? media.pointer,
    required: requestBody.required,
    travels: /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(mediaType)
      ? (value) => travelsInForm(value, media.encoding)
      : () => true,
  }
}

function fixedValue(parameter: Parameter, given: Given): JsonValue | undefined {
  const { name } = parameter
  if (Object.hasOwn(given.parameters, name)) return given.parameters[name]
  if (parameter.in !== 'header') return undefined
  const same = Object.entries(given.parameters).find(([other]) => other.toLowerCase() === name.toLowerCase())
  return same?.[1]
}

const ownSyntax =
  /^(?:range|if-(?:match|none-match|modified-since|unmodified-since|range)|accept-[a-z]+|cache-control|pragma|prefer|expect|te|trailer|transfer-encoding|connection|upgrade|host|date|origin|referer|user-agent|forwarded|via|x-forwarded-[a-z]+|traceparent|tracestate|baggage|content-[a-z]+)$/

function isReserved(contract: Contract, parameter: Parameter): boolean {
  const name = parameter.name.toLowerCase()
  // OpenAPI ignores these as parameters; they are described elsewhere in a document.
  if (parameter.in === 'header' && ['accept', 'content-type', 'authorization'].includes(name)) return true
  // Fields with a syntax of their own, which a schema hardly ever tells; what is made up says more of that than of the API.
  if (parameter.in === 'header' && !parameter.required && ownSyntax.test(name)) return true
  return Object.values(contract.securitySchemes).some(
    (scheme) =>
      scheme.kind === 'apiKey' && scheme.in === parameter.in && scheme.parameter.toLowerCase() === name,
  )
}
