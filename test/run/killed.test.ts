import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runAgainst } from '../cli/accounts.ts'
import { project, type Project } from '../cli/keyproof.ts'
import type { DefectName } from '../servers/defects.ts'
import { startServer, type RunningServer, type ServerOptions } from '../servers/server.ts'
import { sessionWith } from '../servers/session.ts'
import { startFront } from './front.ts'

type Vendor = ServerOptions['vendor']

const vendors = ['autocalls', 'avido', 'lumino', 'vued'] as const satisfies readonly Vendor[]
const sweepsEach = 3
const killsPerSweep = 2
/** Milliseconds after a run's first request within which it is killed. */
const longest = 1_600

/** Moments that cover a span evenly in whatever order they are taken. */
function moment(index: number): number {
  return ((index * 0.618_033_988_75) % 1) * longest
}

function journals({ folder }: Project): string {
  const place = join(folder, '.keyproof')
  return existsSync(place)
    ? readdirSync(place)
        .map((file) => readFileSync(join(place, file), 'utf8'))
        .join('')
    : ''
}

/** `sweep` with the credentials of a run. */
function sweep(
  here: Project,
  vendor: Vendor,
  server: Parameters<typeof runAgainst>[1],
  ...more: readonly string[]
): ReturnType<Project['run']> {
  const { args, env } = runAgainst(vendor, server)
  const credentials = args.flatMap((arg, index) => (arg === '--credential' ? [arg, args[index + 1]!] : []))
  return here.run(['sweep', '--target', server.url, ...credentials, ...more], { env })
}

async function killRun(here: Project, vendor: Vendor, server: RunningServer, afterMs: number): Promise<void> {
  const { args, env } = runAgainst(vendor, server, '--reporter', 'json=report.json')
  const before = server.log.length
  const others = await server.connections()
  const run = here.start(args, { env })
  await here.until(() => server.log.length > before)
  await delay(afterMs)
  run.kill('SIGKILL')
  await run.ended
  // What was under way when the process died is still being answered.
  while ((await server.connections()) > others) await delay(20)
}

