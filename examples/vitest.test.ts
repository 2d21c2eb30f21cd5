// A test of your own client against a stateful mock of the API it calls. In your project: import from 'keyproof'.
import { expect, test } from 'vitest'
import { startMock } from '#keyproof'

test('a revoked key stops working', async () => {
  await using mock = await startMock('specs/autocalls/openapi.yaml')
  const api = (
    path: string,
    init: RequestInit = {},
    key = mock.credentials['bearerAuth'],
  ): Promise<Response> =>
    fetch(`${mock.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    })

  const created = await api('/user/api-keys', { method: 'POST', body: JSON.stringify({ name: 'laptop' }) })
  expect(created.status).toBe(201)
  const { api_key: key } = (await created.json()) as { api_key: { token: string } }
  expect((await api('/user/me', {}, key.token)).status).toBe(200)

  const { api_keys: keys } = (await (await api('/user/api-keys')).json()) as {
    api_keys: { id: number; name: string }[]
  }
  expect(JSON.stringify(keys)).not.toContain(key.token)
  const id = keys.find(({ name }) => name === 'laptop')?.id
  expect((await api(`/user/api-keys/${id}`, { method: 'DELETE' })).status).toBe(200)
  expect((await api('/user/me', {}, key.token)).status).toBe(401)
})

test('your client notices an API that shows a secret twice', async () => {
  await using mock = await startMock('specs/autocalls/openapi.yaml', { faults: ['leaks-secret-in-list'] })
  expect(mock.faults.list()).toEqual(['leaks-secret-in-list'])
})
