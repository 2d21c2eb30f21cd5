import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { parseJson } from '../../src/contract/pointer.ts'
import type { Contract, JsonObject, JsonValue, Operation } from '../../src/contract/types.ts'
import {
  boundaryInputs,
  documentExamples,
  enumerateDefects,
  invalidInputs,
  invalidInputsFor,
  validInputs,
} from '../../src/generate/requests.ts'
import { toRequest } from '../../src/generate/serialise.ts'
import type { InvalidInput, OperationInput } from '../../src/generate/types.ts'
import { Unsatisfiable } from '../../src/generate/unsatisfiable.ts'

const body = {
  type: 'object',
  properties: {
    id: { type: 'string', readOnly: true },
    name: { type: 'string', minLength: 1, maxLength: 64 },
    scopes: { type: 'array', items: { enum: ['read', 'write'] }, uniqueItems: true },
  },
  required: ['id', 'name'],
  additionalProperties: false,
}

const document = {
  openapi: '3.1.0',
  info: { title: 'Keys', version: '1' },
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
  paths: {
    '/orgs/{org_id}/keys/{key_id}': {
      put: {
        parameters: [
          { name: 'org_id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'key_id', in: 'path', required: true, schema: { type: 'string', maxLength: 8 } },
          { name: 'dry', in: 'query', schema: { type: 'boolean' } },
          {
            name: 'page',
            in: 'query',
            required: true,
            schema: { type: 'integer', minimum: 1, maximum: 50 },
            example: 3,
          },
          { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
          { name: 'X-Trace', in: 'header', schema: { type: 'string', maxLength: 12 } },
          { name: 'X-API-Key', in: 'header', required: true, schema: { type: 'string' } },
          { name: 'Authorization', in: 'header', schema: { type: 'string' } },
          { name: 'session', in: 'cookie', schema: { type: 'string' } },
        ],
        requestBody: {
          required: true,
          content: {
            'text/plain': { schema: { type: 'string' } },
            'application/json': {
              schema: body,
              examples: {
                production: { value: { name: 'Production', scopes: ['read'] } },
                broken: { value: { scopes: [] } },
              },
            },
          },
        },
        responses: { '200': { description: 'ok' } },
      },
      get: { responses: { '200': { description: 'ok' } } },
    },
    '/form': {
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                properties: { name: { type: 'string' }, ttl: { type: 'integer' } },
                required: ['name'],
              },
            },
          },
        },
        responses: { '200': { description: 'ok' } },
      },
    },
    '/impossible': {
      post: {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { allOf: [{ type: 'string' }, { type: 'integer' }] } } },
        },
        responses: { '200': { description: 'ok' } },
      },
    },
  },
}

const contract: Contract = createContract(document)

function operationOf(key: string): Operation {
  return contract.operations.find((operation) => operation.key === key)!
}

const put = operationOf('PUT /orgs/{org_id}/keys/{key_id}')
const form = operationOf('POST /form')
const given = { parameters: { org_id: 'acme' } }

function sampled<T>(values: fc.Arbitrary<T>, numRuns = 200): readonly T[] {
  return fc.sample(values, { numRuns, seed: 12 })
}

/** The parts of an input that the contract finds missing or invalid: names of parameters, or `body`. */
function faults(operation: Operation, input: OperationInput): readonly string[] {
  const found = operation.parameters
    .filter(({ name }) => name !== 'X-API-Key')
    .filter(({ name, in: place, required, schema }) => {
      const value = input[place][name]
      return value === undefined ? required : contract.validator(schema!, 'request')(value).length > 0
    })
    .map(({ name }) => name)
  const media = operation.requestBody?.content['application/json']
  return media === undefined || bodyHolds(input, contract.validator(media.schema!, 'request'))
    ? found
    : [...found, 'body']
}

function bodyHolds(input: OperationInput, violations: (value: unknown) => readonly unknown[]): boolean {
  const value = parseJson(toRequest(put, { ...input, path: { org_id: 'a', key_id: 'b' } }).body ?? '')
  return value !== undefined && violations(value).length === 0
}

