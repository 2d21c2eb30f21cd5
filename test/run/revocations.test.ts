import { describe, expect, it } from 'vitest'
import { judgeContract, patience, type Ran } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const contract = plainContract({ listed: true })
const notices = ({ events }: Ran): readonly string[] =>
  events.flatMap((event) => (event.type === 'notice' ? [event.message] : []))
const stuck = 'Keys cannot be taken back, so no more are made'

describe('a server that refuses every revocation', () => {
  it('is left a few keys and no more, and told of', async () => {
    await using server = await startPlain({ refusesToRevoke: () => 400 })
    const ran = await judgeContract(contract, server, patience)
    // Without a limit of its own, a run of this size makes well over a hundred.
    expect(server.standing()).toBeLessThanOrEqual(20)
    expect(ran.keys.left).toHaveLength(server.standing())
    expect(notices(ran)).toContain(`${stuck}: DELETE /keys/{id} answered 400 (The version is missing).`)
    expect(ran.failures.map(({ rule, operation }) => [rule, operation])).toContainEqual([
      'status-valid-input-accepted',
      'DELETE /keys/{id}',
    ])
    expect(ran.exitCode).toBe(3)
  })

  it('is left no more where it takes the revocation of what is not there for done', async () => {
    await using server = await startPlain({ refusesToRevoke: () => 400, revokesNobody: true })
    const ran = await judgeContract(contract, server, patience)
    expect(server.standing()).toBeLessThanOrEqual(20)
    expect(notices(ran).join('\n')).toContain(stuck)
  })

  it('is left as many as it takes where they are to be kept', async () => {
    await using server = await startPlain({ refusesToRevoke: () => 400 })
    const ran = await judgeContract(contract, server, { ...patience, keepKeys: true })
    expect(server.standing()).toBeGreaterThan(40)
    expect(notices(ran).join('\n')).not.toContain(stuck)
  })
})

describe('a server that revokes keys', () => {
  it('is asked for all of them where it refuses now and then', async () => {
    await using server = await startPlain({
      refusesToRevoke: (before) => (before % 5 === 0 ? 409 : undefined),
    })
    const ran = await judgeContract(contract, server, patience)
    expect(notices(ran).join('\n')).not.toContain(stuck)
    expect(ran.keys.created).toBeGreaterThan(40)
  })

  it('is believed where its document has a path that it does not', async () => {
    await using server = await startPlain({ refusesToRevoke: () => 405 })
    const ran = await judgeContract(contract, server, patience)
    expect(notices(ran).join('\n')).not.toContain(stuck)
  })
})
