import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { createContract } from '../../src/contract/contract.ts'
import type { Contract } from '../../src/contract/types.ts'
import { rotateOverlapMs } from '../../src/run/rotate-overlap.ts'
import { judgeContract, patience } from './harness.ts'
import { startRotatingServer, type RotatingHabits } from './rotating-server.ts'

const rule = 'lifecycle-rotate-cutover'
const text = readFileSync('test/run/documents/reroll.yaml', 'utf8')
const never = 7_258_118_400

function contractOf(told: string): Contract {
  return createContract(parse(told))
}

async function judged(
  habits: RotatingHabits,
  contract = contractOf(text),
): Promise<{ readonly found: readonly string[]; readonly verdicts: readonly string[] }> {
  await using server = await startRotatingServer(habits)
  const ran = await judgeContract(contract, server, { ...patience, only: [rule], runs: 2, maxKeys: 200 })
  return {
    found: ran.findings
      .filter((finding) => finding.rule === rule)
      .map(({ level, severity, message }) => `${level} ${severity}: ${message}`),
    verdicts: ran.verdicts.filter((one) => one.rule === rule).map(({ verdict }) => verdict),
  }
}

describe('a rotation', () => {
  it.concurrent.each<[what: string, habits: RotatingHabits]>([
    ['changes the secret alone', {}],
    ['lets the old secret work on for as long as the document says', { overlapMs: 400 }],
    ['gives the key another id', { newId: true }],
    ['refuses members that the document does not name', { isStrict: true }],
  ])('that %s is good', async (_what, habits) => {
    expect(await judged(habits)).toEqual({ found: [], verdicts: ['held'] })
  })

  it('may take from its request what the document names there', async () => {
    const named = [
      'abilities: { type: array, items: { type: string } }',
      'ends_at: { type: integer }',
      'reason: {',
    ]
    const told = text.replace('reason: {', named.join(`\n${' '.repeat(16)}`))
    const takes = { takes: ['abilities', 'ends_at'] } as const
    expect(await judged(takes, contractOf(told))).toEqual({ found: [], verdicts: ['held'] })
  })

  describe('whose caller says how long the old secret works on', () => {
    const told = (member: string, schema: string): Contract =>
      contractOf(
        text
          .replace('role: rotate, rotateOverlap: PT0.5S', 'role: rotate')
          .replace(' The old one works on for half a second.', '')
          .replace('reason: {', `${member}: ${schema}\n${' '.repeat(16)}reason: {`),
      )
    it.concurrent.each([
      ['old_value_expires_at', '{ type: string, format: date-time }'],
      ['gracePeriodSeconds', '{ type: integer, minimum: 0 }'],
    ])('is asked for the shortest, and held to it: %s', async (member, schema) => {
      const contract = told(member, schema)
      expect(await judged({ oldEnds: { member, obeyed: true } }, contract)).toEqual({
        found: [],
        verdicts: ['held'],
      })
      expect((await judged({ oldEnds: { member, obeyed: false } }, contract)).found).toEqual([
        expect.stringMatching(/^fail high: The old secret of a rotated key goes on working on /),
      ])
    })
  })

  it.each<[words: string, ms: number | null]>([
    ['The old one stops working at once.', 0],
    ['The previous value is no longer valid.', 0],
    ['The current value is invalidated immediately, without a grace period.', 0],
    ['The old key is revoked immediately, and the new one is valid for 90 days.', 0],
    ['There is no overlap.', 0],
    ['The existing key must be active.', 0],
    ['The existing token cannot be used until it is turned on again.', 0],
    ['Keys transition to the rotated state.', 0],
    ['Keys expire after 90 days.', 0],
    ['The old value remains valid for 24 hours.', null],
    ['The old key remains valid for 24 hours, after which it stops working.', null],
    ['The previous secret stays active for a 24 hour grace period and is then revoked.', null],
    ['There is no downtime because the old key stays valid for 24 hours.', null],
    ['The old key keeps working for an hour, not longer.', null],
    ['The old key will be deactivated after 24 hours.', null],
    ['Old key expires after 7 days.', null],
    ['Both keys work for 24 hours.', null],
    ['There is a grace period of one day.', null],
    ['The existing token keeps working until `existing_expires_at`.', null],
    ['Both values are accepted during the rollover.', null],
  ])('has the old secret work on as words say: %s', (words, ms) => {
    const contract = contractOf(
      text
        .replace('role: rotate, rotateOverlap: PT0.5S', 'role: rotate')
        .replace('The old one works on for half a second.', words),
    )
    expect(rotateOverlapMs(contract, contract.keyResources[0]!)).toBe(ms)
  })

  it('may give the key another end where the document says so', async () => {
    const told = text.replace(
      'The old one works on',
      'It expires when the document says. The old one works on',
    )
    expect(await judged({ changes: { ends_at: never } }, contractOf(told))).toEqual({
      found: [],
      verdicts: ['held'],
    })
  })

  it.concurrent.each<[what: string, habits: RotatingHabits, found: readonly RegExp[]]>([
    [
      'gives more scopes',
      { changes: { abilities: ['manage', 'look'] } },
      [/^fail high: A rotation gives the key more scopes than it had\.$/],
    ],
    [
      'takes the scopes away',
      { changes: { abilities: [] } },
      [
        /^info low: A rotation gives the key fewer scopes than it had\.$/,
        /^fail high: The secret that a rotation gives does not work\.$/,
      ],
    ],
    [
      'lets the key live on',
      { changes: { ends_at: never } },
      [/^warn medium: A rotation gives the key a later end than it had\.$/],
    ],
    [
      'lets the key live for ever',
      { changes: { ends_at: null } },
      [/^warn medium: A rotation gives the key a later end than it had\.$/],
    ],
    [
      'gives the key to another',
      { changes: { owner_id: 'somebody else' } },
      [/^fail high: A rotation gives the key another owner than it had\.$/],
    ],
    [
      'gives the key another name',
      { changes: { label: 'rotated' } },
      [/^info low: A rotation gives the key another name than it had\.$/],
    ],
    [
      'takes scopes from the request',
      { takes: ['abilities'] },
      [/^fail high: A rotation that asks for them gives the key more scopes than it had\.$/],
    ],
    [
      'takes an end from the request',
      { takes: ['ends_at'] },
      [/^fail high: A rotation that asks for .* a later end than it had\.$/],
    ],
    [
      'takes an owner from the request',
      { takes: ['owner_id'] },
      [/^fail high: A rotation that asks for .* another owner than it had\.$/],
    ],
    [
      'takes scopes from the key itself',
      { takes: ['abilities'], onlyFromItself: true },
      [/^fail high: A rotation that the key asks for itself gives the key more scopes than it had\.$/],
    ],
    [
      'leaves the old secret in a cache of one read',
      { cachedOn: 'get', overlapMs: 60_000 },
      [/^fail high: The old secret of a rotated key goes on working on GET \/tokens\/\{id\}\.$/],
    ],
    [
      'brings the old secret back',
      { revivesAfter: 3 },
      [/^fail high: The old secret of a rotated key was refused and works again\.$/],
    ],
  ])('that %s is found', async (_what, habits, found) => {
    const ran = await judged(habits)
    const said = ran.found.map((text) => found.find((pattern) => pattern.test(text)) ?? text)
    expect(new Set(said)).toEqual(new Set(found))
    expect(said.length).toBe(found.length)
  })
})
