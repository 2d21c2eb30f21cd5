import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject, JsonValue } from '../../src/contract/types.ts'
import { foreignSecrets, secretsBeside } from '../../src/run/further-secrets.ts'
import { parseJson } from '../../src/secrets/json-places.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { listening } from '../cli/front.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const made = 'whsec_7yhcG7COov6InlR9YRuKqVWMPXRgnoI'
const root = 'root-4f9Qz81LmXwP7'
const settings = { ...patience, runs: 5 }

describe('secrets that were there before the run', () => {
  it.each([
    'secret',
    'key',
    'token',
    'secondaryKey',
    'client_secret',
    'signing_secret',
    'accessToken',
    'refreshToken',
  ])('are hidden as %s, whatever operation shows them', (member) => {
    const vault = createVault()
    const body = { data: [{ [member]: made }] }
    foreignSecrets(vault, undefined, 200, body, () => false)
    expect(vault.redact(JSON.stringify(body))).not.toContain(made)
  })

  it.each(['id', 'name', 'key_id', 'next_page_token', 'token_type', 'cursor', 'etag', 'public_key', 'value'])(
    'are not seen in %s',
    (member) => {
      const vault = createVault()
      const body = { data: [{ [member]: made }] }
      foreignSecrets(vault, undefined, 200, body, () => false)
      expect(vault.redact(JSON.stringify(body))).toContain(made)
    },
  )

  it('are not seen in what people write', () => {
    const vault = createVault()
    const body = { token: 'the quick brown fox jumps', secret: 'see-the-documentation-of-it' }
    foreignSecrets(
      vault,
      undefined,
      200,
      { signing_secret: body.secret, access_token: body.token },
      () => false,
    )
    expect(vault.redact(JSON.stringify(body))).toBe(JSON.stringify(body))
  })

  it('reach no event of a run that finds something where they are shown', async () => {
    const ok = (schema: JsonObject): JsonObject => ({
      '200': { description: 'Fine.', content: { 'application/json': { schema } } },
      '401': { description: 'Who are you?' },
    })
    const contract = createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Hooks', version: '1' },
        security: [{ key: [] }],
        paths: {
          '/hook/secret': {
            get: {
              summary: 'Get the signing secret',
              responses: ok({ type: 'object', required: ['missing'] }),
            },
          },
        },
        components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      },
      { name: 'hooks' },
    )
    const server = createServer((request, response) => {
      const lets = request.headers.authorization === `Bearer ${root}`
      response.writeHead(lets ? 200 : 401, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(lets ? { key: made } : {}))
    })
    const { port, stop } = await listening(server)
    const ran = await judgeContract(
      contract,
      { url: `http://127.0.0.1:${port}`, credentials: { key: root }, params: {} },
      settings,
    )
    await stop()
    expect(ran.failures.map(({ rule }) => rule)).toContain('schema-response-conforms')
    expect(JSON.stringify(ran.events)).toContain('<secret:other')
    expect(JSON.stringify(ran.events)).not.toContain(made)
  })
})

describe('keys that were there before the run', () => {
  it('are hidden where the list shows keys of the run, whatever the member is called', async () => {
    await using server = await startPlain({ shows: (label) => ({ label }) })
    const earlier = await fetch(`${server.url}/keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.credentials['account']}` },
      body: JSON.stringify({ name: 'production' }),
    })
    const { secret } = (await earlier.json()) as { readonly secret: string }
    const contract = plainContract({ listed: true, beside: { label: { type: 'string' } } })
    const ran = await judgeContract(contract, server, { ...settings, only: ['secret-absent-from-reads'] })
    expect(ran.failures.map(({ message }) => message)).toContainEqual(expect.stringContaining('/*/label'))
    expect(JSON.stringify(ran.events)).toContain('production')
    expect(JSON.stringify(ran.events)).not.toContain(secret)
  })

  it('are not seen in what a secret only stands in', () => {
    const vault = createVault()
    const secret = 'msg_4f9Qz81LmXwP7kR2tY6uB3nV'
    vault.add(secret, 'k1', 'issued')
    const page = 'https://example.com/docs/guide2/index'
    const body = { events: [{ url: `see ${secret} there` }, { url: page }] }
    const sealed = parseJson(vault.redact(JSON.stringify(body)))!.value as JsonValue
    const seen = {
      secret: 'k1',
      kind: 'issued',
      form: 'exact',
      place: '/events/*/url',
      inUrl: false,
    } as const
    expect(secretsBeside(vault, [seen], { body, sealed }, () => false)).toBe(false)
    expect(vault.redact(page)).toBe(page)
    const whole = { events: [{ url: secret }, { url: made }] }
    const hidden = parseJson(vault.redact(JSON.stringify(whole)))!.value as JsonValue
    expect(secretsBeside(vault, [seen], { body: whole, sealed: hidden }, () => false)).toBe(true)
    expect(vault.redact(made)).not.toContain(made)
  })
})

