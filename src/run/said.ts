import { parseJson, valueAt } from '../contract/pointer.ts'
import type { Exchange } from '../http/exchange.ts'

/** Where error bodies say in words what is wrong: RFC 9457, and the habits of common frameworks. */
const places = [
  '/message',
  '/detail',
  '/error/message',
  '/error_description',
  '/errorMessage',
  '/error_message',
  '/errorDescription',
  '/error',
  '/errors/0/detail',
  '/errors/0/message',
  '/errors/0',
  '/title',
  '/detail/0/msg',
]
const most = 80

/** What an answer says in words, in one short line; null where it says nothing in a usual place. */
export function saidIn({ response }: Pick<Exchange, 'response'>): string | null {
  const body = parseJson(response.body)
  if (body === undefined) return null
  const text = places.map((place) => valueAt(body, place)).find((value) => typeof value === 'string')
  const line = text?.replaceAll(/\s+/g, ' ').trim() ?? ''
  return line === '' ? null : line.length > most ? `${line.slice(0, most)}…` : line
}
