import { expect, it } from 'vitest'
import type { Finding } from '../../src/run/events.ts'
import type { Scenario } from '../../src/run/scenario.ts'
import { startServer } from '../servers/server.ts'
import { startFront } from './front.ts'
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

it.each([
  [1, 3, 'is, in the end'],
  [Number.POSITIVE_INFINITY, 4, 'never is'],
])(
  'what trouble keeps %d times from being played again, so that it is played %d times and %s, is not called intermittent',
  async (times, most) => {
    await using server = await startServer({ vendor: 'avido' })
    let isCut = false
    await using front = await startFront(server, ({ forward }) => (isCut ? Promise.resolve(null) : forward()))
    let plays = 0
    const looksOnce: Scenario = {
      name: 'looks-once',
      promise: 'The list is as it should be.',
      rules: ['status-valid-input-accepted'],
      on: 'resource',
      keys: 0,
      applies: () => true,
      async verify(stage) {
        isCut = plays > 0 && plays <= times
        plays += 1
        await stage.list().finally(() => (isCut = false))
        stage.broken('status-valid-input-accepted', {
          place: 'list',
          failure: 'seen',
          message: 'It was seen.',
        })
      },
    }
    const options = { ...patience, concurrency: 1, only: [looksOnce.name] }
    const { findings } = await judgeServer('avido', front, options, [looksOnce])
    expect(findings).toMatchObject([{ level: 'fail', confidence: 'firm', message: 'It was seen.' }])
    expect(plays).toBe(most)
  },
)
