import type { Body } from '../shape.ts'
import { twice, keyLine, accepted, createWith, named, otherRevoked } from './steps.ts'
import type { Probe } from './steps.ts'

/** Probes for the defects of statuses and bodies. */
export const bodies = {
  '5xx-on-unicode-name': async (session) => (await named(session, 'clé 🔑')).status >= 500,
  '5xx-on-long-name': async (session) => (await named(session, 'x'.repeat(250))).status >= 500,
  '5xx-on-malformed-json': async (session) => (await createWith(session, { body: '{"name":' })).status >= 500,
  '5xx-on-deep-json': async (session) =>
    (await createWith(session, { body: '['.repeat(1000) + ']'.repeat(1000) })).status >= 500,
  '5xx-on-long-credential': async (session) => (await session.use(keyLine(session, 'x'.repeat(9000)))) >= 500,
  '5xx-on-second-delete': async (session) =>
    (await session.revoke(await otherRevoked(session))).status >= 500,
  'undocumented-status': async (session) => (await session.create()).reply.status === 202,
  'missing-required-accepted': async (session) => {
    const { name: _, ...rest } = session.creating().body as Body
    return accepted((await createWith(session, { body: rest })).status)
  },
  'extra-property-accepted': async (session) =>
    accepted((await session.ask(session.creating('x', { y: 1 }))).status),
  'wrong-type-accepted': async (session) =>
    accepted((await session.ask(session.creating('x', { name: 12 }))).status),
  'overlong-name-accepted': async (session) => accepted((await named(session, 'x'.repeat(257))).status),
  'boundary-length-refused': async (session) => !accepted((await named(session, 'x'.repeat(256))).status),
  'long-name-refused': async (session) => !accepted((await named(session, 'x'.repeat(200))).status),
  'duplicate-name-accepted': async (session) => {
    await named(session, 'same')
    return accepted((await named(session, 'same')).status)
  },
  'tampered-id-accepted': async (session) => {
    const made = await session.create()
    const path = session.keyPath(`${made.handle},1`)
    return accepted((await session.ask({ method: 'DELETE', path, headers: session.auth() })).status)
  },
  '405-without-allow': async (session) => {
    const { status, headers } = await session.ask({ method: 'PATCH', headers: session.auth() })
    return status === 405 && headers['allow'] === undefined
  },
  'undeclared-method-accepted': async (session) =>
    accepted((await createWith(session, { method: 'PUT' })).status),
  'text-plain-accepted': async (session) =>
    accepted((await createWith(session, { type: 'text/plain' })).status),
  'utf16-length-counted': async (session) => !accepted((await named(session, '🔑'.repeat(256))).status),
  'wrong-content-type': async (session) =>
    !(await session.create()).reply.headers['content-type']?.includes('json'),
  'body-misses-required': async (session) => !(await session.create()).reply.text.includes('"name"'),
  'body-of-wrong-type': async (session) => /:(12345|"now")[,}]/.test((await session.create()).reply.text),
  'body-holds-null': async (session) =>
    /"(success|created_at|createdAt|name)":null/.test((await session.create()).reply.text),
  'error-body-violates-schema': async (session) => {
    const { status, json } = await session.ask({})
    return status === 401 && typeof json['message'] !== 'string'
  },
  'undocumented-property-in-closed-schema': async (session) =>
    Object.keys((await session.create()).reply.json['data'] as Body).length > 3,
  'ids-collide': async (session) => {
    await twice(session)
    const ids = (await session.list()).map(({ id }) => id)
    return new Set(ids).size < ids.length
  },
  'name-truncated': async (session) => {
    await named(session, 'n'.repeat(99))
    return !JSON.stringify(await session.list()).includes('n'.repeat(99))
  },
  'default-not-applied': async (session) =>
    !(await createWith(session, { body: {} })).text.includes('"name":"Public API key"'),
  'name-made-ascii': async (session) => {
    await named(session, 'clé 🔑')
    return !JSON.stringify(await session.list()).includes('clé 🔑')
  },
} as const satisfies Partial<Record<string, Probe>>
