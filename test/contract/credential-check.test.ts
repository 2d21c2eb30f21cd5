import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { checksCredential } from '../../src/contract/credential-check.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import { isProtected } from '../../src/generate/credentials.ts'

function operationOf(
  description: string,
  more: JsonObject = {},
  method = 'get',
): Parameters<typeof isProtected>[0] {
  const { operations } = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Tokens', version: '1' },
      security: [{ account: [] }],
      components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/token': { [method]: { description, responses: { '200': { description: 'Fine' } }, ...more } },
      },
    },
    { name: 'tokens' },
  )
  return operations[0]!
}

it.each([
  ['The answer is 200 also where the token is not valid; then `code` says why.', true],
  ['Returns 200 even if the key has been revoked.', true],
  ['Answers 200, whether or not the token is expired.', true],
  ['Returns 200. A token that is not valid is refused.', false],
  ['Revoked tokens are listed also; 200 if there are any.', false],
  ['Tells whether the token is valid.', false],
])('%s', (description, expected) => {
  const operation = operationOf(description)
  expect(checksCredential(operation)).toBe(expected)
  expect(isProtected(operation)).toBe(!expected)
})

it('is not said of an operation that checks what its body has, with a credential of its own', () => {
  const said = 'Returns 200 even if the key is invalid.'
  const body = { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } }
  expect(isProtected(operationOf(said, body, 'post'))).toBe(true)
})
