import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/contract.ts'
import { judgeContract, patience } from './harness.ts'
import { startJsonServer } from './json-server.ts'

const contract = createContract({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets/{petId}': {
      get: {
        parameters: [{ name: 'petId', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {
          200: { description: 'The pet.' },
          401: { description: 'Who are you?' },
          404: { description: 'There is none.' },
        },
        security: [{ bearer: [] }],
      },
    },
  },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
})

const credential = 'pet_4f9c1d7be2a84c6f9d03'

/** What is said of the refusal of no credential, where all that is asked for is not there. */
async function saidOf(answers: (credential: string | undefined) => number): Promise<readonly string[]> {
  await using server = await startJsonServer({ bearer: credential }, ({ headers }) => {
    const status = answers(/^bearer (.*)$/i.exec(headers.authorization ?? '')?.[1])
    return { status, body: { message: status === 401 ? 'Who are you?' : 'There is none.' } }
  })
  const ran = await judgeContract(contract, server, {
    ...patience,
    only: ['auth-missing-rejected', 'auth-invalid-rejected'],
    operations: ['**'],
  })
  return ran.verdicts.map(({ rule, verdict }) => `${rule} ${verdict}`).toSorted()
}

describe('where nothing is there that could be read', () => {
  it('a credential that is asked for first is seen to be asked for', async () => {
    expect(await saidOf((given) => (given === credential ? 404 : 401))).toEqual([
      'auth-invalid-rejected held',
      'auth-missing-rejected held',
    ])
  })

  it('nothing is known of a server that looks for it first', async () => {
    expect(await saidOf(() => 404)).toEqual([
      'auth-invalid-rejected inconclusive',
      'auth-missing-rejected inconclusive',
    ])
  })

  it('nothing is known of a credential that is refused as its absence is', async () => {
    expect(await saidOf(() => 401)).toEqual([
      'auth-invalid-rejected inconclusive',
      'auth-missing-rejected inconclusive',
    ])
  })

  it('a made-up credential that gets as far as the valid one is not taken for refused', async () => {
    expect(await saidOf((given) => (given === undefined ? 401 : 404))).toEqual([
      'auth-invalid-rejected inconclusive',
      'auth-missing-rejected held',
    ])
  })
})
