import type { Ask, Lines, Made, Reply, Session } from '../session.ts'
import type { Body } from '../shape.ts'

/** Shows a defect's misbehaviour by direct requests: true where it is there. */
export type Probe = (session: Session) => Promise<boolean>

/** Two keys, made one after the other. */
export const twice = async ({ create }: Session): Promise<readonly [Made, Made]> => [
  await create(),
  await create(),
]

/** Header lines with this credential in place of the key. */
export const keyLine = (session: Session, value: string): Lines => session.auth(value)

/** The header lines that carry no key. */
export const appLine = ({ auth }: Session): Lines => auth().slice(1)

/** The key the server starts with. */
export const bare = ({ server }: Session): string => Object.values(server.credentials)[0]!

/** Whether a status says yes. */
export const accepted = (status: number): boolean => status < 300

/** A create body with a name of the wrong type. */
export const invalidBody = (session: Session): Body => ({
  ...(session.creating().body as Body),
  name: { not: 'a name' },
})

/** The reply to a create request that is changed in some respect. */
export const createWith = async (session: Session, ask: Partial<Ask>): Promise<Reply> =>
  session.ask({ ...session.creating(), ...ask })

/** The reply to a create request with this name. */
export const named = async (session: Session, name: string): Promise<Reply> =>
  session.ask(session.creating(name))

/** Whether a listed key is shown as usable. */
export const liveItem = (item: Body): boolean =>
  item['status'] !== 'REVOKED' && (item['revokedAt'] ?? null) === null

/** A key that was used and then revoked. */
export const otherRevoked = async (session: Session): Promise<Made> => {
  const made = await session.create()
  await session.use(keyLine(session, made.secret))
  await session.revoke(made)
  return made
}

/** The header lines of the second account. */
export const strangers = ({ auth, server }: Session): Lines => auth(undefined, server.second)

/** Whether a fresh key is accepted after a change to it. */
export const usedAs = async (session: Session, change: (secret: string) => string): Promise<boolean> => {
  const { secret } = await session.create()
  return accepted(await session.use(keyLine(session, change(secret))))
}

/** Whether these header lines are accepted without the declared carrier of the key. */
export const elsewhere = async (session: Session, headers: Lines, path?: string): Promise<boolean> =>
  accepted(
    (await session.ask({ path: path ?? session.canaryPath, headers: [...headers, ...appLine(session)] }))
      .status,
  )
