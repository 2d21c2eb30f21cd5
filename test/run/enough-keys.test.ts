import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { createContract } from '../../src/contract/contract.ts'
import { startMock } from '../../src/mock/start.ts'
import { liveMaxKeys } from '../../src/run/options.ts'
import { startServer } from '../servers/server.ts'
import { judgeContract, judgeServer, patience, type Ran } from './harness.ts'

/** As a run on a live target is by default. */
const usual = { ...patience, maxKeys: liveMaxKeys, runs: 100 } as const

const starved = ({ verdicts }: Ran): readonly unknown[] =>
  verdicts
    .filter(({ reason }) => reason?.includes('--max-keys') === true)
    .map(({ rule, operation }) => [rule, operation])

it.concurrent.each(['videodb', 'autocalls', 'lumino', 'vued', 'avido'] as const)(
  'the default budget of keys leaves no rule of %s without its keys',
  async (vendor) => {
    await using server = await startServer({ vendor })
    const ran = await judgeServer(vendor, server, usual)
    expect(starved(ran)).toEqual([])
    expect(ran.failures).toEqual([])
    expect(ran.keys.created).toBeLessThanOrEqual(liveMaxKeys)
  },
)

it('and none where every proof of a refusal takes a key, since nothing but the creation of keys is documented', async () => {
  const document = parse(readFileSync('test/run/documents/rotation.yaml', 'utf8'))
  document.paths = { '/keys': { post: document.paths['/keys'].post } }
  await using mock = await startMock(createContract(document), { seed: 1 })
  const { url, credentials, parameters: params } = mock
  const ran = await judgeContract(mock.contract, { url, credentials, params }, { ...usual, keepKeys: true })
  expect(starved(ran)).toEqual([])
  expect(ran.failures).toEqual([])
})
