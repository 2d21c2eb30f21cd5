import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { BaselineEntry } from '../../src/run/baseline.ts'
import type { Finding } from '../../src/run/events.ts'
import type { DefectName } from '../servers/defects.ts'
import { startServer } from '../servers/server.ts'
import { runAgainst } from './accounts.ts'
import { oneLine, project, spec, type Ended, type Project } from './keyproof.ts'

const rule = 'status-duplicate-name-409'
const operation = 'POST /v0/api-keys'
const reports = [
  '--reporter',
  'terminal',
  '--reporter',
  'json=report.json',
  '--reporter',
  'junit=junit.xml',
] as const

/** Judges a server with the defect, or a correct one, by a rule or two. */
async function judged(place: Project, defect: DefectName | null, ...more: readonly string[]): Promise<Ended> {
  await using server = await startServer({ vendor: 'avido', ...(defect === null ? {} : { defect }) })
  const only = ['--only', rule, '--only', 'secret-absent-from-reads', '--seed', '1', '--runs', '10']
  const { args, env } = runAgainst('avido', server, ...only, ...reports, ...more)
  // Awaited here, or the server would be gone before the run.
  return await place.run(args, { env })
}

/** The findings under the rule that is put up with in these tests. */
function found(place: Project): readonly Finding[] {
  return place.report().findings.filter((finding) => finding.rule === rule)
}

function entries(place: Project): readonly BaselineEntry[] {
  return JSON.parse(place.read('known.json')) as readonly BaselineEntry[]
}

