import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { outputOf } from '../../src/cli/command.ts'
import type { DefectName } from '../servers/defects.ts'
import { startServer, type RunningServer } from '../servers/server.ts'
import { startSessions, type SessionHabits, type SessionServer } from '../servers/sessions.ts'
import { formsIn } from './forms.ts'
import { oneLine, project, spec, type Ended, type Project } from './keyproof.ts'

interface Setting {
  readonly server: RunningServer
  readonly sessions: SessionServer
  readonly place: Project
}

async function withSessions(
  habits: SessionHabits,
  work: (setting: Setting) => Promise<void>,
  defect?: DefectName,
): Promise<void> {
  await using server = await startServer({ vendor: 'vued', ...(defect === undefined ? {} : { defect }) })
  await using sessions = await startSessions(server, habits)
  await using place = project()
  await work({ server, sessions, place })
}

/** Writes a configuration with a login, or with what stands in its place. */
function configure(
  { server, sessions, place }: Setting,
  login: Readonly<Record<string, unknown>> = {},
  more: Readonly<Record<string, unknown>> = {},
): void {
  place.write(
    'keyproof.config.json',
    JSON.stringify({
      target: sessions.url,
      parameters: server.params,
      credentials: {
        bearerAuth: {
          login: {
            path: '/auth/login',
            body: { user: sessions.user, password: 'env:TEST_PASSWORD' },
            token: '/data/access_token',
            ...login,
          },
        },
      },
      ...more,
    }),
  )
}

function run({ place, sessions }: Setting, ...more: readonly string[]): Promise<Ended> {
  return place.run(
    [
      'run',
      spec('vued'),
      '--seed',
      '7',
      '--runs',
      '8',
      // A case that is played again needs keys again.
      '--max-keys',
      '300',
      '--reporter',
      'json=report.json',
      '--reporter',
      'terminal',
      ...more,
    ],
    { env: { TEST_PASSWORD: sessions.password } },
  )
}

function failuresOf({ place }: Setting): readonly string[] {
  return place
    .report()
    .findings.filter(({ level }) => level === 'fail')
    .map(({ rule }) => rule)
}

