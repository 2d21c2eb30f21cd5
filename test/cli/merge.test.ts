import { describe, expect, it } from 'vitest'
import { project, spec, type Project } from './keyproof.ts'

const reports = {
  json: 'report.json',
  jsonl: 'events.jsonl',
  junit: 'junit.xml',
  html: 'report.html',
  sarif: 'report.sarif',
  markdown: 'summary.md',
  github: 'github.txt',
  terminal: 'terminal.txt',
}

/** The flags for every report, in a folder. */
function allIn(folder: string): readonly string[] {
  return Object.entries(reports).flatMap(([name, file]) => ['--reporter', `${name}=${folder}/${file}`])
}

/** How a log begins. */
const start = {
  type: 'run-started',
  schema: 'keyproof.events/1',
  version: '0.1.0',
  startedAt: '2026-01-01T00:00:00.000Z',
  seed: 7,
  profile: 'recommended',
  shard: { index: 1, of: 2 },
}

function written(...events: readonly object[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('')
}

const few = ['--runs', '2', '--seed', '7', '--only', 'auth-*', '--only', 'schema-*'] as const

async function part(one: Project, text: string, ...more: readonly string[]): Promise<string> {
  const file = `${text.replace('/', '-of-')}${more.join('')}.jsonl`
  const args = ['run', spec('avido'), ...few, '--shard', text, '--reporter', `jsonl=${file}`, ...more]
  expect(await one.run(args)).toMatchObject({ code: 0 })
  return file
}

it('writes every report of a run that is over, byte for byte, from its log', async () => {
  await using one = project()
  expect((await one.run(['run', spec('vued'), ...few, ...allIn('then')])).code).toBe(0)
  expect((await one.run(['merge', 'then/events.jsonl', ...allIn('now')])).code).toBe(0)
  for (const file of Object.values(reports))
    expect(one.read(`now/${file}`), file).toBe(one.read(`then/${file}`))
})

it('makes of the parts of a run what the whole says, in whatever order they are given', async () => {
  await using one = project()
  const whole = await one.run(['run', spec('avido'), ...few, '--reporter', 'json=whole.json'])
  const parts = [await part(one, '2/2'), await part(one, '1/2')]
  const merged = await one.run(['merge', ...parts, '--reporter', 'json=merged.json'])
  expect([whole.code, merged.code]).toEqual([0, 0])
  const [ours, theirs] = [one.report('merged.json'), one.report('whole.json')]
  const verdicts = ({ verdicts: all }: typeof ours): readonly string[] =>
    all.map(({ rule, operation, verdict }) => `${rule} ${operation} ${verdict}`).toSorted()
  expect(verdicts(ours)).toEqual(verdicts(theirs))
  expect(ours.summary.held).toBeGreaterThan(10)
  expect(ours.summary.cases).toBe(theirs.summary.cases)
})

describe('parts', () => {
  it('of which one is missing are not the run, and it is named', async () => {
    await using one = project()
    const parts = [await part(one, '1/3'), await part(one, '3/3')]
    const { code, stdout } = await one.run(['merge', ...parts, '--reporter', 'terminal'])
    expect(code).toBe(3)
    expect(stdout).toContain('Part 2 of 3 of the run is missing.')
    expect(stdout).toContain('the run did not finish')
    // A CI that reads nothing but this must not take it for green.
    const { stdout: junit } = await one.run(['merge', ...parts, '--reporter', 'junit=-'])
    expect(junit).toMatch(/<testsuites [^>]*errors="1"/)
    expect(junit).toMatch(/<error [^>]*message="Part 2 of 3 of the run is missing\./)
  })

  it('say which they are', async () => {
    await using one = project()
    await part(one, '2/2')
    const { stdout } = await one.run(['merge', '2-of-2.jsonl', '--reporter', 'junit=-'])
    expect(stdout).not.toContain('name="shard"')
    const { stdout: alone } = await one.run(
      ['run', spec('avido'), ...few, '--reporter', 'junit=-', '--reporter', 'terminal'],
      { env: { KEYPROOF_SHARD: '2/2' } },
    )
    expect(alone).toContain('<property name="shard" value="2/2"/>')
    expect(alone).toContain('part 2 of 2')
  })

  it.each([
    [
      'of a whole run, twice',
      ['whole.jsonl', 'whole.jsonl'],
      'whole.jsonl and whole.jsonl each tell of a whole run.',
    ],
    ['twice', ['a.jsonl', 'a.jsonl'], 'Part 1 of the run is both in a.jsonl and in a.jsonl.'],
    ['of another seed', ['a.jsonl', 'seed.jsonl'], 'the seed is 7 in a.jsonl and 8 in seed.jsonl'],
    [
      'of another number',
      ['a.jsonl', 'third.jsonl'],
      'the number of parts is 2 in a.jsonl and 3 in third.jsonl',
    ],
    ['that is not there', ['a.jsonl', 'none.jsonl'], 'The event log none.jsonl cannot be read'],
    ['that is cut within a line', ['cut.jsonl'], 'cut.jsonl:2 is no JSON.'],
    ['that is no log', ['report.json'], 'report.json does not begin with the start of a run.'],
    ['of another kind', ['other.jsonl'], 'other.jsonl:2 is no event of a run.'],
    ['with half an event', ['half.jsonl'], 'An event in half.jsonl is not as keyproof writes it'],
    ['of the future', ['future.jsonl'], 'is written in keyproof.events/9, which this keyproof cannot read'],
    ['that is empty', ['empty.jsonl'], 'empty.jsonl does not begin with the start of a run.'],
  ])('%s are refused', async (_what, files, message) => {
    const second = { ...start, shard: { index: 2, of: 2 } }
    await using one = project({
      'a.jsonl': written(start),
      'whole.jsonl': written({ ...start, shard: undefined }),
      'seed.jsonl': written({ ...second, seed: 8 }),
      'third.jsonl': written({ ...second, shard: { index: 2, of: 3 } }),
      'cut.jsonl': `${written(start)}{"type":"noti`,
      'report.json': written({ type: 'notice', document: null, severity: 'info', message: 'x' }),
      'other.jsonl': written(start, { type: 'surprise' }),
      'half.jsonl': written(start, { type: 'verdict' }),
      'future.jsonl': written({ ...start, schema: 'keyproof.events/9' }),
      'empty.jsonl': '\n',
    })
    const { code, stderr, stdout } = await one.run(['merge', ...files, '--reporter', 'json=-'])
    expect(stderr).toContain(message)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('whose log ends before the run did is named', async () => {
    await using one = project()
    const file = await part(one, '1/1')
    one.write('cut.jsonl', one.read(file).split('\n').slice(0, 6).join('\n'))
    const { code, stdout } = await one.run(['merge', 'cut.jsonl', '--reporter', 'terminal'])
    expect(code).toBe(3)
    expect(stdout).toContain('The log cut.jsonl ends before its run did.')
  })
})

it.each([
  [['--shard', '3/2', '--seed', '1'], 'It must be I/N'],
  [['--shard', '0/2', '--seed', '1'], 'It must be I/N'],
  [['--shard', 'one', '--seed', '1'], 'It must be I/N'],
  [['--shard', '1/2'], '--shard is given without a seed'],
  [
    ['--shard', '1/2', '--seed', '1', '--baseline', 'b.json', '--update-baseline'],
    'A baseline cannot be written from one part of a run.',
  ],
])('a part is asked for wrongly with %j', async (flags, message) => {
  await using one = project()
  const { code, stderr } = await one.run(['run', spec('avido'), ...flags])
  expect(stderr).toContain(message)
  expect(code).toBe(2)
  expect(one.files()).toEqual([])
})

it('a finding of one part fails the whole', async () => {
  const found = (level: string): readonly object[] => [
    {
      type: 'document-started',
      document: { name: 'acme', source: 'acme.yaml', openapi: '3.1.0', operations: 1, keyResources: [] },
      target: { kind: 'live', url: 'http://127.0.0.1' },
      units: 1,
    },
    {
      type: 'finding',
      finding: {
        fingerprint: 'f1',
        document: 'acme',
        rule: 'status-no-5xx',
        group: 'status',
        level,
        severity: 'high',
        basis: 'document',
        confidence: 'firm',
        operation: 'GET /keys',
        scenario: 'x',
        message: `It is a ${level}.`,
        because: {},
        exchanges: [],
        curl: '',
        replay: 'kp1.x',
        count: 2,
        cwe: [],
        owasp: [],
      },
    },
  ]
  const log = (index: number, level: string, exitCode: number): string =>
    written({ ...start, shard: { index, of: 2 } }, ...found(level), {
      type: 'run-finished',
      durationMs: 10,
      exitCode,
    })
  await using one = project({ '1.jsonl': log(1, 'warn', 0), '2.jsonl': log(2, 'fail', 1) })
  const { code, stdout } = await one.run(['merge', '1.jsonl', '2.jsonl', '--reporter', 'json=-'])
  expect(code).toBe(1)
  const { findings } = JSON.parse(stdout) as ReturnType<Project['report']>
  // The graver of two sights of one finding stands, and both are counted.
  expect(findings).toMatchObject([{ level: 'fail', message: 'It is a fail.', count: 4 }])
})