describe('a run that is killed', () => {
  it.concurrent.each(vendors.map((vendor, index) => [vendor, index] as const))(
    'leaves nothing on %s that sweep does not find, and sweep finds nothing else',
    async (vendor, number) => {
      await using server = await startServer({ vendor, latencyMs: 8 })
      const others = sessionWith(vendor, server)
      for (const name of ['theirs', 'a', 'keyproof-00000000-theirs']) await others.create(name)
      await using here = project()
      let standing = 0
      for (let round = 0; round < sweepsEach; round += 1) {
        for (let kill = 0; kill < killsPerSweep; kill += 1)
          await killRun(
            here,
            vendor,
            server,
            moment(number + vendors.length * (round * killsPerSweep + kill)),
          )
        standing += server.keys() - 3
        const written = journals(here)
        expect(server.secrets().filter((secret) => written.includes(secret))).toEqual([])
        const swept = await sweep(here, vendor, server)
        expect({ code: swept.code, keys: server.keys() }, swept.stdout + swept.stderr).toEqual({
          code: 0,
          keys: 3,
        })
        expect(server.secrets().filter((secret) => (swept.stdout + swept.stderr).includes(secret))).toEqual(
          [],
        )
      }
      expect(standing).toBeGreaterThan(0)
      const again = await sweep(here, vendor, server)
      expect(again).toMatchObject({ code: 0, stdout: `Nothing to sweep on ${server.url}.\n` })
      expect(here.files().filter((file) => file.startsWith('.keyproof'))).toEqual([])
      expect(
        (await others.list()).filter(({ name }) =>
          ['theirs', 'a', 'keyproof-00000000-theirs'].includes(String(name)),
        ),
      ).toHaveLength(3)
    },
    300_000,
  )

  it.concurrent.each<[Vendor, string, number, DefectName | null]>([
    ['vued', 'that has no name', 1, null],
    ['avido', 'with the shortest name there may be', 2, null],
    ['autocalls', 'that lacks its required name', 1, 'missing-required-accepted'],
    ['autocalls', 'that lacks its required name, like others before it', 2, 'missing-required-accepted'],
    ['lumino', 'that lacks its required name', 1, 'missing-required-accepted'],
    ['avido', 'with a number for its name', 1, 'wrong-type-accepted'],
    ['vued', 'with a number for its name', 1, 'wrong-type-accepted'],
    ['vued', 'with a number for its name that no number can be', 3, 'wrong-type-accepted'],
    ['avido', 'with a credential that is wrong', 1, 'invalid-auth-accepted'],
  ])(
    'on %s, before it is told of a key %s, leaves nothing either',
    async (vendor, _what, nth, defect) => {
      await using server = await startServer({ vendor, ...(defect === null ? {} : { defect }) })
      const others = sessionWith(vendor, server)
      for (const name of ['theirs', 'Production']) await others.create(name)
      await using here = project()
      let made = 0
      await using front = await startFront(server, async ({ method, forward, body }) => {
        const answer = await forward()
        if (method !== 'POST' || answer.status >= 300 || (await body()).includes('keyproof-')) return answer
        made += 1
        if (made === nth) run.kill('SIGKILL')
        return made < nth ? answer : null
      })
      const { args, env } = runAgainst(vendor, front)
      const run = here.start(args, { env })
      await run.ended
      while ((await server.connections()) > 0) await delay(20)
      expect(made).toBeGreaterThanOrEqual(nth)
      expect(server.keys()).toBeGreaterThan(2)
      const swept = await sweep(here, vendor, front)
      expect({ code: swept.code, keys: server.keys() }, swept.stdout + swept.stderr).toEqual({
        code: 0,
        keys: 2,
      })
      expect(journals(here)).toBe('')
    },
    300_000,
  )

  it('is swept also where the key is its own id, if the list shows whole keys', async () => {
    await using server = await startServer({ vendor: 'videodb', defect: 'secret-in-list' })
    await sessionWith('videodb', server).create()
    await using here = project()
    let made = 0
    await using front = await startFront(server, async ({ method, forward }) => {
      const answer = await forward()
      if (method !== 'POST' || answer.status >= 300) return answer
      made += 1
      if (made === 5) run.kill('SIGKILL')
      return made < 5 ? answer : null
    })
    const { args, env } = runAgainst('videodb', front)
    const run = here.start(args, { env })
    await run.ended
    while ((await server.connections()) > 0) await delay(20)
    expect(server.keys()).toBeGreaterThan(1)
    for (const secret of server.secrets()) expect(journals(here)).not.toContain(secret)
    const swept = await sweep(here, 'videodb', front)
    expect({ code: swept.code, keys: server.keys() }, swept.stdout).toEqual({ code: 0, keys: 1 })
    for (const secret of server.secrets()) expect(swept.stdout + swept.stderr).not.toContain(secret)
  })

  it.concurrent.each([
    ['before it is told of a key', true],
    ['once it knows a key', false],
  ] as const)(
    '%s of the second account leaves what only that account’s credential can sweep',
    async (_when, heldBack) => {
      const vendor = 'vued'
      await using server = await startServer({ vendor })
      await using here = project()
      const secrets = Object.values(server.second.credentials)
      let theirs = 0
      await using front = await startFront(server, async ({ method, headers, forward }) => {
        if (theirs > 0) return null
        const answer = await forward()
        const isTheirs = Object.values(headers).some((value) =>
          secrets.some((secret) => String(value).includes(secret)),
        )
        if (method !== 'POST' || answer.status >= 300 || !isTheirs) return answer
        theirs += 1
        if (heldBack) run.kill('SIGKILL')
        else setTimeout(() => run.kill('SIGKILL'), 100)
        return heldBack ? null : answer
      })
      const [[scheme, secret]] = Object.entries(server.second.credentials) as [[string, string]]
      const principal = [
        '--principal',
        `another:${scheme}=env:ANOTHER`,
        ...Object.entries(server.second.params).flatMap(([name, value]) => [
          '--principal',
          `another:{${name}}=${value}`,
        ]),
      ]
      const { args, env } = runAgainst(vendor, front, '--only', 'tenant-*', ...principal)
      const run = here.start(args, { env: { ...env, ANOTHER: secret } })
      await run.ended
      while ((await server.connections()) > 0) await delay(20)
      expect(theirs).toBe(1)

      await using again = await startFront(server, (passing) => passing.forward())
      for (const file of here.files().filter((name) => name.startsWith('.keyproof')))
        here.write(file, here.read(file).replaceAll(front.url, again.url))
      const without = await sweep(here, vendor, again)
      expect({ code: without.code, keys: server.keys() }, without.stdout).toEqual({ code: 3, keys: 1 })
      expect(without.stdout).toContain(`--principal another:${scheme}=env:NAME`)
      const swept = await here.run(
        [
          'sweep',
          '--target',
          again.url,
          ...args.flatMap((arg, index) => (arg === '--credential' ? [arg, args[index + 1]!] : [])),
          ...principal,
        ],
        { env: { ...env, ANOTHER: secret } },
      )
      expect({ code: swept.code, keys: server.keys() }, swept.stdout + swept.stderr).toEqual({
        code: 0,
        keys: 0,
      })
      expect(journals(here)).toBe('')
    },
    300_000,
  )

  it('tells what it cannot sweep where the key is its own id', async () => {
    await using server = await startServer({ vendor: 'videodb', latencyMs: 8 })
    await using here = project()
    const { args, env } = runAgainst('videodb', server)
    const run = here.start(args, { env })
    await here.until(() => server.keys() > 0)
    run.kill('SIGKILL')
    await run.ended
    await delay(60)
    const left = server.keys()
    const swept = await sweep(here, 'videodb', server)
    expect(swept.code).toBe(3)
    expect(swept.stdout).toContain(`${left} left`)
    expect(swept.stdout).toContain('revoke it by hand')
    expect(journals(here)).not.toBe('')
    for (const secret of server.secrets()) expect(journals(here) + swept.stdout).not.toContain(secret)
  })

  it('is left alone by sweep while it still goes on', async () => {
    await using server = await startServer({ vendor: 'vued', latencyMs: 20 })
    await using here = project()
    const { args, env } = runAgainst('vued', server)
    const run = here.start(args, { env })
    await here.until(() => server.keys() > 3)
    const swept = await sweep(here, 'vued', server)
    expect(swept).toMatchObject({ code: 3 })
    expect(swept.stderr).toContain('has not ended yet')
    expect((await run.ended).code).toBe(0)
    expect(server.keys()).toBe(0)
    expect(here.files().filter((file) => file.startsWith('.keyproof'))).toEqual([])
  })
})