describe('a login of the configuration', () => {
  test.each([
    ['after 40 requests', { requests: 40 }, {}],
    ['after 700 ms', { lifeMs: 700 }, {}],
    ['after 700 ms, and says so', { lifeMs: 700, tells: true }, { expires: '/data/expires_in' }],
  ] as const)(
    'is made again, once each time, where sessions end %s, and nothing is found for it',
    async (_when, habits, login) => {
      await withSessions(habits, async (setting) => {
        const { server, sessions, place } = setting
        configure(setting, login)
        const { code, stdout, stderr } = await run(setting)
        expect(code, stdout + stderr).toBe(0)
        const { summary, keys } = place.report()
        expect(failuresOf(setting)).toEqual([])
        expect(summary.inconclusive, stdout).toBe(0)
        expect(summary.held).toBeGreaterThan(40)
        expect(keys.left).toEqual([])
        expect(server.keys()).toBe(0)
        expect(sessions.logins.length).toBeGreaterThan(1)
        // One that knows when its session ends need not wait for a refusal.
        if (!('tells' in habits)) expect(sessions.needless()).toBe(0)
        expect(oneLine(stdout)).toMatch(
          new RegExp(
            `The credential bearerAuth was refreshed (once|${sessions.logins.length - 1} times), by the login POST /auth/login\\.`,
          ),
        )
      })
    },
  )

  test.each([
    ['auth-missing-rejected', 'missing-auth-accepted'],
    ['auth-scheme-case-insensitive', 'scheme-case-sensitive'],
    ['secret-absent-from-reads', 'secret-in-list'],
  ] as const)('hides no break of %s, however short the sessions', async (rule, defect) => {
    await withSessions(
      { requests: 10 },
      async (setting) => {
        configure(setting)
        const { code, stdout, stderr } = await run(setting, '--only', 'auth', '--only', 'reveal')
        expect(code, stdout + stderr).toBe(1)
        expect(failuresOf(setting)).toContain(rule)
        // What runs side by side uses up such sessions in the middle of every case: those are played alone.
        expect(stdout).not.toContain('A credential expired')
        expect(setting.sessions.logins.length).toBeGreaterThan(1)
      },
      defect,
    )
  })

  test('gets no better of a server that refuses a valid credential now and then', async () => {
    await withSessions({ refusesEvery: 9 }, async (setting) => {
      configure(setting)
      const { code, stdout } = await run(setting)
      const { summary } = setting.place.report()
      expect(code === 1 || summary.inconclusive > 0, stdout).toBe(true)
      expect(oneLine(stdout)).toMatch(
        /refused \d+ times \(401\) and accepted when the same request was sent again/,
      )
      expect(setting.sessions.logins.length).toBeLessThan(20)
    })
  })

  test.each([
    ['as a form, with the token in a header', 'header', { token: 'header:X-Token' }],
    ['with the token in a cookie', 'cookie', { token: 'cookie:sid' }],
    ['by a whole URL, with a runtime expression', 'json', { token: '$response.body#/data/access_token' }],
  ] as const)('may be made %s', async (_how, gives, login) => {
    await withSessions({ gives }, async (setting) => {
      const { sessions } = setting
      configure(setting, {
        ...login,
        ...(gives === 'header'
          ? { body: undefined, form: { user: sessions.user, password: 'env:TEST_PASSWORD' } }
          : {}),
        ...(gives === 'json' ? { path: undefined, url: `${sessions.url}/auth/login` } : {}),
      })
      const { code, stdout, stderr } = await run(setting, '--only', 'auth-missing-rejected')
      expect(code, stdout + stderr).toBe(0)
      expect(setting.place.report().summary.held).toBeGreaterThan(0)
      expect(sessions.logins).toHaveLength(1)
    })
  })

  test('that is refused, misses its path or gives nothing is a matter of the configuration', async () => {
    await withSessions({}, async (setting) => {
      const { server, sessions, place } = setting
      for (const [login, message, hint] of [
        [{ body: { user: sessions.user, password: 'env:TEST_WRONG' } }, 'was refused: 401', 'password'],
        [{ path: '/login' }, 'was refused: 40', 'Check'],
        [{ token: '/data/token' }, 'without a credential at /data/token', 'the answer has access_token'],
        [{ token: 'header:X-Token' }, 'without a credential in the header X-Token', 'Content-Type'],
        [{ token: 'cookie:sid' }, 'without a credential in the cookie sid', 'sets no cookie'],
        [{ url: 'http://127.0.0.1:9/auth/login', path: undefined }, 'another origin', 'the target alone'],
        [{ body: { password: 'env:NO_SUCH' } }, 'environment variable NO_SUCH', 'Set NO_SUCH'],
      ] as const) {
        configure(setting, login)
        const { code, stdout, stderr } = await place.run(['run', spec('vued')], {
          env: { TEST_PASSWORD: sessions.password, TEST_WRONG: 'quite-another-password' },
        })
        expect(code, stdout + stderr).toBe(2)
        expect(oneLine(stderr)).toContain(message)
        expect(oneLine(stderr)).toContain(hint)
        for (const text of [sessions.password, 'quite-another-password', ...sessions.tokens])
          expect(stdout + stderr).not.toContain(text)
      }
      expect(server.log.filter(({ method }) => method === 'POST' && !server.url.endsWith('login'))).toEqual(
        server.log.filter(({ path }) => path.endsWith('/login')),
      )
    })
  })

  test('that fails at the start is reported like a target that does not answer', async () => {
    await withSessions({ broken: { from: 1, status: 500 } }, async (setting) => {
      configure(setting)
      const { code, stdout } = await run(setting)
      expect(code).toBe(3)
      expect(oneLine(stdout)).toContain(
        'The login POST /auth/login for the credential bearerAuth failed: it was answered 500.',
      )
      expect(setting.place.report().verdicts).toEqual([])
    })
  })

  test.each([401, 500])(
    'that is answered %d when it is made again ends in nothing judged by it, and sweep clears up',
    async (status) => {
      await withSessions({ requests: 60, broken: { from: 2, status } }, async (setting) => {
        const { server, sessions, place } = setting
        configure(setting)
        const { code, stdout } = await run(setting)
        expect(code, stdout).toBe(3)
        expect(failuresOf(setting)).toEqual([])
        expect(oneLine(stdout)).toContain(
          'The credential bearerAuth has expired, and another cannot be had. The login POST /auth/login',
        )
        // A short-lived one that nobody could revoke may have expired since.
        expect(place.report().keys.left.length).toBeGreaterThanOrEqual(server.keys())
        expect(server.keys()).toBeGreaterThan(0)
        const swept = await place.run(['sweep', '--credential', 'bearerAuth=env:TOKEN'], {
          env: { TEST_PASSWORD: sessions.password, TOKEN: Object.values(server.credentials)[0]! },
        })
        expect(swept.code, swept.stdout + swept.stderr).toBe(0)
        expect(server.keys()).toBe(0)
      })
    },
  )

  test('is told of by --plan, and not made; the mock needs none', async () => {
    await withSessions({}, async (setting) => {
      const { sessions, place } = setting
      configure(setting)
      const { code, stdout } = await run(setting, '--plan')
      expect(code).toBe(0)
      expect(stdout).toContain('The credential bearerAuth would come from the login POST /auth/login.')
      const mock = await run(setting, '--target', 'mock', '--only', 'auth-missing-rejected')
      expect(mock.code, mock.stdout + mock.stderr).toBe(0)
      expect(sessions.logins).toEqual([])
      expect(place.report().target.kind).toBe('mock')
    })
  })

  test('serves sweep too, and a second account', async () => {
    await withSessions({ requests: 40 }, async (setting) => {
      const { server, sessions, place } = setting
      const login = {
        path: '/auth/login',
        body: { user: sessions.user, password: 'env:TEST_PASSWORD' },
        token: '/data/access_token',
      }
      configure(setting, {}, { principals: { other: { credentials: { bearerAuth: { login } } } } })
      const env = { TEST_PASSWORD: sessions.password }
      const running = place.start(['run', spec('vued'), '--reporter', 'json=report.json'], { env })
      await place.until(() => server.keys() > 3)
      running.kill('SIGKILL')
      await running.ended
      expect(sessions.logins.length).toBeGreaterThan(1)
      const journal = readdirSync(join(place.folder, '.keyproof'))
        .map((file) => readFileSync(join(place.folder, '.keyproof', file), 'utf8'))
        .join('')
      expect(formsIn(journal, [sessions.password, ...sessions.tokens, ...server.secrets()])).toEqual([])
      await place.until(() => server.log.length > 0)
      const swept = await place.run(['sweep'], { env })
      expect(swept.code, swept.stdout + swept.stderr).toBe(0)
      expect(server.keys()).toBe(0)
    })
  })

  test('shows neither its password nor a token in anything that is written', async () => {
    await withSessions(
      { requests: 40 },
      async (setting) => {
        const { server, sessions, place } = setting
        configure(setting)
        const reporters = ['terminal', 'junit', 'json', 'jsonl', 'html', 'sarif', 'markdown']
        const { stdout, stderr } = await run(setting, ...reporters.flatMap((each) => ['--reporter', each]))
        const secrets = [sessions.password, ...sessions.tokens, ...server.secrets()]
        expect(sessions.tokens.length).toBeGreaterThan(2)
        const files = place.files().filter((file) => file !== 'keyproof.config.json')
        expect(files.length).toBeGreaterThan(5)
        for (const text of [stdout, stderr, ...files.map((file) => place.read(file))])
          expect(formsIn(text, secrets)).toEqual([])
      },
      'credential-echoed-in-401',
    )
  })
})

