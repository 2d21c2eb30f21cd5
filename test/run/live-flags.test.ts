import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from '../../src/run/events.ts'
import { runAgainst } from '../cli/accounts.ts'
import { project, spec } from '../cli/keyproof.ts'
import { startServer } from '../servers/server.ts'

/** An address that no host has (RFC 5737); nothing is ever sent there. */
const far = 'http://192.0.2.1/v1'

describe('a live target', () => {
  it('on another machine gets no credential over plain http, unless the user insists', async () => {
    await using here = project()
    const credential = ['--credential', 'bearerAuth=env:TOKEN']
    const env = { TOKEN: 'vued_live_0123456789abcdefghij' }
    for (const extra of [credential, ['--header', 'Authorization: Bearer xyz']]) {
      const refused = await here.run(['run', spec('vued'), '--target', far, ...extra], { env })
      expect(refused.code).toBe(2)
      expect(refused.stderr).toContain('--allow-insecure')
    }
    expect(
      (
        await here.run(['run', spec('vued'), '--target', far, ...credential, '--allow-insecure', '--plan'], {
          env,
        })
      ).code,
    ).toBe(0)
    expect(
      (
        await here.run(
          ['run', spec('vued'), '--target', far.replace('http', 'https'), ...credential, '--plan'],
          { env },
        )
      ).code,
    ).toBe(0)
    expect(here.files()).toEqual([])
  })

  it('is not asked anything by --plan, which tells what would be sent', async () => {
    await using server = await startServer({ vendor: 'vued' })
    await using here = project()
    const { args, env } = runAgainst('vued', server, '--plan', '--max-keys', '30')
    const planned = await here.run(args, { env })
    expect(planned.code).toBe(0)
    expect(planned.stdout).toMatch(
      /^vued on http:\/\/127\.0\.0\.1:\d+\/v1: \d+ scenarios on operations, \d+ cases, at most 30 keys\n/,
    )
    expect(planned.stdout).toMatch(/^ {2}key-works-until-revoked +POST \/orgs\/\{org_id\}\/api-keys +1 +1$/m)
    expect(planned.stdout).toContain('Nothing was sent.')
    expect(server.log).toEqual([])
    expect(here.files()).toEqual([])
    const mock = await here.run(['run', spec('vued'), '--plan'])
    expect(mock.stdout).toMatch(/^vued on mock: .* no limit on keys/)
  })

  it('is sent as many cases as --plan tells', async () => {
    await using server = await startServer({ vendor: 'vued' })
    await using here = project()
    const { args, env } = runAgainst('vued', server, '--max-keys', '30', '--seed', '1')
    const { stdout } = await here.run([...args, '--plan'], { env })
    const planned = [...stdout.matchAll(/^ {2}([a-z-]+) +([A-Z]+ \/\S*) +(\d+) +\d+/gm)].map(
      ([, scenario, operation, cases]) => [`${scenario} ${operation}`, Number(cases)],
    )
    expect(planned.length).toBeGreaterThan(50)
    await here.run([...args, '--reporter', 'jsonl=log.jsonl'], { env })
    const played = here
      .read('log.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent)
      .flatMap((event) =>
        event.type === 'scenario-finished' ? [[`${event.scenario} ${event.operation}`, event.cases]] : [],
      )
    // Where there is nothing to try, that is what its one case says.
    expect(planned.map(([what, cases]) => [what, Math.max(Number(cases), 1)])).toEqual(played)
  })

  it('is reached with the certificates given, and --insecure is loud', async () => {
    await using here = project()
    const plan = ['run', spec('vued'), '--plan', '--target', 'https://192.0.2.1']
    const loud = await here.run([...plan, '--insecure'])
    expect(loud.stderr).toContain('WARNING: --insecure')
    const missing = await here.run([...plan, '--ca', 'nowhere.pem'])
    expect(missing).toMatchObject({ code: 2 })
    expect(missing.stderr).toContain('--ca')
    const half = await here.run([...plan, '--cert', spec('vued')])
    expect(half).toMatchObject({ code: 2 })
    expect(half.stderr).toContain('without --key')
  })

  it('does not show its credentials in the list of processes', async () => {
    await using server = await startServer({ vendor: 'vued', latencyMs: 20 })
    await using here = project()
    const [token] = Object.values(server.credentials)
    const run = here.start([
      'run',
      spec('vued'),
      '--target',
      server.url,
      '--credential',
      `bearerAuth=${token!}`,
      '--param',
      `org_id=${server.params['org_id']!}`,
    ])
    await here.until(() => server.log.length > 5)
    expect(readFileSync(`/proc/${run.pid}/cmdline`, 'utf8')).not.toContain(token)
    await run.ended
  })

  it('cannot be run against where the journal cannot be written, and nothing is created on it', async () => {
    await using server = await startServer({ vendor: 'vued' })
    await using here = project({ '.keyproof': 'a file where a folder should be' })
    const { args, env } = runAgainst('vued', server)
    const refused = await here.run(args, { env })
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('--journal')
    expect(server.log.filter(({ method }) => method === 'POST')).toEqual([])
    expect((await here.run([...args, '--journal', 'elsewhere'], { env })).code).toBe(0)
    expect(server.keys()).toBe(0)
  })
})
