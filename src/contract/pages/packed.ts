import { inflateSync } from 'node:zlib'
import { isObject } from '../json.ts'
import type { JsonObject } from '../types.ts'

/** More than any operation takes. */
const mostBytes = 20_000_000

/**
 * The document of the operation that a generator of pages has packed into the head of one: `api: eJ...`, deflated JSON
 * in Base64, an Operation Object with its method, path, servers and schemes, no references in it; undefined where
 * the head holds none.
 */
export function packedOperation(members: JsonObject): JsonObject | undefined {
  const value = members['api']
  if (typeof value !== 'string' || !/^eJ[\w+/]+=*$/.test(value.replaceAll(/\s/g, ''))) return undefined
  const packed = unpacked(value)
  if (packed === undefined) return undefined
  const { method, path, info, servers, securitySchemes, ...rest } = packed
  const { jsonRequestBodyExample: _example, postman: _postman, ...operation } = rest
  if (typeof method !== 'string' || typeof path !== 'string' || !path.startsWith('/')) return undefined
  return {
    openapi: /"type":\["/.test(JSON.stringify(operation)) ? '3.1.0' : '3.0.3',
    info: isObject(info) ? info : { title: 'Untitled page', version: 'unstated' },
    ...(Array.isArray(servers) && { servers }),
    paths: { [path]: { [method.toLowerCase()]: operation } },
    ...(isObject(securitySchemes) && { components: { securitySchemes } }),
  }
}

function unpacked(value: string): JsonObject | undefined {
  try {
    const text = inflateSync(Buffer.from(value, 'base64'), { maxOutputLength: mostBytes }).toString('utf8')
    const parsed = JSON.parse(text) as unknown
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
