import { describe, expect, it } from 'vitest'
import type { DefectName } from '../servers/defects.ts'
import { startServer, type ServerOptions } from '../servers/server.ts'
import { startFront } from './front.ts'
import { judgeServer } from './harness.ts'

/** Bodies of the requests for a key that a live server took although they lack a mark, and how many such were under way at once. */
async function unmarkedAt(
  vendor: ServerOptions['vendor'],
  defect?: DefectName,
): Promise<{ readonly taken: readonly string[]; readonly most: number }> {
  await using server = await startServer({
    vendor,
    latencyMs: 4,
    ...(defect === undefined ? {} : { defect }),
  })
  const taken: string[] = []
  let underWay = 0
  let most = 0
  await using front = await startFront(server, async ({ method, forward, body }) => {
    const sent = method === 'POST' ? await body() : 'keyproof-'
    const unmarked = !sent.includes('keyproof-')
    if (unmarked) most = Math.max(most, (underWay += 1))
    const answer = await forward()
    if (unmarked) underWay -= 1
    if (unmarked && answer.status < 300) taken.push(sent)
    return answer
  })
  await judgeServer(vendor, front, { maxKeys: 100 })
  return { taken, most }
}

describe('the keys of a live run', () => {
  it.each([
    ['autocalls', []],
    ['lumino', []],
    // That a name may be left out is tried once, as is each end of its length.
    ['vued', ['{}']],
    ['avido', ['{"name":"k"}', '{"name":"🔑"}']],
  ] as const)(
    'on %s bear its mark in their names, but where the name itself is what is tried',
    async (vendor, edges) => {
      const { taken, most } = await unmarkedAt(vendor)
      expect(taken.toSorted()).toEqual(edges)
      expect(most).toBeLessThanOrEqual(1)
    },
  )

  it('that bear none are made one after another, also by requests that should be refused', async () => {
    const { taken, most } = await unmarkedAt('autocalls', 'missing-required-accepted')
    expect(taken.length).toBeGreaterThan(1)
    expect(most).toBe(1)
  })
})
