import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createContract, loadContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject, JsonValue } from '../../src/contract/types.ts'
import { startServer, type ServerOptions } from '../servers/server.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, patience } from './harness.ts'

type Case = readonly [vendor: ServerOptions['vendor'], defect: NonNullable<ServerOptions['defect']>]

const seed = 7
/** Enough inputs that another order of members, and with it other inputs, finds the same. */
const runs = 40

/** The value with the members of every object in another order, which `word` decides, and every operation called otherwise. */
function rearranged(value: JsonValue, word: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => rearranged(item, word))
  if (typeof value !== 'object' || value === null) return value
  const place = (name: string): string => createHash('sha256').update(`${word} ${name}`).digest('hex')
  const called =
    'responses' in value ? { ...value, operationId: place(JSON.stringify(value)).slice(0, 8) } : value
  const members = Object.entries(called).toSorted(([one], [other]) => (place(one) < place(other) ? -1 : 1))
  return Object.fromEntries(members.map(([name, part]) => [name, rearranged(part, word)]))
}

/** What is found on a fresh server, whose ids and secrets are its own. */
async function found(contract: Contract, [vendor, defect]: Case): Promise<readonly string[]> {
  await using server = await startServer({ vendor, defect })
  const { findings } = await judgeContract(contract, server, { ...patience, seed, runs })
  return findings.map(({ rule, operation, fingerprint }) => `${rule} ${operation} ${fingerprint}`).toSorted()
}

const keysOf = ({ operations }: Contract): readonly string[] => operations.map(({ key }) => key)
const namesOf = ({ operations }: Contract): readonly (string | undefined)[] =>
  operations.map(({ operationId }) => operationId)

it.concurrent.each([
  ['avido', 'secret-in-list'],
  ['avido', 'overlong-name-accepted'],
  ['lumino', 'body-of-wrong-type'],
  ['vued', 'missing-auth-accepted'],
] as const)(
  'fingerprints of %s with %s outlive another order, other operationIds and other values',
  async (...which) => {
    const folder = fileURLToPath(new URL(`../../specs/${which[0]}`, import.meta.url))
    const contract = await loadContract(`${folder}/openapi.yaml`)
    const before = await found(contract, which)
    expect(before.length).toBeGreaterThan(0)
    expect(new Set(before).size).toBe(before.length)
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z]{8}$/), async (word) => {
        const document = rearranged(contract.document, word) as JsonObject
        const other = createContract(document, { name: contract.name, source: contract.source })
        expect(namesOf(other)).not.toEqual(namesOf(contract))
        expect(keysOf(other).toSorted()).toEqual(keysOf(contract).toSorted())
        expect(await found(other, which)).toEqual(before)
      }),
      { numRuns: 2, seed, endOnFailure: true },
    )
  },
  300_000,
)

it('what is wrong with every key of a map by id, or by secret, is found once, and the same on every server', async () => {
  const key = { type: 'object', properties: { name: { type: 'string' }, uses: { type: 'integer' } } }
  const contract = guardedContract(
    { key: { type: 'http', scheme: 'bearer' } },
    [{ key: [] }],
    {},
    {
      type: 'object',
      required: ['byId', 'bySecret'],
      properties: {
        byId: { type: 'object', additionalProperties: key },
        bySecret: { type: 'object', additionalProperties: { type: 'object' } },
      },
    },
  )
  const foundWith = async (given: number): Promise<readonly string[]> => {
    const root = 'root-4f9Qz81LmXwP7'
    const issued = new Map<string, string>()
    await using server = await startGuarded({
      lets: ({ bearer, issued: isIssued }) => bearer === root || isIssued(bearer),
      changed(answer) {
        const { id, secret, keys } = (answer.body ?? {}) as Readonly<Record<string, unknown>>
        if (typeof secret === 'string') issued.set(String(id), secret)
        if (!Array.isArray(keys)) return answer
        const all = (keys as readonly { readonly id: string; readonly name: string }[]).map((one) => ({
          ...one,
          hint: issued.get(one.id)!,
        }))
        const byId = all.map(({ id: own, name, hint }) => [own, { name, uses: null, hint }] as const)
        const bySecret = all.map(({ id: own, hint }) => [hint, { own, again: hint }] as const)
        return { ...answer, body: { byId: Object.fromEntries(byId), bySecret: Object.fromEntries(bySecret) } }
      },
      credentials: { key: root },
    })
    const only = ['schema-response-conforms', 'secret-absent-from-reads', 'lifecycle-new-key-works']
    const { findings } = await judgeContract(contract, server, { ...patience, only, seed: given, runs: 5 })
    return findings.map(({ rule, fingerprint, message }) => `${rule} ${message} ${fingerprint}`).toSorted()
  }
  const found = await foundWith(1)
  expect(found.map((text) => text.replaceAll(/^\S+ | \S+$/g, ''))).toEqual([
    'The body at /byId/*/uses of a 200 answer must be integer, not null.',
    ...['/byId/*/hint', '/bySecret/*', '/bySecret/*/again'].map(
      (place) => `The secret of an issued key shows in the answer of GET /keys at ${place}.`,
    ),
  ])
  expect(await foundWith(2)).toEqual(found)
}, 300_000)
