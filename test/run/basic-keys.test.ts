import { describe, expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import { guardedContract, startGuarded, type Asked } from './guarded-server.ts'
import { judgeContract, patience } from './harness.ts'

const root = 'root-4f9Qz81LmXwP7'
const settings = { ...patience, runs: 5, maxKeys: 200 }
const judged = ['lifecycle-new-key-works', 'lifecycle-revoked-key-rejected']

describe('keys that HTTP Basic carries', () => {
  it.concurrent.each<[string, string, string, (asked: Asked) => string | null]>([
    [
      'as the password of one user name for all',
      'The username is `api`, the password is your API key.',
      `api:${root}`,
      ({ basic }) => (basic?.[0] === 'api' ? basic[1] : null),
    ],
    [
      'as the user name',
      'Give your API key as the username and leave the password empty.',
      `${root}:`,
      ({ basic }) => (basic?.[1] === '' ? basic[0] : null),
    ],
  ])(
    '%s are used so, found where they outlive their end, and served so',
    async (_name, description, own, keyOf) => {
      const contract = guardedContract({ key: { type: 'http', scheme: 'basic', description } }, [{ key: [] }])
      const made = new Set<string>()
      const starting = (remembers: boolean): ReturnType<typeof startGuarded> =>
        startGuarded({
          lets(asked) {
            const key = keyOf(asked)
            return key === root || asked.issued(key) || (remembers && made.has(key ?? ''))
          },
          changed(answer) {
            const { secret } = (answer.body ?? {}) as { readonly secret?: string }
            if (secret !== undefined) made.add(secret)
            return answer
          },
          credentials: { key: own },
        })
      await using server = await starting(false)
      const ran = await judgeContract(contract, server, settings)
      expect(ran.failures).toEqual([])
      expect(ran.verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)).toEqual(
        expect.arrayContaining(judged),
      )
      expect(ran.keys.left).toEqual([])
      const log = JSON.stringify(ran.events)
      for (const secret of [root, ...made]) expect(log).not.toContain(secret)

      await using forgetful = await starting(true)
      const { failures } = await judgeContract(contract, forgetful, { ...settings, only: judged })
      expect(failures.map(({ rule }) => rule)).toContain('lifecycle-revoked-key-rejected')

      await using mock = await startMock(contract)
      const onMock = { url: mock.url, credentials: mock.credentials, params: mock.parameters }
      expect((await judgeContract(contract, onMock, { ...settings, only: judged })).verdicts).toMatchObject([
        { verdict: 'held' },
        { verdict: 'held' },
      ])
    },
  )
})
