import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { guardedContract, startGuarded, type Guarded } from './guarded-server.ts'
import { judgeContract, type Ran } from './harness.ts'

const key = { type: 'apiKey', in: 'header', name: 'X-Key' }
const root = 'root-4f9Qz81LmXwP7'

/** The document of the server with one part of it changed. */
function contractWith(change: (paths: Record<string, any>) => void): Contract {
  const { document } = guardedContract({ key }, [{ key: [] }])
  const changed = structuredClone(document) as JsonObject
  change(changed['paths'] as Record<string, any>)
  return createContract(changed, { name: 'guarded' })
}

async function judged(contract: Contract, more: Partial<Guarded> = {}): Promise<Ran> {
  await using server = await startGuarded({
    lets: ({ request, issued }) => request.headers['x-key'] === root || issued(request.headers['x-key']),
    credentials: { key: root },
    ...more,
  })
  return await judgeContract(contract, server)
}

function verdictsOf(ran: Ran, rule: string, operation: string): readonly string[] {
  return ran.verdicts
    .filter((verdict) => verdict.rule === rule && verdict.operation === operation)
    .map(({ verdict, reason }) => `${verdict}${reason === undefined ? '' : `: ${reason}`}`)
}

const listed = (paths: Record<string, any>): any => paths['/keys'].get.responses

describe('a schema that cannot be read', () => {
  it.each([
    ['leads nowhere', { $ref: '#/components/schemas/Nowhere' }],
    ['has a member that leads nowhere', { properties: { keys: { $ref: '#/components/schemas/Nowhere' } } }],
    [
      'has a pattern that is none',
      { type: 'object', properties: { more: { type: 'string', pattern: '([' } } },
    ],
    ['is no schema', 'object'],
  ])('because it %s, is not held', async (_why, schema) => {
    const ran = await judged(
      contractWith((paths) => {
        listed(paths)['200'].content['application/json'].schema = schema
      }),
    )
    expect(verdictsOf(ran, 'schema-response-conforms', 'GET /keys')).toEqual([
      expect.stringMatching(/^inconclusive: (?:The reference at|The keyword at|There is no schema at)/),
    ])
    // What can be read is judged as ever.
    expect(verdictsOf(ran, 'schema-response-conforms', 'POST /keys')).toEqual(['held'])
    expect(ran.failures.filter(({ rule }) => rule.startsWith('schema-'))).toEqual([])
  })

  it('is broken all the same where the rest of it is not met', async () => {
    const ran = await judged(
      contractWith((paths) => {
        listed(paths)['200'].content['application/json'].schema = {
          required: ['items'],
          properties: { keys: { $ref: '#/components/schemas/Nowhere' } },
        }
      }),
    )
    expect(verdictsOf(ran, 'schema-response-conforms', 'GET /keys')).toEqual(['broken'])
  })
})
