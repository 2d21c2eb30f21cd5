import { expect, it } from 'vitest'
import { startMock } from '../../src/mock/start.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { plainContract, startPlain, type PlainHabits } from './plain-keys.ts'

const put = 'PUT /keys/{id}'
const contract = plainContract({ listed: true, putToo: true })

const settings = {
  ...patience,
  runs: 5,
  maxKeys: 200,
  only: [
    'auth-missing-rejected',
    'status-valid-input-accepted',
    'status-invalid-input-rejected',
    'schema-echo-fidelity',
    'harness-cleanup-complete',
  ],
}

async function judge(puts: PlainHabits['puts']): Promise<Ran> {
  await using server = await startPlain({ puts: puts! })
  return await judgeContract(contract, server, settings)
}

const heldOn = ({ verdicts }: Ran, operation: string): readonly string[] =>
  verdicts
    .filter((one) => one.verdict === 'held' && one.operation === operation)
    .map(({ rule }) => rule)
    .toSorted()

it('takes PUT beside PATCH for a further way to update a key', () => {
  expect(contract.keyResources[0]!.roles.update).toEqual({
    operation: 'PATCH /keys/{id}',
    idParameter: 'id',
    idIn: 'path',
  })
  expect(contract.keyResources[0]!.furtherUpdates).toEqual([
    { operation: put, idParameter: 'id', idIn: 'path' },
  ])
  expect(plainContract({ listed: true }).keyResources[0]!.furtherUpdates).toBeUndefined()
})

it('judges both alike where both do as told', async () => {
  const ran = await judge({ by: 'account', what: 'named' })
  expect(ran.findings).toEqual([])
  expect(heldOn(ran, put)).toEqual(heldOn(ran, 'PATCH /keys/{id}'))
  expect(heldOn(ran, put)).toEqual(expect.arrayContaining(['auth-missing-rejected', 'schema-echo-fidelity']))
  expect(ran.keys.left).toEqual([])
})

it('finds PUT open to anybody where PATCH is not', async () => {
  const { failures } = await judge({ by: 'anybody', what: 'named' })
  expect(failures.map(({ rule, operation }) => `${rule} ${operation}`)).toEqual([
    `auth-missing-rejected ${put}`,
  ])
})

it('finds PUT that changes another key than the one it names where PATCH does not', async () => {
  const { findings } = await judge({ by: 'account', what: 'eldest' })
  const told = findings.filter(({ rule }) => rule === 'schema-echo-fidelity')
  expect(told.map(({ operation }) => operation)).toEqual([put])
})

it('has both change the keys of the mock', async () => {
  await using mock = await startMock(contract)
  const headers = {
    authorization: `Bearer ${mock.credentials['account']}`,
    'content-type': 'application/json',
  }
  const ask = async (method: string, path: string, body?: object): Promise<unknown> =>
    (
      await fetch(`${mock.url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    ).json()
  const { id } = (await ask('POST', '/keys', { name: 'one' })) as { readonly id: string }
  expect(await ask('PUT', `/keys/${id}`, { name: 'two' })).toMatchObject({ id, name: 'two' })
  expect(await ask('GET', '/keys')).toMatchObject([{ id, name: 'two' }])
})
