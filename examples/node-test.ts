// The same with node:test: node --test examples/node-test.ts. In your project: import from 'keyproof'.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startMock } from '#keyproof'

void test('a key expires when its time has come', async () => {
  await using mock = await startMock('specs/lumino/openapi.yaml')
  const ask = (path: string, key: string | undefined, init: RequestInit = {}): Promise<Response> =>
    fetch(`${mock.url}${path}`, {
      ...init,
      headers: { 'x-api-key': String(key), 'content-type': 'application/json' },
    })

  const expires = new Date(mock.clock.now().getTime() + 3_600_000).toISOString()
  const created = await ask('/v1/api-keys', mock.credentials['ApiKeyAuth'], {
    method: 'POST',
    body: JSON.stringify({ name: 'laptop', expires_at: expires }),
  })
  const { secret } = (await created.json()) as { secret: string }
  assert.equal((await ask('/v1/users/me', secret)).status, 200)
  mock.clock.advance('PT2H')
  assert.equal((await ask('/v1/users/me', secret)).status, 401)
})
