import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { keptByUpdate } from '../../src/run/in-part.ts'
import { leavesOf, lostOf, type Lost } from '../../src/run/rest.ts'
import type { JsonValue } from '../../src/contract/types.ts'

const said = (description: string): unknown => {
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Updates', version: '1' },
      paths: {
        '/keys/{id}': {
          put: { summary: 'Update', description, responses: { '200': { description: 'The key' } } },
        },
      },
    },
    { name: 'updates' },
  )
  return keptByUpdate(contract, contract.operations[0]!)?.quote ?? null
}

describe('words that leave the rest as it was', () => {
  it.each([
    'Members that are not given stay unchanged.',
    'Fields that are omitted keep their values and remain as they are.',
    'Partially updates a key.',
    'Only the fields provided in the request are updated.',
    'What is not sent is not changed.',
  ])('are: %s', (words) => {
    expect(said(words)).toBe(words)
  })

  it.each([
    'Partial updates are not supported.',
    'This endpoint does not support partial updates: send the whole object.',
    'Omitted fields are reset to their defaults; the secret remains unchanged.',
    'Fields that are missing are set to null; the token itself is not changed.',
    'Updates the key without changing its secret; the secret is left as is.',
    'If it is not sent, the secret remains unchanged.',
    'Replaces the key.',
  ])('are not: %s', (words) => {
    expect(said(words)).toBeNull()
  })
})

describe('what an update loses', () => {
  const lost = (
    before: JsonValue,
    after: JsonValue,
    {
      name = null,
      askedBefore = [],
    }: { readonly name?: string | null; readonly askedBefore?: readonly string[] } = {},
  ): readonly Lost[] =>
    lostOf({
      before: leavesOf(before),
      again: leavesOf(before),
      after: leavesOf(after),
      asked: ['description'],
      askedBefore: new Set(askedBefore),
      name,
    })

  it('is what another value stands for', () => {
    expect(lost({ id: 1, limit: 50 }, { id: 1, limit: null }).map(({ pointer }) => pointer)).toEqual([
      '/limit',
    ])
    expect(lost({ id: 1, tags: ['a'] }, { id: 1, tags: [] }).map(({ pointer }) => pointer)).toEqual(['/tags'])
    const allowed = { id: 1, permissions: [{ action: 'read', on: 'all' }] }
    expect(lost(allowed, { ...allowed, permissions: [] }).map(({ pointer }) => pointer)).toEqual([
      '/permissions',
    ])
    const renamed = { name: 'kp1', askedBefore: ['name'] }
    expect(lost({ id: 1, name: 'kp1' }, { id: 1, name: null }, renamed)).toMatchObject([{ pointer: '/name' }])
    const ends = lost({ id: 1, expireAt: '2027-01-01T00:00:00Z' }, { id: 1 })
    expect(ends).toMatchObject([{ pointer: '/expireAt', isEnd: true, isEmpty: true }])
  })

  it('is not what follows from a name, now or in an update before', () => {
    expect(lost({ slug: '10-10-e2' }, { slug: 'u2' }, { name: '10.10.e2' })).toEqual([])
    expect(lost({ url_key: 'kpone' }, { url_key: 'u2' }, { name: 'kp.one', askedBefore: ['name'] })).toEqual(
      [],
    )
  })

  it.each<[what: string, before: JsonValue, after: JsonValue]>([
    ['a stamp of every change', { concurrencyStamp: 'a' }, { concurrencyStamp: 'b' }],
    [
      'who changed it last',
      { editor: 'root', updater: { id: 'u1' } },
      { editor: 'me', updater: { id: 'u2' } },
    ],
    [
      'a list of what happened',
      { history: [{ act: 'made' }] },
      { history: [{ act: 'made' }, { act: 'changed' }] },
    ],
    ['counts in a list', { rates: [{ left: 3 }] }, { rates: [{ left: 2 }] }],
    ['the order of members', { limits: [{ a: 1, b: 2 }] }, { limits: [{ b: 2, a: 1 }] }],
    ['the order of a list', { tags: ['a', 'b'] }, { tags: ['b', 'a'] }],
  ])('is not %s', (_what, before, after) => {
    expect(lost(before, after)).toEqual([])
  })
})
