import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject, Operation } from '../../src/contract/types.ts'

const needed = [{ 'xi-api-key': [] }]
const said = 'Your API key. This is required by most endpoints to access our API programmatically.'

/** An operation with one header as a parameter, in a document that declares no security at all. */
function operationWith(
  header: JsonObject,
  path = '/models',
  responses: JsonObject = { '200': { description: 'Fine' } },
): Operation {
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Voices', version: '1' },
      paths: {
        [path]: {
          get: { parameters: [{ in: 'header', schema: { type: 'string' }, ...header }], responses },
        },
      },
    },
    { name: 'voices' },
  )
  return contract.operations[0]!
}

describe('a header that is declared as a parameter', () => {
  it.each([
    ['it is required', { name: 'x-api-key', required: true }, '/models'],
    ['words say that it is', { name: 'x-api-key', description: 'Required.' }, '/models'],
    ['it stands before keys', { name: 'x-api-key' }, '/users/{id}/api-keys'],
  ])('is asked for where %s', (_why, header, path) => {
    expect(operationWith(header, path).security).toEqual([{ 'x-api-key': [] }])
  })

  it('may be left out where nothing asks for it, or words say so', () => {
    expect(operationWith({ name: 'x-api-key' }).security).toEqual([{ 'x-api-key': [] }, {}])
  })

  it.each([
    ['Optional.', '/keys'],
    ['Bearer token. Not required for public keywords.', '/keywords'],
    ['No authentication is needed here, but you get higher limits.', '/keys'],
    ['Not mandatory; must start with Bearer.', '/models'],
    ['A token, which may be left out.', '/models'],
    [undefined, '/monkeys'],
    [undefined, '/auth/token'],
  ])('may be left out: %s %s', (description, path) => {
    const said = description === undefined ? {} : { description }
    expect(operationWith({ name: 'Authorization', ...said }, path).security.at(-1)).toEqual({})
  })

  it('called Authorization is that of the one declared scheme that goes there, or a bearer token by words', () => {
    const header = { name: 'Authorization', required: true, description: 'Bearer token' }
    const contractWith = (securitySchemes: JsonObject): Contract =>
      createContract(
        {
          openapi: '3.1.0',
          info: { title: 'Voices', version: '1' },
          components: { securitySchemes },
          paths: {
            '/models': {
              get: {
                parameters: [{ in: 'header', schema: { type: 'string' }, ...header }],
                responses: { '200': { description: 'Fine' } },
              },
            },
          },
        },
        { name: 'voices' },
      )
    const declared = contractWith({ bearerAuth: { type: 'http', scheme: 'bearer' } })
    expect(declared.operations[0]!.security).toEqual([{ bearerAuth: [] }])
    const own = contractWith({})
    expect(own.operations[0]!.security).toEqual([{ Authorization: [] }])
    expect(own.securitySchemes['Authorization']).toMatchObject({ kind: 'apiKey', lead: 'Bearer' })
  })

  it('is a credential by a name of the vendor’s own where words say that it is the caller’s', () => {
    expect(operationWith({ name: 'xi-api-key', description: said }).security).toEqual(needed)
    // Another service's key is passed on.
    for (const other of [
      { name: 'x-openai-api-key', description: 'Your OpenAI key, passed on; needed to access GPT.' },
      { name: 'x-target-access-token', description: 'Token of the webhook.', required: true },
      { name: 'Idempotency-Api-Key', required: true },
    ])
      expect(operationWith(other).security).toEqual([])
    expect(operationWith({ name: 'x-csrf-token', description: said }).security).toEqual([])
  })
})
