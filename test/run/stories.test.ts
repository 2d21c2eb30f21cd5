import { usualLeniency } from '../../src/run/options.ts'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startMock } from '../../src/mock/start.ts'
import { describeTarget } from '../../src/target/described.ts'
import { planFor } from '../../src/run/preflight.ts'
import { readReplayToken } from '../../src/run/replay-token.ts'
import { stories, type Step, type Story } from '../../src/run/story/story.ts'
import { loadScenarios } from '../../src/run/load-scenarios.ts'
import { startServer } from '../servers/server.ts'
import { startFront } from './front.ts'
import { judgeContract, judgeServer, plainOptions, type Judged, type Ran } from './harness.ts'

const vendorContract = (vendor: string): ReturnType<typeof loadContract> =>
  loadContract(`specs/${vendor}/openapi.yaml`)
const only = ['key-life']
const scenarios = (await loadScenarios([], '.')).filter(({ name }) => name === 'key-life')

/** What the stories of a run found, and nothing else. */
const storiesOf = (ran: Ran): readonly (readonly string[] | undefined)[] =>
  ran.findings.filter(({ scenario }) => scenario === 'key-life').map(({ story }) => story)

const born = (key: string, status = 201): readonly string[] => [
  `create ${key} → ${status}`,
  `use ${key} → 200`,
]
const found = [
  [
    'avido',
    'honours-revoked-keys',
    'lifecycle-revoked-key-rejected',
    [...born('a'), 'revoke a → 204', 'use a → 200, expected 401'],
  ],
  [
    'avido',
    'revives-key-on-second-revoke',
    'lifecycle-revoked-key-rejected',
    [...born('a'), 'revoke a → 204', 'use a → 401', 'revoke a → 204', 'use a → 200, expected 401'],
  ],
  [
    'avido',
    'revives-keys-on-create',
    'lifecycle-revoked-key-rejected',
    [...born('a'), 'revoke a → 204', 'use a → 401', 'create b → 201', 'use a → 200, expected 401'],
  ],
  [
    'videodb',
    'revives-keys-on-list',
    'lifecycle-revoked-key-rejected',
    [...born('a', 200), 'revoke a → 200', 'use a → 401', 'list → 200', 'use a → 200, expected 401'],
  ],
  [
    'lumino',
    'ends-key-on-update',
    'lifecycle-new-key-works',
    [...born('a'), 'update a → 200', 'use a → 401, expected 200'],
  ],
  [
    'videodb',
    'revokes-too-much',
    'lifecycle-deleted-key-gone',
    [
      ...born('a', 200),
      'create b → 200',
      'use a → 200',
      'use b → 200',
      'revoke b → 200',
      'use a → 401, expected 200',
    ],
  ],
] as const

describe('what only a sequence of steps shows', () => {
  it.concurrent.each(found)(
    'on %s, %s breaks %s in as few steps as it takes',
    async (vendor, fault, rule, story) => {
      await using mock = await startMock(await vendorContract(vendor), { faults: [fault], seed: 1 })
      const ran = await judgeContract(mock.contract, judgedBy(mock), { only, maxKeys: 300 })
      const told = ran.findings.filter((finding) => finding.scenario === 'key-life')
      expect(told.map((finding) => [finding.rule, finding.level, finding.story])).toEqual([
        [rule, 'fail', story],
      ])
      expect(ran.keys.left).toEqual([])

      // The token alone brings the same story back.
      const point = readReplayToken(told[0]!.replay)
      const again = await judgeContract(mock.contract, judgedBy(mock), { seed: point.seed, replay: point })
      expect(storiesOf(again)).toEqual([story])
    },
  )

  it('shows in the list too: of two keys, the one that nobody changed', async () => {
    await using mock = await startMock(await vendorContract('lumino'), {
      faults: ['updates-another-key-too'],
      seed: 1,
    })
    const ran = await judgeContract(mock.contract, judgedBy(mock), { only, maxKeys: 300 })
    const told = ran.findings.filter((finding) => finding.scenario === 'key-life')
    expect(told.map(({ rule, level }) => [rule, level])).toEqual([
      ['lifecycle-created-key-listed-once', 'fail'],
    ])
    expect(told[0]?.message).toBe('The update of one key has changed the expires_at of another.')
    expect(told[0]?.story?.slice(-4)).toEqual([
      'update b → 200',
      'use a → 200',
      'use b → 200',
      'list → 200, with another expires_at of a, expected the one before',
    ])
  })

  it('is looked for within the budget of keys, and nothing is left behind', async () => {
    await using server = await startServer({ vendor: 'lumino', defect: 'revoked-key-revived' })
    const ran = await judgeServer('lumino', server, { only, maxKeys: 20 })
    expect(ran.findings.map(({ rule }) => rule)).toContain('lifecycle-no-escalation-by-update')
    expect(
      server.log.filter(({ method, status }) => method === 'POST' && status < 300).length,
    ).toBeLessThanOrEqual(20)
    expect(server.keys()).toBe(0)
  })
})

