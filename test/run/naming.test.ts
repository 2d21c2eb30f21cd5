import { describe, expect, it } from 'vitest'
import { anyMark, namingFor } from '../../src/run/naming.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience } from './harness.ts'

const contractWith = (pattern: string | null): ReturnType<typeof guardedContract> =>
  guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }], {
    properties: { name: { type: 'string', ...(pattern === null ? {} : { pattern }) } },
  })

describe('the names of keys', () => {
  it.each([
    [null, 'keyproof-0123abcd-22.9.e2-3'],
    ['^[A-Za-z0-9.-]+$', 'keyproof-0123abcd-22.9.e2-3'],
    ['^[a-z0-9-]+$', 'keyproof-0123abcd-22-9-e2-3'],
    ['^[a-z_][a-z0-9_]+$', 'keyproof_0123abcd_22_9_e2_3'],
    ['^[a-zA-Z0-9]{4,64}$', 'keyproofx0123abcdx22x9xe2x3'],
    // What has room for none of them gets the usual ones, which are left out where they do not fit.
    ['^[A-Z]{4}$', 'keyproof-0123abcd-22.9.e2-3'],
  ])('fit the pattern %s', (pattern, expected) => {
    const { mark, nameOf } = namingFor(contractWith(pattern), {}, '0123abcd')
    const name = nameOf('22.9.e2', 3)
    expect(name).toBe(expected)
    expect(name.startsWith(mark)).toBe(true)
    expect(name).toMatch(anyMark)
  })

  it('are unlike each other where names are unique and of few characters, so that the run has keys', async () => {
    const root = 'root-4f9Qz81LmXwP7'
    const taken = new Set<unknown>()
    await using server = await startGuarded({
      lets: ({ bearer, issued }) => bearer === root || issued(bearer),
      takes: ({ name }) => {
        if (typeof name !== 'string' || !/^[a-z_][a-z0-9_]{3,63}$/.test(name) || taken.has(name)) return false
        taken.add(name)
        return true
      },
      credentials: { key: root },
    })
    const { keys, verdicts } = await judgeContract(contractWith('^[a-z_][a-z0-9_]{3,63}$'), server, {
      ...patience,
      runs: 3,
      maxKeys: 120,
      only: ['lifecycle-*', 'secret-*'],
    })
    expect(keys.created).toBeGreaterThan(15)
    expect(keys.left).toEqual([])
    const held = verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)
    expect(held).toContain('lifecycle-revoked-key-rejected')
    expect([...taken].filter((name) => anyMark.test(String(name))).length).toBeGreaterThan(15)
  })
})
