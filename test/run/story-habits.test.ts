import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createContract } from '../../src/contract/contract.ts'
import type { Contract } from '../../src/contract/types.ts'
import { readReplayToken } from '../../src/run/replay-token.ts'
import { startServer } from '../servers/server.ts'
import { startFront } from './front.ts'
import { judgeContract, judgeServer, patience, type Ran } from './harness.ts'
import { startSmallServer, type Habits } from './small-server.ts'

const text = readFileSync('test/run/documents/rotation.yaml', 'utf8')
const rule = 'lifecycle-rotate-cutover'

/** The document with a time for which the old secret works on after a rotation; without one it ends at once. */
function rotating(overlap?: string): Contract {
  const declared = overlap === undefined ? '' : `, rotateOverlap: ${overlap}`
  return createContract(parse(text.replace('{ role: rotate }', `{ role: rotate${declared} }`)))
}

async function judged(habits: Habits, contract: Contract, only: readonly string[]): Promise<Ran> {
  await using server = await startSmallServer(habits)
  return await judgeContract(contract, server, { ...patience, only, maxKeys: 300 })
}

const toldIn = (ran: Ran): readonly unknown[] =>
  ran.findings
    .filter(({ scenario }) => scenario === 'key-life')
    .map(({ rule: broken, level, story }) => [broken, level, story])

describe('a story with a rotation', () => {
  const born = ['create a → 201', 'use a → 200', 'rotate a → 200']

  it.concurrent.each<[Habits['rotation'], readonly string[]]>([
    ['keeps the old', [...born, 'use a → 200', 'use a, with its old secret → 200, expected 401']],
    ['gives the old', ['create a → 201', 'use a → 200', 'rotate a → 200, expected another secret']],
    ['refuses the new', [...born, 'use a → 401, expected 200']],
    [
      'revives the old',
      [
        ...born,
        'use a → 200',
        'use a, with its old secret → 401',
        'create b → 201',
        'use a → 200',
        'use a, with its old secret → 200, expected 401',
      ],
    ],
  ])('is told of a server that %s, in as few steps as it takes', async (rotation, story) => {
    const ran = await judged(rotation === undefined ? {} : { rotation }, rotating(), ['key-life'])
    expect(toldIn(ran)).toEqual([[rule, 'fail', story]])
  })

  it('is told of nobody who does what the document says, with an overlap or without', async () => {
    expect(toldIn(await judged({}, rotating(), ['key-life']))).toEqual([])
    expect(toldIn(await judged({ overlapMs: 1_000 }, rotating('PT1S'), ['key-life']))).toEqual([])
  })
})

describe('the old secret of a rotated key', () => {
  const only = ['rotated-key-replaced']

  it.each<[string, Habits, string]>([
    ['ends at once, earlier than it need', {}, 'held'],
    ['ends when its time is over', { overlapMs: 600 }, 'held'],
    ['outlives its time', { overlapMs: 60_000 }, 'broken'],
  ])('that %s is judged by the time the document gives it', async (_what, habits, verdict) => {
    const ran = await judged(habits, rotating('PT0.6S'), only)
    expect(ran.verdicts.filter((one) => one.rule === rule).map((one) => one.verdict)).toEqual([verdict])
  })
})

it('a story that is always told shrinks to what broke the promise, and is played again from its token', async () => {
  await using server = await startServer({ vendor: 'lumino' })
  // Whoever is listed is refused, until there is a new key.
  let listed = false
  await using front = await startFront(server, ({ method, path, forward }) => {
    if (method === 'POST') listed = false
    if (method === 'GET' && /\/api-keys(?:\?|$)/.test(path)) listed = true
    return listed && path.endsWith('/users/me')
      ? Promise.resolve({ status: 401, headers: { 'content-type': 'application/json' }, body: '{}' })
      : forward()
  })
  const options = { ...patience, only: ['key-life'], runs: 0, maxKeys: 200 }
  const told = (ran: Ran): readonly unknown[] =>
    ran.findings
      .filter(({ scenario, level }) => scenario === 'key-life' && level === 'fail')
      .map(({ story }) => story)
  const ran = await judgeServer('lumino', front, options)
  const shortest = ['create a → 201', 'use a → 200', 'list → 200', 'use a → 401, expected 200']
  expect(told(ran)).toEqual([shortest])
  const point = readReplayToken(ran.findings.find(({ scenario }) => scenario === 'key-life')!.replay)
  expect(point.path).toMatch(/^a2:/)
  expect(told(await judgeServer('lumino', front, { ...options, seed: point.seed, replay: point }))).toEqual([
    shortest,
  ])
})
