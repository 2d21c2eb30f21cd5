import { describe, expect, it } from 'vitest'

import type { KeyResource } from '../../../src/contract/types.ts'
import { contractOf, schema, type Short, type ShortDocument, text } from './documents.ts'

const LATER = { id: 'string', name: 'string', created_at: 'time' }

/** The resource of a document with one, built around an answer to the create operation. */
function resource(
  response: Short,
  more: Partial<ShortDocument> & { readonly create?: object; readonly listed?: Short } = {},
): KeyResource {
  const { create, listed, paths, ...rest } = more
  const [found, ...others] = contractOf({
    paths: {
      'POST /api-keys': { request: { name: 'string' }, response, ...create },
      'GET /api-keys': { response: { data: [listed ?? LATER] } },
      'DELETE /api-keys/{id}': { status: '204' },
      ...paths,
    },
    ...rest,
  }).keyResources
  expect(others).toEqual([])
  if (found === undefined) throw new Error('nothing found')
  return found
}

const withKey = (description: string): Short => ({ id: 'string', key: text(description) })

describe('the sentence that says a secret is shown once', () => {
  it.each([
    'Shown only once.',
    'Returned only once.',
    'It is only shown once, so keep it.',
    'It is given once only, on creation and when it is rolled.',
    'This key displays unredacted when first created.',
    'Will only be displayed one time.',
    'The full key (only returned on creation)',
    'Only returned when the key is created or rotated.',
    'Only shown on create.',
    'Only present in the creation response.',
    'Only included in `create` responses.',
    'Note that this is the only time such an attribute will be displayed.',
    'Is `<REDACTED>` except when the key has been created.',
    'Only available at the time of creation.',
    'This is the only time you will see it.',
    'You will not be able to see it again.',
    "You won't be able to retrieve it later.",
    'The value cannot be recovered afterwards.',
    'It is never returned again after creation.',
    'This field is ONLY returned when the key is first created.',
    'The value is only available one time, on the response to key creation.',
    'Empty for every operation apart from create',
    'Made on creation but not returned in future requests.',
    'It is not included in any later response.',
    'The key is only returned here, so keep it.',
    'There is no way to show it again.',
    'Only set here and never again.',
    'It is contained in this answer and in no other.',
    'Otherwise, contains the last four characters.',
    'It is null once created.',
  ])('%s', (sentence) => {
    const { secret } = resource(withKey(`A key. ${sentence}`))
    expect(secret.reveal).toBe('once')
    expect(secret.revealEvidence?.quote).toBe(sentence)
    expect(secret.revealEvidence?.pointer).toMatch(/\/properties\/key$/)
  })

  it.each([
    'The key.',
    'Once it has expired the key cannot be used.',
    'Only users with the admin role can create keys.',
    'Use the key once per request.',
    'Returned for keys of every kind.',
    'Must be unique; it can only be set once the account is verified.',
    'Works as soon as the project is created.',
    'Otherwise use the last key you made.',
    'Null once the account is closed.',
  ])('but not: %s', (sentence) => {
    expect(resource(withKey(sentence), { listed: { ...LATER, key: 'string' } }).secret.reveal).not.toBe(
      'once',
    )
  })

  it('is looked for on the operation, the response and the object around the secret', () => {
    const said = 'The key is shown only once.'
    const around = schema({
      type: 'object',
      description: said,
      properties: { id: { type: 'string' }, key: { type: 'string' } },
    })
    expect(
      resource(withKey('The key'), { create: { description: `Makes a key.\n\n${said}` } }).secret
        .revealEvidence,
    ).toMatchObject({ quote: said, pointer: '/paths/~1api-keys/post/description' })
    expect(resource(withKey('The key'), { create: { summary: said } }).secret.revealEvidence).toMatchObject({
      quote: said,
      pointer: '/paths/~1api-keys/post/summary',
    })
    expect(resource(withKey('The key'), { create: { says: said } }).secret.revealEvidence).toMatchObject({
      quote: said,
      pointer: '/paths/~1api-keys/post/responses/200/description',
    })
    expect(resource(around).secret.revealEvidence).toMatchObject({ quote: said })
  })

  it('is looked for where existing keys are read, last of all', () => {
    const description =
      'Lists your keys. For security reasons there is no way to retrieve the key itself later.'
    const { secret } = resource(withKey('The key'), {
      paths: { 'GET /api-keys': { response: { data: [LATER] }, description } },
    })
    expect(secret.reveal).toBe('once')
    expect(secret.revealEvidence).toMatchObject({
      quote: 'For security reasons there is no way to retrieve the key itself later.',
      pointer: '/paths/~1api-keys/get/description',
    })
  })

  it('does not count where it speaks of something else', () => {
    const { secret } = resource(withKey('The key'), {
      create: { description: 'Creates a key. The welcome message is displayed only once.' },
    })
    expect(secret.reveal).toBe('unstated')
  })
})