describe('validInputs', () => {
  test('are valid by the contract, with what is given', () => {
    for (const input of sampled(validInputs(contract, put, given))) {
      expect(faults(put, input)).toEqual([])
      expect(input.path['org_id']).toBe('acme')
    }
  })

  test('optional parts come and go; credentials and reserved headers are left to others', () => {
    const inputs = sampled(validInputs(contract, put, given))
    for (const [place, name] of [
      ['query', 'dry'],
      ['query', 'tags'],
      ['header', 'X-Trace'],
      ['cookie', 'session'],
    ] as const)
      expect(new Set(inputs.map((input) => name in input[place]))).toEqual(new Set([true, false]))
    expect(inputs.some((input) => 'X-API-Key' in input.header || 'Authorization' in input.header)).toBe(false)
    expect(
      inputs.every((input) => input.body !== undefined && input.body.mediaType === 'application/json'),
    ).toBe(true)
    expect(
      new Set(sampled(validInputs(contract, form, given)).map((input) => input.body === undefined)),
    ).toEqual(new Set([true, false]))
  })

  test('every value survives its place: nothing empty, no dot segment, legal header and cookie lines', () => {
    for (const input of sampled(validInputs(contract, put, given), 500)) {
      const request = toRequest(put, input)
      const segments = request.path.split('?', 1)[0]!.split('/')
      expect(segments).toHaveLength(5)
      expect(
        segments.slice(1).every((segment) => segment !== '' && segment !== '.' && segment !== '..'),
      ).toBe(true)
      expect(request.path).toMatch(/^[\x21-\x7e]+$/)
      for (const [, value] of request.headers)
        expect(value).toMatch(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/)
    }
  })

  test('the caller has the last word on a body, and the same seed gives the same inputs', () => {
    const naming = { ...given, body: (value: JsonValue) => ({ ...(value as JsonObject), name: 'unique' }) }
    const inputs = sampled(validInputs(contract, put, naming), 20)
    expect(inputs.every((input) => (input.body as { value: JsonObject }).value['name'] === 'unique')).toBe(
      true,
    )
    const again = createContract(structuredClone(document) as unknown)
    expect(
      sampled(
        validInputs(
          again,
          again.operations.find(({ key }) => key === put.key)!,
          naming,
        ),
        20,
      ),
    ).toEqual(inputs)
  })

  test('a body for which nothing can be made is named', () => {
    expect(() => validInputs(contract, operationOf('POST /impossible'), given)).toThrow(Unsatisfiable)
    expect(() => validInputs(contract, operationOf('POST /impossible'), given)).toThrow(
      'the request body of POST /impossible',
    )
  })
})

describe('boundaryInputs and documentExamples', () => {
  test('boundaries are valid and cover body and parameters', () => {
    const found = boundaryInputs(contract, put, given)
    expect(found.filter(({ input }) => faults(put, input).length > 0)).toEqual([])
    const names = found.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'body /name: longest, astral',
        'query page: smallest',
        'query page: largest',
        'path key_id: longest',
      ]),
    )
    expect(new Set(names).size).toBe(names.length)
  })

  test("examples are the document's own, and only where they are valid", () => {
    const found = documentExamples(contract, put, given)
    expect(found.map(({ name }) => name)).toEqual(['body: example production'])
    expect(found[0]!.input).toMatchObject({
      query: { page: 3 },
      body: { mediaType: 'application/json', value: { name: 'Production', scopes: ['read'] } },
    })
  })
})

describe('invalid inputs', () => {
  const defects = enumerateDefects(contract, put, given)

  test('every defect of parameters and body is listed once', () => {
    const names = defects.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(
      expect.arrayContaining([
        'path key_id: too long',
        'query page: missing',
        'query page: wrong type',
        'query page: below minimum',
        'query page: above maximum',
        'query dry: wrong type',
        'header X-Trace: too long',
        'body: missing',
        'body: empty',
        'body: wrong type',
        'body: truncated JSON',
        'body: trailing comma',
        'body: bare word',
        'body /name: missing',
        'body /name: too long',
        'body /scopes: duplicate items',
        'body /scopes/0: not in enum',
        'body /keyproofUnknown: unknown member',
      ]),
    )
    expect(
      names.filter(
        (name) =>
          name.includes('/id') || name.includes('X-API-Key') || name.startsWith('path org_id: missing'),
      ),
    ).toEqual([])
    expect(names).not.toContain('query tags: wrong type')
  })

  test('each input of a defect has it and nothing else', () => {
    for (const defect of defects) {
      const wrong = sampled(invalidInputsFor(contract, put, given, defect), 5).map(({ input }) =>
        faults(put, input),
      )
      expect({ defect: defect.name, wrong }).toEqual({
        defect: defect.name,
        wrong: wrong.map(() => [defect.part === 'body' ? 'body' : defect.place]),
      })
    }
  })

  test('random ones come from all of them', () => {
    const met = new Set(
      sampled(invalidInputs(contract, put, given), 1000).map(({ defect }: InvalidInput) => defect.name),
    )
    expect(met.size).toBeGreaterThan(defects.length * 0.9)
  })

  test('in a form, what counts is what the text can be read as', () => {
    const names = enumerateDefects(contract, form, given).map(({ name }) => name)
    expect(names).toEqual(['body /name: missing', 'body /ttl: wrong type', 'body /ttl: not a whole number'])
  })

  test('an unknown defect is refused', () => {
    expect(() => invalidInputsFor(contract, put, given, { ...defects[0]!, name: 'no such' })).toThrow(
      Unsatisfiable,
    )
  })
})
