import { isObject } from '../contract/json.ts'
import { essence, isJson } from '../contract/lookup.ts'
import type { FormEncoding, JsonValue, MediaType } from '../contract/types.ts'
import { percentEncode } from './encode.ts'
import type { Pair } from './styles.ts'
import { queryPairs, scalarText } from './styles.ts'
import type { InputBody } from './types.ts'

/** A body as sent, with its Content-Type; null where none is to be sent. */
export interface Payload {
  readonly contentType: string | null
  readonly text: string
}

/** Serialises a body by its media type: JSON, form-urlencoded as the document writes its members, multipart, or the text itself. */
export function payloadOf(body: InputBody, encoding: MediaType['encoding'] = {}): Payload {
  if ('text' in body) return { contentType: body.mediaType, text: body.text }
  const { mediaType, value } = body
  const type = essence(mediaType)
  if (isJson(type)) return { contentType: mediaType, text: JSON.stringify(value) }
  if (type === 'application/x-www-form-urlencoded')
    return { contentType: mediaType, text: urlEncoded(value, encoding) }
  if (type === 'multipart/form-data') return multipart(value)
  return { contentType: mediaType, text: typeof value === 'string' ? value : JSON.stringify(value) }
}

function urlEncoded(value: JsonValue, encoding: NonNullable<MediaType['encoding']>): string {
  if (!isObject(value)) return percentEncode(scalarText(value))
  return Object.entries(value)
    .flatMap(([name, item]) =>
      formPairs(name, item, Object.hasOwn(encoding, name) ? encoding[name] : undefined),
    )
    .map(([name, text]) => `${name}=${text}`)
    .join('&')
}

/** A list of its items and an object as JSON, unless the document names a style (OpenAPI, Encoding Object). */
function formPairs(name: string, item: JsonValue, said: FormEncoding | undefined): readonly Pair[] {
  if (said === undefined)
    return queryPairs({ name, style: 'form', explode: true }, isObject(item) ? scalarText(item) : item)
  const { style = 'form', explode = style === 'form' } = said
  return queryPairs({ name, style, explode }, item)
}

function multipart(value: JsonValue): Payload {
  const parts = isObject(value)
    ? Object.entries(value).flatMap(([name, item]) =>
        Array.isArray(item) ? item.map((one: JsonValue) => part(name, one)) : [part(name, item)],
      )
    : [part('value', value)]
  let boundary = 'keyproof-part'
  while (parts.some((text) => text.includes(boundary))) boundary += '-'
  const text = parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('')
  return { contentType: `multipart/form-data; boundary=${boundary}`, text: `${text}--${boundary}--\r\n` }
}

function part(name: string, value: JsonValue): string {
  const escaped = name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const type = typeof value === 'object' && value !== null ? 'Content-Type: application/json\r\n' : ''
  return `Content-Disposition: form-data; name="${escaped}"\r\n${type}\r\n${scalarText(value)}`
}