/** A day some days from now. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

test('a baseline is made, spares what is in it, fails on what is new, and is rid of what is gone', async () => {
  await using place = project()
  const baseline = ['--baseline', 'known.json'] as const

  const none = await judged(place, 'duplicate-name-accepted', ...baseline)
  expect(none).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('known.json does not exist'),
  })
  expect(none.stderr).toContain('--update-baseline')

  const made = await judged(place, 'duplicate-name-accepted', ...baseline, '--update-baseline')
  expect(made.code, made.stdout + made.stderr).toBe(0)
  const known = entries(place)
  expect(known.length).toBeGreaterThan(0)
  expect(made.stderr).toContain(`wrote the baseline known.json: ${known.length} finding`)
  for (const entry of known)
    expect(entry).toEqual({
      document: 'avido',
      rule,
      operation,
      severity: 'medium',
      firstSeen: inDays(0),
      fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
  const text = place.read('known.json')

  const again = await judged(place, 'duplicate-name-accepted', ...baseline)
  expect(again.code, again.stdout).toBe(0)
  expect(oneLine(again.stdout)).toMatch(/\d+ suppressed · .* exit 0: every other judged rule held/)
  expect(place.read('known.json')).toBe(text)
  expect(place.report().summary.suppressed).toBe(known.length)
  for (const finding of found(place))
    expect(finding).toMatchObject({
      level: 'fail',
      suppressed: { reason: `known since ${inDays(0)} (baseline known.json)` },
    })
  const junit = place.read('junit.xml')
  expect(junit).not.toContain('<failure')
  expect(junit).toContain('suppressed (known since')

  const worse = await judged(place, 'secret-in-list', ...baseline)
  expect(worse.code).toBe(1)
  expect(place.report().findings.map((finding) => [finding.rule, finding.suppressed])).toEqual([
    ['secret-absent-from-reads', undefined],
  ])
  expect(oneLine(worse.stdout)).toMatch(
    /of the baseline known\.json (was|were) not seen any more: status-duplicate-name-409 POST/,
  )

  const critical = await judged(place, 'secret-in-list', ...baseline, '--update-baseline')
  expect(critical.code).toBe(1)
  expect(entries(place)).toEqual([])
  expect(oneLine(critical.stdout)).toContain(
    '1 finding is too grave for the baseline: secret-absent-from-reads GET /v0/api-keys',
  )

  const forced = await judged(
    place,
    'secret-in-list',
    ...baseline,
    '--update-baseline',
    '--baseline-critical',
  )
  expect(forced.code, forced.stdout).toBe(0)
  expect(entries(place)).toMatchObject([{ rule: 'secret-absent-from-reads', severity: 'critical' }])
  expect((await judged(place, 'secret-in-list', ...baseline, '--baseline-critical')).code).toBe(0)
  expect((await judged(place, 'secret-in-list', ...baseline)).code).toBe(1)
}, 300_000)

test('a rule that was left out is not taken for mended', async () => {
  await using place = project()
  await judged(place, 'duplicate-name-accepted', '--baseline', 'known.json', '--update-baseline')
  const text = place.read('known.json')
  const { code, stdout } = await judged(
    place,
    null,
    '--skip',
    rule,
    '--baseline',
    'known.json',
    '--update-baseline',
  )
  expect(code, stdout).toBe(0)
  expect(stdout).not.toContain('not seen any more')
  expect(place.read('known.json')).toBe(text)
}, 300_000)

test('a run that cannot be trusted leaves the baseline as it is', async () => {
  await using place = project()
  const { code, stderr } = await place.run([
    'run',
    spec('avido'),
    '--target',
    'http://127.0.0.1:9',
    '--baseline',
    'below/known.json',
    '--update-baseline',
    '--reporter',
    'json=report.json',
  ])
  expect(code).toBe(3)
  expect(stderr).toContain('was left as it is')
  expect(place.files()).toEqual(['report.json'])
})

test('a suppression of the configuration counts until it expires, and is stale when nothing is left of it', async () => {
  const config = (expires: string): string =>
    JSON.stringify({
      suppress: [
        { rule: 'status-dup*', operation: 'createApplicationApiKey', reason: 'agreed with KEY-7', expires },
      ],
    })
  await using place = project({ 'keyproof.config.json': config(inDays(30)) })

  const accepted = await judged(place, 'duplicate-name-accepted')
  expect(accepted.code, accepted.stdout).toBe(0)
  expect(found(place).map(({ suppressed }) => suppressed)).toContainEqual({ reason: 'agreed with KEY-7' })
  expect(place.read('junit.xml')).toContain('suppressed (agreed with KEY-7)')
  expect(place.read('junit.xml')).not.toContain('<failure')

  const mended = await judged(place, null)
  expect(mended.code).toBe(0)
  expect(oneLine(mended.stdout)).toContain('matches nothing any more. Remove it.')

  place.write('keyproof.config.json', config(inDays(-1)))
  const expired = await judged(place, 'duplicate-name-accepted')
  expect(expired.code).toBe(1)
  expect(oneLine(expired.stdout)).toContain(
    `warning: The suppression of status-dup* on createApplicationApiKey in the configuration expired on ${inDays(-1)}.`,
  )
}, 300_000)

test('a suppression in an overlay covers its own operation', async () => {
  const overlay = (check: string): string =>
    JSON.stringify({
      overlay: '1.0.0',
      info: { title: 'what we put up with', version: '1' },
      actions: [
        {
          target: "$.paths['/v0/api-keys'].post",
          update: {
            'x-key-operation': {
              role: 'create',
              suppress: [{ check, reason: 'names may repeat', expires: inDays(180) }],
            },
          },
        },
      ],
    })
  await using place = project({
    'put-up.json': overlay(rule),
    'typo.json': overlay('status-duplicate-nam-409'),
  })
  const accepted = await judged(place, 'duplicate-name-accepted', '--overlay', 'put-up.json')
  expect(accepted.code, accepted.stdout + accepted.stderr).toBe(0)
  expect(found(place)[0]?.suppressed).toEqual({ reason: 'names may repeat' })

  const typo = await judged(place, 'duplicate-name-accepted', '--overlay', 'typo.json')
  expect(typo).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(`Did you mean ${rule}`),
  })
}, 300_000)

test.each<readonly [what: string, config: object, args: readonly string[], says: readonly string[]]>([
  [
    'a suppression without a reason',
    { suppress: [{ rule, expires: inDays(1) }] },
    [],
    ['suppress/0 lacks reason', 'Say why'],
  ],
  [
    'a suppression without an expiry',
    { suppress: [{ rule, reason: 'a' }] },
    [],
    ['suppress/0 lacks expires', '180 days'],
  ],
  [
    'a suppression for too long',
    { suppress: [{ rule, reason: 'a', expires: inDays(182) }] },
    [],
    ['more than 180 days', inDays(180)],
  ],
  [
    'a suppression of an unknown rule',
    { suppress: [{ rule: 'status-duplicate-names', reason: 'a', expires: inDays(1) }] },
    [],
    ['"status-duplicate-names"', `Did you mean ${rule}?`],
  ],
  ['suppressions that are no list', { suppress: { rule } }, [], ['suppress', 'list of entries']],
  [
    '--update-baseline without a file',
    {},
    ['--update-baseline'],
    ['--update-baseline', '--baseline keyproof-baseline.json'],
  ],
  [
    'a baseline that is not one',
    {},
    ['--baseline', 'keyproof.config.json'],
    ['not a list', 'version control'],
  ],
  ['a baseline that is a folder', {}, ['--baseline', 'tmp'], ['tmp', '--baseline']],
  [
    'a baseline that cannot be written',
    {},
    ['--baseline', 'keyproof.config.json/known.json', '--update-baseline'],
    ['cannot be written', '--baseline'],
  ],
])('%s ends with exit code 2, a message and a hint', async (_what, config, args, says) => {
  await using place = project({ 'keyproof.config.json': JSON.stringify(config) })
  const { code, stdout, stderr } = await place.run([
    'run',
    spec('avido'),
    '--target',
    'http://127.0.0.1:9',
    ...args,
  ])
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' })
  for (const text of says) expect(stderr).toContain(text)
  expect(stderr).toMatch(/^keyproof: .*\n {2}\S/)
})

test('a baseline counts in a checkout of another name, but not for another document', async () => {
  const text = readFileSync(spec('avido'), 'utf8')
  await using place = project({ 'one/openapi.yaml': text, 'two/openapi.yaml': text })
  const overlay = readFileSync(spec('avido').replace('openapi.yaml', 'overlay.yaml'), 'utf8')
  for (const folder of ['one', 'two']) place.write(`${folder}/overlay.yaml`, overlay)
  await using server = await startServer({ vendor: 'avido', defect: 'duplicate-name-accepted' })
  const { args, env } = runAgainst('avido', server, '--only', rule, '--seed', '1', '--reporter', 'terminal')
  const run = (document: string, ...more: readonly string[]): Promise<Ended> =>
    place.run(
      [...args.map((arg) => (arg === spec('avido') ? document : arg)), '--baseline', 'known.json', ...more],
      {
        env,
      },
    )
  expect((await run('one/openapi.yaml', '--update-baseline')).code).toBe(0)
  expect(entries(place).map(({ document }) => document)).toContain('one')
  expect((await run('two/openapi.yaml')).code).toBe(0)
  place.write('known.json', place.read('known.json').replaceAll('/v0/api-keys', '/v9/api-keys'))
  expect((await run('two/openapi.yaml')).code).toBe(1)
})
