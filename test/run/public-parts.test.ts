import { expect, it } from 'vitest'
import { judgeContract, patience } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const settings = { ...patience, runs: 3, maxKeys: 20, only: ['auth-near-miss-rejected'] }

it.each([
  ['id', /^[0-9a-f]{8}-[0-9a-f-]{27}$/],
  ['name', /^keyproof-/],
] as const)('fails where the %s of a key is taken for the key', async (what, form) => {
  await using server = await startPlain({ letsIn: (token) => form.test(token) })
  const { failures } = await judgeContract(plainContract({ listed: true }), server, settings)
  expect(failures.map(({ message }) => message)).toEqual([
    `GET /me accepts the ${what} of the key, as if it were an issued key.`,
  ])
})

it('holds where neither is', async () => {
  await using server = await startPlain()
  const { findings, verdicts } = await judgeContract(plainContract({ listed: true }), server, settings)
  expect(findings).toEqual([])
  expect(verdicts.map(({ verdict }) => verdict)).toContain('held')
})
