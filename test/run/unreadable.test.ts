import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { guardedContract, startGuarded, type Guarded } from './guarded-server.ts'
import { judgeContract, type Ran } from './harness.ts'

const key = { type: 'apiKey', in: 'header', name: 'X-Key' }
const root = 'root-4f9Qz81LmXwP7'

/** The document of the server with other responses of its list. */
function contractWith(responses: Readonly<Record<string, unknown>>): Contract {
  const changed = structuredClone<JsonObject>(guardedContract({ key }, [{ key: [] }]).document)
  const { get } = (changed['paths'] as unknown as Paths)['/keys']
  Object.assign(get.responses, responses)
  return createContract(changed, { name: 'guarded' })
}

interface Paths {
  readonly '/keys': { readonly get: { readonly responses: object } }
}

const success = (schema: unknown): Readonly<Record<string, unknown>> => ({
  '200': { description: 'Fine.', content: { 'application/json': { schema } } },
})

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
    const ran = await judged(contractWith(success(schema)))
    expect(verdictsOf(ran, 'schema-response-conforms', 'GET /keys')).toEqual([
      expect.stringMatching(/^inconclusive: (?:The reference at|The keyword at|There is no schema at)/),
    ])
    // What can be read is judged as ever.
    expect(verdictsOf(ran, 'schema-response-conforms', 'POST /keys')).toEqual(['held'])
    expect(ran.failures.filter(({ rule }) => rule.startsWith('schema-'))).toEqual([])
  })

  it('is broken all the same where the rest of it is not met', async () => {
    const ran = await judged(
      contractWith(
        success({
          required: ['items'],
          properties: { keys: { $ref: '#/components/schemas/Nowhere' } },
        }),
      ),
    )
    expect(verdictsOf(ran, 'schema-response-conforms', 'GET /keys')).toEqual(['broken'])
  })
})

describe('a response whose reference leads nowhere', () => {
  const contract = (): Contract =>
    contractWith({
      '200': { $ref: '#/components/responses/Nowhere' },
      '401': { $ref: '#/components/responses/Nowhere' },
    })

  it('is documented, although nothing more is known of it', async () => {
    const ran = await judged(contract())
    expect(
      ran.findings.filter(({ operation, level }) => operation === 'GET /keys' && level !== 'info'),
    ).toEqual([])
    expect(verdictsOf(ran, 'status-documented', 'GET /keys')).toEqual(['held'])
    expect(verdictsOf(ran, 'schema-response-conforms', 'GET /keys')).toEqual([
      expect.stringMatching(/^inconclusive: The reference at/),
    ])
  })

  it('does not hide a status that is not documented', async () => {
    const ran = await judged(contract(), {
      changed: (answer, { method }) =>
        method === 'GET' && answer.status === 200 ? { ...answer, status: 206 } : answer,
    })
    expect(verdictsOf(ran, 'status-documented', 'GET /keys')).toEqual(['broken'])
  })
})
