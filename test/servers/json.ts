import type { IncomingMessage } from 'node:http'
import type { Body, Field, Has, Issue } from './shape.ts'

const limit = 64 * 1024
const drained = 8 * 1024 * 1024

/** The bytes of a request; null when there are more than 64 KiB, which are still read to their end. */
export async function bytesOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > drained) request.destroy()
    if (size <= limit) chunks.push(chunk)
  }
  return size > limit ? null : Buffer.concat(chunks)
}

/** Whether the request declares JSON in UTF-8. */
export function saysJson(type: string | undefined, has: Has): boolean {
  if (has('text-plain-accepted') && /^text\/plain\b/i.test(type ?? '')) return true
  const [media, ...parameters] = (type ?? '').split(';').map((part) => part.trim().toLowerCase())
  return (
    media === 'application/json' &&
    parameters.every((parameter) => !parameter.startsWith('charset') || /^charset="?utf-8"?$/.test(parameter))
  )
}

/** The one JSON value the bytes hold; undefined when they hold none, or one with a member twice. */
export function parseStrictly(bytes: Buffer): { readonly value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return repeatsMember(text) ? undefined : { value }
  } catch {
    return undefined
  }
}

/** Judges a body by its fields; what is right comes back as `body`. */
export function validate(
  value: unknown,
  fields: Readonly<Record<string, Field>>,
  closed: boolean,
  has: Has,
): { readonly body: Body } | { readonly issues: readonly Issue[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { issues: [{ code: 'invalid_type', message: 'The body has to be an object.', path: [] }] }
  }
  const sent = value as Body
  const issues: Issue[] = []
  const body: Body = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!Object.hasOwn(sent, name)) {
      if (field.required && !(has('missing-required-accepted') && name === 'name')) {
        issues.push({ code: 'required', message: `The ${name} field is required.`, path: [name] })
      }
      continue
    }
    const coerced = has('wrong-type-accepted') && name === 'name' ? coerce(sent[name]) : sent[name]
    const problem = field.check(coerced, has)
    if (problem === null) body[name] = coerced
    else issues.push({ code: 'invalid', message: `The ${name} field ${problem}.`, path: [name] })
  }
  for (const name of Object.keys(sent)) {
    if (closed && !Object.hasOwn(fields, name) && !has('extra-property-accepted')) {
      issues.push({
        code: 'unrecognized_key',
        message: 'There is a member this operation does not know.',
        path: [],
      })
    }
  }
  return issues.length === 0 ? { body } : { issues }
}

function coerce(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** Whether an object in valid JSON text has a member twice. */
function repeatsMember(text: string): boolean {
  const open: (Set<string> | null)[] = []
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token.endsWith(':')) {
      const name = JSON.parse(token.replace(/\s*:$/, '')) as string
      const members = open.at(-1)
      if (members?.has(name) === true) return true
      members?.add(name)
    }
  }
  return false
}