describe('a credential that is declared as a parameter', () => {
  const header = (required: boolean, name = 'x-api-key'): JsonObject => ({
    name,
    in: 'header',
    required,
    schema: { type: 'string' },
  })
  /** The document with the header on each operation, and no security of its own. */
  const declaring = (parameter: JsonObject): Contract => {
    const { document } = guardedContract({}, [])
    const { security: _, components: __, ...rest } = document
    const paths = Object.fromEntries(
      Object.entries(rest['paths'] as Record<string, Record<string, JsonObject>>).map(([path, item]) => [
        path,
        Object.fromEntries(
          Object.entries(item).map(([method, operation]) => [
            method,
            {
              ...operation,
              parameters: [...((operation['parameters'] as JsonObject[] | undefined) ?? []), parameter],
            },
          ]),
        ),
      ]),
    )
    return createContract({ ...rest, paths }, { name: 'declaring' })
  }

  it('is a security scheme, judged as one and written nowhere', async () => {
    const contract = declaring(header(true))
    expect(contract.securitySchemes['x-api-key']).toMatchObject({
      kind: 'apiKey',
      in: 'header',
      assumed: true,
    })
    expect(
      contract.operations.every(({ security }) => JSON.stringify(security) === '[{"x-api-key":[]}]'),
    ).toBe(true)
    await using server = await startGuarded({
      lets: ({ request, issued }) => {
        const key = request.headers['x-api-key']
        return key === root || issued(key)
      },
      credentials: {},
    })
    // As a parameter, too, since that is what the document calls it.
    for (const given of [{ credentials: { 'x-api-key': root } }, { parameters: { 'x-api-key': root } }]) {
      const ran = await judgeContract(
        contract,
        { ...server, credentials: given.credentials ?? {} },
        { ...settings, ...given },
      )
      expect(ran.failures.map((f) => `${f.rule} ${f.message} ${f.received}`)).toEqual([])
      expect(ran.keys).toMatchObject({ left: [] })
      const held = ran.verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)
      expect(held).toEqual(
        expect.arrayContaining(['auth-missing-rejected', 'lifecycle-revoked-key-rejected']),
      )
      expect(JSON.stringify(ran.events)).not.toContain(root)
    }
  })

  it('may be left out where the document says so', () => {
    const optional = { ...header(false), description: 'Optional.' }
    expect(declaring(optional).operations[0]!.security).toEqual([{ 'x-api-key': [] }, {}])
  })

  it('is left alone where it is none, or the document has security of its own', () => {
    expect(declaring(header(true, 'x-request-id')).securitySchemes).toEqual({})
    const own = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])
    expect(Object.keys(own.securitySchemes)).toEqual(['key'])
  })
})

describe('a secret among the values of parameters', () => {
  it('reaches the server and no event', async () => {
    const password = 'correct-Horse-77-battery'
    const text: JsonObject = { type: 'string', minLength: 1 }
    await using server = await startGuarded({
      lets: ({ bearer, issued }) => bearer === root || issued(bearer),
      takes: (body) => body['password'] === password,
      credentials: { key: root },
    })
    const contract = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }], {
      properties: { password: { ...text, format: 'password' } },
      required: ['password'],
    })
    const ran = await judgeContract(contract, server, { ...settings, parameters: { password } })
    expect(ran.keys.created).toBeGreaterThan(10)
    expect(ran.failures).toEqual([])
    expect(JSON.stringify(ran.events)).not.toContain(password)
  })
})
