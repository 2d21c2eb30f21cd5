import { randomUUID } from 'node:crypto'
import { later } from '../session.ts'
import { twice, keyLine, accepted, invalidBody, createWith, liveItem, otherRevoked, usedAs } from './steps.ts'
import type { Probe } from './steps.ts'

/** Probes for the defects of lifecycle and headers. */
export const lifecycle = {
  'delete-does-nothing': async (session) => {
    const made = await otherRevoked(session)
    return (
      accepted(await session.use(keyLine(session, made.secret))) && (await session.list()).every(liveItem)
    )
  },
  'deleted-key-still-listed': async (session) => {
    const made = await otherRevoked(session)
    const refused = (await session.use(keyLine(session, made.secret))) === 401
    return refused && (await session.list()).some(liveItem)
  },
  'delete-takes-another-key': async (session) => {
    const other = await session.create()
    await otherRevoked(session)
    return !accepted(await session.use(keyLine(session, other.secret)))
  },
  'revoked-key-still-works': async (session) => {
    const unused = await session.create()
    await session.revoke(unused)
    const works = accepted(await session.use(keyLine(session, unused.secret)))
    return works && !(await session.list()).some(liveItem)
  },
  'revoked-key-works-from-cache': async (session) => {
    const unused = await session.create()
    await session.revoke(unused)
    const used = await otherRevoked(session)
    const [cold, warm] = [unused, used].map(({ secret }) => session.use(keyLine(session, secret)))
    return (await cold) === 401 && accepted((await warm) ?? 401)
  },
  'revoked-key-revived': async (session) => {
    const { handle, secret } = await otherRevoked(session)
    const ask = {
      method: 'PATCH',
      path: session.keyPath(handle),
      headers: session.auth(),
      body: { expires_at: later },
    }
    await session.ask(ask)
    return accepted(await session.use(keyLine(session, secret)))
  },
  'update-without-effect': async (session) => {
    const { handle } = await session.create()
    const answer = await session.ask({
      method: 'PATCH',
      path: session.keyPath(handle),
      headers: session.auth(),
      body: { expires_at: '2998-12-31T23:59:59Z' },
    })
    const [item] = await session.list()
    return answer.status === 200 && item?.['expires_at'] === later
  },
  'new-key-does-not-work': async (session) => !(await usedAs(session, (secret) => secret)),
  'expired-key-accepted': async (session) => {
    const soon = Date.now() + 500
    const expiry = session.vendor === 'vued' ? soon : new Date(soon).toISOString()
    const { secret } = await session.create('brief', { expires_at: expiry })
    const before = accepted(await session.use(keyLine(session, secret)))
    await new Promise((resolve) => {
      setTimeout(resolve, soon - Date.now() + 10)
    })
    return before && accepted(await session.use(keyLine(session, secret)))
  },
  'past-expiry-works': async (session) => {
    const past = session.vendor === 'vued' ? 1 : '2001-01-01T00:00:00Z'
    const { secret } = await session.create('past', { expires_at: past })
    return secret !== '' && accepted(await session.use(keyLine(session, secret)))
  },
  'list-misses-new-key': async (session) => {
    await twice(session)
    return (await session.list()).length < 2
  },
  'list-duplicates-key': async (session) => {
    await twice(session)
    return (await session.list()).length > 2
  },
  'client-secret-accepted': async (session) => {
    const chosen = `chosen${randomUUID()}`
    await session.create('mine', { secret: chosen })
    return accepted(await session.use(keyLine(session, chosen)))
  },
  'rejected-create-leaves-key': async (session) => {
    await createWith(session, { body: invalidBody(session) })
    return (await session.list()).length > 0 && session.server.keys() === 1
  },
  'parallel-creates-share-secret': async (session) => {
    const [one, two] = await twice(session)
    const made = await Promise.all([session.create(), session.create()])
    return one.secret !== two.secret && made[0].secret === made[1].secret
  },
  'created-at-untrue': async (session) => {
    await session.create()
    const [item] = await session.list()
    const created = item?.['created_at'] ?? item?.['createdAt']
    return Math.abs(Date.now() - new Date(created as string | number).getTime()) > 60_000
  },
  'scope-not-enforced': async (session) => {
    const { secret } = await session.create('writer', { scopes: ['api_keys:write'] })
    return accepted(await session.use(keyLine(session, secret)))
  },
  'scope-escalates': async (session) => {
    const parent = await session.create('writer', { scopes: ['api_keys:write'] })
    const child = await session.create(
      'reader',
      { scopes: ['api_keys:read'] },
      keyLine(session, parent.secret),
    )
    return accepted(await session.use(keyLine(session, child.secret)))
  },
  'missing-no-store': async (session) =>
    (await session.create()).reply.headers['cache-control'] === undefined,
  'list-publicly-cacheable': async (session) =>
    (await session.ask({ headers: session.auth() })).headers['cache-control']?.includes('public') === true,
  'banner-sent': async (session) => (await session.ask({})).headers['x-powered-by'] !== undefined,
  'any-origin-allowed': async (session) =>
    (await session.create()).reply.headers['access-control-allow-origin'] !== undefined,
} as const satisfies Partial<Record<string, Probe>>
