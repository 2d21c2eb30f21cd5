import { readFileSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createContract } from '../../src/contract/load.ts'
import { withValueAt } from '../../src/contract/pointer.ts'
import type { Contract, JsonValue } from '../../src/contract/types.ts'
import { startFront, type FrontAnswer, type Passing } from './front.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { startSmallServer } from './small-server.ts'

const root = 'root-4f9Qz81LmXwP7'

interface Key {
  readonly id: string
  readonly name: string
  readonly secret: string
}

/** A place in the document, and what stands there instead. */
type Change = readonly [pointer: string, value: JsonValue | undefined]

/** A request, who sent it, and the keys there are. */
interface Heard extends Passing {
  readonly isIn: boolean
  readonly keys: ReadonlyMap<string, Key>
}

const headers: OutgoingHttpHeaders = {
  'Content-Type': 'application/json',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

function answer(status: number, body: unknown, more: OutgoingHttpHeaders = {}): FrontAnswer {
  return { status, headers: { ...headers, ...more }, body: JSON.stringify(body) }
}

function refusal(status: number, more: OutgoingHttpHeaders = {}): FrontAnswer {
  return answer(status, { message: 'No.' }, more)
}

/** What all rules under the strict profile have against a server that behaves well in ways of its own. */
async function judged(
  changes: readonly Change[],
  hear: (heard: Heard) => Promise<FrontAnswer | null>,
): Promise<Ran> {
  const plain = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])
  const document = changes.reduce<JsonValue>(
    (changed, [pointer, value]) => withValueAt(changed, pointer, value),
    plain.document,
  )
  const contract = createContract(document, { name: 'guarded' })
  const keys = new Map<string, Key>()
  await using server = await startGuarded({
    // Node takes the first of two lines, which is no way to treat a contradiction.
    lets: ({ request, bearer, issued }) =>
      request.rawHeaders.filter((line) => /^authorization$/i.test(line)).length === 1 &&
      (bearer === root || issued(bearer)),
    credentials: { key: root },
  })
  await using front = await startFront({ ...server, keys: () => keys.size } as never, async (passing) => {
    const given = /^bearer (\S+)$/i.exec(passing.headers.authorization ?? '')?.[1]
    const isIn = given === root || [...keys.values()].some(({ secret }) => secret === given)
    const own = await hear({ ...passing, isIn, keys })
    const sent = own ?? (await passing.forward())
    if (passing.method === 'POST' && sent.status === 201) {
      const key = JSON.parse(String(sent.body)) as Key
      keys.set(key.id, key)
    }
    if (passing.method === 'DELETE' && sent.status < 300) keys.delete(passing.path.split('/')[2] ?? '')
    return sent
  })
  return await judgeContract(contract, front, {
    ...patience,
    runs: 15,
    maxKeys: 300,
    profile: 'strict',
    operations: ['**'],
  })
}

const against = ({ findings }: Ran): readonly string[] =>
  findings
    .filter(({ level }) => level !== 'info')
    .map(({ level, rule, operation, message }) => `${level} ${rule} ${operation}: ${message}`)

const nothing = (): Promise<null> => Promise.resolve(null)

const operations = ['/paths/~1keys/post', '/paths/~1keys/get', '/paths/~1keys~1{id}/delete']
const list = '/paths/~1keys/get'
const json = 'content/application~1json/schema'

/** Nothing said of how often the secret is shown. */
const silent: readonly Change[] = [
  ['/paths/~1keys/post/description', 'Makes a key.'],
  [`/paths/~1keys/post/responses/201/${json}/properties/secret/description`, 'The secret.'],
]

const withSecretPage: readonly Change[] = [
  ...silent,
  [
    '/paths/~1keys~1{id}~1secret',
    {
      get: {
        summary: 'Show the secret of a key',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: {
            description: 'The secret.',
            content: {
              'application/json': {
                schema: { type: 'object', required: ['secret'], properties: { secret: { type: 'string' } } },
              },
            },
          },
          400: { description: 'It cannot be read.' },
          401: { description: 'It is refused.' },
          404: { description: 'It is not there.' },
        },
      },
    },
  ],
]

const secretPage = ({ method, path, isIn, keys }: Heard): FrontAnswer | null => {
  const id = /^\/keys\/([^/?]+)\/secret$/.exec(path)?.[1]
  if (id === undefined) return null
  if (!isIn) return refusal(401, { 'WWW-Authenticate': 'Bearer' })
  if (method !== 'GET') return refusal(405, { Allow: 'GET' })
  const key = keys.get(id)
  return key === undefined ? refusal(404) : answer(200, { secret: key.secret })
}

const withRevealParameter: readonly Change[] = [
  ...silent,
  [`${list}/parameters`, [{ name: 'reveal', in: 'query', schema: { enum: ['true', 'false'] } }]],
  [`${list}/responses/200/${json}/properties/keys/items/properties/secret`, { type: 'string' }],
]

