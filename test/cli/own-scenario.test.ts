import { expect, test } from 'vitest'
import { startServer } from '../servers/server.ts'
import { runAgainst } from './accounts.ts'
import { project } from './keyproof.ts'

const config = `
import type { Profile } from 'keyproof'

const profile: Profile = 'recommended'
export default { profile, only: ['names-come-back'], scenarios: ['promises/*.ts'], reporters: ['json=report.json', 'terminal'] }
`

/** A promise of the user's own, which the document does not make: the new key bears the name that was sent. */
const scenario = (expected: string): string => `
import type { IssuedKey, Scenario } from 'keyproof'

export const namesComeBack: Scenario = {
  name: 'names-come-back',
  promise: 'A new key bears the name that was asked for.',
  rules: ['schema-echo-fidelity'],
  on: 'resource',
  keys: 1,
  applies: ({ stateful }) => stateful || 'The target keeps no state.',
  async verify(stage) {
    const key: IssuedKey = await stage.createKey()
    const name = key.name${expected} ?? 'nothing'
    if (key.exchange.response.body.includes(JSON.stringify(name))) return stage.held('schema-echo-fidelity')
    stage.broken('schema-echo-fidelity', {
      place: '/data/name',
      failure: 'renamed',
      message: 'The key has another name than the one that was asked for.',
      expected: 'the name that was sent',
      received: 'another one',
      because: { source: 'our own handbook' },
      exchanges: [key.exchange],
    })
  },
}
`

test.each([
  ['holds', '', 'held', 0],
  ['does not', '?.toUpperCase()', 'broken', 1],
] as const)(
  'a promise of the user that %s is judged like a built-in one',
  async (_what, expected, verdict, code) => {
    await using server = await startServer({ vendor: 'avido' })
    await using place = project({
      'keyproof.config.ts': config,
      'promises/names-come-back.ts': scenario(expected),
    })
    const { args, env } = runAgainst('avido', server)
    const ran = await place.run(args, { env })
    expect([0, 1]).toContain(ran.code)
    const { verdicts, findings } = place.report()
    const mine = verdicts.filter(
      ({ rule, operation }) => rule === 'schema-echo-fidelity' && operation === 'POST /v0/api-keys',
    )
    expect(
      mine.map((each) => each.verdict),
      ran.stdout + ran.stderr,
    ).toEqual([verdict])
    expect(
      findings
        .filter(({ scenario: by }) => by === 'names-come-back')
        .map(({ message, because }) => [message, because]),
    ).toEqual(
      code === 0
        ? []
        : [['The key has another name than the one that was asked for.', { source: 'our own handbook' }]],
    )
    expect(server.keys()).toBe(0)
  },
)

test.each([
  ['throws at import', 'throw new Error("no such luck")', ['names-come-back.ts', 'no such luck']],
  ['exports nothing', 'export const other = 1', ['names-come-back.ts', 'exports no scenario']],
  [
    'has another name than its file',
    scenario('').replace("name: 'names-come-back'", "name: 'other'"),
    ['calls itself other', 'Call it names-come-back'],
  ],
  [
    'decides a rule that does not exist',
    scenario('').replaceAll('schema-echo-fidelity', 'schema-echo'),
    ['schema-echo', 'keyproof rules'],
  ],
] as const)('a file that %s ends with exit code 2 and says so', async (_what, text, says) => {
  await using place = project({ 'keyproof.config.ts': config, 'promises/names-come-back.ts': text })
  await using server = await startServer({ vendor: 'avido' })
  const { args, env } = runAgainst('avido', server)
  const { code, stdout, stderr } = await place.run(args, { env })
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' })
  for (const part of says) expect(stderr).toContain(part)
})

test('a scenario that throws is an error of the run, with its line, and not a finding', async () => {
  const throwing = scenario('').replace(
    'const key: IssuedKey',
    "throw new TypeError('slipped')\n    const key: IssuedKey",
  )
  await using server = await startServer({ vendor: 'avido' })
  await using place = project({ 'keyproof.config.ts': config, 'promises/names-come-back.ts': throwing })
  const { args, env } = runAgainst('avido', server, '--reporter', 'junit', '--reporter', 'json=report.json')
  const { code } = await place.run(args, { env })
  expect(code).toBe(3)
  expect(place.report().findings.filter(({ scenario: by }) => by === 'names-come-back')).toEqual([])
  expect(place.read('reports/junit.xml')).toContain(
    '<error type="names-come-back" message="slipped (promises/names-come-back.ts:12)"',
  )
})
