import { expect, test } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { judgeContract } from './harness.ts'

const key = (secret: boolean): JsonObject => ({
  type: 'object',
  required: ['id', 'publicKey', ...(secret ? ['secretKey'] : [])],
  properties: {
    id: { type: 'string' },
    publicKey: { type: 'string' },
    note: { type: 'string' },
    ...(secret ? { secretKey: { type: 'string', minLength: 24 } } : {}),
  },
})
const answer = (schema: JsonObject): JsonObject => ({
  description: 'done',
  content: { 'application/json': { schema } },
})
const refusals: JsonObject = { 401: { description: 'who are you?' }, 404: { description: 'no such key' } }

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Pairs', version: '1' },
  security: [{ Pair: [] }],
  components: { securitySchemes: { Pair: { type: 'http', scheme: 'basic' } } },
  paths: {
    '/api-keys': {
      post: { summary: 'Create an API key', responses: { 201: answer(key(true)), ...refusals } },
      get: {
        summary: 'List API keys',
        responses: { 200: answer({ type: 'array', items: key(false) }), ...refusals },
      },
    },
    '/api-keys/{id}': {
      delete: {
        summary: 'Delete an API key',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 204: { description: 'gone' }, ...refusals },
      },
    },
  },
}

test('a key that is the password of a pair is used with its user name, and its life is judged', async () => {
  const contract = createContract(document, { name: 'pairs' })
  expect(contract.keyResources.map(({ secret }) => [secret.carrier, secret.user])).toEqual([
    ['Pair', '/publicKey'],
  ])
  const server = { url: 'mock', credentials: {}, params: {} }
  const sound = await judgeContract(contract, server, { target: 'mock', runs: 4 })
  expect(sound.failures).toEqual([])
  const verdict = (rule: string): string | undefined =>
    sound.verdicts.find((each) => each.rule === rule)?.verdict
  for (const rule of ['lifecycle-new-key-works', 'lifecycle-revoked-key-rejected', 'auth-near-miss-rejected'])
    expect([rule, verdict(rule)]).toEqual([rule, 'held'])
})

test('the vault puts the pair together, whatever is done to the secret', () => {
  const vault = createVault({ seed: 1 })
  const body = JSON.stringify({ publicKey: 'pk-1', secretKey: 'sk-0123456789abcdefghij' })
  vault.seal(
    { operation: null, method: 'POST', path: '/', headers: [] },
    { status: 201, headers: [['content-type', 'application/json']], body, truncated: false },
    { issues: ['/secretKey'], user: '/publicKey', issuedName: 'k1', masked: [] },
  )
  const sent = (token: string): string =>
    Buffer.from(vault.fill(`Basic ${token}`, 'header').slice('Basic '.length), 'base64').toString()
  expect(sent('<secret:k1|basic>')).toBe('pk-1:sk-0123456789abcdefghij')
  expect(sent('<secret:k1|drop-last|basic>')).toBe('pk-1:sk-0123456789abcdefghi')
  expect(sent('<secret:k1|user:flip-last|basic>')).toMatch(/^pk-[^1]:sk-0123456789abcdefghij$/)
  expect(sent('<secret:k1|user:empty|basic>')).toBe(':sk-0123456789abcdefghij')
  expect([
    vault.differs('<secret:k1|user:flip-last>'),
    vault.differs('<secret:k1|user:upper|user:lower>'),
  ]).toEqual([true, false])
  expect(vault.fill('<secret:k1>', 'header')).toBe('sk-0123456789abcdefghij')
  expect(vault.redact(vault.fill('Basic <secret:k1|basic>', 'header'))).not.toContain(
    Buffer.from('pk-1:sk-0123456789abcdefghij').toString('base64').slice(8),
  )
})

test('a pair whose user name is in doubt is left open', () => {
  const both = structuredClone(document) as { paths: Record<string, Record<string, unknown>> }
  const create = key(true) as { properties: JsonObject }
  both.paths['/api-keys']!['post'] = {
    summary: 'Create an API key',
    responses: {
      201: answer({ ...create, properties: { ...create.properties, accessKeyId: { type: 'string' } } }),
    },
  }
  const [resource] = createContract(both).keyResources
  expect([resource?.secret.carrier, resource?.secret.user]).toEqual([null, undefined])
})
