import { expect, test } from 'vitest'
import { startServer } from '../servers/server.ts'
import { judgeServer } from './harness.ts'

test('a reason that sends to another rule says so where that one is left out', async () => {
  await using server = await startServer({ vendor: 'avido', defect: 'secret-in-list' })
  const rule = 'secret-not-revealed-on-request'
  const reasonOf = (ran: Awaited<ReturnType<typeof judgeServer>>): string | undefined =>
    ran.verdicts.find((verdict) => verdict.rule === rule && verdict.verdict === 'inconclusive')?.reason
  const alone = await judgeServer('avido', server, { only: [rule] })
  expect(reasonOf(alone)).toMatch(/which secret-absent-from-reads would judge, but not in this run\./)
  const both = await judgeServer('avido', server, { only: [rule, 'secret-absent-from-reads'] })
  expect(reasonOf(both)).toMatch(/which secret-absent-from-reads judges\./)
})
