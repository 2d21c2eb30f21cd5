import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createContract, loadContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject, JsonValue } from '../../src/contract/types.ts'
import { startServer, type ServerOptions } from '../servers/server.ts'
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
  60_000,
)
