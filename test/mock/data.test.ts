import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import { ask, createKey, own, vendors } from './vendors.ts'

const lumino = vendors.find(({ name }) => name === 'lumino')!
const avido = vendors.find(({ name }) => name === 'avido')!
const videodb = vendors.find(({ name }) => name === 'videodb')!
let folder: string
let count = 0
const fresh = (): string => join(folder, `ledger-${++count}.db`)

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyproof-mock-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a ledger in a file', () => {
  it('keeps keys, their end and their use across restarts, and no secret', async () => {
    const dataFile = fresh()
    const secrets: string[] = []
    {
      await using mock = await startMock(lumino.spec, { dataFile })
      for (const name of ['a', 'b', 'né 🔑 \ud800'])
        secrets.push((await createKey(lumino, mock, name)).secret)
      await ask(mock, 'DELETE', '/v1/api-keys/b', own(lumino, mock))
      await ask(mock, 'GET', '/v1/users/me', lumino.authorize(secrets[0]!, mock))
    }
    expect(secrets.some((secret) => readFileSync(dataFile).includes(secret))).toBe(false)
    expect(statSync(dataFile).mode & 0o077).toBe(0)
    await using mock = await startMock(lumino.spec, { dataFile })
    const use = async (secret: string): Promise<number> =>
      (await ask(mock, 'GET', '/v1/users/me', lumino.authorize(secret, mock))).status
    expect([await use(secrets[0]!), await use(secrets[1]!), await use(secrets[2]!)]).toEqual([200, 401, 200])
    const listed = await ask(mock, 'GET', '/v1/api-keys', own(lumino, mock))
    expect(
      listed.body.data.map(({ name, status }: { name: string; status: string }) => [name, status]),
    ).toEqual([
      ['a', 'ACTIVE'],
      ['b', 'REVOKED'],
      ['né 🔑 \ud800', 'ACTIVE'],
    ])
    expect(listed.body.data[0].last_used_at).toBeDefined()
    expect((await createKey(lumino, mock, 'a')).reply.status).toBe(400)
  })

  it('forgets for good on reset and on a hard deletion', async () => {
    const dataFile = fresh()
    {
      await using mock = await startMock(avido.spec, { dataFile })
      const { body } = await createKey(avido, mock, 'gone')
      await createKey(avido, mock, 'kept')
      await ask(mock, 'DELETE', `/v0/api-keys/${body.data.id}`, own(avido, mock))
    }
    {
      await using mock = await startMock(avido.spec, { dataFile })
      expect((mock.state()['keys'] as { name: string }[]).map(({ name }) => name)).toEqual(['kept'])
      mock.reset()
    }
    await using mock = await startMock(avido.spec, { dataFile })
    expect(mock.state()['keys']).toEqual([])
  })

  it('is refused to a second mock while the first runs, and free afterwards', async () => {
    const dataFile = fresh()
    {
      await using first = await startMock(videodb.spec, { dataFile })
      const failure = await startMock(videodb.spec, { dataFile }).catch((error: unknown) => error)
      expect(failure).toMatchObject({
        name: 'KeyproofError',
        message: expect.stringMatching(/in use by another mock/),
        hint: expect.stringMatching(/Stop the other one/),
      })
      expect((await createKey(videodb, first)).reply.status).toBe(200)
    }
    await using again = await startMock(videodb.spec, { dataFile })
    expect(again.state()['keys']).toHaveLength(1)
  })

  it.each([
    [
      'of another document',
      async (file: string) => void (await startMock(lumino.spec, { dataFile: file }))[Symbol.asyncDispose](),
      /another document/,
    ],
    ['that is no database', async (file: string) => writeFileSync(file, 'x'.repeat(4096)), /cannot be used/],
  ])('refuses a file %s', async (_what, make, message) => {
    const dataFile = fresh()
    await make(dataFile)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await expect(startMock(avido.spec, { dataFile })).rejects.toThrow(message)
  })

  it('says when the file cannot be opened', async () => {
    await expect(
      startMock(avido.spec, { dataFile: join(folder, 'no', 'such', 'folder', 'x.db') }),
    ).rejects.toMatchObject({ name: 'KeyproofError', hint: expect.stringMatching(/directory/) })
  })
})

describe('kill -9', () => {
  const serve = async (
    dataFile: string,
  ): Promise<{ readonly child: ReturnType<typeof spawn>; readonly url: string }> => {
    const child = spawn(
      process.execPath,
      [
        '--conditions=keyproof-source',
        new URL('serve.ts', import.meta.url).pathname,
        videodb.spec,
        dataFile,
        'the-credential',
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
      child.once('exit', (code) => reject(new Error(`the mock ended with ${code}`)))
    })
    return { child, url }
  }

  it(
    'loses no key whose creation was answered, and leaves no lock behind',
    { timeout: 300_000 },
    async () => {
      const dataFile = fresh()
      const answered: string[] = []
      for (let round = 0; round < 3; round++) {
        const { child, url } = await serve(dataFile)
        const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
        const client = async (): Promise<void> => {
          for (;;) {
            const response = await fetch(`${url}/user/api_key`, {
              method: 'POST',
              headers: { 'x-access-token': 'the-credential' },
            }).catch(() => undefined)
            const body = (await response?.json().catch(() => undefined)) as
              | { readonly data: { readonly api_key: string } }
              | undefined
            if (body === undefined) return
            answered.push(body.data.api_key)
          }
        }
        const clients = Promise.all([client(), client(), client(), client()])
        // As soon as some were answered, however long that takes here: others are under way then.
        const before = answered.length
        while (answered.length < before + 8 + round) await new Promise((resolve) => setTimeout(resolve, 5))
        child.kill('SIGKILL')
        expect(await ended).toBe('SIGKILL')
        await clients
      }
      expect(answered.length).toBeGreaterThan(20)
      expect(new Set(answered).size).toBe(answered.length)
      await using mock = await startMock(videodb.spec, { dataFile })
      const works = async (secret: string): Promise<boolean> =>
        (await ask(mock, 'GET', '/user', { 'x-access-token': secret })).status === 200
      for (let from = 0; from < answered.length; from += 32)
        expect(await Promise.all(answered.slice(from, from + 32).map(works))).not.toContain(false)
    },
  )
})