describe('the scheme a key is used with', () => {
  it.each([
    ['Root keys. Keys made by `keys.createKey` are for your users, and are not accepted here.', null],
    ['Root keys. Keys you create cannot be used to call this API.', null],
    ['Your key. Keys created before 2020 start with v1. Do not use a password.', 'Only'],
    ['Send the key. A key is made in the console.', 'Only'],
    ['Amazon Signature authorization v4', null],
    ['An HMAC of the request with your key.', null],
    ['A JWT; its signature is checked.', 'Only'],
  ])('%s', (description, carrier) => {
    const { secret } = resource(withKey('The key'), {
      schemes: { Only: { type: 'http', scheme: 'bearer', description } },
      security: [{ Only: [] }],
    })
    expect(secret.carrier).toBe(carrier)
  })
})

describe('one of two schemes a key may be used with', () => {
  it.each([
    ['A key made by POST /api-keys.', 'Wire'],
    ['A key (`POST /api-keys`), for machines.', 'Wire'],
    ['Not for what POST /api-keys-of-old made.', 'Main'],
    ['A session.', 'Main'],
  ])('%s', (description, carrier) => {
    const { secret } = resource(withKey('The key'), {
      schemes: {
        Main: { type: 'http', scheme: 'bearer', description: 'A personal access token.' },
        Wire: { type: 'apiKey', in: 'header', name: 'X-Wire', description },
        ApiKey: { type: 'apiKey', in: 'header', name: 'X-Unused' },
      },
      security: [{ Main: [] }],
      paths: { 'GET /orders': { response: { data: ['string'] }, security: [{ Wire: [] }] } },
    })
    expect(secret.carrier).toBe(carrier)
  })
})

describe('the id of a key', () => {
  it('is the member that the description of the parameter names, in the list too', () => {
    const of = (description: string): KeyResource => {
      const said = { token: text('The token'), key: text('A digest'), created: 'time' }
      const [found] = contractOf({
        paths: {
          'POST /tokens': { request: { name: 'string' }, response: said },
          'GET /tokens': { response: { data: [said] } },
          'DELETE /tokens/{token}': {
            status: '204',
            extra: {
              parameters: [
                { name: 'token', in: 'path', required: true, description, schema: { type: 'string' } },
              ],
            },
          },
        },
      }).keyResources
      return found!
    }
    expect(of('The `key` of the token.')).toMatchObject({
      id: { pointer: '/key' },
      idIsSecret: false,
      list: { id: '/key' },
    })
    expect(of('The token, or its `token` member.')).toMatchObject({
      id: { pointer: '/token' },
      idIsSecret: true,
      list: { id: '/token' },
    })
  })
})

