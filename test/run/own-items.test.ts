import { describe, expect, it } from 'vitest'
import type { JsonValue, KeyResource } from '../../src/contract/types.ts'
import { ownItems } from '../../src/run/own-items.ts'
import { createTrail, type TrailLine } from '../../src/run/trail.ts'
import { createVault } from '../../src/secrets/vault.ts'

const mark = 'keyproof-0a1b2c3d-'
const create = 'POST /keys'
const at = Date.parse('2026-03-01T12:00:00Z')
const timeoutMs = 10_000
const vault = createVault()

const resource: Pick<KeyResource, 'list' | 'roles' | 'softDelete' | 'idIsName' | 'idIsSecret'> = {
  roles: { create: { operation: create }, list: { operation: 'GET /keys' } },
  list: { items: '/keys', id: '/id', name: '/name', masked: [] },
  softDelete: { pointer: '/revoked_at', revoked: { not: null } },
  idIsName: false,
  idIsSecret: false,
}

function sought(
  items: readonly JsonValue[],
  lines: readonly TrailLine[],
  more: Partial<typeof resource> = {},
  beside: readonly (readonly TrailLine[])[] = [],
): { certain: readonly string[]; doubtful: readonly string[] } {
  const trail = createTrail(mark, 'salt')
  const others = beside.map((theirs, index) => {
    const other = createTrail(`keyproof-0000000${index}-`, `salt ${index}`)
    for (const line of theirs) other.add(line)
    return other
  })
  const before = { type: 'before', operation: create, ids: [vault.print('old', 'salt')] } as const
  for (const line of [before, ...lines]) trail.add(line)
  const { certain, doubtful } = ownItems(items, { ...resource, ...more } as KeyResource, trail, {
    timeoutMs,
    unnamed: new Set(['unnamed key']),
    vault,
    beside: others,
  })
  return { certain: certain.map(({ id }) => id), doubtful: doubtful.map(({ id }) => id) }
}

const item = (
  id: string,
  name: string | null,
  createdAt: number | null = at + 500,
  more: Record<string, JsonValue> = {},
): JsonValue => ({
  id,
  name,
  ...(createdAt === null ? {} : { created_at: new Date(createdAt).toISOString() }),
  ...more,
})
const intent = (key: number, name: string | null): TrailLine => ({
  type: 'intent',
  key,
  operation: create,
  name,
  at,
})

