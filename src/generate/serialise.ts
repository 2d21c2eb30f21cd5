import { essence, isJson, mediaFor } from '../contract/lookup.ts'
import { onceFor } from '../contract/memo.ts'
import type { JsonValue, MediaType, Operation, ParameterPlace } from '../contract/types.ts'
import type { HeaderLine, RequestTemplate } from '../http/exchange.ts'
import { payloadOf } from './payload.ts'
import type { Pair, Writing } from './styles.ts'
import { cookiePairs, headerText, pathText, queryPairs } from './styles.ts'
import type { InputBody, OperationInput } from './types.ts'

/**
 * Writes an input as a request: parameters by their styles, body by its media type, Accept and
 * Content-Type. Secret tokens stay literal. An extra header takes the place of one of the same name,
 * but for Cookie, which is joined; values for undeclared parameters are sent in the default style.
 */
export function toRequest(
  operation: Operation,
  input: Omit<OperationInput, 'body'> & { readonly body?: InputBody | undefined },
  extraHeaders: readonly HeaderLine[] = [],
): RequestTemplate {
  const payload =
    input.body === undefined ? undefined : payloadOf(input.body, encodingOf(operation, input.body))
  const query = pairsOf(operation, 'query', input.query)
  const cookies = pairsOf(operation, 'cookie', input.cookie)
  const own: HeaderLine[] = [['Accept', acceptOf(operation)]]
  if (payload !== undefined && payload.contentType !== null) own.push(['Content-Type', payload.contentType])
  for (const [name, value] of Object.entries(input.header))
    own.push([name, headerText(writingOf(operation, 'header', name), value)])
  return {
    operation: operation.key,
    method: operation.method,
    path: withQuery(filledPath(operation, input), query),
    headers: joined(own, cookies, extraHeaders),
    ...(payload === undefined ? {} : { body: payload.text }),
  }
}

function encodingOf({ requestBody }: Operation, { mediaType }: InputBody): MediaType['encoding'] {
  return requestBody === undefined || mediaType === null
    ? undefined
    : mediaFor(requestBody.content, mediaType)?.encoding
}

function pairsOf(
  operation: Operation,
  place: 'query' | 'cookie',
  values: Readonly<Record<string, JsonValue>>,
): readonly Pair[] {
  const pairs: Pair[] = []
  for (const [name, value] of Object.entries(values)) {
    const writing = writingOf(operation, place, name)
    pairs.push(...(place === 'query' ? queryPairs(writing, value) : cookiePairs(writing, value)))
  }
  return pairs
}

/** The Accept line that names what the operation answers with, errors as problem details included. */
const acceptOf = onceFor((operation: Operation): string => {
  const types = Object.values(operation.responses)
    .filter((response) => /^2|^default$/.test(response.status))
    .flatMap((response) => Object.keys(response.content))
    .map(ofInterest)
    .filter((type) => type !== '')
  if (types.length === 0) types.push('application/json')
  if (types.some(isJson)) types.push('application/problem+json')
  return [...new Set(types)].join(', ')
})

/** The media type with the parameters that tell it from others, such as a version; the encoding of text is the server's to choose. */
function ofInterest(type: string): string {
  const [, ...parameters] = type.split(';').map((part) => part.trim())
  return [essence(type), ...parameters.filter((part) => part !== '' && !/^charset=/i.test(part))].join('; ')
}

function writingOf(operation: Operation, place: ParameterPlace, name: string): Writing {
  const wanted = place === 'header' ? name.toLowerCase() : name
  const declared = operation.parameters.find(
    (parameter) =>
      parameter.in === place &&
      (place === 'header' ? parameter.name.toLowerCase() : parameter.name) === wanted,
  )
  if (declared !== undefined) return declared
  return place === 'query' || place === 'cookie'
    ? { name, style: 'form', explode: true }
    : { name, style: 'simple', explode: false }
}

function filledPath(operation: Operation, input: Pick<OperationInput, 'path'>): string {
  if (!operation.path.includes('{')) return operation.path
  return operation.path.replaceAll(/\{([^{}]+)\}/g, (template, name: string) => {
    const value: JsonValue | undefined = Object.hasOwn(input.path, name) ? input.path[name] : undefined
    return value === undefined ? template : pathText(writingOf(operation, 'path', name), value)
  })
}

function withQuery(path: string, pairs: readonly Pair[]): string {
  if (pairs.length === 0) return path
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.map(([name, text]) => `${name}=${text}`).join('&')}`
}

function joined(
  own: readonly HeaderLine[],
  cookies: readonly Pair[],
  extra: readonly HeaderLine[],
): HeaderLine[] {
  const crumbs = cookies.map(([name, text]) => `${name}=${text}`)
  const replaced = new Set<string>()
  const rest: HeaderLine[] = []
  for (const line of extra) {
    const name = line[0].toLowerCase()
    replaced.add(name)
    if (name === 'cookie') crumbs.push(line[1])
    else rest.push(line)
  }
  const lines = own.filter(([name]) => !replaced.has(name.toLowerCase()))
  if (crumbs.length > 0) lines.push(['Cookie', crumbs.join('; ')])
  lines.push(...rest)
  return lines
}