describe('a command of the configuration', () => {
  const script = `
const { URL_OF_LOGIN, TEST_USER, TEST_PASSWORD } = process.env
const answer = await fetch(URL_OF_LOGIN, { method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ user: TEST_USER, password: TEST_PASSWORD }) })
console.error('password ' + TEST_PASSWORD)
if (!answer.ok) process.exit(7)
console.log((await answer.json()).data.access_token)
`
  const byCommand = (
    setting: Setting,
    command: unknown,
    more: Readonly<Record<string, unknown>> = {},
  ): void => configure(setting, {}, { credentials: { bearerAuth: { command, ...more } } })
  const start = ({ place, sessions }: Setting, password: string): Promise<Ended> =>
    place.run(
      [
        'run',
        spec('vued'),
        '--runs',
        '8',
        '--max-keys',
        '300',
        '--reporter',
        'json=report.json',
        '--reporter',
        'terminal',
      ],
      {
        env: {
          URL_OF_LOGIN: `${sessions.url}/auth/login`,
          TEST_USER: sessions.user,
          TEST_PASSWORD: password,
        },
      },
    )

  test('gives the credential, and another one when it has expired', async () => {
    await withSessions({ requests: 80 }, async (setting) => {
      const { server, sessions, place } = setting
      place.write('token.mjs', script)
      byCommand(setting, [process.execPath, 'token.mjs'])
      const { code, stdout, stderr } = await start(setting, sessions.password)
      expect(code, stdout + stderr).toBe(0)
      expect(place.report().summary.inconclusive, stdout).toBe(0)
      expect(oneLine(stdout)).toMatch(
        /The credential bearerAuth was refreshed \d+ times, by the command node\./,
      )
      expect(sessions.needless()).toBe(0)
      expect(server.keys()).toBe(0)
      expect(formsIn(stdout + stderr, [sessions.password, ...sessions.tokens])).toEqual([])
    })
  })

  test('may leave something behind in the background, which ends with it', async () => {
    const given = outputOf(
      { command: ['sh', '-c', 'echo token; sleep 600 & exit'], timeoutMs: 60_000 },
      'credential x',
      '.',
      new AbortController().signal,
    )
    await expect(given).resolves.toBe('token')
  })

  test('that fails is said to, with its exit code and without what it wrote', async () => {
    await withSessions({}, async (setting) => {
      const { place, server } = setting
      place.write('token.mjs', script)
      const node = process.execPath
      for (const [command, more, message, hint] of [
        [
          [node, 'token.mjs'],
          {},
          'The command node for the credential bearerAuth ended with exit code 7.',
          'not shown',
        ],
        [
          ['no-such-program'],
          {},
          'no-such-program for the credential bearerAuth could not be started (ENOENT)',
          'shell',
        ],
        [[node, '-e', 'setTimeout(() => {}, 60000)'], { timeout: 200 }, 'took longer than 0.2 s', 'timeout'],
        [[node, '-e', ''], {}, 'printed nothing', 'standard output'],
        [[node, '-e', 'console.log("a\\nb")'], {}, 'printed several lines', 'nothing else'],
        [[node, '-e', 'process.kill(process.pid)'], {}, 'was ended by SIGTERM', 'by hand'],
      ] as const) {
        byCommand(setting, command, more)
        const { code, stdout, stderr } = await start(setting, 'a-wrong-password')
        expect(code, stdout + stderr).toBe(2)
        expect(oneLine(stderr)).toContain(message)
        expect(oneLine(stderr)).toContain(hint)
        expect(stdout + stderr).not.toContain('a-wrong-password')
      }
      expect(server.log.filter(({ path }) => path.includes('api-keys'))).toEqual([])
    })
  })
})

