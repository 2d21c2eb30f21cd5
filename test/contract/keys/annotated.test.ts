import { describe, expect, it } from 'vitest'

import { contractOf, type ShortDocument, text } from './documents.ts'

const ODD: ShortDocument['paths'] = {
  'POST /things': {
    response: { handle: 'string', blob: 'string', shown: 'string' },
    extra: {
      'x-key-operation': { role: 'create', secret: '$response.body#/blob', id: '$response.body#/handle' },
    },
  },
  'GET /others': {
    response: { rows: [{ handle: 'string' }] },
    extra: { 'x-key-operation': { role: 'list', items: '/rows' } },
  },
  'POST /endings/{handle}': { extra: { 'x-key-operation': { role: 'revoke' } } },
  'GET /hello': { extra: { 'x-key-operation': { role: 'canary' } } },
  'GET /me': {},
}

describe('annotations come before everything else', () => {
  it('roles, secret, id and canary of names that say nothing', () => {
    const [found, ...others] = contractOf({ paths: ODD }).keyResources
    expect(others).toEqual([])
    expect(found).toMatchObject({
      confidence: 'certain',
      roles: {
        create: { operation: 'POST /things' },
        list: { operation: 'GET /others' },
        revoke: { operation: 'POST /endings/{handle}', idParameter: 'handle', idIn: 'path' },
      },
      secret: { pointer: '/blob' },
      id: { pointer: '/handle' },
      list: { items: '/rows' },
    })
    expect(found?.canaries[0]).toBe('GET /hello')
  })

  it('an id from the list', () => {
    const id = { from: 'list', match: ['/name'] }
    const [found] = contractOf({
      paths: {
        'POST /api-keys': {
          response: { id: 'string', key: 'string' },
          extra: { 'x-key-operation': { role: 'create', id } },
        },
        'GET /api-keys': { response: [{ id: 'string', name: 'string' }] },
        'DELETE /api-keys/{id}': {},
      },
    }).keyResources
    expect(found?.id).toEqual({ fromList: true, match: ['/name'] })
  })

  it('a list that has ids alone, where it is annotated', () => {
    const [found] = contractOf({
      paths: {
        'POST /tokens': { response: { accessor: 'string', token: 'string' } },
        'GET /tokens': {
          response: { data: { keys: ['string'] } },
          extra: { 'x-key-operation': { role: 'list', items: '$response.body#/data/keys' } },
        },
        'DELETE /tokens/{accessor}': {},
      },
    }).keyResources
    expect(found?.list).toEqual({ items: '/data/keys', id: '', name: null, masked: [] })
  })

  it('an operation said to be something else creates no key', () => {
    const paths = {
      'POST /api-keys': {
        response: { id: 'string', key: 'string' },
        extra: { 'x-key-operation': { role: 'introspect' } },
      },
      'DELETE /api-keys/{id}': {},
    }
    expect(contractOf({ paths }).keyResources).toEqual([])
  })

  it('x-secret: reveal, carrier, prefix and masked forms', () => {
    const secret = text('Shown only once', {
      'x-secret': {
        reveal: 'recoverable',
        carrier: 'Second',
        format: { prefix: 'zz_' },
        redacted: [{ pointer: '/tip', form: 'prefix' }],
        alsoAt: ['/copy'],
      },
    })
    const [found] = contractOf({
      schemes: {
        First: { type: 'http', scheme: 'bearer' },
        Second: { type: 'apiKey', in: 'header', name: 'x' },
      },
      security: [{ First: [] }],
      paths: {
        'POST /gadgets': { response: { id: 'string', copy: 'string', tip: 'string', blob: secret } },
        'DELETE /gadgets/{id}': {},
        'GET /gadgets': { security: [{ Second: [] }], response: [{ id: 'string' }] },
      },
    }).keyResources
    expect(found).toMatchObject({
      confidence: 'certain',
      secret: {
        pointer: '/blob',
        reveal: 'recoverable',
        revealEvidence: { says: 'annotated with x-secret: recoverable' },
        carrier: 'Second',
        alsoAt: ['/copy'],
        format: { prefix: 'zz_' },
      },
      masked: ['/tip'],
      canaries: ['GET /gadgets'],
    })
  })

  it('x-secret-contract: expiry, soft delete, scopes, tenant', () => {
    const [found] = contractOf({
      paths: {
        'POST /api-keys': {
          request: { name: 'string', until: 'integer' },
          response: { id: 'string', key: 'string' },
        },
        'DELETE /api-keys/{id}': {},
      },
      extra: {
        'x-secret-contract': {
          version: 1,
          expiry: { field: '/until', unit: 'ms' },
          delete: { semantics: 'soft', status: '/gone', revoked: { not: null } },
          scopes: { field: '/may', values: [], empty: 'all', grants: {} },
          tenancy: { selector: 'header.x-org', principals: 2 },
        },
      },
    }).keyResources
    expect(found).toMatchObject({
      expiry: { inRequest: '/until', unit: 'ms' },
      softDelete: { pointer: '/gone', revoked: { not: null } },
      scopes: '/may',
      tenant: 'header.x-org',
    })
  })

  it('a resource of two by its name', () => {
    const own = (resource: string, role: string): { extra: object } => ({
      extra: { 'x-key-operation': { role, resource } },
    })
    const paths = {
      'POST /a/keys': { response: { id: 'string', key: 'string' }, ...own('left', 'create') },
      'POST /b/keys': { response: { id: 'string', key: 'string' }, ...own('right', 'create') },
      'PUT /c/{id}': own('left', 'revoke'),
      'PUT /d/{id}': own('right', 'revoke'),
    } as ShortDocument['paths']
    const found = contractOf({ paths }).keyResources.map((r) => [r.label, r.roles.revoke?.operation])
    expect(found).toEqual([
      ['left', 'PUT /c/{id}'],
      ['right', 'PUT /d/{id}'],
    ])
  })
})
