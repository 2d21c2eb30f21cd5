import { createHash, createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { guardedContract, startGuarded, type Answer } from './guarded-server.ts'
import { judgeContract, patience } from './harness.ts'

interface Key {
  readonly id: string
  readonly name: string
  readonly secret: string
}

const root = 'root-4f9Qz81LmXwP7'
const contract = guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }])

/** What the rules on parts and derivations of a secret say of a server whose answers are changed so. */
async function saidOf(change: {
  readonly created?: (key: Key) => Partial<Answer>
  readonly listed?: (keys: readonly Key[]) => Partial<Answer>
}): Promise<readonly string[]> {
  const made = new Map<string, Key>()
  await using server = await startGuarded({
    // Some secrets begin with the id of their key.
    lets: ({ bearer, issued }) => bearer === root || issued(bearer) || issued(bearer?.split('.')[1]),
    changed(answer) {
      const body = (answer.body ?? {}) as Partial<Key> & { readonly keys?: readonly Key[] }
      if (body.secret !== undefined) {
        const key = body as Key
        made.set(key.id, key)
        return { ...answer, ...change.created?.(key) }
      }
      const keys = body.keys?.map(({ id }) => made.get(id)!)
      return keys === undefined ? answer : { ...answer, ...change.listed?.(keys) }
    },
    credentials: { key: root },
  })
  const { findings, verdicts } = await judgeContract(contract, server, {
    ...patience,
    only: ['secret-no-derived-value', 'secret-fragment-budget'],
    runs: 1,
  })
  expect(verdicts.filter(({ verdict }) => verdict === 'inconclusive')).toEqual([])
  return findings.map(({ rule, severity, level, message }) => `${rule} ${severity} ${level}: ${message}`)
}

const hex = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex')

describe('what is computed from a secret', () => {
  it.each<[where: string, change: Parameters<typeof saidOf>[0], said: RegExp]>([
    [
      'the ETag of the answer that gives it',
      { created: (key) => ({ headers: { ETag: `"${hex('sha256', key.secret)}"` } }) },
      /^secret-no-derived-value medium warn: POST \/keys shows the sha256 .* at header:etag/i,
    ],
    [
      'the list, keyed with its id',
      {
        listed: (keys) => ({
          body: {
            keys: keys.map(({ id, name, secret }) => ({
              id,
              name,
              print: createHmac('sha256', id).update(secret).digest('base64'),
            })),
          },
        }),
      },
      /^secret-no-derived-value medium warn: GET \/keys shows the hmac-sha256 .* at \/print/,
    ],
    [
      'the list, as a checksum',
      {
        listed: (keys) => ({
          body: {
            keys: keys.map(({ id, name, secret }) => ({
              id,
              name,
              sum: crc32(secret).toString(16).padStart(8, '0'),
            })),
          },
        }),
      },
      /^secret-no-derived-value medium warn: GET \/keys shows the crc32 .* at \/sum/,
    ],
  ])('is found in %s', async (_where, change, said) => {
    expect(await saidOf(change)).toEqual([expect.stringMatching(said)])
  })
})

it('an id that is part of its secret is no part too many, nor are random ETags', async () => {
  const created = (key: Key): Partial<Answer> => ({
    body: { ...key, secret: `${key.id}.${key.secret}` },
    headers: { ETag: `"${hex('sha256', key.id)}"`, Location: `/keys/${key.id}` },
  })
  expect(await saidOf({ created })).toEqual([])
})
