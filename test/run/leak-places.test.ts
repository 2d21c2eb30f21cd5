import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { Finding } from '../../src/run/events.ts'
import { startFront, type FrontAnswer, type Passing } from './front.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience } from './harness.ts'

const root = 'root-4f9Qz81LmXwP7'
const contract = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])

/** The answer with the secret of the newest key somewhere in it; null where this is not the answer. */
type Plant = (passing: Passing, answer: FrontAnswer, secret: string) => FrontAnswer | null

const isList = ({ method, path }: Passing, { status }: FrontAnswer): boolean =>
  method === 'GET' && /^\/keys(?:\?|$)/.test(path) && status === 200
const inHeader =
  (name: string, form: (secret: string) => string): Plant =>
  (passing, answer, secret) =>
    isList(passing, answer) ? { ...answer, headers: { ...answer.headers, [name]: form(secret) } } : null
const inBody =
  (form: (secret: string) => object): Plant =>
  (passing, answer, secret) => {
    if (!isList(passing, answer)) return null
    const body = { ...(JSON.parse(String(answer.body)) as object), ...form(secret) }
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  }
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const places: readonly (readonly [place: string, plant: Plant])[] = [
  ['a member of its own', inBody((secret) => ({ debug: { keys: [{ plain: secret }] } }))],
  ['a name of a member', inBody((secret) => ({ bySecret: { [secret]: 1 } }))],
  ['a message', inBody((secret) => ({ message: `Last made: ${secret}.` }))],
  [
    'a cursor that holds a row',
    inBody((secret) => ({ next: base64(JSON.stringify({ id: 7, row: { secret } })) })),
  ],
  ['JSON in a text', inBody((secret) => ({ raw: JSON.stringify({ secret }) }))],
  [
    'a JSON Web Token',
    inBody((secret) => ({
      jwt: `${base64('{"alg":"none"}')}.${Buffer.from(JSON.stringify({ sub: secret })).toString('base64url')}.`,
    })),
  ],
  ['a data URL', inBody((secret) => ({ image: `data:text/plain;base64,${base64(secret)}` }))],
  ['compressed text', inBody((secret) => ({ blob: gzipSync(`key=${secret}`).toString('base64') }))],
  ['Basic credentials', inBody((secret) => ({ auth: `Basic ${base64(`user:${secret}`)}` }))],
  ...['Location', 'Content-Location', 'ETag', 'Server-Timing', 'X-Request-Id'].map(
    (name) => [name, inHeader(name, (secret) => secret)] as const,
  ),
  ['Link', inHeader('Link', (secret) => `</keys?after=${secret}>; rel="next"`)],
  ['Set-Cookie', inHeader('Set-Cookie', (secret) => `last=${encodeURIComponent(base64(secret))}; HttpOnly`)],
  [
    'WWW-Authenticate',
    (_passing, answer, secret) =>
      answer.status === 401
        ? {
            ...answer,
            headers: { ...answer.headers, 'www-authenticate': `Bearer realm="keys", last="${secret}"` },
          }
        : null,
  ],
  [
    'an error',
    ({ method }, answer, secret) =>
      method === 'POST' && answer.status === 400
        ? {
            ...answer,
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ message: `not ${secret}` }),
          }
        : null,
  ],
  [
    'a page about an error',
    (_passing, answer, secret) =>
      answer.status === 404
        ? {
            status: 404,
            headers: { 'Content-Type': 'text/html' },
            body: `<p>${secret.replaceAll('a', '&#97;')}</p>`,
          }
        : null,
  ],
  [
    'the answer to OPTIONS',
    ({ method }, _answer, secret) =>
      method === 'OPTIONS' ? { status: 204, headers: { Allow: 'GET, POST', 'X-Last': secret } } : null,
  ],
  [
    'the answer to a revocation',
    ({ method }, answer, secret) =>
      method === 'DELETE' && answer.status === 204
        ? {
            status: 200,
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ revoked: secret }),
          }
        : null,
  ],
  [
    'the answer that gives another',
    ({ method }, answer, secret) =>
      method === 'POST' && answer.status === 201
        ? {
            ...answer,
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ ...(JSON.parse(String(answer.body)) as object), previous: secret }),
          }
        : null,
  ],
]

it.concurrent.each(places)('a secret that shows again in %s is found', async (_place, plant) => {
  const { reveals, newest, said } = await judgeLeaking(plant)
  expect(reveals.filter(({ level }) => level === 'fail').length).toBeGreaterThan(0)
  expect(said).not.toContain(newest)
})

// Escaping changes one secret and leaves the next as it is, by what characters it happens to have.
it.concurrent('a leak is one finding, whatever form its value gives it', async () => {
  let answers = 0
  const { reveals } = await judgeLeaking((passing, answer, secret) => {
    if (passing.method !== 'DELETE' || answer.status !== 404) return null
    const forms = [secret, secret.replaceAll(/./g, (char) => `&#${char.charCodeAt(0)};`), base64(secret)]
    return { ...answer, headers: {}, body: `Not ${forms[answers++ % forms.length]}` }
  })
  const found = reveals.filter(({ operation }) => operation === 'DELETE /keys/{id}')
  expect(found).toMatchObject([{ rule: 'secret-never-reappears', level: 'fail', confidence: 'firm' }])
  expect(answers).toBeGreaterThan(3)
})

async function judgeLeaking(plant: Plant): Promise<{
  readonly reveals: readonly Finding[]
  readonly newest: string | undefined
  readonly said: string
}> {
  let newest: string | undefined
  await using server = await startGuarded({
    lets: ({ bearer, issued }) => bearer === root || issued(bearer),
    credentials: { key: root },
  })
  await using front = await startFront(server as never, async (passing) => {
    const plain = await passing.forward()
    const answer = { ...plain, headers: withoutLength(plain) }
    const planted = newest === undefined ? null : plant(passing, answer, newest)
    if (passing.method === 'POST' && plain.status === 201)
      newest = (JSON.parse(String(plain.body)) as { readonly secret: string }).secret
    return planted ?? plain
  })
  const { findings } = await judgeContract(contract, front, {
    ...patience,
    runs: 3,
    maxKeys: 100,
  })
  const reveals = findings.filter(({ group }) => group === 'reveal')
  return { reveals, newest, said: JSON.stringify(findings) }
}

function withoutLength({ headers = {} }: FrontAnswer): NonNullable<FrontAnswer['headers']> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length'),
  )
}
