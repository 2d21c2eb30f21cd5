import { expect, it } from 'vitest'
import type { Finding } from '../../src/run/events.ts'
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
