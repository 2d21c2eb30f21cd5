import { essence, isJson } from '../contract/lookup.ts'
import type { JsonValue, Operation, ParameterPlace } from '../contract/types.ts'
import type { HeaderLine, RequestTemplate } from '../http/exchange.ts'
import { payloadOf } from './payload.ts'
import type { Pair, Writing } from './styles.ts'
import { cookiePairs, headerText, pathText, queryPairs } from './styles.ts'
import type { OperationInput } from './types.ts'

/**
 * Writes an input as a request: parameters by their styles, body by its media type, Accept and
 * Content-Type. Secret tokens stay literal. An extra header takes the place of one of the same name,
 * but for Cookie, which is joined; values for undeclared parameters are sent in the default style.
 */
export function toRequest(
  operation: Operation,
  input: OperationInput,
  extraHeaders: readonly HeaderLine[] = [],
): RequestTemplate {
  const writing = (place: ParameterPlace, name: string): Writing => writingOf(operation, place, name)
  const payload = input.body === undefined ? undefined : payloadOf(input.body)
  const query = Object.entries(input.query).flatMap(([name, value]) =>
    queryPairs(writing('query', name), value),
  )
  const cookies = Object.entries(input.cookie).flatMap(([name, value]) =>
    cookiePairs(writing('cookie', name), value),
  )
  const own: HeaderLine[] = [['Accept', acceptOf(operation)]]
  if (payload !== undefined && payload.contentType !== null) own.push(['Content-Type', payload.contentType])
  for (const [name, value] of Object.entries(input.header))
    own.push([name, headerText(writing('header', name), value)])
  return {
    operation: operation.key,
    method: operation.method,
    path: withQuery(filledPath(operation, input), query),
    headers: joined(own, cookies, extraHeaders),
    ...(payload === undefined ? {} : { body: payload.text }),
  }
}

/** The Accept line that names what the operation answers with, errors as problem details included. */
function acceptOf(operation: Operation): string {
  const types = Object.values(operation.responses)
    .filter((response) => /^2|^default$/.test(response.status))
    .flatMap((response) => Object.keys(response.content))
    .map(essence)
    .filter((type) => type !== '')
  if (types.length === 0) types.push('application/json')
  if (types.some(isJson)) types.push('application/problem+json')
  return [...new Set(types)].join(', ')
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

function filledPath(operation: Operation, input: OperationInput): string {
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
  const isCookie = ([name]: HeaderLine): boolean => name.toLowerCase() === 'cookie'
  const crumbs = [
    ...cookies.map(([name, text]) => `${name}=${text}`),
    ...extra.filter(isCookie).map(([, text]) => text),
  ]
  const replaced = new Set(extra.map(([name]) => name.toLowerCase()))
  const lines = own.filter(([name]) => !replaced.has(name.toLowerCase()))
  if (crumbs.length > 0) lines.push(['Cookie', crumbs.join('; ')])
  return [...lines, ...extra.filter((line) => !isCookie(line))]
}
