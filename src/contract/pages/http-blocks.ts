import type { Answer, Call } from './calls.ts'

const methods = '(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)'

/** Requests and answers of a block that shows HTTP messages; empty where it shows none. */
export function httpMessages(text: string): {
  readonly calls: readonly Call[]
  readonly answers: readonly Answer[]
} {
  const calls: Call[] = []
  const answers: Answer[] = []
  const start = new RegExp(`^\\s*(?:[<>]\\s?)?(?:${methods}\\s+\\S+|HTTP(?:/\\d(?:\\.\\d)?)?\\s+\\d{3}\\b.*)`)
  const lines = text.split('\n').map((line) => line.replace(/^\s*[<>]\s?(?=\S)/, ''))
  const starts = lines.flatMap((line, index) => (start.test(line) ? [index] : []))
  // A block may begin with the status alone: `201 Created`.
  const [, alone, after] = /^\s*([1-5]\d\d) [A-Z][A-Za-z ]{1,30}\n([\s\S]*)$/.exec(text) ?? []
  if (alone !== undefined && starts.length === 0)
    return { calls, answers: [{ status: alone, body: (after ?? '').trim() }] }
  for (const [order, from] of starts.entries()) {
    const message = lines.slice(from, starts[order + 1] ?? lines.length)
    const first = message[0]!.trim()
    const blank = message.findIndex(
      (line, index) => index > 0 && (line.trim() === '' || /^\s*[[{]/.test(line)),
    )
    const head = blank < 0 ? message.slice(1) : message.slice(1, blank)
    const body = blank < 0 ? '' : message.slice(blank).join('\n').trim()
    const headers = head.flatMap((line): [string, string][] => {
      const [, name, value] =
        /^\s*(?:(?:request )?headers?:\s+(?=[\w-]+:))?([\w-]+):\s*(.*)$/i.exec(line) ?? []
      return name === undefined ? [] : [[name, value ?? '']]
    })
    const status = /^HTTP(?:\/[\d.]+)?\s+(\d{3})/.exec(first)?.[1]
    if (status !== undefined) answers.push({ status, body })
    else calls.push(callOf(first, headers, body))
  }
  return { calls, answers }
}

function callOf(first: string, headers: readonly (readonly [string, string])[], body: string): Call {
  const [method = '', target = ''] = first.split(/\s+/)
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1]
  const cookies = headers.find(([name]) => name.toLowerCase() === 'cookie')?.[1]
  return {
    method,
    url:
      host !== undefined && !/^[{<$]/.test(host) && target.startsWith('/')
        ? `https://${host}${target}`
        : target,
    headers: headers.filter(([name]) => !/^(?:host|cookie)$/i.test(name)),
    ...(cookies !== undefined && { cookies }),
    ...contentOf(headers, body),
  }
}

function contentOf(headers: readonly (readonly [string, string])[], body: string): Partial<Call> {
  if (body === '') return {}
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return /\bx-www-form-urlencoded\b/i.test(type)
    ? { form: [...new URLSearchParams(body.replaceAll(/\s*\n\s*/g, ''))] }
    : { body }
}

/** Requests that a program of an SDK-less language makes: `requests.post("https://...")`, `fetch(url, {method: "POST"})`. */
export function codeCalls(text: string): readonly Call[] {
  const calls: Call[] = []
  const verbs =
    /\b(?:requests|httpx|axios|http|client|session|ky|got|Http)(?:\.|::|->)(get|post|put|patch|delete)\(\s*(?:url\s*[:=]\s*)?f?["'`](https?:\/\/[^"'`\s]+)/gi
  for (const [, method, url] of text.matchAll(verbs)) {
    if (method !== undefined && url !== undefined)
      calls.push({ method: method.toUpperCase(), url, headers: headersIn(text) })
  }
  for (const match of text.matchAll(/\bfetch\(\s*["'`]((?:https?:\/)?\/[^"'`\s]+)["'`]/g)) {
    const near = text.slice(match.index, match.index + 400)
    const method = (
      /^.{0,200}?\bmethod:\s*["'](\w+)["']/s.exec(near) ?? /\bmethod:\s*["'](\w+)["']/.exec(text)
    )?.[1]
    // Options that stand elsewhere may hold the method.
    if (method === undefined && /^[^)]*,/.test(near)) continue
    const body = stringified(text.slice(match.index))
    calls.push({
      method: (method ?? 'GET').toUpperCase(),
      url: match[1]!,
      headers: headersIn(text),
      ...(body !== undefined && { body }),
    })
  }
  return calls.slice(0, 20)
}

/** The literal that a program makes its body of: `JSON.stringify({name: "x"})`. */
function stringified(text: string): string | undefined {
  const from = /\bJSON\.stringify\(\s*(?=\{)/.exec(text)
  if (from === null) return undefined
  const literal = text.slice(from.index + from[0].length, from.index + 20_000)
  let depth = 0
  for (const match of literal.matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}]/g)) {
    if (match[0] === '{') depth++
    if (match[0] === '}' && --depth === 0) return literal.slice(0, match.index + 1)
  }
  return undefined
}

function headersIn(text: string): [string, string][] {
  return [
    ...text.matchAll(
      /["']((?:x-[\w-]+|authorization|[\w-]*api-?key))["']\s*(?::|=>|,)\s*f?["'`]([^"'`\n]*)/gi,
    ),
  ].map(([, name, value]) => [name!, value!])
}
