import { describe, expect, test } from 'vitest'
import { judgeFor } from './conforms.ts'
import { defects } from './defects.ts'
import type { Defect, DefectName } from './defects.ts'
import { probes } from './probes/probes.ts'
import { startServer } from './server.ts'
import { sessionWith } from './session.ts'

describe.each(defects.map((defect): Defect => defect))('$name', ({ name, vendors: shown }) => {
  test.each(shown)('shows at %s, and not on the correct server', async (vendor) => {
    const probe = probes[name as DefectName]
    await using correct = await startServer({ vendor })
    expect(await probe(sessionWith(vendor, correct))).toBe(false)
    await using defective = await startServer({ vendor, defect: name as DefectName })
    expect(await probe(sessionWith(vendor, defective))).toBe(true)
  })
})

test.each(['body-of-wrong-type', 'body-holds-null', 'wrong-content-type', 'undocumented-status'] as const)(
  'what %s does breaks the vendors own documents',
  async (defect) => {
    for (const vendor of ['videodb', 'autocalls', 'lumino', 'vued', 'avido'] as const) {
      await using server = await startServer({ vendor, defect })
      const session = sessionWith(vendor, server)
      const { reply } = await session.create()
      expect([vendor, judgeFor(vendor)('POST', session.listPath, reply)]).not.toEqual([vendor, null])
    }
  },
)