async function revealing(
  { method, path, isIn, keys, forward }: Heard,
  unasked: boolean,
): Promise<FrontAnswer | null> {
  const asked = new URL(path, 'http://localhost').searchParams.get('reveal')
  if (method !== 'GET' || !isIn || !/^\/keys(?:\?|$)/.test(path)) return null
  if (asked !== null && asked !== 'true' && asked !== 'false') return refusal(400)
  const listed = await forward()
  return (asked === 'true' || unasked) && listed.status === 200
    ? answer(200, { keys: [...keys.values()] })
    : listed
}

const with403 = async ({ forward }: Heard): Promise<FrontAnswer> => {
  const sent = await forward()
  return sent.status === 401 ? refusal(403) : sent
}

let asked = 0

describe('a server that behaves well has nothing held against it', () => {
  it.concurrent.each<
    [how: string, changes: readonly Change[], hear: (heard: Heard) => Promise<FrontAnswer | null>]
  >([
    ['in no special way', [], nothing],
    [
      'and shows a secret again on a page of its own',
      withSecretPage,
      (heard) => Promise.resolve(secretPage(heard)),
    ],
    [
      'and shows secrets again in a list that is asked for them',
      withRevealParameter,
      (heard) => revealing(heard, false),
    ],
    [
      'and answers 403 where the document says so',
      operations.flatMap((at): readonly Change[] => [
        [`${at}/responses/401`, undefined],
        [`${at}/responses/403`, { description: 'No.' }],
      ]),
      with403,
    ],
    [
      'and answers 403, 400 and 404 where the document says nothing of errors',
      operations.flatMap((at) =>
        ['400', '401', '404'].map((status): Change => [`${at}/responses/${status}`, undefined]),
      ),
      with403,
    ],
    [
      'and asks for patience now and then, of which the document says nothing',
      [],
      () => Promise.resolve((asked += 1) % 7 === 0 ? refusal(429, { 'Retry-After': '0' }) : null),
    ],
    [
      'and answers 406 and 415 to what it does not take',
      [],
      ({ method, headers: { accept = '*/*', 'content-type': type = '' } }) => {
        if (method === 'POST' && !type.startsWith('application/json')) return Promise.resolve(refusal(415))
        return Promise.resolve(/json|\*\/\*/.test(accept) ? null : refusal(406))
      },
    ],
    [
      'and answers a second revocation as it did the first',
      [],
      async ({ method, isIn, forward }) => {
        if (method !== 'DELETE' || !isIn) return null
        const sent = await forward()
        return sent.status === 404 ? { status: 204 } : sent
      },
    ],
    [
      'and has bodies and members of which the document says nothing',
      [['/paths/~1keys~1{id}/delete/responses/200', { description: 'The key is revoked.' }]],
      async ({ method, forward }) => {
        const sent = await forward()
        if (method === 'DELETE' && sent.status === 204) return answer(200, { revoked: true })
        if (method !== 'GET' || sent.status !== 200) return sent
        const { keys } = JSON.parse(String(sent.body)) as { readonly keys: readonly Key[] }
        return answer(200, { total: keys.length, keys: keys.map((key) => ({ ...key, colour: 'red' })) })
      },
    ],
  ])('%s', async (_how, changes, hear) => {
    const ran = await judged(changes, hear)
    expect(against(ran)).toEqual([])
    expect(ran.exitCode).toBe(0)
    expect(ran.verdicts.filter(({ verdict }) => verdict === 'held').length).toBeGreaterThan(60)
  })
})

describe('a secret that may be asked for again', () => {
  it('must not be shown to who does not ask', async () => {
    const ran = await judged(withRevealParameter, (heard) => revealing(heard, true))
    expect(ran.findings.map(({ rule }) => rule)).toContain('secret-absent-from-reads')
  })

  it('on a page of its own must not be shown in the list', async () => {
    const ran = await judged(withSecretPage, async (heard) => {
      const { method, path, isIn, keys, forward } = heard
      const page = secretPage(heard)
      if (page !== null || method !== 'GET' || !isIn || path !== '/keys') return page
      const sent = await forward()
      return sent.status === 200 ? answer(200, { keys: [...keys.values()] }) : sent
    })
    expect(ran.findings.map(({ rule }) => rule)).toContain('secret-absent-from-reads')
  })
})

describe('a request that is repeated with its idempotency key', () => {
  const text = readFileSync('test/run/documents/rotation.yaml', 'utf8')
  const contractOf = (told: string): Contract => createContract(parse(told))
  const annotated = text.replace(
    'operationId: createKey',
    'operationId: createKey\n      x-key-operation: { role: create, idempotency: { header: Idempotency-Key, replay: same-body } }',
  )
  const described = text.replace(
    'makes no second key.',
    'makes no second key; a repeated request gets the response of the first.',
  )

  it.each([
    ['an annotation', annotated],
    ['its own words', described],
  ])('may get the secret again where the document says so, in %s', async (_how, told) => {
    await using server = await startSmallServer({ repeated: 'same body' })
    const only = ['lifecycle-idempotency-key-replay', 'secret-*', 'lifecycle-new-key-works']
    const ran = await judgeContract(contractOf(told), server, {
      ...patience,
      only,
      runs: 5,
      profile: 'strict',
    })
    expect(against(ran)).toEqual([])
  })
})
