import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/contract/types.ts'
import { guardedContract, startGuarded, type Guarded } from './guarded-server.ts'
import { judgeContract, patience, type Judged, type Ran } from './harness.ts'

const root = 'root-4f9Qz81LmXwP7'
const lives = ['lifecycle-new-key-works', 'lifecycle-revoked-key-rejected']

/** A server where keys may read nothing without a right to it; `has` tells that of what a key was made with. */
async function startWithRights(
  has: (body: Readonly<Record<string, unknown>>) => boolean,
  takes: NonNullable<Guarded['takes']> = () => true,
): Promise<Judged & AsyncDisposable> {
  const readers = new Set<unknown>()
  let mayRead = false
  return await startGuarded({
    lets: ({ bearer, issued }) => bearer === root || (issued(bearer) && readers.has(bearer)),
    takes: (body) => {
      mayRead = has(body)
      return takes(body)
    },
    changed: (answer, { method }) => {
      if (method === 'POST' && answer.status === 201 && mayRead)
        readers.add((answer.body as { readonly secret: string }).secret)
      return answer
    },
    credentials: { key: root },
  })
}

const judged = (server: Judged, properties: JsonObject, required: readonly string[] = []): Promise<Ran> =>
  judgeContract(
    guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }], { properties, required }),
    server,
    { ...patience, runs: 4, maxKeys: 60, only: lives },
  )
const verdicts = ({ verdicts: all }: Ran): readonly string[] =>
  all.filter(({ rule }) => lives.includes(rule)).map(({ rule, verdict }) => `${rule} ${verdict}`)

const permissions = (...choices: readonly string[]): JsonObject => ({
  type: 'array',
  items: { type: 'string', enum: choices },
})

describe('keys that need rights to be of use', () => {
  it.each<[what: string, properties: JsonObject, has: Parameters<typeof startWithRights>[0]]>([
    [
      'in a list',
      { permissions: permissions('speak', 'keys_read') },
      ({ permissions: all }) => Array.isArray(all) && all.includes('keys_read'),
    ],
    [
      'by a word for all of them',
      { permissions: { anyOf: [permissions('speak', 'keys_read'), { const: 'all' }] } },
      ({ permissions: all }) => all === 'all',
    ],
    [
      'in an object of lists',
      { capabilities: { type: 'object', properties: { keys: permissions('create', 'read') } } },
      ({ capabilities }) =>
        (capabilities as { readonly keys?: readonly string[] } | undefined)?.keys?.includes('read') === true,
    ],
    ['as a role', { role: { type: 'string', enum: ['viewer', 'admin'] } }, ({ role }) => role === 'admin'],
  ])('are made with all that are listed %s', async (_what, properties, has) => {
    await using server = await startWithRights(has)
    const ran = await judged(server, properties, Object.keys(properties))
    expect(ran.findings).toEqual([])
    expect(verdicts(ran).toSorted()).toEqual(lives.map((rule) => `${rule} held`).toSorted())
    expect(ran.keys.left).toEqual([])
  })

  it('are made as before where the caller may not give them all', async () => {
    await using server = await startWithRights(
      () => false,
      ({ permissions: all }) => Array.isArray(all) && all.length < 2,
    )
    const ran = await judged(server, { permissions: permissions('speak', 'keys_read') }, ['permissions'])
    expect(ran.failures).toEqual([])
    expect(ran.keys.left).toEqual([])
  })

  it('are not taken for such where they are refused whatever they have', async () => {
    await using server = await startWithRights(() => false)
    const ran = await judged(server, { permissions: permissions('speak', 'keys_read') })
    expect(ran.findings.map(({ rule }) => rule)).toEqual(['lifecycle-new-key-works'])
  })
})
