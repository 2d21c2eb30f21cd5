import { describe, expect, it } from 'vitest'
import { leadIn } from '../../src/contract/lead.ts'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, SecurityScheme } from '../../src/contract/types.ts'

describe('the word before a key', () => {
  it.each([
    ['Token-based authentication, which needs the prefix "Token"', 'Token '],
    ['Authenticate with the `Bearer` prefix, such as `Bearer A1b2C3d4`.', 'Bearer '],
    ['Send the word `Token`, followed by a space and your token.', 'Token '],
    ['Allowed: "Authorization: ApiKey <secret>".', 'ApiKey '],
    ['A general key, in the form `Token token=<API_KEY>`', 'Token token='],
    ['API tokens must be prepended with "token" followed by a space.', 'token '],
    ["Enter 'Bearer' [space] and then your token in the box below.", 'Bearer '],
    ['The Bearer scheme. Example: "Authorization: Bearer {token}"', 'Bearer '],
    ['Type "Bearer" followed by a space and the JWT.', 'Bearer '],
    ['Format: Bearer <JWT>', 'Bearer '],
    ['Write `ApiKey` before the key.', 'ApiKey '],
    ['As in `GenieKey eb243592-faa2-4ba2-a551`', 'GenieKey '],
    ['Put **Bearer** before your token', 'Bearer '],
    ['curl -H "Authorization: Api-Key $API_KEY"', 'Api-Key '],
    ['e.g. Authorization: token ghp_16C7e42F292c6912E7', 'token '],
  ])('is read from: %s', (description, lead) => {
    expect(leadIn(description, 'Authorization')).toBe(lead)
  })

  it.each([
    'Bearer token',
    'Put your API key here: Authorization: <api key>',
    'Authorization: your key',
    'Keys have the prefix `sk_live_`',
    'Name it "key", followed by a number.',
    'The API key, created in the dashboard',
    'Basic authentication: `Authorization: Basic <base64>`',
    'Authorization: Required credentials',
    'A JWT (RFC7519) token',
    'JWT RFC7519',
    'The API Token <a href="https://example.com">docs</a>',
    'Send the Token your administrator gave you',
    'An API-Key [found here](https://example.com)',
    'See Api-Key https://example.com/123',
    'The raw API key, without the `Bearer` prefix.',
    'API key (no `Bearer` prefix)',
    'Authorization: Provide API_KEY here',
    'Authorization: Send sk_live_123',
    'API Key 2.0.1-beta',
    'New Relic User Key NRAK-1234567890',
    'Access Key AKIA1234567890 for example',
    'Do not send `Bearer <token>` here',
  ])('is not made out of: %s', (description) => {
    expect(leadIn(description, 'Authorization')).toBeUndefined()
  })

  it('is looked for in other fields only where a request shows it', () => {
    for (const text of [
      'For users, send Authorization: Bearer <token>.',
      'With the `Token` prefix',
      '`Token <key>`',
    ])
      expect(leadIn(text, 'X-API-Key')).toBeUndefined()
    expect(leadIn('Send `X-API-Key: Token <key>`', 'X-API-Key')).toBe('Token ')
  })

  const schemesOf = (
    securitySchemes: JsonObject,
    description: string,
  ): Readonly<Record<string, SecurityScheme>> =>
    createContract(
      {
        openapi: '3.1.0',
        info: { title: 'T', version: '1', description },
        paths: {},
        components: { securitySchemes },
      },
      { name: 't' },
    ).securitySchemes

  it('is taken from a request that the document shows, unless another scheme explains that', () => {
    const key: JsonObject = { type: 'apiKey', in: 'header', name: 'Authorization' }
    const shown = 'Call us so: `curl -H "Authorization: ApiKey $KEY"`'
    expect(schemesOf({ key }, shown)['key']).toMatchObject({ kind: 'apiKey', lead: 'ApiKey ' })
    expect(schemesOf({ key, login: { type: 'oauth2', flows: {} } }, shown)['key']).not.toHaveProperty('lead')
    expect(schemesOf({ key: { ...key, name: 'X-Key' } }, shown)['key']).not.toHaveProperty('lead')
    expect(schemesOf({ key }, 'Nothing is shown.')['key']).not.toHaveProperty('lead')
  })

  it('keeps the capitals of a scheme that is not one of the usual', () => {
    const named = (scheme: string): unknown => schemesOf({ key: { type: 'http', scheme } }, '')['key']
    expect(named('ApiKey')).toMatchObject({ scheme: 'apikey', spelling: 'ApiKey' })
    for (const usual of ['bearer', 'Bearer', 'BEARER']) {
      expect(named(usual)).toMatchObject({ scheme: 'bearer' })
      expect(named(usual)).not.toHaveProperty('spelling')
    }
  })
})
