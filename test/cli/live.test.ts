import { createServer as createPages, type OutgoingHttpHeaders } from 'node:http'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { startServer } from '../servers/server.ts'
import { runAgainst } from './accounts.ts'
import { frontOf, listening } from './front.ts'
import { oneLine, project, spec } from './keyproof.ts'

const reports = ['--reporter', 'json=report.json', '--reporter', 'junit', '--reporter', 'terminal'] as const

test('a correct server is green and keeps no key', async () => {
  await using server = await startServer({ vendor: 'avido' })
  await using place = project()
  const { args, env } = runAgainst('avido', server, ...reports)
  const { code, stdout, stderr } = await place.run(args, { env })
  expect(code, stdout + stderr).toBe(0)
  expect(stderr).not.toContain('command line')
  expect(server.keys()).toBe(0)
  const { keys, target, summary, findings } = place.report()
  expect(keys.created).toBeGreaterThan(0)
  expect(keys).toEqual({ created: keys.created, revoked: keys.created, left: [] })
  expect(target).toEqual({ kind: 'live', url: server.url })
  expect(summary.inconclusive).toBe(0)
  expect(summary.held).toBeGreaterThan(40)
  expect(findings.filter(({ level }) => level === 'fail')).toEqual([])
})

test('a planted defect fails the run under the rule that names it, and the keys are revoked all the same', async () => {
  await using server = await startServer({ vendor: 'lumino', defect: 'secret-in-list' })
  await using place = project()
  const { args, env } = runAgainst('lumino', server, '--runs', '10', ...reports)
  const { code, stdout } = await place.run(args, { env })
  expect(code).toBe(1)
  expect(stdout).toContain('secret-absent-from-reads')
  expect(
    place
      .report()
      .findings.filter(({ level }) => level === 'fail')
      .map(({ rule }) => rule),
  ).toContain('secret-absent-from-reads')
  expect(place.read('reports/junit.xml')).toContain('<failure type="secret-absent-from-reads"')
  expect(server.keys()).toBe(0)
})

test('--keep-keys leaves them', async () => {
  await using server = await startServer({ vendor: 'avido' })
  await using place = project()
  const { args, env } = runAgainst(
    'avido',
    server,
    '--only',
    'secret-unique-across-creates',
    '--keep-keys',
    '--reporter',
    'json=report.json',
  )
  const { code } = await place.run(args, { env })
  expect(code).toBe(0)
  expect(server.keys()).toBe(place.report().keys.created)
  expect(server.keys()).toBeGreaterThan(0)
})

test('a port where nobody listens ends with exit code 3 and says what to do', async () => {
  const { port, stop } = await listening(createServer())
  await stop()
  await using place = project()
  const { code, stdout } = await place.run([
    'run',
    spec('avido'),
    '--target',
    `http://127.0.0.1:${port}`,
    ...reports,
  ])
  expect(code).toBe(3)
  expect(oneLine(stdout)).toContain(
    `The target http://127.0.0.1:${port} does not answer: the target refused the connection`,
  )
  expect(oneLine(stdout)).toContain('Check the URL, and that the server is up and reachable from here.')
  const report = place.report()
  expect(report).toMatchObject({
    target: { kind: 'live', url: `http://127.0.0.1:${port}` },
    documents: [{ name: 'avido', openapi: '3.1.1' }],
    verdicts: [],
  })
  // Without a failure or an error, CI would take it for a green run.
  expect(place.read('reports/junit.xml')).toMatch(/<testsuites[^>]* errors="1"/)
})

test('a target that accepts and never answers ends with exit code 3, well within a minute', async () => {
  const { port, stop } = await listening(createServer(() => undefined))
  await using place = project()
  const { code, stdout } = await place.run(
    ['run', spec('avido'), '--target', `http://127.0.0.1:${port}`, '--timeout', '300', ...reports],
    { deadlineMs: 20_000 },
  )
  await stop()
  expect(code).toBe(3)
  expect(oneLine(stdout)).toContain('did not answer in time')
  expect(oneLine(stdout)).toMatch(/Check the URL|Raise --timeout/)
})

test('a target that dies in the middle ends with exit code 3, reports written and nothing judged by its silence', async () => {
  await using server = await startServer({ vendor: 'avido' })
  await using front = await frontOf(server.url, 40)
  await using place = project()
  const { args, env } = runAgainst('avido', { ...server, url: front.url }, '--timeout', '1000', ...reports)
  const { code, stdout } = await place.run(args, { env, deadlineMs: 40_000 })
  expect(code, stdout).toBe(3)
  expect(oneLine(stdout)).toContain('The target stopped answering')
  const { verdicts, findings, summary } = place.report()
  expect(findings.filter(({ level }) => level === 'fail')).toEqual([])
  expect(summary.inconclusive).toBeGreaterThan(0)
  expect(
    verdicts.filter(({ verdict }) => verdict === 'inconclusive').every(({ reason }) => (reason ?? '') !== ''),
  ).toBe(true)
  expect(place.read('reports/junit.xml')).toContain('inconclusive: ')
})

