import { randomUUID } from 'node:crypto'
import type { Lines } from '../session.ts'
import {
  keyLine,
  appLine,
  bare,
  accepted,
  invalidBody,
  createWith,
  otherRevoked,
  strangers,
  usedAs,
  elsewhere,
} from './steps.ts'
import type { Probe } from './steps.ts'

/** Probes for the defects of authentication and tenancy. */
export const auth = {
  'missing-auth-accepted': async (session) => accepted(await session.use([])),
  'invalid-auth-accepted': async (session) => {
    const value = `${bare(session).slice(0, -8)}AAAAAAAA`
    return accepted(await session.use(keyLine(session, value)))
  },
  'any-nonempty-accepted-on-one-scheme': async (session) => {
    const unknownApplication: Lines = [...session.auth().slice(0, 1), ['x-application-id', randomUUID()]]
    return (
      (await session.use(unknownApplication)) === 401 &&
      accepted(await session.use(keyLine(session, 'anything')))
    )
  },
  'blank-accepted': async (session) => accepted(await session.use(keyLine(session, ''))),
  'truncated-key-accepted': (session) => usedAs(session, (secret) => secret.slice(0, -1)),
  'extended-key-accepted': (session) => usedAs(session, (secret) => `${secret}x`),
  'case-folded-key-accepted': (session) => usedAs(session, (secret) => secret.toUpperCase()),
  'api-key-alone-accepted': async (session) => accepted(await session.use(session.auth().slice(0, 1))),
  'application-id-alone-accepted': async (session) => accepted(await session.use(appLine(session))),
  'members-not-bound': async (session) => {
    const mixed = [...session.auth().slice(0, 1), ...strangers(session).slice(1)]
    return accepted(await session.use(mixed))
  },
  'query-carrier-accepted': async (session) =>
    elsewhere(session, [], `${session.canaryPath}?api_key=${encodeURIComponent(bare(session))}`),
  'cookie-accepted': (session) => elsewhere(session, [['Cookie', `token=${bare(session)}`]]),
  'other-header-accepted': (session) =>
    elsewhere(session, [
      session.auth()[0]?.[0] === 'Authorization'
        ? ['X-API-Key', bare(session)]
        : ['Authorization', `Bearer ${bare(session)}`],
    ]),
  'other-scheme-accepted': (session) => elsewhere(session, [['Authorization', `Token ${bare(session)}`]]),
  'basic-accepted': (session) =>
    elsewhere(session, [['Authorization', `Basic ${Buffer.from(`${bare(session)}:`).toString('base64')}`]]),
  'scheme-case-sensitive': async (session) => {
    const value = bare(session)
    const replies = [`bearer ${value}`, `BEARER ${value}`, `Bearer   ${value}`].map((line) =>
      session.use([['Authorization', line]]),
    )
    return (await Promise.all(replies)).includes(401)
  },
  'header-name-case-sensitive': async (session) => {
    const shouted = session.auth().map(([name, value]) => [name.toUpperCase(), value] as const)
    return !accepted(await session.use(shouted))
  },
  'no-challenge-on-401': async (session) => {
    const { status, headers } = await session.ask({})
    return status === 401 && headers['www-authenticate'] === undefined
  },
  'first-of-two-credentials-counts': async (session) => {
    const wrong = keyLine(session, 'wrong').slice(0, 1)
    return accepted(await session.use([...session.auth().slice(0, 1), ...wrong, ...appLine(session)]))
  },
  'validates-before-auth': async (session) =>
    (await createWith(session, { body: invalidBody(session), headers: [] })).status !== 401,
  'existence-told-before-auth': async (session) => {
    const path = session.keyPath(session.vendor === 'vued' ? randomUUID() : '1')
    return (await session.ask({ method: 'DELETE', path })).status !== 401
  },
  'trailing-slash-skips-auth': async (session) =>
    accepted((await session.ask({ path: `${session.listPath}/` })).status),
  'failure-reason-told': async (session) => {
    const { secret } = await otherRevoked(session)
    const replies = [secret, 'never-issued'].map((value) => session.ask({ headers: keyLine(session, value) }))
    const [revoked, unknown] = await Promise.all(replies)
    return revoked?.text !== unknown?.text
  },
  'foreign-delete-accepted': async (session) => {
    const made = await session.create()
    const path = session.keyPath(made.handle, session.server.second)
    await session.ask({ method: 'DELETE', path, headers: strangers(session) })
    return (await session.use(keyLine(session, made.secret))) === 401
  },
  'foreign-keys-listed': async (session) => {
    await session.create()
    return (await session.list(strangers(session), session.server.second)).length > 0
  },
  'foreign-org-accepted': async (session) =>
    accepted((await session.ask({ headers: strangers(session) })).status),
} as const satisfies Partial<Record<string, Probe>>