describe('no story is told', () => {
  it.concurrent.each(['videodb', 'autocalls', 'lumino', 'vued', 'avido'] as const)(
    'of a server in the shape of %s that does what it should, whatever the seed',
    async (vendor) => {
      await using server = await startServer({ vendor })
      for (const seed of [2, 3, 4]) {
        const ran = await judgeServer(vendor, server, { only, seed, maxKeys: 200 })
        expect(storiesOf(ran)).toEqual([])
      }
      expect(server.keys()).toBe(0)
    },
  )

  it('of a server that takes its time to revoke', async () => {
    await using server = await startServer({ vendor: 'avido' })
    const late: Promise<unknown>[] = []
    await using front = await startFront(server, async ({ method, forward }) => {
      if (method !== 'DELETE') return forward()
      late.push(delay(400).then(forward))
      return { status: 204 }
    })
    // As patient as a run is by itself, since this server needs it.
    const ran = await judgeServer('avido', front, { only, maxKeys: 60, leniency: usualLeniency })
    await Promise.all(late)
    expect(storiesOf(ran)).toEqual([])
    expect(ran.failures).toEqual([])
  })

  it('where nothing is remembered, and the plan says why', async () => {
    const contract = await vendorContract('avido')
    const plan = planFor(contract, describeTarget('prism', contract), scenarios, onPrism, 60)
    expect(plan.units).toEqual([])
    expect(plan.unplayed.map(({ reason }) => reason)).toEqual([
      'The target keeps no state, so no key ever lives or dies on it.',
    ])
  })
})

describe('stories', () => {
  const twice = (story: Story, isIt: (step: Step) => boolean): boolean =>
    story.some(
      (step, index) =>
        isIt(step) && story.slice(0, index).some((other) => isIt(other) && other.key === step.key),
    )

  it.each(['avido', 'lumino'])('of %s have only steps that its document has', async (vendor) => {
    const [resource] = (await vendorContract(vendor)).keyResources
    fc.assert(
      fc.property(stories(resource!), (story) => {
        const made = new Set<number>()
        for (const { verb, key } of story) {
          if (verb === 'create') {
            expect(made.has(key)).toBe(false)
            made.add(key)
          } else if (verb === 'list') continue
          else expect(made.has(key), 'a key is made before anything is done with it').toBe(true)
          if (verb !== 'use' && verb !== 'expire') expect(resource!.roles[verb]).toBeDefined()
        }
        expect(made.size).toBeLessThanOrEqual(2)
      }),
      { numRuns: 200 },
    )
  })

  it('shrink to the fewest steps that will do, from wherever they began', async () => {
    const [resource] = (await vendorContract('lumino')).keyResources
    for (let seed = 1; seed <= 60; seed++) {
      const details = fc.check(
        fc.property(stories(resource!), (story) => !twice(story, ({ verb }) => verb === 'revoke')),
        { seed, numRuns: 100 },
      )
      expect(details.counterexample?.[0].map(({ verb, key }) => `${verb} ${key}`)).toEqual([
        'create 0',
        'use 0',
        'revoke 0',
        'use 0',
        'revoke 0',
        'use 0',
      ])
    }
  })
})

const onPrism = {
  ...plainOptions,
  target: 'prism',
  credentials: {},
  parameters: {},
  runs: 10,
  concurrency: 4,
  timeoutMs: 5_000,
}

function judgedBy(mock: Awaited<ReturnType<typeof startMock>>): Judged {
  return { url: mock.url, credentials: mock.credentials, params: mock.parameters }
}