describe('how a secret is revealed where no sentence says so', () => {
  it('unstated, when nothing shows it again', () => {
    expect(resource(withKey('The key')).secret.reveal).toBe('unstated')
  })
  it('always, when the list shows it too', () => {
    expect(resource(withKey('The key'), { listed: { ...LATER, key: 'string' } }).secret.reveal).toBe('always')
  })
  it('recoverable, when one key is shown with it and the list has it not', () => {
    const paths: ShortDocument['paths'] = {
      'GET /api-keys': { response: { data: [LATER] } },
      'GET /api-keys/{id}': { response: { ...LATER, key: 'string' } },
    }
    expect(resource(withKey('The key'), { paths }).secret).toMatchObject({
      reveal: 'recoverable',
      revealedBy: [{ operation: 'GET /api-keys/{id}' }],
    })
  })
  it('unstated, when the list shows it masked', () => {
    for (const masked of [
      text('The key, masked but for its last characters'),
      text('', { example: 'ab_****' }),
    ]) {
      const found = resource(withKey('The key'), { listed: { ...LATER, key: masked } })
      expect(found.secret.reveal).toBe('unstated')
      expect(found.list?.masked).toEqual(['/key'])
    }
  })
  it('recoverable, by a parameter of the list', () => {
    const paths: ShortDocument['paths'] = {
      'GET /api-keys': { query: ['reveal'], response: { data: [{ ...LATER, key: 'string' }] } },
    }
    expect(resource(withKey('The key'), { paths }).secret.reveal).toBe('recoverable')
  })
  it('recoverable, by an operation of its own', () => {
    const paths = { 'GET /api-keys/{id}/secret': { response: { secret: 'string' } } }
    expect(resource(withKey('The key'), { paths }).secret.reveal).toBe('recoverable')
  })
})

describe('the form of a secret', () => {
  const of = (more: object, create: object = {}): object =>
    resource({ id: 'string', key: text('The key', more as never) }, { create }).secret.format
  it('has the prefix all examples share, back to a separator', () => {
    expect(of({ examples: ['acme_prod_0123', 'acme_9999'] })).toEqual({ prefix: 'acme_' })
    expect(of({ example: 'sk-live-12345678' })).toEqual({ prefix: 'sk-live-' })
    // Of one alone, what may be random is none.
    expect(of({ example: 'HRKU-01234567-89ab-cdef-0123-456789abcdef' })).toEqual({ prefix: 'HRKU-' })
    expect(of({ example: 'k1_01234567' })).toEqual({ prefix: 'k1_' })
    // What stands for any character is part of no prefix.
    expect(of({ example: 'xaat-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx' })).toEqual({ prefix: 'xaat-' })
    expect(of({ example: 'key_000000_0000' })).toEqual({ prefix: 'key_' })
    expect(of({ example: 'sk_live_aB3dE-fGh1_jK' })).toEqual({ prefix: 'sk_live_' })
    // Where it is all of one piece, a separator in it is chance.
    expect(of({ example: 'MG_TNT2ver-SylNat-_VeMmd-4oLgL' })).toEqual({})
    expect(of({ examples: ['acme_1', 'zeta_2'] })).toEqual({})
    expect(of({ example: '0123456789abcdef' })).toEqual({})
    expect(of({ example: 'YOUR_API_KEY' })).toEqual({})
    expect(of({ example: 'acme_example_key' })).toEqual({ prefix: 'acme_' })
    expect(of({ example: 'acme_your-key-here_0' })).toEqual({ prefix: 'acme_' })
  })
  it('has that of a pattern before that of an example', () => {
    expect(of({ pattern: '^ac_[a-z]{20}$', example: 'ac_test_1' })).toEqual({
      prefix: 'ac_',
      pattern: '^ac_[a-z]{20}$',
    })
  })
  it('has that of prose, on the secret or on the scheme that takes it', () => {
    expect(resource(withKey('Starts with `pk_`')).secret.format).toEqual({ prefix: 'pk_' })
    const schemes = {
      ApiKey: { type: 'apiKey', in: 'header', name: 'x-token', description: 'API key (sk-xxx format)' },
    }
    expect(resource(withKey('The key'), { schemes, security: [{ ApiKey: [] }] }).secret.format).toEqual({
      prefix: 'sk-',
    })
  })
  it('has no prefix from examples where the caller chooses it', () => {
    expect(of({ example: 'prod_0123456789' }, { request: { prefix: 'string' } })).toEqual({})
  })
  it('keeps all documented examples, those of the media type too', () => {
    const media = {
      schema: {
        type: 'object',
        properties: { id: { type: 'string' }, key: { type: 'string', example: 'ab_1' } },
      },
      example: { id: '1', key: 'ab_2' },
    }
    const { secret } = resource('object', {
      create: {
        extra: { responses: { '201': { description: 'Made', content: { 'application/json': media } } } },
      },
    })
    expect(secret.examples.toSorted()).toEqual(['ab_1', 'ab_2'])
    expect(secret.format.prefix).toBe('ab_')
  })
})

