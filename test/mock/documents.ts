import { createContract } from '../../src/contract/load.ts'
import type { Contract } from '../../src/contract/types.ts'

/** Parts of a synthetic document that a test wants otherwise. */
export interface Wanted {
  readonly schemes?: Record<string, unknown>
  readonly security?: readonly Record<string, readonly string[]>[]
  readonly paths?: Record<string, unknown>
  readonly request?: Record<string, unknown>
  readonly created?: Record<string, unknown>
  readonly item?: Record<string, unknown>
  readonly listParameters?: readonly unknown[]
  readonly list?: Record<string, unknown>
  readonly createResponses?: Record<string, unknown>
  readonly extensions?: Record<string, unknown>
  readonly servers?: readonly { readonly url: string }[]
}

export const json = (schema: unknown, description = 'An answer'): unknown => ({
  description,
  content: { 'application/json': { schema } },
})

const metadata = {
  id: { type: 'string', format: 'uuid' },
  name: { type: 'string' },
  created_at: { type: 'string', format: 'date-time' },
  last_used_at: { type: ['string', 'null'], format: 'date-time' },
}

/** A small API that hands out keys, with every role and its parts open to change. */
export function keyApi(wanted: Wanted = {}): Contract {
  const request = wanted.request ?? {
    type: 'object',
    required: ['name'],
    properties: { name: { type: 'string', minLength: 1, maxLength: 64 } },
    additionalProperties: false,
  }
  const item = wanted.item ?? {
    type: 'object',
    required: ['id', 'name'],
    properties: metadata,
    additionalProperties: false,
  }
  const created = wanted.created ?? {
    type: 'object',
    required: ['id', 'name', 'secret'],
    properties: { ...metadata, secret: { type: 'string', description: 'The API key. Shown only once.' } },
    additionalProperties: false,
  }
  const id = { name: 'key_id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Widgets', version: '1' },
      servers: wanted.servers ?? [{ url: 'https://api.example.com/v1' }],
      security: wanted.security ?? [{ key: [] }],
      components: {
        securitySchemes: wanted.schemes ?? {
          key: { type: 'http', scheme: 'bearer', description: 'Your API key' },
        },
      },
      ...wanted.extensions,
      paths: {
        '/api-keys': {
          post: {
            summary: 'Create an API key',
            description: 'Creates an API key. The secret is returned only once.',
            requestBody: { required: true, content: { 'application/json': { schema: request } } },
            responses: wanted.createResponses ?? { '201': json(created) },
          },
          get: {
            summary: 'List API keys',
            parameters: wanted.listParameters ?? [],
            responses: {
              '200': json(
                wanted.list ?? {
                  type: 'object',
                  required: ['items'],
                  properties: { items: { type: 'array', items: item } },
                },
              ),
            },
          },
        },
        '/api-keys/{key_id}': {
          parameters: [id],
          get: {
            summary: 'Get an API key',
            responses: {
              '200': json(item),
              '404': json({ type: 'object', required: ['error'], properties: { error: { type: 'string' } } }),
            },
          },
          delete: {
            summary: 'Revoke an API key',
            responses: {
              '204': { description: 'Gone' },
              '404': json({ type: 'object', required: ['error'], properties: { error: { type: 'string' } } }),
            },
          },
        },
        '/api-keys/{key_id}/rotate': {
          parameters: [id],
          post: {
            summary: 'Rotate an API key',
            description: 'Replaces the secret. It is returned only once.',
            'x-key-operation': { role: 'rotate' },
            responses: { '200': json(created), '404': { description: 'No such key' } },
          },
        },
        ...wanted.paths,
      },
    },
    { name: 'widgets' },
  )
}
