import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject, Operation } from '../../src/contract/types.ts'

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

  it('is asked for where a refusal is described', () => {
    const responses = { '200': { description: 'Fine' }, '401': { description: 'No' } }
    expect(operationWith({ name: 'x-api-key' }, '/models', responses).security).toEqual([{ 'x-api-key': [] }])
  })

  it('may be left out where nothing asks for it, or words say so', () => {
    expect(operationWith({ name: 'x-api-key' }).security).toEqual([{ 'x-api-key': [] }, {}])
    expect(operationWith({ name: 'x-api-key', description: 'Optional.' }, '/keys').security).toEqual([
      { 'x-api-key': [] },
      {},
    ])
  })

  it('is a credential by a name of the vendor’s own where words say that it is the caller’s', () => {
    expect(operationWith({ name: 'xi-api-key', description: said }).security).toEqual(needed)
    // Another service's key is passed on.
    expect(
      operationWith({ name: 'x-openai-api-key', description: 'Key of the provider to use.' }).security,
    ).toEqual([])
    expect(operationWith({ name: 'x-csrf-token', description: said }).security).toEqual([])
  })
})
