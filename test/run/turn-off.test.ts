import { describe, expect, it } from 'vitest'
import { judgeContract, patience, type Ran } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const contract = plainContract({ listed: true, turnedOff: true })
const settings = {
  ...patience,
  runs: 6,
  maxKeys: 40,
  only: ['lifecycle-*', 'status-valid-input-accepted', 'secret-never-reappears', 'harness-*'],
}
const held = ({ verdicts }: Ran): readonly string[] =>
  verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)

describe('keys that have to be turned off before they are revoked', () => {
  it('are turned off and revoked, and live as others do until then', async () => {
    await using server = await startPlain({ turnedOff: true })
    const ran = await judgeContract(contract, server, settings)
    expect(ran.failures).toEqual([])
    expect(held(ran)).toContain('lifecycle-revoked-key-rejected')
    expect(server.standing()).toBe(0)
    expect(ran.keys).toMatchObject({ revoked: ran.keys.created, left: [] })
    expect(ran.exitCode).toBe(0)
  })

  it('are left where a DELETE does nothing, whether they are off or not', async () => {
    await using server = await startPlain({ turnedOff: true, revokes: false })
    const ran = await judgeContract(contract, server, {
      ...settings,
      only: ['harness-*', 'secret-present-on-create'],
    })
    expect(ran.keys).toMatchObject({ created: server.standing(), revoked: 0 })
    expect(ran.keys.left).toHaveLength(server.standing())
    expect(ran.exitCode).toBe(3)
  })

  it('may be shown in the answer of what turns them off, where they are always shown', async () => {
    const always = plainContract({ listed: true, turnedOff: true, alwaysShown: true })
    await using server = await startPlain({ turnedOff: true, shows: (secret) => ({ secret }) })
    const ran = await judgeContract(always, server, settings)
    expect(ran.failures).toEqual([])
  })
})
