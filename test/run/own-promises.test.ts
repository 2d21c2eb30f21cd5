import { expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import type { Scenario } from '../../src/run/scenario.ts'
import { startServer } from '../servers/server.ts'
import { judgeContract } from './harness.ts'

it('harness-artifacts-redacted is broken by a scenario that puts a credential into its findings', async () => {
  await using server = await startServer({ vendor: 'videodb' })
  const [credential] = Object.values(server.credentials)
  const tellsAll: Scenario = {
    name: 'tells-all',
    promise: 'It tells what it must not.',
    rules: ['status-documented'],
    on: 'resource',
    keys: 0,
    applies: () => true,
    verify(stage) {
      stage.inconclusive('status-documented', `The credential is ${credential}.`)
      return Promise.resolve()
    },
  }
  const contract = await loadContract('specs/videodb/openapi.yaml')
  const verdicts = async (more: readonly Scenario[]) => {
    const options = { only: ['tells-all', 'harness-artifacts-redacted'], keepKeys: true, runs: 1 }
    const ran = await judgeContract(contract, server, options, more)
    expect(JSON.stringify(ran.events)).not.toContain(credential)
    return [ran.exitCode, ran.verdicts.find(({ rule }) => rule === 'harness-artifacts-redacted')?.verdict]
  }
  expect(await verdicts([{ ...tellsAll, verify: () => Promise.resolve() }])).toEqual([0, 'held'])
  expect(await verdicts([tellsAll])).toEqual([3, 'broken'])
})
