import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defects, type DefectName } from '../servers/defects.ts'
import { startServer } from '../servers/server.ts'
import type { Vendor } from '../servers/shape.ts'
import { runAgainst } from './accounts.ts'
import { formsIn, formsOf } from './forms.ts'
import { project } from './keyproof.ts'

const leaking: readonly (readonly [DefectName, Vendor])[] = [
  ['secret-in-list', 'avido'],
  ['secret-in-error-message', 'autocalls'],
  ['credential-echoed-in-401', 'vued'],
  ['secret-in-location-header', 'videodb'],
  ['secret-base64-in-list-field', 'lumino'],
  ['half-secret-in-list', 'avido'],
]

const reporters = [
  'terminal',
  'terminal=terminal.txt',
  'junit',
  'json',
  'jsonl',
  'html',
  'sarif',
  'github=annotations.txt',
  'markdown',
]

describe('no secret in any output', () => {
  test.each(leaking)('%s at %s', async (defect, vendor) => {
    await using server = await startServer({ vendor, defect })
    await using place = project()
    const { args, env } = runAgainst(
      vendor,
      server,
      '--runs',
      '15',
      ...reporters.flatMap((each) => ['--reporter', each]),
    )
    const { code, stdout, stderr } = await place.run(args, { env })
    expect(code, stderr).toBeLessThan(2)
    expect(place.report('reports/report.json').findings.map(({ rule }) => rule)).toContain(
      defects.find(({ name }) => name === defect)?.rule,
    )

    const secrets = [...new Set([...server.secrets(), ...Object.values(server.credentials)])]
    expect(secrets.length).toBeGreaterThan(10)
    const files = place.files()
    expect(files).toHaveLength(reporters.length - 1)
    for (const [name, text] of [
      ['stdout', stdout],
      ['stderr', stderr],
      ...files.map((file) => [file, place.read(file)] as const),
    ] as const) {
      expect(text.length, name).toBeGreaterThan(10)
      expect(formsIn(text, secrets), name).toEqual([])
      // Nor does any hold so much of one that the rest could be guessed.
      expect(secrets.filter((secret) => text.includes(secret.slice(0, -14)))).toEqual([])
    }
  })
})

test('the search finds a secret wherever it stands in what was encoded', () => {
  const secret = fc.string({
    unit: fc.constantFrom(...Array.from('abcXYZ012_|-')),
    minLength: 12,
    maxLength: 40,
  })
  const around = fc.string({ unit: 'binary-ascii', maxLength: 5 })
  fc.assert(
    fc.property(secret, around, around, (hidden, before, after) => {
      const bytes = Buffer.from(before + hidden + after)
      for (const text of [
        bytes.toString('base64'),
        bytes.toString('base64url'),
        bytes.toString('hex'),
        bytes.toString(),
      ])
        expect(formsIn(text, [hidden])).not.toEqual([])
    }),
    { numRuns: 200 },
  )
  expect(formsIn('nothing', [...formsOf('a-secret-of-some-length').values()])).toEqual([])
})