describe('the parts of a key', () => {
  const whole = {
    id: 'string',
    name: 'string',
    key: 'string',
    keyPrefix: 'string',
    last4: 'string',
    expires_at: 'time',
    status: schema({ type: 'string', enum: ['ACTIVE', 'REVOKED'] }),
  }

  it('name, masked forms, scopes and soft delete', () => {
    const found = resource(whole, {
      create: { request: { name: 'string', scopes: ['string'], expires_at: 'time' } },
      listed: { ...LATER, redacted_value: 'string' },
    })
    expect(found).toMatchObject({
      nameInRequest: '/name',
      nameInResponse: '/name',
      scopes: '/scopes',
      masked: ['/keyPrefix', '/last4'],
      softDelete: { pointer: '/status', revoked: 'REVOKED' },
      expiry: { inRequest: '/expires_at', inResponse: '/expires_at', unit: 'iso8601' },
      list: { items: '/data', id: '/id', name: '/name', masked: ['/redacted_value'] },
    })
  })

  it.each([
    ['expires_in_seconds', 'The number of seconds until the key expires', 's', true],
    ['ttl', 'Lifetime in seconds', 's', true],
    ['expiration', 'Key lifetime in seconds. Leave it out for a key without an end.', 's', true],
    ['secondsToLive', 'Seconds until the token expires; 0 means never', 's', true],
    ['expires_at', 'Unix timestamp in seconds', 's', undefined],
    ['expires', 'Unix time in milliseconds after which the key is dead', 'ms', undefined],
  ])('when a key ends, or how long it lives: %s', (name, description, unit, relative) => {
    const found = resource(whole, {
      create: { request: { name: 'string', [name]: schema({ type: 'integer', description }) } },
    })
    expect([found?.expiry?.inRequest, found?.expiry?.unit, found?.expiry?.relative]).toEqual([
      `/${name}`,
      unit,
      relative,
    ])
  })

  it.each([
    ['expiresIn', { enum: ['30', '90', 'never'] }, null],
    ['ttl', { example: '24h' }, null],
    ['lifetime', { examples: ['P30D'] }, null],
    ['expiresAt', { example: '2031-01-02T00:00:00Z' }, '/expiresAt'],
    ['ttl', { description: 'The timestamp of its end', example: '1900' }, '/ttl'],
  ])('no moment is told by a span in words: %s', (name, more, inRequest) => {
    const found = resource(whole, {
      create: { request: { name: 'string', [name]: schema({ type: 'string', ...more }) } },
    })
    expect(found?.expiry?.inRequest ?? null).toBe(inRequest)
  })

  it.each([
    ['ttl', { description: 'Such as 30m or 3600s.' }, 'lettered'],
    ['ttl', { description: 'By default 768h.', pattern: '^[1-9][0-9]{0,4}[smh]?$' }, 'lettered'],
    ['expires_in', { description: 'An ISO 8601 duration.', example: 'P30D' }, 'iso8601'],
    ['lifetime', { format: 'duration' }, 'iso8601'],
    ['ttl', { enum: ['60s', '3600s'] }, undefined],
    ['ttl', { description: 'In days, such as 30d.', example: '30d' }, undefined],
  ])('a span that may be of seconds: %s as %o', (name, more, span) => {
    const found = resource(whole, {
      create: { request: { name: 'string', [name]: schema({ type: 'string', ...more }) } },
    })
    expect(found.expiry?.span).toBe(span)
    if (span !== undefined) expect(found.expiry).toMatchObject({ unit: 's', relative: true })
  })

  it('a bare array, a time of revocation, a flag', () => {
    const found = resource(
      { id: 'string', key: 'string', revokedAt: 'time' },
      { paths: { 'GET /api-keys': { response: [LATER] } } },
    )
    expect(found.list?.items).toBe('')
    expect(found.softDelete).toEqual({ pointer: '/revokedAt', revoked: { not: null } })
    expect(resource({ id: 'string', key: 'string', revoked: 'boolean' }).softDelete).toEqual({
      pointer: '/revoked',
      revoked: true,
    })
    expect(resource({ id: 'string', key: 'string', invalidated: 'boolean' }).softDelete).toEqual({
      pointer: '/invalidated',
      revoked: true,
    })
    expect(resource({ id: 'string', key: 'string' }).softDelete).toBeNull()
  })

  it('a key that is turned off is not taken for a revoked one', () => {
    const status = schema({ type: 'string', enum: ['ACTIVE', 'DISABLED', 'REVOKED'] })
    const shown = { id: 'string', key: 'string', status } as const
    const update = (request: Short): ShortDocument['paths'] => ({
      'PATCH /api-keys/{id}': { request, response: LATER },
    })
    const off = (more: Partial<ShortDocument>, as: Short = shown): unknown =>
      resource(as, more).softDelete?.revoked ?? null
    expect(off({})).toBe('REVOKED')
    expect(off({ paths: update({ status }) })).toBe('REVOKED')
    const two = { ...shown, status: schema({ type: 'string', enum: ['ACTIVE', 'DISABLED'] }) }
    expect(off({}, two)).toBe('DISABLED')
    expect(off({ paths: update({ name: 'string' }) }, two)).toBe('DISABLED')
    expect(off({ paths: update({ disabled: 'boolean' }) }, two)).toBeNull()
    expect(off({ paths: { 'POST /api-keys/{id}/disable': { status: '204' } } }, two)).toBeNull()
    expect(
      off({ paths: update({ disabled: 'boolean' }) }, { ...shown, status: 'string', disabled: 'boolean' }),
    ).toBeNull()
  })

  it('soft delete is relative to the metadata of the key', () => {
    expect(resource({ token: { id: 'string', revoked_at: 'time' }, secret: 'string' }).softDelete).toEqual({
      pointer: '/revoked_at',
      revoked: { not: null },
    })
  })

  it.each([
    ['expires_at', 'time', 'iso8601'],
    ['expiresAt', 'integer', 'unknown'],
    ['expires_in_seconds', 'integer', 's'],
    ['ttl', text('Seconds to live'), 'unknown'],
    ['expiration', schema({ type: 'integer', description: 'Unix timestamp in milliseconds' }), 'ms'],
    ['expires', schema({ type: 'integer', description: 'Unix timestamp' }), 's'],
    ['expiry_date', schema({ type: ['string', 'integer', 'null'] }), 'unknown'],
  ] as const)('expiry called %s', (member, expiry, unit) => {
    const found = resource(withKey('The key'), {
      create: { request: { name: 'string', [member]: expiry } },
    })
    expect(found.expiry).toMatchObject({ inRequest: `/${member}`, unit })
  })

  it('where an operation takes the id: path, body, query', () => {
    const created = { id: 'string', key: 'string' }
    const binding = (paths: ShortDocument['paths']): object | undefined =>
      contractOf({ paths }).keyResources[0]?.roles.revoke
    expect(binding({ 'POST /keys': { response: created }, 'DELETE /keys/{keyId}': {} })).toEqual({
      operation: 'DELETE /keys/{keyId}',
      idParameter: 'keyId',
      idIn: 'path',
    })
    expect(
      binding({
        'POST /keys.create': { response: created },
        'POST /keys.revoke': { request: { reason: 'string', keyId: 'string' }, required: ['keyId'] },
      }),
    ).toEqual({ operation: 'POST /keys.revoke', idParameter: '/keyId', idIn: 'body' })
    const query = [{ name: 'id', in: 'query', required: true, schema: { type: 'string' } }]
    expect(
      binding({ 'POST /keys': { response: created }, 'DELETE /keys': { extra: { parameters: query } } }),
    ).toEqual({ operation: 'DELETE /keys', idParameter: 'id', idIn: 'query' })
  })

  it('ranks the other candidates for the secret in evidence', () => {
    const found = resource({ id: 'string', api_key: 'string', password: 'string' })
    expect(found.secret.pointer).toBe('/api_key')
    expect(found.evidence.some(({ says }) => says.includes('/password'))).toBe(true)
    expect(found.confidence).toBe('tentative')
  })
})

