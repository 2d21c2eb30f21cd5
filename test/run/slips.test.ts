import { describe, expect, it } from 'vitest'
import { judgeContract, patience, type Ran } from './harness.ts'
import { plainContract, startPlain, type PlainDocument, type PlainHabits } from './plain-keys.ts'

const settings = {
  ...patience,
  runs: 30,
  maxKeys: 200,
  only: ['status-valid-input-accepted', 'schema-length-code-points'],
}

async function judge(said: PlainDocument, habits: PlainHabits): Promise<Ran> {
  await using server = await startPlain(habits)
  return await judgeContract(plainContract(said), server, settings)
}

const told = ({ findings }: Ran): readonly string[] => [
  ...new Set(findings.map(({ level, rule, operation }) => `${level} ${rule} ${operation}`)),
]

describe('a refusal of what the document allows', () => {
  it('is none to tell of where there is none', async () => {
    const ran = await judge({ bodyRequired: true }, {})
    expect(told(ran)).toEqual([])
    expect(ran.verdicts.map(({ verdict }) => verdict)).toContain('held')
  })

  it('is a warning where an update asks for nothing', async () => {
    const ran = await judge({}, { takesEmptyUpdates: false })
    expect(told(ran)).toEqual(['warn status-valid-input-accepted PATCH /keys/{id}'])
    expect(ran.exitCode).toBe(0)
  })

  it('is a warning where a body that has required members is left out', async () => {
    const ran = await judge({ bodyRequired: false }, {})
    expect(told(ran)).toEqual(['warn status-valid-input-accepted POST /keys'])
    expect(ran.exitCode).toBe(0)
  })

  it('is left open where the answer says that the account is full', async () => {
    const ran = await judge({}, { most: 12 })
    expect(told(ran)).toEqual([])
    expect(ran.verdicts.map(({ reason }) => reason).join('\n')).toContain('as many keys as it may')
  })

  it('is left open where it is of a version that the document does not name', async () => {
    const ran = await judge({ version: { type: 'string', default: '2025-10' } }, { version: '2025-10' })
    expect(told(ran)).toEqual([])
    expect(ran.verdicts.map(({ reason }) => reason).join('\n')).toContain('Which values X-Version may have')
  })

  it('is a failure where it is of a version that the document names', async () => {
    const ran = await judge(
      { version: { type: 'string', enum: ['2025-10', '2026-01'] } },
      { version: '2025-10' },
    )
    expect(told(ran)).toEqual(['fail status-valid-input-accepted POST /keys'])
  })

  const asciiOnly = (name: string): boolean => /^[\w .-]*$/.test(name)

  it('is a failure where a name has characters that nothing in the document keeps from it', async () => {
    const ran = await judge({}, { takesName: asciiOnly })
    expect(new Set(ran.failures.map(({ rule }) => rule))).toContain('status-valid-input-accepted')
  })

  it('is left open where its description names the characters that a name may have', async () => {
    const description = 'Alphanumeric characters, hyphens, underscores, dots and spaces.'
    const ran = await judge({ name: { description } }, { takesName: asciiOnly })
    expect(told(ran)).toEqual([])
    const open = ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive')
    expect(open.map(({ rule }) => rule)).toContain('status-valid-input-accepted')
    expect(open.map(({ reason }) => reason).join('\n')).toContain('names the characters that it takes')
  })
})