describe('sweep', () => {
  it('knows keys whose revocation was accepted and did nothing, until it does something', async () => {
    await using server = await startServer({ vendor: 'avido' })
    let isInVain = true
    await using front = await startFront(server, ({ method, forward }) =>
      isInVain && method === 'DELETE' ? Promise.resolve({ status: 204 }) : forward(),
    )
    await using here = project()
    const { args, env } = runAgainst('avido', front, '--max-keys', '8', '--only', 'secret-*')
    expect((await here.run([...args, '--reporter', 'json=report.json'], { env })).code).toBe(3)
    const left = server.keys()
    expect(left).toBeGreaterThan(0)
    expect(here.report().keys.left).toHaveLength(left)
    const planned = await sweep(here, 'avido', front, '--plan')
    expect(planned.stdout).toContain(`${left} keys would be revoked`)
    for (const _again of [1, 2]) {
      const { code, stdout } = await sweep(here, 'avido', front)
      expect(stdout).toContain(`0 keys revoked, ${left} left`)
      expect(stdout).toContain('its revocation was accepted, and it is listed as before')
      expect(code).toBe(3)
    }
    isInVain = false
    const { code, stdout } = await sweep(here, 'avido', front)
    expect(stdout).toContain(`${left} keys revoked, nothing left`)
    expect([code, server.keys()]).toEqual([0, 0])
  })

  it.concurrent.each(vendors)(
    'with the credentials of another account leaves %s alone, and forgets nothing',
    async (vendor) => {
      await using server = await startServer({ vendor, latencyMs: 5 })
      await using here = project()
      const { args, env } = runAgainst(vendor, server)
      const run = here.start(args, { env })
      await here.until(() => server.keys() > 5)
      run.kill('SIGKILL')
      await run.ended
      await delay(60)
      const standing = server.keys()
      const strange = runAgainst(vendor, { ...server, ...server.second })
      const credentials = args.flatMap((arg, index) =>
        arg === '--credential' ? [arg, args[index + 1]!] : [],
      )
      const wrong = await here.run(['sweep', '--target', server.url, ...credentials], { env: strange.env })
      expect({ code: wrong.code, keys: server.keys() }, wrong.stdout).toEqual({ code: 3, keys: standing })
      expect(wrong.stdout).toContain(': 0 keys revoked')
      const swept = await sweep(here, vendor, server)
      expect({ code: swept.code, keys: server.keys() }, swept.stdout).toEqual({ code: 0, keys: 0 })
    },
    300_000,
  )

  it.concurrent.each(['autocalls', 'lumino'] as const)(
    'takes a key of %s for gone that was just being revoked',
    async (vendor) => {
      await using server = await startServer({ vendor })
      await using here = project()
      await using front = await startFront(server, async ({ method, forward }) => {
        const answer = await forward()
        if (method !== 'DELETE' || server.keys() > 0) return answer
        run.kill('SIGKILL')
        return null
      })
      const { args, env } = runAgainst(vendor, front, '--only', 'secret-present-on-create', '--max-keys', '1')
      const run = here.start(args, { env })
      await run.ended
      expect([server.keys(), journals(here)]).toEqual([0, expect.stringContaining('"revoking"')])
      expect(await sweep(here, vendor, front)).toMatchObject({ code: 0 })
    },
  )

  it('only tells with --plan, needs the document and a credential, and says what is missing', async () => {
    await using server = await startServer({ vendor: 'vued', latencyMs: 8 })
    await using here = project()
    const { args, env } = runAgainst('vued', server)
    here.write('own.yaml', readFileSync(args[1]!, 'utf8'))
    here.write('overlay.yaml', readFileSync(join(dirname(args[1]!), 'overlay.yaml'), 'utf8'))
    const run = here.start(['run', 'own.yaml', ...args.slice(2)], { env })
    await here.until(() => server.keys() > 2)
    run.kill('SIGKILL')
    await run.ended
    await delay(60)
    const standing = server.keys()
    const planned = await sweep(here, 'vued', server, '--plan')
    expect(planned.code).toBe(3)
    expect(planned.stdout.match(/would revoke/g)).toHaveLength(standing)
    expect(server.keys()).toBe(standing)

    const bare = await here.run(['sweep'])
    expect(bare.code).toBe(3)
    expect(bare.stderr).toContain('--credential bearerAuth=env:NAME')

    const elsewhere = await here.run(['sweep', '--target', 'http://127.0.0.1:9/v1'])
    expect(elsewhere).toMatchObject({ code: 0 })
    expect(elsewhere.stdout).toContain(`The journals in .keyproof know ${server.url}.`)
    expect(elsewhere.stderr).toContain('1 journal of other targets is left alone.')

    here.write('moved.yaml', here.read('own.yaml'))
    here.write('own.yaml', '')
    const without = await sweep(here, 'vued', server)
    expect(without.code).toBe(2)
    expect(without.stderr).toContain('--document FILE')
    expect(await sweep(here, 'vued', server, '--document', 'moved.yaml')).toMatchObject({ code: 0 })
    expect(server.keys()).toBe(0)
  })
})