describe('the keys of a run in a list', () => {
  it('are those that bear its mark, whatever became of their creation', () => {
    expect(
      sought(
        [item('1', `${mark}a-1`, null), item('2', 'keyproof-ffffffff-a-1'), item('3', `x${mark}`)],
        [intent(1, `${mark}a-1`)],
      ),
    ).toEqual({ certain: ['1'], doubtful: [] })
  })

  it('do not include one that was there before and has got a marked name since', () => {
    expect(sought([item('old', `${mark}a-1`)], [intent(1, `${mark}a-1`)])).toEqual({
      certain: [],
      doubtful: [],
    })
  })

  it('are those whose id it was told', () => {
    const lines: TrailLine[] = [intent(1, 'a'), { type: 'created', key: 1, id: '7', at }]
    expect(sought([item('7', 'renamed since', 0), item('8', 'a')], lines)).toEqual({
      certain: ['7'],
      doubtful: [],
    })
  })

  it('are not those shown as revoked', () => {
    expect(
      sought([item('1', `${mark}a`, at, { revoked_at: '2026-03-01T12:00:01Z' })], [intent(1, `${mark}a`)]),
    ).toEqual({ certain: [], doubtful: [] })
  })

  it('include a key with an unmarked name only if it is new, of that very name, and as old as the request', () => {
    const lines = [intent(1, 'a')]
    expect(sought([item('1', 'a')], lines).certain).toEqual(['1'])
    expect(sought([item('1', 'b')], lines)).toEqual({ certain: [], doubtful: [] })
    expect(sought([item('old', 'a')], lines)).toEqual({ certain: [], doubtful: [] })
    expect(sought([item('1', 'a', at - 60_000)], lines)).toEqual({ certain: [], doubtful: [] })
    expect(sought([item('1', 'a', at + timeoutMs + 60_000)], lines)).toEqual({ certain: [], doubtful: [] })
  })

  it('leave alone what may be ours when there are more of them than requests, or when nothing says how old they are', () => {
    expect(sought([item('1', 'a'), item('2', 'a')], [intent(1, 'a')])).toEqual({
      certain: [],
      doubtful: ['1', '2'],
    })
    expect(sought([item('1', 'a'), item('2', 'a')], [intent(1, 'a'), intent(2, 'a')]).certain).toEqual([
      '1',
      '2',
    ])
    expect(sought([item('1', 'a', null)], [intent(1, 'a')])).toEqual({ certain: [], doubtful: ['1'] })
  })

  it('include one that came without a name if it got none, or the one the API gives to such keys', () => {
    expect(sought([item('1', null)], [intent(1, null)]).certain).toEqual(['1'])
    expect(sought([item('1', 'unnamed key')], [intent(1, null)]).certain).toEqual(['1'])
    expect(sought([item('1', 'somebody’s')], [intent(1, null)])).toEqual({ certain: [], doubtful: [] })
    const called: TrailLine = { type: 'created', key: 1, id: '9', at: at + 400, called: 'API key' }
    expect(sought([item('1', 'API key')], [intent(1, null), called, intent(2, null)]).certain).toEqual(['1'])
  })

  it('each have a request of their own', () => {
    // The first may come of either request, the second only of the nameless one.
    expect(
      sought([item('1', 'unnamed key'), item('2', null)], [intent(1, null), intent(2, 'unnamed key')])
        .certain,
    ).toEqual(['1', '2'])
    expect(
      sought([item('1', 'a'), item('2', 'b'), item('3', 'b')], [intent(1, 'a'), intent(2, 'b')]),
    ).toEqual({ certain: ['1'], doubtful: ['2', '3'] })
  })

  it('are not looked for by the name of a request that was refused to its sender', () => {
    expect(sought([item('1', 'a')], [intent(1, 'a'), { type: 'refused', key: 1 }])).toEqual({
      certain: [],
      doubtful: [],
    })
  })

  it('may be what came while a request was refused for what it asked, but no more than may be', () => {
    const lines: TrailLine[] = [intent(1, 'a'), { type: 'refused', key: 1, at: at + 900 }]
    const other = item('4', 'b')
    expect(sought([item('1', 'a'), item('2', null), other], lines)).toEqual({
      certain: [],
      doubtful: ['1', '2'],
    })
    expect(sought([item('3', 'a', at + 4_000)], lines)).toEqual({ certain: [], doubtful: [] })
  })

  it('include one that was made of a request without a proper name, under any text that was in it', () => {
    const odd: TrailLine = { type: 'intent', key: 1, operation: create, name: null, like: ['42'], at }
    expect(sought([item('1', '42')], [odd]).certain).toEqual(['1'])
    expect(sought([item('1', '43')], [odd])).toEqual({ certain: [], doubtful: [] })
  })

  it('are not told by their age while somebody else makes keys too', () => {
    expect(sought([item('1', 'a'), item('2', 'somebody’s', at + 5_000)], [intent(1, 'a')])).toEqual({
      certain: [],
      doubtful: ['1'],
    })
    expect(sought([item('1', 'a'), item('2', 'somebody’s', at - 60_000)], [intent(1, 'a')]).certain).toEqual([
      '1',
    ])
  })

  it('are told from those of another run at the same time', () => {
    const theirs: TrailLine[] = [{ ...intent(1, 'a'), at: at + 400 } as TrailLine]
    const known: TrailLine[] = [{ ...intent(1, 'a') }, { type: 'created', key: 1, id: '2', at: at + 100 }]
    const both = [item('1', 'a'), item('2', 'a')]
    expect(sought(both, [intent(1, 'a')], {}, [known]).certain).toEqual(['1'])
    const taken = sought(both, [intent(1, 'a')], {}, [theirs])
    expect(taken.certain).toHaveLength(1)
    expect(taken.doubtful).toEqual([])
    expect(sought([...both, item('3', 'a')], [intent(1, 'a')], {}, [theirs])).toEqual({
      certain: [],
      doubtful: ['1', '2', '3'],
    })
  })

  it('are known by the print of a secret that is their id, and never taken for gone by a masked one', () => {
    const bare = { idIsSecret: true, list: { items: '/keys', id: '/id', name: null, masked: [] } }
    const token = vault.add('sk-Zx81mQpLw93vRt77yNbc', 'k1', 'issued')
    const other = vault.add('sk-Aa01mQpLw93vRt77yNbd', 'k2', 'issued')
    const lines: TrailLine[] = [
      intent(1, null),
      { type: 'created', key: 1, id: null, at: at + 100, print: vault.print(token, 'salt') },
    ]
    expect(sought([item(token, null), item(other, null, at + 60_000)], lines, bare)).toEqual({
      certain: [token],
      doubtful: [],
    })
    expect(sought([item('sk-…yNbc', null)], lines, bare)).toEqual({ certain: [], doubtful: ['sk-…yNbc'] })
  })

  it('are found by the server’s clock', () => {
    const hour = 3_600_000
    expect(
      sought([item('1', 'a', at + hour)], [intent(1, 'a'), { type: 'clock', aheadMs: hour }]).certain,
    ).toEqual(['1'])
  })

  it('are followed through a renaming, answered or not', () => {
    const lines: TrailLine[] = [
      intent(1, `${mark}a`),
      { type: 'created', key: 1, id: `${mark}a`, at: at + 100 },
    ]
    const byName = { idIsName: true, list: { items: '/keys', id: '/name', name: '/name', masked: [] } }
    const renamed = item('1', 'b')
    expect(
      sought([renamed], [...lines, { type: 'renaming', to: 'b', at: at + 200 }], byName).certain,
    ).toEqual(['b'])
    expect(
      sought(
        [renamed],
        [...lines, { type: 'renaming', to: 'b', at: at + 200 }, { type: 'renamed', key: 1, to: 'b' }],
        byName,
      ).certain,
    ).toEqual(['b'])
    expect(
      sought(
        [renamed],
        [...lines, { type: 'renaming', to: 'b', at: at + 200 }, { type: 'renamed', key: null, to: 'b' }],
        byName,
      ),
    ).toEqual({ certain: [], doubtful: [] })
  })
})
