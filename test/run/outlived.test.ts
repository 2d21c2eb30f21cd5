import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/contract/types.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const settings = { ...patience, runs: 3, maxKeys: 6, only: ['secret-present-on-create', 'harness-*'] }
const cleanUpOf = ({ verdicts }: Ran): unknown =>
  verdicts.find(({ rule }) => rule === 'harness-cleanup-complete')

describe('keys that no list tells of, whose revocation is accepted', () => {
  it('are revoked where they work no more', async () => {
    await using server = await startPlain()
    const { keys, exitCode } = await judgeContract(plainContract(), server, settings)
    expect(server.standing()).toBe(0)
    expect(keys).toMatchObject({ revoked: keys.created, left: [] })
    expect(keys.created).toBeGreaterThan(1)
    expect(exitCode).toBe(0)
  })

  it('are left where they work on', async () => {
    await using server = await startPlain({ revokes: false })
    const ran = await judgeContract(plainContract(), server, settings)
    expect(ran.keys).toMatchObject({ created: server.standing(), revoked: 0 })
    expect(ran.keys.left).toHaveLength(server.standing())
    expect(JSON.stringify(ran.keys.left)).toContain('its revocation was accepted, and it works')
    expect(cleanUpOf(ran)).toMatchObject({ verdict: 'broken' })
    expect(ran.exitCode).toBe(3)
  })

  it('are not called left where the document lets them work for longer than a run waits', async () => {
    await using server = await startPlain({ revokes: false })
    const contract = plainContract({ annotations: { propagation: { revoke: 'PT1M' } } })
    const ran = await judgeContract(contract, server, settings)
    expect(ran.keys.left).toEqual([])
    expect(cleanUpOf(ran)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('whether they are gone cannot be seen') as string,
    })
  })

  it('are not called left where anything is let in', async () => {
    await using server = await startPlain({ letsIn: () => true })
    const ran = await judgeContract(plainContract(), server, settings)
    expect(server.standing()).toBe(0)
    expect(ran.keys.left).toEqual([])
    expect(cleanUpOf(ran)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('whether they are gone cannot be seen') as string,
    })
  })
})

describe('keys of which the list shows only some', () => {
  it('are all left where DELETE does nothing', async () => {
    await using server = await startPlain({ revokes: false })
    const ran = await judgeContract(plainContract({ listed: true, mostListed: 2 }), server, settings)
    expect(server.standing()).toBeGreaterThan(2)
    expect(ran.keys).toMatchObject({ created: server.standing(), revoked: 0 })
    expect(ran.keys.left).toHaveLength(server.standing())
    expect(ran.exitCode).toBe(3)
  })

  it('are revoked where it shows none of them any more', async () => {
    await using server = await startPlain({ keysWork: false })
    const ran = await judgeContract(plainContract({ listed: true, mostListed: 2 }), server, settings)
    expect(server.standing()).toBe(0)
    expect(ran.keys.left).toEqual([])
    expect(ran.exitCode).toBe(0)
  })
})

describe('keys that the API says it does not know, and does not list', () => {
  it('are left where they work', async () => {
    await using server = await startPlain({ hides: (before) => before % 2 === 0 })
    const ran = await judgeContract(plainContract({ listed: true }), server, settings)
    expect(server.standing()).toBeGreaterThan(0)
    expect(ran.keys.left).toHaveLength(server.standing())
    expect(ran.keys.revoked).toBe(ran.keys.created - server.standing())
    expect(JSON.stringify(ran.keys.left)).toContain('answered as if it did not exist, and it works')
    expect(ran.exitCode).toBe(3)
  })

  it('are taken for gone where they are refused', async () => {
    await using server = await startPlain({
      hides: (before) => before % 2 === 0,
      keysWork: (before) => before % 2 === 1,
    })
    const ran = await judgeContract(plainContract({ listed: true }), server, settings)
    expect(ran.keys.left).toEqual([])
    expect(ran.exitCode).not.toBe(3)
  })
})

describe('keys that are used elsewhere, whose revocation is accepted', () => {
  const contract = plainContract({ listed: true })

  it('are left where the list shows them as before, whatever it says of their owner', async () => {
    let looks = 0
    const ownerTold = (): JsonObject => ({ id: `o-${(looks += 1)}` })
    await using server = await startPlain({ keysWork: false, revokes: false, ownerTold })
    const ran = await judgeContract(plainContract({ listed: true, listedWithOwner: true }), server, settings)
    expect(ran.keys.left).toHaveLength(server.standing())
    expect(ran.exitCode).toBe(3)
  })

  it('are revoked where the list does not show them any more', async () => {
    await using server = await startPlain({ keysWork: false })
    const ran = await judgeContract(contract, server, settings)
    expect(server.standing()).toBe(0)
    expect(ran.keys).toMatchObject({ revoked: ran.keys.created, left: [] })
    expect(ran.exitCode).toBe(0)
  })

  it('are left where the list goes on showing what a DELETE should have taken from it', async () => {
    await using server = await startPlain({ keysWork: false, revokes: false })
    const ran = await judgeContract(contract, server, settings)
    expect(ran.keys).toMatchObject({ created: server.standing(), revoked: 0 })
    expect(ran.keys.left).toHaveLength(server.standing())
    expect(JSON.stringify(ran.keys.left)).toContain('it is listed as before')
    expect(ran.exitCode).toBe(3)
  })

  it('are left, too, where some are refused for what they may not do', async () => {
    await using server = await startPlain({ keysWork: (before) => before % 3 === 0, revokes: false })
    const ran = await judgeContract(contract, server, settings)
    expect(ran.keys).toMatchObject({ created: server.standing(), revoked: 0 })
    expect(ran.keys.left).toHaveLength(server.standing())
  })
})