describe('schemes, tenants and canaries', () => {
  const schemes = {
    ApiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
    AppId: { type: 'apiKey', in: 'header', name: 'x-application-id' },
    Session: { type: 'apiKey', in: 'cookie', name: 'sid' },
    Login: { type: 'oauth2', flows: {} },
  }

  it('takes the scheme of the key, not the one that selects the account', () => {
    const found = resource(withKey('The key'), { schemes, security: [{ ApiKey: [], AppId: [] }] })
    expect(found.secret.carrier).toBe('ApiKey')
    expect(found.tenant).toBe('header.x-application-id')
    expect(found.canaries).toEqual(['GET /api-keys'])
  })

  it.each([
    ['The secret key used to sign requests.', null],
    ['For signing S3 requests.', null],
    ['The key, signed by us. It comes with your requests.', 'ApiKey'],
  ])('takes no scheme where the key only signs requests: %s', (said, carrier) => {
    const found = resource(withKey(said), { schemes, security: [{ ApiKey: [] }] })
    expect(found.secret.carrier).toBe(carrier)
  })

  it('takes the scheme named for the key, although creating asks for a session', () => {
    const paths = { 'GET /things': {}, 'GET /me': {}, 'GET /things/{id}': {}, 'GET /open': { security: [] } }
    const found = resource(withKey('The key'), {
      schemes,
      security: [{ ApiKey: [] }],
      create: { security: [{ Session: [] }] },
      paths,
    })
    expect(found.secret.carrier).toBe('ApiKey')
    expect(found.canaries).toEqual(['GET /me', 'GET /api-keys', 'GET /things'])
  })

  it('tells admin keys from others', () => {
    const two = {
      ApiKey: { type: 'http', scheme: 'bearer' },
      AdminApiKey: { type: 'http', scheme: 'bearer' },
    }
    const [found] = contractOf({
      schemes: two,
      security: [{ ApiKey: [] }],
      paths: {
        'POST /projects/{p}/api_keys': {
          security: [{ AdminApiKey: [] }],
          response: { id: 'string', key: 'string' },
        },
        'DELETE /projects/{p}/api_keys/{id}': { security: [{ AdminApiKey: [] }] },
        'GET /models': {},
      },
    }).keyResources
    expect(found).toMatchObject({
      secret: { carrier: 'ApiKey' },
      canaries: ['GET /models'],
      tenant: 'path.p',
    })
  })

  it('leaves the scheme open where none takes a key', () => {
    expect(
      resource(withKey('The key'), { schemes: { Login: schemes.Login }, security: [{ Login: [] }] }).secret
        .carrier,
    ).toBeNull()
  })

  it('reads canaries under the owner of the key, whose parameters are known', () => {
    const [found] = contractOf({
      paths: {
        'POST /orgs/{org_id}/api-keys': { response: { id: 'string', key: 'string' } },
        'GET /orgs/{org_id}/api-keys': { response: [LATER] },
        'DELETE /orgs/{org_id}/api-keys/{key_id}': {},
        'GET /orgs/{org_id}/members/{member}': {},
      },
    }).keyResources
    expect(found?.canaries).toEqual(['GET /orgs/{org_id}/api-keys'])
    expect(found?.tenant).toBe('path.org_id')
  })

  it('takes no parameter for the one that selects the tenant that names keys elsewhere', () => {
    const [found] = contractOf({
      paths: {
        'POST /applications/{id}/client_secrets': { response: { id: 'string', secret: 'string' } },
        'GET /applications/{id}/client_secrets': { response: [{ id: 'string' }] },
        'DELETE /client_secrets/{id}': { status: '204' },
      },
    }).keyResources
    expect(found?.roles.revoke).toMatchObject({ operation: 'DELETE /client_secrets/{id}', idParameter: 'id' })
    expect(found?.tenant).toBeNull()
  })
})
