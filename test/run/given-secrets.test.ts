import { expect, it } from 'vitest'
import { judgeContract, patience } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

it('two keys may have one secret where the caller chose it', async () => {
  await using server = await startPlain({ takesSecret: true })
  const contract = plainContract({ listed: true, secretGiven: true })
  const only = ['secret-unique-across-creates', 'status-valid-input-accepted']
  const ran = await judgeContract(contract, server, { ...patience, runs: 40, only })
  expect(ran.failures).toEqual([])
  expect(ran.verdicts.map(({ rule, verdict }) => `${rule} ${verdict}`)).toContain(
    'secret-unique-across-creates held',
  )
})
