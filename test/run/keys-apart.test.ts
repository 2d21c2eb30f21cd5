import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/contract/types.ts'
import { createContract } from '../../src/contract/load.ts'
import { otherKindAskedFor } from '../../src/contract/other-kind.ts'
import { keyReads } from '../../src/run/key-read.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const list = 'GET /keys'
const rule = 'auth-undeclared-carrier-rejected'

async function judge(ownHeader: 'me' | 'everywhere', works = true): Promise<Ran> {
  await using server = await startPlain({ ownHeader, keysWork: works })
  return await judgeContract(plainContract({ listed: true, ownHeader: true }), server, {
    ...patience,
    runs: 3,
    maxKeys: 40,
    only: [rule],
  })
}

const onList = ({ verdicts }: Ran): readonly string[] =>
  verdicts.flatMap(({ operation, verdict }) => (operation === list ? [verdict] : []))

it('warns where an issued key lists keys, which the document lets people do', async () => {
  const ran = await judge('everywhere')
  expect(ran.findings.map(({ operation, level, message }) => `${operation} ${level}: ${message}`)).toContain(
    `${list} warn: ${list} takes an issued key by apiKey, which the document does not name there.`,
  )
})

it('says nothing where a key opens what is said alone', async () => {
  const ran = await judge('me')
  expect(ran.findings).toEqual([])
  expect(onList(ran)).toEqual(['held'])
})

it('leaves it to others where a key opens nothing', async () => {
  expect((await judge('me', false)).findings).toEqual([])
})

describe('a list for which words ask for keys of another kind', () => {
  const judgeKind = async (
    keysManage: boolean,
    listSaid = 'Lists all keys. [Management key](/docs/keys) required.',
  ): Promise<Ran> => {
    await using server = await startPlain({ keysManage })
    return await judgeContract(plainContract({ listed: true, listSaid }), server, {
      ...patience,
      runs: 3,
      maxKeys: 40,
      only: [rule],
    })
  }

  it('is told of where it takes an issued key', async () => {
    const { findings } = await judgeKind(true)
    expect(
      findings.map(({ operation, level, because }) => [operation, level, because?.quote]),
    ).toContainEqual([list, 'fail', 'Management key required.'])
  })

  it('is held where it refuses one', async () => {
    const ran = await judgeKind(false)
    expect(ran.findings).toEqual([])
    expect(onList(ran)).toEqual(['held'])
  })

  it('says nothing without such words', async () => {
    expect((await judgeKind(true, 'Lists all keys of the account.')).findings).toEqual([])
  })

  it('is no read on which an issued key is tried', () => {
    const reads = (listSaid: string): readonly string[] => {
      const contract = plainContract({ listed: true, listSaid })
      return keyReads({ contract }, contract.keyResources[0]!).map(({ key }) => key)
    }
    expect(reads('Lists all keys.')).toContain(list)
    expect(reads('Management key required.')).not.toContain(list)
  })

  it('keeps issued keys out on the mock', async () => {
    const contract = plainContract({ listed: true, listSaid: 'Requires an organization-scoped API key.' })
    const server = { url: 'mock', credentials: {}, params: {} }
    const ran = await judgeContract(contract, server, { target: 'mock', runs: 3, only: [rule] })
    expect(ran.findings).toEqual([])
    expect(onList(ran)).toEqual(['held'])
  })
})

describe('words that ask for keys of another kind', () => {
  const asked = (said: string, make = 'Create an API key', body: JsonObject = {}): string | null => {
    const operation = (summary: string, description: string): object => ({
      summary,
      description,
      responses: { '200': { description: 'Done' } },
    })
    const contract = createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Kinds', version: '1' },
        paths: { '/keys': { get: operation('List', said), post: { ...operation(make, ''), ...body } } },
      },
      { name: 'kinds' },
    )
    const of = (method: string) => contract.operations.find((one) => one.method === method)!
    return otherKindAskedFor(contract, of('GET'), of('POST'))
  }

  it.each([
    '[Management key](/docs/keys) required.',
    'Get all keys (requires organization-scoped API key).',
    'An admin token is required.',
    'Only accessible with a master key.',
    'Requires an account-level API key.',
  ])('are: %s', (said) => {
    expect(asked(said)).not.toBeNull()
  })

  it.each([
    'An API key is required.',
    'Requires a valid token.',
    'Lists the management keys of the account.',
    'Requires the management scope.',
    'Requires a workspace API key.',
    'This endpoint does not require an admin key.',
    'No admin key is required.',
    'You no longer need a management key to call this endpoint.',
    'An admin key is required to see the keys of other users.',
    'Requires a master key or any API key with the keys:read scope.',
  ])('are not: %s', (said) => {
    expect(asked(said)).toBeNull()
  })

  it('are none where a body can ask for keys of that kind', () => {
    const body = (members: JsonObject): JsonObject => ({
      requestBody: { content: { 'application/json': { schema: { type: 'object', properties: members } } } },
    })
    const said = 'Admin key required.'
    expect(asked(said, undefined, body({ role: { enum: ['admin', 'member'] } }))).toBeNull()
    expect(asked(said, undefined, body({ is_admin: { type: 'boolean' } }))).toBeNull()
    expect(asked(said, undefined, body({ name: { type: 'string' } }))).toBe(said)
  })

  it('are none where keys of that kind are made', () => {
    expect(asked('Management key required.', 'Create a management key')).toBeNull()
    expect(asked('Requires an organization-scoped key.', 'Create an organization key')).toBeNull()
  })
})
