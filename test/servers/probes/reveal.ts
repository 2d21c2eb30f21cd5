import { createHash, randomUUID } from 'node:crypto'
import { later } from '../session.ts'
import { twice, keyLine, invalidBody, createWith } from './steps.ts'
import type { Probe } from './steps.ts'

/** Probes for the defects of what is revealed. */
export const reveal = {
  'secret-in-list': async (session) => {
    const { secret } = await session.create()
    return JSON.stringify(await session.list()).includes(secret)
  },
  'secret-in-get': async (session) => {
    const made = await session.create()
    const path = session.keyPath(made.handle)
    return (await session.ask({ path, headers: session.auth() })).text.includes(made.secret)
  },
  'secret-base64-in-list-field': async (session) => {
    const { secret } = await session.create()
    return JSON.stringify(await session.list()).includes(Buffer.from(secret).toString('base64'))
  },
  'secret-hash-in-list': async (session) => {
    const { secret } = await session.create()
    return JSON.stringify(await session.list()).includes(createHash('sha256').update(secret).digest('hex'))
  },
  'secret-revealed-on-request': async (session) => {
    const { secret } = await session.create()
    const path = `${session.listPath}?reveal=true`
    return (await session.ask({ path, headers: session.auth() })).text.includes(secret)
  },
  'secret-in-location-header': async (session) => {
    const { reply, secret } = await session.create()
    return decodeURIComponent(reply.headers['location'] ?? '').includes(secret)
  },
  'secret-in-create-twice': async (session) => {
    const { reply, secret } = await session.create()
    return reply.text.split(JSON.stringify(secret).slice(1, -1)).length > 2
  },
  'secret-in-update-response': async (session) => {
    const made = await session.create()
    const path = session.keyPath(made.handle)
    const reply = await session.ask({
      method: 'PATCH',
      path,
      headers: session.auth(),
      body: { expires_at: later },
    })
    return reply.text.includes(made.secret)
  },
  'secret-in-error-message': async (session) => {
    const { secret } = await session.create()
    const replies = [
      await session.ask({ method: 'PUT', headers: session.auth() }),
      await session.ask({ path: '/nowhere', headers: session.auth() }),
      await createWith(session, session.vendor === 'videodb' ? {} : { body: invalidBody(session) }),
    ]
    return replies.some(({ status, text }) => status >= 400 && text.includes(secret))
  },
  'secret-missing-on-create': async (session) => (await session.create()).secret === '',
  'secret-masked-on-create': async (session) => (await session.create()).secret.includes('****'),
  'same-secret-twice': async (session) => {
    const [one, two] = await twice(session)
    return one.secret === two.secret
  },
  'half-secret-in-list': async (session) => {
    const { secret } = await session.create()
    const text = JSON.stringify(await session.list())
    return text.includes(secret.slice(0, -14)) && !text.includes(secret)
  },
  'prefix-left-out': async (session) => !/^(sk-|vued_live_)/.test((await session.create()).secret),
  'low-entropy-secret': async (session) => (await session.create()).secret.includes('00000000'),
  'mask-of-another-secret': async (session) => {
    const { secret } = await session.create()
    const [item] = await session.list()
    return !secret.startsWith(String(item?.['prefix'] ?? item?.['keyPrefix']))
  },
  'credential-echoed-in-401': async (session) => {
    const canary = `canary${randomUUID()}`
    const { status, text } = await session.ask({ headers: keyLine(session, canary) })
    return status === 401 && text.includes(canary)
  },
} as const satisfies Partial<Record<string, Probe>>
