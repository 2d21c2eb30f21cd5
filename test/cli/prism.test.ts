import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { oneLine, project, spec, type Ended, type Project, type Running } from './keyproof.ts'

/** A user's scenario that never ends by itself, so that a run can be stopped in its middle without a clock. */
const endless = `
import { writeFileSync } from 'node:fs'
import type { Scenario } from 'keyproof'

export const goesOn: Scenario = {
  name: 'goesOn',
  promise: 'This one goes on until it is stopped.',
  rules: ['status-documented'],
  on: 'operation',
  keys: 0,
  applies: ({ operation }) => operation.method === 'GET',
  async verify(stage) {
    for (;;) {
      await stage.call()
      writeFileSync('under-way', '')
    }
  },
}
`
const config = `
import type { Scenario } from 'keyproof'

const scenarios: readonly Scenario['name'][] = ['goesOn']
export default {
  documents: [${JSON.stringify(spec('avido'))}],
  target: 'prism',
  only: scenarios,
  scenarios: scenarios.map((name) => \`scenarios/\${name}.ts\`),
}
`

async function startedOne(place: Project): Promise<Running> {
  const running = place.start([
    'run',
    '--reporter',
    'junit',
    '--reporter',
    'json=report.json',
    '--reporter',
    'terminal',
  ])
  await place.until(() => existsSync(`${place.folder}/under-way`))
  expect(place.children()).toHaveLength(1)
  return running
}

function endlessRun(): Project {
  return project({ 'keyproof.config.ts': config, 'scenarios/goesOn.ts': endless })
}

function expectNothingLeft(place: Project): void {
  expect(place.children()).toEqual([])
  expect(place.leftovers()).toEqual([])
}

test('a run on Prism is green, leaves reports/junit.xml and no Prism', async () => {
  await using place = project()
  const { code, stdout, stderr } = await place.run(['run', spec('vued'), '--target', 'prism', '--runs', '10'])
  expect(code, stdout + stderr).toBe(0)
  expect(oneLine(stdout)).toContain('exit 0: no rule is broken at level fail')
  expect(stderr).toMatch(/^vued: \d+\/\d+ scenarios, \d+ requests, 0 broken/)
  expect(place.files()).toEqual(['reports/junit.xml'])
  const junit = place.read('reports/junit.xml')
  expect(junit).toContain('<testsuite name="vued"')
  expect(junit).toMatch(/<property name="target" value="prism /)
  expectNothingLeft(place)
})

test.each([
  ['SIGINT', 130, 'group'],
  ['SIGINT', 130, undefined],
  ['SIGTERM', 143, undefined],
  ['SIGHUP', 143, undefined],
] as const)(
  '%s ends a run with exit code %i, its reports written and no Prism left (%s)',
  async (signal, code, reach) => {
    await using place = endlessRun()
    const running = await startedOne(place)
    running.kill(signal, reach)
    const ended: Ended = await running.ended
    expect(ended.code, ended.stdout + ended.stderr).toBe(code)
    expect(ended.stdout).toContain(signal)
    const report = place.report()
    expect(report.summary.broken).toBe(0)
    const at = report.verdicts.find(({ operation }) => operation === 'GET /v0/api-keys')
    expect(at).toMatchObject({ verdict: 'inconclusive', reason: 'The run was interrupted.' })
    expect(place.read('reports/junit.xml')).toContain('inconclusive: The run was interrupted.')
    expectNothingLeft(place)
  },
)

test('a keyproof that is killed takes Prism with it', async () => {
  await using place = endlessRun()
  const running = await startedOne(place)
  running.kill('SIGKILL')
  expect((await running.ended).code).toBeNull()
  await place.until(() => place.children().length === 0)
})

test('a Prism that dies in the middle makes the run untrusted, with its reports written', async () => {
  await using place = endlessRun()
  const running = await startedOne(place)
  for (const pid of place.children()) process.kill(pid, 'SIGKILL')
  const { code, stdout } = await running.ended
  expect(code).toBe(3)
  expect(oneLine(stdout)).toMatch(
    /The target stopped answering.*The log of the target ends: .*\[(?:HTTP SERVER|NEGOTIATOR|VALIDATOR)\]/,
  )
  expect(place.report().verdicts.filter(({ verdict }) => verdict === 'inconclusive')).not.toEqual([])
  expect(place.report().findings).toEqual([])
  expectNothingLeft(place)
})
