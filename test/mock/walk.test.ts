import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { responseFor } from '../../src/contract/lookup.ts'
import type { Contract } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/start.ts'
import { ask, createKey, own, vendors } from './vendors.ts'
import type { Reply, Vendor } from './vendors.ts'

/** The ways in which a reply departs from the document. */
function departures(contract: Contract, operation: string, reply: Reply): readonly string[] {
  const found = contract.operations.find(({ key }) => key === operation)!
  const response = responseFor(found, reply.status)
  const media = response?.content['application/json']
  if (media?.schema === undefined) return []
  if (!(reply.headers.get('content-type') ?? '').startsWith('application/json')) return ['content-type']
  return contract
    .validator(
      media.schema,
      'response',
    )(reply.body)
    .map(({ place, message }) => `${place} ${message}`)
}

const template = (contract: Contract, method: string, path: string): string =>
  contract.operations.find(
    (operation) =>
      operation.method === method &&
      new RegExp(`^${operation.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path.split('?')[0]!),
  )!.key

describe.each(vendors.map((vendor) => [vendor.name, vendor] as const))(
  'a walk through %s',
  (_name, vendor: Vendor) => {
    let mock: Mock
    let contract: Contract
    beforeAll(async () => {
      contract = await loadContract(vendor.spec)
      mock = await startMock(contract)
    })
    afterAll(() => mock[Symbol.asyncDispose]())

    const call = async (
      method: string,
      path: string,
      headers: Record<string, string>,
      body?: unknown,
    ): Promise<Reply> => {
      const reply = await ask(mock, method, path, headers, body)
      expect(
        departures(contract, template(contract, method, path), reply),
        `${method} ${path} ${reply.text}`,
      ).toEqual([])
      expect(reply.headers.get('cache-control')).toBe('no-store')
      return reply
    }

    it('creates, lists, uses, revokes and refuses', async () => {
      const name = 'Nightly import'
      const { path, body } = vendor.create(name, mock)
      const created = await call('POST', path, own(vendor, mock), body)
      expect(created.status).toBe(vendor.created)
      const secret = vendor.secretIn(created.body)
      expect(secret.length).toBeGreaterThanOrEqual(27)
      expect(created.text.split(secret)).toHaveLength(2)
      expect(JSON.stringify([...created.headers])).not.toContain(secret)

      const used = await call('GET', vendor.canary(mock), vendor.authorize(secret, mock))
      expect(used.status).toBe(200)

      const listed = await call('GET', vendor.list(mock), own(vendor, mock))
      expect(listed.text).not.toContain(secret)
      expect(listed.text).not.toContain(secret.slice(0, -4))
      const items = vendor.itemsIn(listed.body)
      expect(items).toHaveLength(1)
      if (vendor.named) expect(items[0].name).toBe(name)

      const target = vendor.revoke({ secret, name, body: created.body, items }, mock)
      const revoked = await call('DELETE', target, own(vendor, mock))
      expect(revoked.status).toBe(vendor.revoked)
      expect(revoked.text).not.toContain(secret)

      const refused = await call('GET', vendor.canary(mock), vendor.authorize(secret, mock))
      expect(refused.status).toBe(401)
      expect(refused.headers.get('www-authenticate')).toMatch(/^(Bearer|ApiKey) realm="[^"]+"/)

      const after = vendor.itemsIn((await call('GET', vendor.list(mock), own(vendor, mock))).body)
      if (!vendor.soft) expect(after).toEqual([])
      else
        expect(
          [after[0].status, after[0].revokedAt].some(
            (value) => value === 'REVOKED' || typeof value === 'number',
          ),
        ).toBe(true)
      expect(JSON.stringify(mock.state())).not.toContain(secret)
    })

    it('never shows one secret twice, also to two clients at once', async () => {
      mock.reset()
      const made = await Promise.all(
        Array.from({ length: 40 }, (_, index) => createKey(vendor, mock, `key ${index}`)),
      )
      const secrets = made.map(({ secret }) => secret)
      expect(new Set(secrets).size).toBe(40)
      for (const [index, { reply, name }] of made.entries()) {
        expect(reply.status).toBe(vendor.created)
        if (vendor.named) expect(reply.text).toContain(`"${name}"`)
        const others = secrets.filter((_, other) => other !== index)
        expect(others.some((secret) => reply.text.includes(secret))).toBe(false)
      }
      const used = await Promise.all(
        made.map(({ secret }) => ask(mock, 'GET', vendor.canary(mock), vendor.authorize(secret, mock))),
      )
      expect(used.map(({ status }) => status)).toEqual(made.map(() => 200))
    })

    it('answers unknown and invalid requests as documented', async () => {
      const unknown = {
        secret: 'sk-0000000000000000000000000000',
        name: 'nobody',
        body: {
          token: { id: '123e4567-e89b-42d3-a456-426614174999' },
          data: { id: '123e4567-e89b-42d3-a456-426614174999' },
        },
        items: [{ name: 'nobody', id: 99 }],
      }
      const reply = await call('DELETE', vendor.revoke(unknown, mock), own(vendor, mock))
      expect(reply.status).toBe(vendor.name === 'avido' ? 204 : 404)
      if (vendor.named) {
        const invalid = await call('POST', vendor.create('x', mock).path, own(vendor, mock), { name: 3 })
        expect(invalid.status).toBe({ autocalls: 422, avido: 422, lumino: 400, vued: 400 }[vendor.name])
      }
    })
  },
)

describe('what single vendors do', () => {
  const vendorOf = (name: string): Vendor => vendors.find((vendor) => vendor.name === name)!

  it('takes the key itself in the path at VideoDB, and keeps only a digest of it', async () => {
    const vendor = vendorOf('videodb')
    await using mock = await startMock(vendor.spec)
    const { secret } = await createKey(vendor, mock)
    const listed = await ask(mock, 'GET', '/user/api_key', own(vendor, mock))
    expect(listed.body.data[0].key).toMatch(/^sk-.{0,4}\*+.{0,4}$/)
    expect(
      (await ask(mock, 'DELETE', `/user/api_key/${secret.slice(0, -1)}`, own(vendor, mock))).status,
    ).toBe(404)
    expect((await ask(mock, 'DELETE', `/user/api_key/${secret}`, own(vendor, mock))).status).toBe(200)
  })

  it('refuses a taken name where names are handles or a conflict is documented, until it is free', async () => {
    const avido = vendorOf('avido')
    await using mock = await startMock(avido.spec)
    const first = await createKey(avido, mock, 'taken')
    expect((await createKey(avido, mock, 'taken')).reply.status).toBe(409)
    expect((await createKey(avido, mock, 'Taken')).reply.status).toBe(201)
    await ask(mock, 'DELETE', `/v0/api-keys/${first.body.data.id}`, own(avido, mock))
    expect((await createKey(avido, mock, 'taken')).reply.status).toBe(201)

    const lumino = vendorOf('lumino')
    await using other = await startMock(lumino.spec)
    await createKey(lumino, other, 'handle')
    expect((await createKey(lumino, other, 'handle')).reply.status).toBe(400)
    await ask(other, 'DELETE', '/v1/api-keys/handle', own(lumino, other))
    expect((await createKey(lumino, other, 'handle')).reply.status).toBe(400)
  })

  it('gets, renames and pages at Lumino', async () => {
    const vendor = vendorOf('lumino')
    await using mock = await startMock(vendor.spec)
    for (let index = 0; index < 7; index++) await createKey(vendor, mock, `key ${index}`)
    const got = await ask(mock, 'GET', '/v1/api-keys/key%203', own(vendor, mock))
    expect(got.body).toMatchObject({ name: 'key 3', status: 'ACTIVE' })
    expect(got.body).not.toHaveProperty('last_used_at')
    const renamed = await ask(mock, 'PATCH', '/v1/api-keys/key%203', own(vendor, mock), {
      name: 'né 🔑',
      secret: 'chosen',
      status: 'REVOKED',
    })
    expect(renamed.body).toMatchObject({ name: 'né 🔑', status: 'ACTIVE' })
    expect((await ask(mock, 'GET', '/v1/api-keys/key%203', own(vendor, mock))).status).toBe(404)
    expect(
      (await ask(mock, 'PATCH', '/v1/api-keys/key%204', own(vendor, mock), { name: 'key 5' })).status,
    ).toBe(400)

    const names: string[] = []
    for (let page = 1; page <= 4; page++) {
      const reply = await ask(mock, 'GET', `/v1/api-keys?page=${page}&items_per_page=2`, own(vendor, mock))
      expect(reply.body.pagination).toEqual({ total_pages: 4, current_page: page, items_per_page: 2 })
      names.push(...reply.body.data.map(({ name }: { name: string }) => name))
    }
    expect(names).toEqual(['key 0', 'key 1', 'key 2', 'né 🔑', 'key 4', 'key 5', 'key 6'])
  })

  it('gives documented defaults and echoes at Vued', async () => {
    const vendor = vendorOf('vued')
    await using mock = await startMock(vendor.spec)
    const path = vendor.create('x', mock).path
    const plain = await ask(mock, 'POST', path, own(vendor, mock), {})
    expect(plain.body.token).toMatchObject({
      name: 'Public API key',
      expiresAt: null,
      revokedAt: null,
      lastUsedAt: null,
    })
    expect(plain.body.secret.startsWith(plain.body.token.keyPrefix)).toBe(true)
    expect(plain.body.secret).toMatch(/^vued_live_/)
    const expires = Date.now() + 5000
    const full = await ask(mock, 'POST', path, own(vendor, mock), {
      name: 'n',
      scopes: ['a', 'b'],
      expires_at: expires,
    })
    expect(full.body.token).toMatchObject({ name: 'n', scopes: ['a', 'b'], expiresAt: expires })
  })

  it('numbers keys at Autocalls, whose ids only the list tells', async () => {
    const vendor = vendorOf('autocalls')
    await using mock = await startMock(vendor.spec)
    const { secret, body } = await createKey(vendor, mock, 'a')
    expect(body.api_key).not.toHaveProperty('id')
    const [item] = (await ask(mock, 'GET', '/user/api-keys', own(vendor, mock))).body.api_keys
    expect(Number.isInteger(item.id)).toBe(true)
    expect(secret.startsWith(`${item.id}|`)).toBe(true)
  })

  it('is answered at the root and under the documented base path', async () => {
    const vendor = vendorOf('autocalls')
    await using mock = await startMock(vendor.spec)
    expect((await ask(mock, 'GET', '/api/user/me', own(vendor, mock))).status).toBe(200)
    expect((await ask(mock, 'GET', '/user/me', own(vendor, mock))).status).toBe(200)
    expect((await ask(mock, 'GET', '/v2/user/me', own(vendor, mock))).status).toBe(404)
  })
})
