import { expect, test } from 'vitest'
import { createContract, loadContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { judgeContract, type Ran } from './harness.ts'

/** A run on the mock of the contract itself, on which everything must hold. */
function onItsMock(contract: Contract): Promise<Ran> {
  return judgeContract(contract, { url: 'mock', credentials: {}, params: {} }, { target: 'mock', runs: 12 })
}

function alarms({ findings }: Ran): readonly string[] {
  return findings.filter(({ level }) => level !== 'info').map(({ rule, message }) => `${rule}: ${message}`)
}

function verdictOf({ verdicts }: Ran, rule: string): string | undefined {
  return verdicts.find((verdict) => verdict.rule === rule)?.verdict
}

const page = `# Create an API key

\`POST https://api.example.com/v1/api-keys\`

Authenticate with a Bearer token in the Authorization header.

## Body parameters

| Name | Type | Required | Description |
|---|---|---|---|
| name | string | yes | Its name |

## Response

Returns 201.

| Name | Type | Description |
|---|---|---|
| token | string | The key, shown only once |

## List API keys

\`GET https://api.example.com/v1/api-keys\`

## Delete an API key

\`DELETE https://api.example.com/v1/api-keys/{id}\`
`

test('a page that leaves the form of the list open is judged by what the list shows', async () => {
  const contract = await loadContract('-', { stdin: () => Promise.resolve(page) })
  const [resource] = contract.keyResources
  expect([resource?.list, resource?.id]).toEqual([null, null])
  const ran = await onItsMock(contract)
  expect(ran.exitCode).toBe(0)
  expect(alarms(ran)).toEqual([])
  expect(verdictOf(ran, 'lifecycle-created-key-listed-once')).toBe('held')
  expect(verdictOf(ran, 'lifecycle-revoked-key-rejected')).toBe('held')
  // What the page does not show may well be documented elsewhere.
  expect(ran.findings.filter(({ rule }) => rule === 'status-documented')).toEqual([])
  expect(
    ran.findings.filter(
      ({ rule, message }) =>
        rule === 'spec-contract-completeness' && /401|errors|lists|revokes/.test(message),
    ),
  ).toEqual([])
})

const id = { type: 'string', pattern: '^ak_[0-9a-f]{32}$', example: 'ak_0123456789abcdef0123456789abcdef' }
const answer = (schema: JsonObject, status = '200'): JsonObject => ({
  responses: {
    [status]: { description: 'Fine', content: { 'application/json': { schema } } },
    '400': { $ref: '#/components/responses/Refused' },
    '401': { $ref: '#/components/responses/Refused' },
    '404': { $ref: '#/components/responses/Refused' },
    '409': { $ref: '#/components/responses/Refused' },
  },
})

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Hard', version: '1' },
  security: [{ 'Master API "Key"': [] }],
  paths: {
    '/accounts/{account_sid}/keys': {
      parameters: [
        {
          name: 'account_sid',
          in: 'path',
          required: true,
          schema: { type: 'string', pattern: '^AC[0-9a-f]{32}$' },
        },
      ],
      post: {
        parameters: [{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string' } }],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name'],
                properties: {
                  name: { type: 'string', minLength: 1, maxLength: 60 },
                  note: { type: ['string', 'null'] },
                },
              },
            },
          },
        },
        ...answer({ $ref: '#/components/schemas/NewKey' }, '201'),
      },
      get: {
        parameters: [
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 20 } },
          { name: 'after', in: 'query', schema: { type: 'string' } },
        ],
        ...answer({
          type: 'object',
          required: ['data', 'has_more'],
          properties: {
            data: { type: 'array', items: { $ref: '#/components/schemas/Key' } },
            last_id: { type: ['string', 'null'], example: 'ak_last' },
            has_more: { type: 'boolean' },
          },
        }),
      },
    },
    '/accounts/{account_sid}/keys/{key}': {
      parameters: [
        {
          name: 'account_sid',
          in: 'path',
          required: true,
          schema: { type: 'string', pattern: '^AC[0-9a-f]{32}$' },
        },
        { name: 'key', in: 'path', required: true, schema: id },
      ],
      get: answer({ $ref: '#/components/schemas/Key' }),
      delete: {
        responses: {
          '204': { description: 'Gone' },
          '401': { $ref: '#/components/responses/Refused' },
          '404': { $ref: '#/components/responses/Refused' },
        },
      },
    },
  },
  components: {
    securitySchemes: { 'Master API "Key"': { type: 'apiKey', in: 'header', name: 'X-Key' } },
    responses: {
      Refused: {
        description: 'Refused',
        content: {
          'application/json': {
            // The branches forbid what one another require: what is meant is an object with the members of both.
            schema: {
              allOf: [
                {
                  type: 'object',
                  additionalProperties: false,
                  required: ['status'],
                  properties: { status: { type: 'integer' } },
                },
                {
                  type: 'object',
                  additionalProperties: false,
                  required: ['errors'],
                  properties: { errors: { type: 'array', items: { type: 'string' } } },
                },
              ],
            },
          },
        },
      },
    },
    schemas: {
      // The public half is called key, and the list does not take the null that the request does.
      Key: {
        type: 'object',
        required: ['key', 'name', 'note'],
        properties: { key: id, name: { type: 'string' }, note: { type: 'string' } },
      },
      NewKey: {
        allOf: [
          { $ref: '#/components/schemas/Key' },
          {
            type: 'object',
            required: ['secret'],
            properties: {
              secret: { type: 'string', description: 'Shown only once.', example: 'YOUR_API_SECRET' },
            },
          },
        ],
      },
    },
  },
}

test('a document with everything that is hard runs green on its mock', async () => {
  const contract = createContract(document, { name: 'hard "document"' })
  expect(
    contract.keyResources.map(({ id: place, secret, list }) => [place, secret.pointer, list?.items]),
  ).toEqual([[{ pointer: '/key' }, '/secret', '/data']])
  const ran = await onItsMock(contract)
  expect(alarms(ran)).toEqual([])
  expect(ran.exitCode).toBe(0)
  for (const rule of [
    'lifecycle-created-key-listed-once',
    'lifecycle-deleted-key-gone',
    'lifecycle-idempotency-key-replay',
    'status-valid-input-accepted',
    'schema-error-body-conforms',
    'secret-present-on-create',
  ])
    expect([rule, verdictOf(ran, rule), ran.findings.filter((finding) => finding.rule === rule)]).toEqual([
      rule,
      'held',
      [],
    ])
  expect(
    ran.verdicts
      .filter(({ verdict }) => verdict === 'inconclusive')
      .map(({ rule, reason }) => `${rule}: ${reason}`),
  ).toEqual([])
})
