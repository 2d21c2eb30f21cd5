import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/run/events.ts'
import type { Scenario, Stage } from '../../src/run/scenario.ts'
import { startServer } from '../servers/server.ts'
import { startFront, type FrontAnswer, type Passing } from './front.ts'
import { judgeServer, patience } from './harness.ts'

const rule = 'schema-response-conforms'

/** What is found where the list is no list while `isWrong` says so, of how many lists there were before. */
async function found(isWrong: (lists: number) => boolean): Promise<readonly Finding[]> {
  await using server = await startServer({ vendor: 'avido' })
  let lists = 0
  await using front = await startFront(server, async ({ method, forward }) => {
    const answer = await forward()
    if (method !== 'GET' || answer.status !== 200) return answer
    lists += 1
    return isWrong(lists - 1)
      ? { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"data":7}' }
      : answer
  })
  // One after another, so that the wrong answers are the same cases' each time.
  const { findings } = await judgeServer('avido', front, {
    ...patience,
    concurrency: 1,
    runs: 3,
    only: [rule, 'auth-missing-rejected', 'secret-absent-from-reads'],
  })
  return findings.filter((finding) => finding.rule === rule)
}

it.each([
  [1, 'once'],
  [3, '3 times'],
])(
  'what shows %i times and not when it is played again is intermittent, and no more than a warning',
  async (times, told) => {
    // What stood there before the run is listed first, and not judged.
    const [finding, ...more] = await found((lists) => lists > 0 && lists <= times)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ level: 'warn', confidence: 'tentative', count: times })
    expect(finding!.message).toContain(`This is intermittent: seen ${told}, and not again when played again.`)
  },
)

it('what shows each time is certain to be there, is one finding, and says how often it showed', async () => {
  const [finding, ...more] = await found(() => true)
  expect(more).toEqual([])
  expect(finding).toMatchObject({ level: 'fail', confidence: 'firm' })
  expect(finding!.count).toBeGreaterThan(3)
  expect(finding!.message).not.toContain('intermittent')
})

/** What is found where a breach shows the first time, and something else becomes of the case the next so many times it is played. */
async function playedAgain(
  times: number,
  instead: (stage: Stage) => Promise<void>,
  then: (passing: Passing) => Promise<FrontAnswer | null> = ({ forward }) => forward(),
): Promise<{ readonly findings: readonly Finding[]; readonly plays: number }> {
  await using server = await startServer({ vendor: 'avido' })
  let isInstead = false
  await using front = await startFront(server, (passing) => (isInstead ? then(passing) : passing.forward()))
  let plays = 0
  const seen: Scenario = {
    name: 'seen',
    promise: 'It is not seen.',
    rules: [seenRule],
    on: 'resource',
    keys: 2,
    applies: () => true,
    async verify(stage) {
      plays += 1
      if (plays > 1 && plays <= times + 1) {
        isInstead = true
        return instead(stage).finally(() => (isInstead = false))
      }
      stage.broken(seenRule, { place: 'list', failure: 'seen', message: 'It was seen.' })
    },
  }
  const options = { ...patience, concurrency: 1, only: [seen.name] }
  const { findings } = await judgeServer('avido', front, options, [seen])
  return { findings, plays }
}

const seenRule = 'status-valid-input-accepted'

it('what does not show when it is played again to its end is intermittent', async () => {
  const { findings, plays } = await playedAgain(1, async (stage) => stage.held(seenRule))
  expect(findings).toMatchObject([{ level: 'warn', confidence: 'tentative' }])
  expect(plays).toBe(2)
})

describe.each([
  [1, 3, 'is, in the end'],
  [Number.POSITIVE_INFINITY, 4, 'never is'],
])('what is kept %d times from being played again, so that it is played %d times and %s', (times, most) => {
  const ways: Readonly<Record<string, Parameters<typeof playedAgain>[1]>> = {
    'a request without an answer': async (stage) => void (await stage.list()),
    'no key to be had': async (stage) => void (await stage.createKey()),
    'what it cannot judge': async (stage) =>
      stage.inconclusive(seenRule, 'Nothing is listed that would show it.'),
  }

  it.each(Object.entries(ways))('by %s, is not called intermittent', async (_way, instead) => {
    const { findings, plays } = await playedAgain(times, instead, async ({ method }) =>
      method === 'GET' ? null : { status: 403, body: '' },
    )
    expect(findings.filter(({ rule: id }) => id === seenRule)).toMatchObject([
      { level: 'fail', confidence: 'firm', message: 'It was seen.' },
    ])
    expect(plays).toBe(most)
  })
})
