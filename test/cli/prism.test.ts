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
  expect(stderr).toMatch(/^vued: \d+\/\d+ scenarios, \d+ requests, 0 failures/)
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

/** What Prism lets through, refuses or breaks on, as no server should. */
const holes = `
openapi: 3.1.0
info: { title: Holes, version: '1' }
security: [{ own: [] }]
paths:
  /api-keys:
    post:
      description: The secret is shown once.
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: { type: string, minLength: 1, maxLength: 30 }
                pair: { type: array, prefixItems: [{ type: integer }], items: false }
                from: { type: string }
                to: { type: string }
              dependentRequired: { from: [to] }
      responses:
        '201':
          description: Made.
          content:
            application/json:
              schema: { type: object, required: [id, secret], properties: { id: { type: string }, secret: { type: string } } }
        '401': { description: No. }
        '422': { description: Wrong. }
    get:
      security: [{ certificate: [] }]
      responses: { '200': { description: Fine., content: { application/json: { schema: { type: object } } } }, '401': { description: No. } }
  /me:
    get:
      security: [{ hoba: [] }]
      responses: { '200': { description: Fine., content: { application/json: { schema: { type: object } } } }, '401': { description: No. } }
  /other:
    post:
      security: [{ nowhere: [] }]
      requestBody: { required: true, content: { application/json: { schema: { type: object, required: [a], properties: { a: { type: strin } } } } } }
      responses: { '200': { description: Fine. }, '401': { description: No. }, '422': { description: Wrong. } }
  /silent:
    get:
      security: [{ own: [] }, { pair: [] }]
      responses: {}
  /tree:
    get:
      responses: { '200': { description: Fine., content: { application/json: { schema: { $ref: '#/components/schemas/Tree' } } } }, '401': { description: No. } }
  /lost:
    get:
      parameters: [{ $ref: '#/components/parameters/Nothing' }]
      responses: { '200': { $ref: '#/components/responses/Nothing' }, '401': { description: No. } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Nothing' } } } }
      responses: { '200': { description: Fine. }, '401': { description: No. } }
  /idle:
    get:
      responses: { '200': { description: Fine., content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Idle' } } } } }, '401': { description: No. } }
components:
  schemas:
    Tree: { type: object, required: [leaf, below], properties: { leaf: { type: string }, below: { type: array, minItems: 1, items: { $ref: '#/components/schemas/Branch' } } } }
    Branch: { type: object, required: [name], properties: { name: { type: string }, tree: { $ref: '#/components/schemas/Tree' } } }
    Idle: { allOf: [{ $ref: '#/components/schemas/Idle' }] }
  securitySchemes:
    own: { type: apiKey, in: header, name: X-Key }
    pair: { type: http, scheme: basic }
    certificate: { type: mutualTLS }
    hoba: { type: http, scheme: hoba }
`

test('the holes of Prism are held neither for it nor against the document', async () => {
  await using place = project({ 'holes.yaml': holes })
  const reports = ['--reporter', 'json=report.json']
  const ran = await place.run(['run', 'holes.yaml', '--target', 'prism', '--operation', '**', ...reports])
  const { findings, verdicts } = place.report()
  expect(
    findings.filter(({ level }) => level === 'fail').map(({ rule, message }) => `${rule}: ${message}`),
  ).toEqual([])
  expect(ran.code).toBe(0)
  const open = verdicts.filter(
    ({ rule, operation }) => rule === 'auth-missing-rejected' && /certificate|me|other/.test(operation ?? ''),
  )
  expect(open.map(({ verdict }) => verdict)).toEqual(['not-applicable', 'not-applicable'])
  expect(open.every(({ reason }) => reason?.startsWith('Known limit of Prism') === true)).toBe(true)
})

test('what stands in the document alone is found on Prism too', async () => {
  await using place = project()
  const reports = ['--reporter', 'json=report.json']
  await place.run([
    'run',
    spec('videodb'),
    '--target',
    'prism',
    '--only',
    'schema-id-unique-and-opaque',
    ...reports,
  ])
  expect(place.report().findings.map(({ message }) => message)).toEqual([
    'A key is addressed by its own secret, so the secret travels in URLs and their logs.',
  ])
})
