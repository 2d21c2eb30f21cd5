import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import { guardedContract, startGuarded, type Asked } from './guarded-server.ts'
import { judgeContract, patience, type Ran } from './harness.ts'

const root = 'root-4f9Qz81LmXwP7'
const settings = { ...patience, runs: 5, maxKeys: 200 }
const key: JsonObject = { type: 'apiKey', in: 'header', name: 'Authorization' }

/** What follows the word in Authorization; null where another word, or none, stands there. */
const behind = (word: string, { request }: Asked): string | null => {
  const line = request.headers.authorization ?? ''
  return line.startsWith(word) ? line.slice(word.length) : null
}

const heldOf = ({ verdicts }: Ran): readonly string[] =>
  verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)

const judged = ['lifecycle-new-key-works', 'lifecycle-revoked-key-rejected', 'auth-near-miss-rejected']

describe('keys that a word precedes in Authorization', () => {
  it.concurrent.each([
    ['as the description says', 'Write it as `Token <key>`.', 'Token ', root],
    [
      'as the description says, and the credential has it',
      'Write it as `Token <key>`.',
      'Token ',
      `Token ${root}`,
    ],
    ['as the credential shows', undefined, 'Token ', `Token ${root}`],
    ['with the name of a parameter', undefined, 'Token token=', `Token token=${root}`],
    ['that is Bearer, written out', undefined, 'Bearer ', `Bearer ${root}`],
  ])('are used with it, %s', async (_name, description, word, credential) => {
    const contract = guardedContract({ key: { ...key, ...(description && { description }) } }, [{ key: [] }])
    const working = (revoked: ReadonlySet<string>) => (asked: Asked) => {
      const value = behind(word, asked)
      return value === root || asked.issued(value) || revoked.has(value ?? '')
    }
    await using server = await startGuarded({ lets: working(new Set()), credentials: { key: credential } })
    const ran = await judgeContract(contract, server, settings)
    expect(ran.failures).toEqual([])
    expect(heldOf(ran)).toEqual(expect.arrayContaining(judged))
    expect(ran.keys).toEqual({ created: ran.keys.created, revoked: ran.keys.created, left: [] })
    expect(JSON.stringify(ran.events)).not.toContain(root)

    const secrets = new Set<string>()
    await using forgetful = await startGuarded({
      lets: working(secrets),
      changed(answer) {
        const { secret } = (answer.body ?? {}) as { readonly secret?: string }
        if (secret !== undefined) secrets.add(secret)
        return answer
      },
      credentials: { key: credential },
    })
    const only = ['lifecycle-revoked-key-rejected']
    const { failures } = await judgeContract(contract, forgetful, { ...settings, only })
    expect(failures.map(({ rule }) => rule)).toContain('lifecycle-revoked-key-rejected')
  })

  it('are told of where none is known and the credential is refused', async () => {
    await using server = await startGuarded({
      lets: (asked) => behind('Token ', asked) === root,
      credentials: { key: root },
    })
    const { events, exitCode } = await judgeContract(
      guardedContract({ key }, [{ key: [] }]),
      server,
      settings,
    )
    expect(exitCode).toBe(3)
    expect(events.flatMap((event) => (event.type === 'notice' ? [event.hint] : []))).toContainEqual(
      expect.stringContaining('"Token abc"'),
    )
  })

  it('are taken by the mock with it alone', async () => {
    const contract = guardedContract({ key: { ...key, description: 'Write it as `Token <key>`.' } }, [
      { key: [] },
    ])
    await using mock = await startMock(contract, { credentials: { key: `Token ${root}` } })
    const status = async (authorization: string): Promise<number> =>
      (await fetch(`${mock.url}/keys`, { headers: { authorization } })).status
    expect(await status(`Token ${root}`)).toBe(200)
    expect(await status(`token ${root}`)).toBe(200)
    expect(await status(root)).toBe(401)
    expect(await status(`Bearer ${root}`)).toBe(401)
    const { failures } = await judgeContract(
      contract,
      { url: mock.url, credentials: { key: root }, params: {} },
      settings,
    )
    expect(failures).toEqual([])
  })

  it('keep the capitals of the scheme they are declared with', async () => {
    await using server = await startGuarded({
      lets: (asked) => {
        const value =
          behind('ApiKey ', asked) ??
          behind('apikey ', asked) ??
          behind('APIKEY ', asked) ??
          behind('aPiKeY ', asked)
        return value === root || asked.issued(value)
      },
      credentials: { key: root },
    })
    const contract = guardedContract({ key: { type: 'http', scheme: 'ApiKey' } }, [{ key: [] }])
    const ran = await judgeContract(contract, server, { ...settings, only: judged })
    expect(ran.failures).toEqual([])
    expect(heldOf(ran).toSorted()).toEqual(judged.toSorted())
  })
})
