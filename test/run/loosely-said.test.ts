import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/contract/types.ts'
import { guardedContract, startGuarded, type Guarded } from './guarded-server.ts'
import { judgeContract, patience, type Ran } from './harness.ts'

const root = 'root-4f9Qz81LmXwP7'
const only = ['status-valid-input-accepted', 'schema-length-code-points']
const settings = { ...patience, runs: 10, maxKeys: 200, only }
const text: JsonObject = { type: 'string' }

async function judged(properties: JsonObject, takes: NonNullable<Guarded['takes']>): Promise<Ran> {
  await using server = await startGuarded({
    lets: ({ bearer, issued }) => bearer === root || issued(bearer),
    takes,
    credentials: { key: root },
  })
  return await judgeContract(
    guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }], { properties }),
    server,
    settings,
  )
}

const found = ({ findings }: Ran): readonly (readonly string[])[] =>
  findings.map(({ level, rule, message }) => [level, rule, message])
const isOne = (pattern: RegExp, value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && pattern.test(value))

describe('a value of which the document says no more than that it is a text', () => {
  it.each<readonly [name: string, schema: JsonObject, takes: (value: unknown) => boolean]>([
    ['cidr', text, (value) => isOne(/^\d+(?:\.\d+){3}(?:\/\d+)?$/, value)],
    ['expires_in', text, (value) => isOne(/^\d+[dhm]$/, value)],
    [
      'kind',
      { type: ['string', 'null'], maxLength: 40 },
      (value) => value === null || isOne(/^(?:service|user)$/, value),
    ],
    [
      'origins',
      { type: 'array', items: text },
      (value) =>
        value === undefined || (Array.isArray(value) && value.every((one) => isOne(/^https?:\/\/\S+$/, one))),
    ],
    ['rate', { type: 'integer', minimum: 1 }, (value) => value === undefined || Number(value) <= 1000],
  ])('is told of by its name where it is refused, and fails no run: %s', async (name, schema, takes) => {
    const ran = await judged({ [name]: schema }, (body) => takes(body[name]))
    expect(found(ran)).toEqual([
      [
        'warn',
        'status-valid-input-accepted',
        `POST /keys refuses a value of ${name} that its document allows, and takes the request without it.`,
      ],
    ])
    expect(ran.exitCode).toBe(0)
  })

  it('may need another one to be refused', async () => {
    const ran = await judged(
      { first: text, other: text },
      ({ first, other }) => first === undefined && other === undefined,
    )
    expect(found(ran).map(([level, rule]) => `${level} ${rule}`)).toContain(
      'warn status-valid-input-accepted',
    )
    expect(found(ran).map(([, , message]) => message)).toContainEqual(
      expect.stringContaining('refuses a value of first and other that'),
    )
    expect(ran.exitCode).toBe(0)
  })

  it('hides no refusal of what the document is plain about', async () => {
    const choice: JsonObject = { enum: ['reader', 'writer'] }
    const ran = await judged({ cidr: text, choice }, ({ choice: chosen }) => chosen !== 'writer')
    expect(found(ran).map(([level, rule]) => [level, rule])).toContainEqual([
      'fail',
      'status-valid-input-accepted',
    ])
  })

  it('is none where people write what they like, the name of the key above all', async () => {
    for (const properties of [{ description: { ...text, maxLength: 200 } }, {}]) {
      const ran = await judged(properties, ({ name, description = '' }) =>
        Object.keys(properties).length > 0 ? String(description).length <= 100 : String(name).length <= 50,
      )
      expect(found(ran).map(([level, rule]) => [level, rule])).toContainEqual([
        'fail',
        'status-valid-input-accepted',
      ])
    }
  })
})