test.each([
  [{ bearerAuth: { comand: ['x'] } }, 'credentials.bearerAuth has a member comand', 'Did you mean command?'],
  [{ bearerAuth: { command: 'get token' } }, 'credentials.bearerAuth.command', 'without a shell'],
  [{ bearerAuth: { command: ['x'], timeout: '5s' } }, 'credentials.bearerAuth.timeout', 'milliseconds'],
  [{ bearerAuth: {} }, 'credentials.bearerAuth is not', '{login:'],
  [{ bearerAuth: 5 }, 'credentials.bearerAuth is not', 'env:NAME'],
  [{ bearerAuth: { login: { pth: '/x', token: '/t' } } }, 'login has a member pth', 'Did you mean path?'],
  [{ bearerAuth: { login: { path: '/x' } } }, 'login.token', 'JSON Pointer'],
  [{ bearerAuth: { login: { path: '/x', token: 'access_token' } } }, 'login.token', 'JSON Pointer'],
  [{ bearerAuth: { login: { token: '/t' } } }, 'login is not', 'path, below the target'],
  [{ bearerAuth: { login: { path: '/x', token: '/t', headers: { A: 1 } } } }, 'login.headers.A', 'one line'],
  [{ bearerAuth: { login: { path: '/x', token: '/t', body: {}, form: {} } } }, 'login is not', 'either body'],
  [{ bearerAut: { login: { path: '/x', token: '/t' } } }, 'named bearerAut', 'Did you mean bearerAuth?'],
])('%j is refused', async (credentials, message, hint) => {
  await using place = project({
    'keyproof.config.json': JSON.stringify({ target: 'http://127.0.0.1:9', credentials }),
  })
  const { code, stderr } = await place.run(['run', spec('vued')])
  expect(code).toBe(2)
  expect(oneLine(stderr)).toContain(message)
  expect(oneLine(stderr)).toContain(hint)
})

test.each([
  [{ other: { credential: {} } }, 'principals.other has a member credential', 'Did you mean credentials?'],
  [{ other: { credentials: { bearerAut: 'env:X' } } }, 'X, which is not set', 'Set X'],
  [{ other: { credentials: { bearerAut: 'x' } } }, 'named bearerAut', 'Did you mean bearerAuth?'],
  [{ other: { parameters: { org_id: 5 } } }, 'has parameters, but no credential', 'other:ApiKey'],
  [{ other: { credentials: { bearerAuth: 'x' }, parameters: { org: 5 } } }, 'parameter', 'org_id'],
])('principals %j are refused', async (principals, message, hint) => {
  await using place = project({
    'keyproof.config.json': JSON.stringify({ target: 'http://127.0.0.1:9', principals }),
  })
  const { code, stderr } = await place.run(['run', spec('vued')])
  expect(code).toBe(2)
  expect(oneLine(stderr)).toContain(message)
  expect(oneLine(stderr)).toContain(hint)
})
