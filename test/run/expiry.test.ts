import { describe, expect, it } from 'vitest'
import { ordinaryInput } from '../../src/run/ordinary.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { startServer } from '../servers/server.ts'
import { startMock } from '../../src/mock/start.ts'
import { startFront } from './front.ts'
import { judgeContract, judgeServer, patience } from './harness.ts'

const key = { type: 'apiKey', in: 'header', name: 'X-Key' }
const root = 'root-4f9Qz81LmXwP7'

function contractWith(name: string, schema: object, required = true): ReturnType<typeof guardedContract> {
  return guardedContract({ key }, [{ key: [] }], {
    properties: { [name]: schema as never },
    ...(required ? { required: [name] } : {}),
  })
}

describe('the expiry of an ordinary request', () => {
  const hour = 3_600
  it.each([
    ['ttl_days', { type: 'integer', enum: [30, 60, 90] }, 30],
    ['ttl_days', { type: 'integer', minimum: 1, maximum: 90 }, 1],
    ['ttlDays', { type: 'integer' }, 1],
    ['ttl', { type: 'integer', minimum: 1, maximum: 90 }, 90],
    ['ttl', { type: 'integer', minimum: 1, description: 'Number of hours the key lives.' }, 24],
    ['ttl', { type: 'integer', minimum: 1 }, 24 * hour],
    ['expires_in', { type: 'integer', description: 'Milliseconds until the key expires.' }, 24 * hour * 1000],
    ['expires_in', { type: 'string', enum: ['7d', '30d'] }, '7d'],
    ['expires_in_hours', { type: 'number', maximum: 12 }, 7],
    ['ttl', { type: 'string', description: 'Such as 90s or 12h.' }, '86400s'],
    ['ttl', { type: 'string', description: 'Seconds, as in 90s.', pattern: '^[0-9]{1,2}[smhd]$' }, '24h'],
    ['expires_in', { type: 'string', format: 'duration' }, 'PT86400S'],
  ])('%s as %o is %o', (name, schema, expected) => {
    const contract = contractWith(name, schema)
    const create = contract.operations.find(({ method }) => method === 'POST')!
    const input = ordinaryInput(contract, create, {
      parameters: {},
      resource: contract.keyResources[0]!,
      name: 'keyproof',
    })
    const { body } = input
    expect(body !== undefined && 'value' in body ? body.value : null).toEqual({
      name: 'keyproof',
      [name]: expected,
    })
  })
})

