import { describe, expect, test } from 'vitest'

import { collectAnnotations } from '../../src/contract/annotations.ts'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import type { KeyproofError } from '../../src/errors.ts'
import { documentWith } from './documents.ts'

function refusal(members: JsonObject): KeyproofError {
  try {
    createContract(documentWith(members))
  } catch (error) {
    expect(error).toMatchObject({ code: 'document' })
    return error as KeyproofError
  }
  throw new Error('The annotation was accepted.')
}

const secret = {
  reveal: 'once',
  carrier: 'Key',
  format: { prefix: 'sk_', pattern: '^sk_', checksum: 'crc32-base62', entropyBits: 128 },
  redacted: [{ pointer: '/data/masked', form: 'suffix', length: 4, partOfSecret: true }],
  fingerprint: { pointer: '/data/hash', alg: 'sha256', bytes: 32 },
  alsoAt: ['/data/url'],
}

const keyOperation = {
  role: 'create',
  resource: 'token',
  id: { from: 'list', match: ['/name'] },
  secret: '$response.body#/data/key',
  items: '/data',
  pagination: { style: 'cursor', param: 'after' },
  rotateOverlap: 'P1DT2H',
  idempotency: { header: 'Idempotency-Key', replay: 'redacted' },
  suppress: [{ check: 'a', reason: 'b', expires: '2030-01-01' }],
}

const contract = {
  version: 1,
  errors: { unauthenticated: [401], forbidden: [403, 404], duplicateName: 409 },
  propagation: { revoke: 'PT2S' },
  delete: { semantics: 'soft', status: '/revokedAt', revoked: { not: null } },
  expiry: { field: '/expires_at', unit: 'ms', never: null },
  names: { unique: false, normalisation: 'trim' },
  scopes: { field: '/scopes', values: ['a'], empty: 'all', grants: { a: ['getKey'] } },
  tenancy: { selector: 'path.org_id', principals: 2 },
  status: { pointer: '/status', active: 'ACTIVE' },
  lastUsed: { pointer: '/used', delay: 'PT1M' },
  byoSecret: false,
  prose: 'strict',
  'x-own': 'kept',
}

describe('annotations', () => {
  test('are collected with their places', () => {
    const document = documentWith({
      'x-secret-contract': contract,
      paths: {
        '/keys': {
          post: {
            'x-key-operation': keyOperation,
            responses: {
              default: {
                description: '',
                content: {
                  'application/json': {
                    schema: { properties: { key: { type: 'string', 'x-secret': secret } } },
                  },
                },
              },
            },
          },
        },
      },
    })
    const schema = '/paths/~1keys/post/responses/default/content/application~1json/schema/properties/key'
    expect(collectAnnotations(document)).toEqual({
      secrets: [{ value: secret, on: schema, pointer: `${schema}/x-secret` }],
      keyOperations: [
        { value: keyOperation, on: '/paths/~1keys/post', pointer: '/paths/~1keys/post/x-key-operation' },
      ],
      contract: { value: contract, on: '', pointer: '/x-secret-contract' },
    })
    expect(createContract(document).annotations).toEqual(contract)
  })

  test('are not seen in examples, nor in names', () => {
    const document = documentWith({
      components: {
        examples: { A: { value: { 'x-secret': 'sk' } } },
        schemas: {
          'x-secret': {
            properties: { 'x-secret': { type: 'string' } },
            example: { 'x-secret': 1 },
            default: { 'x-key-operation': 1 },
          },
        },
        headers: { 'x-secret': { schema: { type: 'string' } } },
      },
    })
    expect(collectAnnotations(document)).toEqual({ secrets: [], keyOperations: [], contract: null })
    expect(createContract(document).annotations).toEqual({})
  })

  test.each(['reveal', 'introspect', 'canary'])('know the role %s', (role) => {
    const document = documentWith({
      paths: { '/a': { get: { 'x-key-operation': { role }, responses: {} } } },
    })
    expect(collectAnnotations(document).keyOperations[0]?.value.role).toBe(role)
  })
})

describe('a mistake in an annotation', () => {
  test.each<[JsonObject, RegExp, RegExp]>([
    [
      { 'x-secret-contract': { version: 1, expriy: {} } },
      /^\/x-secret-contract has an unknown member `expriy`/,
      /Did you mean `expiry`/,
    ],
    [
      { 'x-secret-contract': { version: 1, expiry: { field: '/e', unti: 'ms' } } },
      /^\/x-secret-contract\/expiry has an unknown member `unti`/,
      /`unit`/,
    ],
    [{ 'x-secret-contract': { version: 2 } }, /^\/x-secret-contract\/version must be one of 1/, /./],
    [{ 'x-secret-contract': {} }, /lacks `version`/, /one of 1/],
    [{ 'x-secret-contract': { version: 1, propagation: { revoke: '2s' } } }, /ISO 8601 duration/, /./],
    [
      { 'x-secret-contract': { version: 1, errors: { invalid: [400, 'x'] } } },
      /\/errors\/invalid\/1 must be a status/,
      /./,
    ],
    [
      { paths: { '/a': { post: { 'x-key-operation': { role: 'creat' } } } } },
      /role must be one of create, list/,
      /./,
    ],
    [{ paths: { '/a': { post: { 'x-key-operation': 'create' } } } }, /must be an object/, /./],
    [
      {
        components: {
          schemas: { A: { 'x-secret': { reveal: 'once', redacted: [{ pointer: 'masked', form: 'mask' }] } } },
        },
      },
      /redacted\/0\/pointer must be a JSON Pointer/,
      /./,
    ],
    [{ paths: { '/a': { 'x-secret-contract': { version: 1 } } } }, /wrong place/, /top of the document/],
  ])('%j stops the run', (members, message, hint) => {
    const error = refusal(members)
    expect(error.message).toMatch(message)
    expect(error.hint).toMatch(hint)
  })
})
