import { expect, test } from 'vitest'
import { startServer } from '../servers/server.ts'
import { createContract } from '../../src/contract/contract.ts'
import { startMock } from '../../src/mock/start.ts'
import { judgeContract, judgeServer } from './harness.ts'

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

test('a rule about keys says of a document without them what would make it decidable', async () => {
  const contract = createContract({
    openapi: '3.1.0',
    info: { title: 'Weather', version: '1' },
    paths: { '/weather': { get: { responses: { '200': { description: 'The weather.' } } } } },
  })
  await using mock = await startMock(contract, { seed: 1 })
  const ran = await judgeContract(contract, { url: mock.url, credentials: {}, params: {} })
  const reasonOf = (rule: string): string | undefined =>
    ran.verdicts.find((verdict) => verdict.rule === rule)?.reason
  expect(reasonOf('lifecycle-revoked-key-rejected')).toMatch(
    /^No operation is known to create keys: x-key-operation /,
  )
  expect(reasonOf('auth-throttling-signalled')).toMatch(/^No answer of this run gave occasion for it/)
})