test('a target under another base path is told apart from a broken one', async () => {
  await using server = await startServer({ vendor: 'vued' })
  await using place = project()
  const { args, env } = runAgainst(
    'vued',
    { ...server, url: new URL(server.url).origin },
    '--runs',
    '5',
    ...reports,
  )
  const { code, stdout } = await place.run(args, { env })
  expect(code, stdout).toBe(3)
  expect(oneLine(stdout)).toContain('Every operation was answered 404.')
  const { verdicts, findings } = place.report()
  expect(findings.filter(({ level }) => level === 'fail')).toEqual([])
  expect(
    verdicts
      .filter(({ rule }) => rule === 'status-valid-input-accepted')
      .map(({ verdict, reason }) => `${verdict}: ${reason}`),
  ).toContainEqual(expect.stringMatching(/^inconclusive: Every operation was answered 404/))
  expect(oneLine(stdout)).toContain(`try ${server.url}`)
})

interface Answer {
  readonly status: number
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
}

const page: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Console</title><div id="app"></div>',
}

test.each<readonly [what: string, answer: (method: string) => Answer, said: string, hint: string]>([
  ['a web application', () => page, '200 and a web page', 'not that of a web application'],
  [
    'a server of files',
    (method) => (method === 'GET' ? page : { status: 405 }),
    '200 and a web page or 405',
    'not that of a web application',
  ],
  [
    'a page to log in',
    () => ({ status: 302, headers: { Location: 'https://login.example/' } }),
    '302',
    'where it sends on to',
  ],
])('%s is told apart from an API that breaks every promise', async (_what, answer, said, hint) => {
  const { port, stop } = await listening(
    createPages((request, response) => {
      request.resume()
      const { status, headers, body } = answer(request.method ?? '')
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body)
    }),
  )
  await using place = project()
  try {
    const url = `http://127.0.0.1:${port}/v1`
    const { args, env } = runAgainst(
      'vued',
      { url, credentials: { bearerAuth: 'vued_live_0123456789abcdefghij' }, params: { org_id: 'org_1' } },
      '--runs',
      '5',
      ...reports,
    )
    const { code, stdout } = await place.run(args, { env })
    expect(code, stdout).toBe(3)
    expect(oneLine(stdout)).toContain(`Every operation was answered ${said}.`)
    expect(oneLine(stdout)).toContain(hint)
    const { findings, verdicts, keys } = place.report()
    expect(findings.filter(({ level }) => level === 'fail')).toEqual([])
    // What is said of the document itself stands, and of keyproof.
    expect(new Set(verdicts.filter(({ verdict }) => verdict === 'held').map(({ group }) => group))).toEqual(
      new Set(['hygiene']),
    )
    expect(keys).toEqual({ created: 0, revoked: 0, left: [] })
    expect(place.files().filter((file) => file.startsWith('.keyproof'))).toEqual([])
  } finally {
    await stop()
  }
})

test('a target that takes the credential for nothing is not green', async () => {
  await using server = await startServer({ vendor: 'vued' })
  await using place = project()
  const { args, env } = runAgainst('vued', server, '--runs', '5', ...reports)
  const wrong = Object.keys(env).map((name) => [name, 'vued_live_wrongwrongwrongwrongwrong'])
  const { code, stdout } = await place.run(args, { env: Object.fromEntries(wrong) })
  expect(code, stdout).toBe(3)
  expect(oneLine(stdout)).toContain('was not accepted once: every operation that needs one was answered 401')
  expect(place.report().findings.filter(({ level }) => level === 'fail')).toEqual([])
})

test('a run in which nothing could be judged is not green', async () => {
  await using server = await startServer({ vendor: 'vued' })
  await using place = project()
  const { args, env } = runAgainst(
    'vued',
    server,
    '--only',
    'lifecycle-revoked-key-rejected',
    '--max-keys',
    '0',
    ...reports,
  )
  const { code, stdout } = await place.run(args, { env })
  expect(code, stdout).toBe(3)
  expect(oneLine(stdout)).toContain('nothing could be judged')
})

test('an overlay target that selects nothing is a warning, and the run goes on', async () => {
  await using server = await startServer({ vendor: 'avido' })
  await using place = project({
    'extra.yaml':
      'overlay: 1.0.0\ninfo: { title: Extra, version: "1" }\nactions:\n  - target: $.paths["/nowhere"]\n    update: { x-a: 1 }\n',
  })
  const { args, env } = runAgainst(
    'avido',
    server,
    '--overlay',
    'extra.yaml',
    '--only',
    'auth-missing-rejected',
    ...reports,
  )
  const { code, stdout } = await place.run(args, { env })
  expect(code, stdout).toBe(0)
  expect(oneLine(stdout)).toMatch(
    /warning: .*\/nowhere.* selects nothing|warning: .*selects nothing.*\/nowhere/,
  )
})
