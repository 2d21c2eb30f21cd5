import { expect, test } from 'vitest'
import { startServer } from '../servers/server.ts'
import { guardedContract, startGuarded } from '../run/guarded-server.ts'
import { runAgainst } from './accounts.ts'
import { oneLine, project } from './keyproof.ts'

test('a recorded failure is played again, alone, and shown', async () => {
  await using server = await startServer({ vendor: 'avido', defect: 'overlong-name-accepted' })
  await using place = project()
  const { args, env } = runAgainst(
    'avido',
    server,
    '--seed',
    '5',
    '--runs',
    '20',
    '--only',
    'status-invalid-input-rejected',
    '--reporter',
    'terminal',
    '--reporter',
    'json=report.json',
  )
  const first = await place.run(args, { env })
  expect(first.code).toBe(1)
  const finding = place.report().findings.find(({ rule }) => rule === 'status-invalid-input-rejected')!

  const printed = first.stdout
    .split('\n')
    .find((line) => line.includes(finding.replay))!
    .trim()
    .split(' ')
  const before = server.log.length
  const { code, stdout, stderr } = await place.run(printed.slice(1), { env })
  expect(code, stdout + stderr).toBe(1)
  expect(stdout).toContain('✗ status-invalid-input-rejected')
  expect(stdout).toContain(finding.message.slice(0, 40))
  expect(stdout).toMatch(/^> POST \/v0\/api-keys$/m)
  expect(stdout).toMatch(/^< 201$/m)
  expect(stdout).not.toContain(server.credentials['ApiKey'])
  expect(server.log.length - before, 'it is played alone').toBeLessThan(40)
  expect(server.keys()).toBe(0)

  await using mended = await startServer({ vendor: 'avido' })
  const again = await place.run(
    [
      'replay',
      finding.replay,
      '--target',
      mended.url,
      ...runAgainst('avido', mended)
        .args.slice(2)
        .filter((_arg, index, all) => all[index] === '--credential' || all[index - 1] === '--credential'),
    ],
    { env: runAgainst('avido', mended).env },
  )
  expect(again.code, again.stderr).toBe(0)
  expect(again.stdout).toContain('does not show this time')
})

test('what a server says cannot speak to the terminal', async () => {
  const contract = guardedContract(
    { key: { type: 'http', scheme: 'bearer' } },
    [{ key: [] }],
    {},
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        keys: {
          type: 'array',
          items: { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' } } },
        },
      },
    },
  )
  const root = 'root-4f9Qz81LmXwP7'
  await using server = await startGuarded({
    lets: ({ bearer, issued }) => bearer === root || issued(bearer),
    changed: (answer, { method }) =>
      method === 'GET' && answer.status === 200
        ? { ...answer, body: { ...(answer.body as object), '\u001b[31mred\u202e': '::error::x' } }
        : answer,
    credentials: {},
  })
  await using place = project({ 'api.json': JSON.stringify(contract.document) })
  const access = ['--target', server.url, '--credential', 'key=env:ROOT'] as const
  const env = { ROOT: root }
  const few = ['--runs', '2', '--reporter', 'json=report.json'] as const
  const { code } = await place.run(['run', 'api.json', ...access, ...few], { env })
  expect(code).toBe(1)
  const { replay } = place.report().findings.find(({ message }) => message.includes('31mred'))!
  const { stdout } = await place.run(['replay', replay, ...access.slice(2)], { env })
  expect(stdout).toContain('31mred')
  expect(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u.exec(stdout)).toBeNull()
})

test('the credentials it takes are named, and their values are not', async () => {
  await using server = await startServer({ vendor: 'avido', defect: 'any-nonempty-accepted-on-one-scheme' })
  await using place = project()
  const [first, second] = Object.entries(server.credentials)
  const { stdout } = await place.run([
    ...runAgainst('avido', server).args.slice(0, 4),
    ...[first!, second!].flatMap(([scheme, value]) => ['--credential', `${scheme}=${value}`]),
    '--reporter',
    'terminal',
    '--only',
    'auth-invalid-rejected',
  ])
  const line = stdout.split('\n').find((each) => each.includes('keyproof replay'))!
  expect(line).toContain('--credential ApiKey=env:API_KEY --credential ApplicationId=env:APPLICATION_ID')
  const { code, stderr } = await place.run(line.trim().split(' ').slice(1, 3))
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(
      /No credential for ApiKey and ApplicationId is given[^]*--credential ApiKey=env:NAME/,
    ) as string,
  })
})

test('keys that were made before what is shown are said to be', async () => {
  await using server = await startServer({ vendor: 'avido', defect: 'secret-in-list' })
  await using place = project()
  const { args, env } = runAgainst('avido', server, '--only', 'secret-absent-from-reads')
  const first = await place.run([...args, '--reporter', 'json=report.json', '--reporter', 'terminal'], {
    env,
  })
  const line = first.stdout.split('\n').find((each) => each.includes('keyproof replay'))!
  const { code, stdout, stderr } = await place.run(line.trim().split(' ').slice(1), { env })
  expect(code, stdout + stderr).toBe(1)
  expect(oneLine(stdout)).toMatch(/ k1.*: .*keys? that this run made before, with POST \/v0\/api-keys\. /)
})

test('a token that is none is a usage error', async () => {
  await using place = project()
  for (const token of ['nonsense', 'kp1.', 'kp1.e30']) {
    const { code, stderr } = await place.run(['replay', token])
    expect(code).toBe(2)
    expect(stderr).toContain('not a replay token')
  }
})
