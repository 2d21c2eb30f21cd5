import { KeyproofError } from '../errors.ts'
import { headerValues, type HeaderLine, type RequestTemplate } from './exchange.ts'
import { UnsendableSecret } from './unsendable.ts'
import { asTarget, joinPath } from './uri.ts'

/** Replaces secret tokens by values, encoded for the place: the vault's `fill`. */
export type Fill = (text: string, place: 'header' | 'url' | 'json' | 'form' | 'text') => string

/** A request with its secrets in place, ready for a writer. */
export interface PreparedRequest {
  readonly method: string
  /** Path and query, the base URL's path included. */
  readonly target: string
  readonly headers: readonly HeaderLine[]
  readonly body: Buffer | undefined
  /** Only the raw writer can send this as it stands. */
  readonly raw: boolean
  /** Method and path for messages, tokens still in place. */
  readonly label: string
}

const tokenChars = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const onlyRaw = new Set([
  'connection',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'content-length',
])

/** Fills a template; a KeyproofError when a line break would let one header or target become two. */
export function prepare(
  template: RequestTemplate,
  options: { readonly basePath: string; readonly fill: Fill; readonly extraHeaders: readonly HeaderLine[] },
): PreparedRequest {
  const { basePath, extraHeaders, fill } = options
  const label = `${template.method} ${template.path}`
  const target = joinPath(basePath, fill(template.path, 'url'))
  const headers: HeaderLine[] = []
  for (const line of extraHeaders)
    if (headerValues(template.headers, line[0]).length === 0) headers.push(filled(line, fill))
  for (const line of template.headers) headers.push(filled(line, fill))
  if (!tokenChars.test(template.method)) throw unsendable(label, 'its method is not a token')
  if (/[\r\n]/.test(target)) throw unsendable(label, 'its path holds a line break')
  let isOrdinary = true
  for (const line of headers) {
    if (!needsRaw(line)) continue
    isOrdinary = false
    const [name, value] = line
    if (/[\r\n]/.test(name)) throw unsendable(label, 'the name of a header holds a line break')
    if (/[\r\n]/.test(value)) throw brokenLine(template, label, name)
  }
  return {
    method: template.method,
    target: asTarget(target),
    headers,
    body:
      template.body === undefined ? undefined : Buffer.from(fill(template.body, placeOf(template)), 'utf8'),
    raw: template.raw === true || template.method === 'CONNECT' || !isOrdinary || hosts(headers) > 1,
    label,
  }
}

function filled([name, value]: HeaderLine, fill: Fill): HeaderLine {
  return [fill(name, 'header'), fill(value, 'header')]
}

// How the body encodes a secret, by its media type.
function placeOf(template: RequestTemplate): 'json' | 'form' | 'text' {
  const type = headerValues(template.headers, 'content-type')[0]?.toLowerCase() ?? ''
  if (type.includes('x-www-form-urlencoded')) return 'form'
  if (type.includes('json')) return 'json'
  return type === '' && /^\s*[{["]/.test(template.body ?? '') ? 'json' : 'text'
}

/** A line break is among the characters for which it does. */
function needsRaw([name, value]: HeaderLine): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the characters a client library refuses
  return onlyRaw.has(name.toLowerCase()) || !tokenChars.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)
}

function hosts(headers: readonly HeaderLine[]): number {
  return headerValues(headers, 'host').length
}

function safeName(name: string): string {
  return tokenChars.test(name) ? name : 'with an odd name'
}

/** A line break that comes of a secret is the fault of who gave it, and no request with it can be sent. */
function brokenLine({ headers }: RequestTemplate, label: string, name: string): Error {
  return headerValues(headers, name).some((value) => /[\r\n]/.test(value))
    ? unsendable(label, `its header ${safeName(name)} holds a line break`)
    : new UnsendableSecret(safeName(name))
}

function unsendable(label: string, why: string): KeyproofError {
  return new KeyproofError(
    'scenario',
    `a request cannot be sent: ${why} (${label.replaceAll(/[\r\n]+/g, ' ')})`,
    'Percent-encode line breaks in paths, and leave them out of headers.',
  )
}