describe('an API that counts the life of a key', () => {
  it.each([
    [
      'ttl_days',
      { type: 'integer', enum: [30, 60, 90] },
      (value: unknown) => [30, 60, 90].includes(Number(value)),
    ],
    [
      'ttl_days',
      { type: 'integer', minimum: 1, maximum: 90 },
      (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 90,
    ],
  ] as const)('in %s as %o gets requests it can grant', async (name, schema, fits) => {
    await using server = await startGuarded({
      lets: ({ request, issued }) => request.headers['x-key'] === root || issued(request.headers['x-key']),
      takes: (body) => fits(body[name]),
      credentials: { key: root },
    })
    const ran = await judgeContract(contractWith(name, schema), server)
    expect(ran.failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
    expect(
      ran.verdicts
        .filter(
          ({ verdict, reason }) => verdict === 'inconclusive' && !/in more than seconds/.test(reason ?? ''),
        )
        .map(({ rule, reason }) => `${rule}: ${reason}`),
    ).toEqual([])
  })

  it('in seconds is believed to end it in time', async () => {
    const made = new Map<string, number>()
    const over = { now: 0 }
    await using server = await startGuarded({
      lets: ({ request, issued }) => {
        const given = String(request.headers['x-key'])
        const end = made.get(given)
        return given === root || (issued(given) && (end === undefined || performance.now() < end))
      },
      takes: (body) => {
        const { ttl } = body
        over.now = typeof ttl === 'number' ? performance.now() + ttl * 1000 : Infinity
        return ttl === undefined || (typeof ttl === 'number' && Number.isInteger(ttl) && ttl > 0)
      },
      changed: (answer) => {
        const secret = (answer.body as { readonly secret?: string } | undefined)?.secret
        if (secret !== undefined) made.set(secret, over.now)
        return answer
      },
      credentials: { key: root },
    })
    const contract = contractWith('ttl', { type: 'integer', minimum: 1, description: 'In seconds.' }, false)
    const ran = await judgeContract(contract, server, { only: ['lifecycle-expired-key-rejected'] })
    expect(ran.verdicts.map(({ verdict, reason }) => reason ?? verdict)).toEqual(['held'])
  })

  it('in nobody knows what is not said to let keys live too long', async () => {
    await using server = await startGuarded({
      lets: ({ request, issued }) => request.headers['x-key'] === root || issued(request.headers['x-key']),
      takes: ({ ttl }) => ttl === undefined || (typeof ttl === 'number' && Number.isInteger(ttl) && ttl > 0),
      credentials: { key: root },
    })
    const contract = contractWith('ttl', { type: 'integer', minimum: 1 }, false)
    const ran = await judgeContract(contract, server, { only: ['lifecycle-expired-key-rejected'] })
    expect(ran.verdicts.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['inconclusive', 'The document does not say in which unit it counts the life of a key.'],
    ])
  })
})

describe('a mock of an API that takes the life of a key as a span in words', () => {
  it.each([
    ['ttl', { type: 'string', pattern: '^[0-9]+[smhd]$', description: 'Such as 90s or 12h.' }],
    ['expires_in', { type: 'string', format: 'duration', description: 'How long it lives.' }],
  ])('%s is green, and told of where expired keys work on', async (name, schema) => {
    const contract = contractWith(name, schema, false)
    const told = async (faults: readonly string[]): Promise<readonly string[]> => {
      await using mock = await startMock(contract, { faults, seed: 1 })
      const { credentials, parameters: params, url } = mock
      const only = ['lifecycle-expired-key-rejected']
      const ran = await judgeContract(mock.contract, { url, credentials, params }, { ...patience, only })
      return ran.verdicts.map(({ verdict, reason }) => reason ?? verdict)
    }
    expect(await told([])).toEqual(['held'])
    expect(await told(['honours-expired-keys'])).toEqual(['broken'])
  })
})

it('a key that has expired must be shown so, where the document says how', async () => {
  await using server = await startServer({ vendor: 'lumino' })
  let isKept = true
  await using front = await startFront(server, async ({ forward }) => {
    const answer = await forward()
    const body = String(answer.body)
    if (isKept || !body.includes('"EXPIRED"')) return answer
    return {
      status: answer.status,
      headers: { 'Content-Type': 'application/json' },
      body: body.replaceAll('"EXPIRED"', '"ACTIVE"'),
    }
  })
  const rule = 'lifecycle-expired-key-rejected'
  const found = async (): Promise<readonly string[]> => {
    const { findings } = await judgeServer('lumino', front, { ...patience, only: [rule], runs: 0 })
    return findings.map(({ level, message }) => `${level}: ${message}`)
  }
  expect(await found()).toEqual([])
  isKept = false
  expect(await found()).toEqual(['warn: An expired key is not shown as expired.'])
})

describe('an expiry of which only the day can be given', () => {
  it.each([
    ['is refused when it is over', true, false],
    ['makes no living key when it is over', false, true],
    ['is found where it makes one that works', false, false],
  ] as const)('%s', async (_what, refuses, dies) => {
    const isOver = (value: unknown): boolean =>
      typeof value === 'string' && Date.parse(value) < Date.now() - 86_400_000
    const contract = contractWith('expires_at', { type: 'string', format: 'date' }, false)
    const stillborn = new Set<string>()
    let over = false
    await using server = await startGuarded({
      lets: ({ request, issued }) => {
        const given = String(request.headers['x-key'])
        return given === root || (issued(given) && !stillborn.has(given))
      },
      takes: ({ expires_at: end }) => {
        over = isOver(end)
        return !(refuses && over)
      },
      changed(answer, { method }) {
        const { secret } = (answer.body ?? {}) as { readonly secret?: string }
        if (dies && over && method === 'POST' && secret !== undefined) stillborn.add(secret)
        return answer
      },
      credentials: { key: root },
    })
    const only = ['lifecycle-expired-key-rejected', 'lifecycle-expiry-boundaries']
    const { findings } = await judgeContract(contract, server, { ...patience, only, runs: 3 })
    expect(findings.map(({ rule, level }) => `${rule} ${level}`)).toEqual(
      refuses || dies ? [] : ['lifecycle-expired-key-rejected fail'],
    )
  })
})
