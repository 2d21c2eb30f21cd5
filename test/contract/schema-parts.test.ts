import { expect, test } from 'vitest'
import type { JsonSchema } from '../../src/contract/types.ts'
import { refusesSomeText } from '../../src/contract/schema-parts.ts'

test.each<readonly [JsonSchema, boolean]>([
  [true, false],
  [{}, false],
  [{ type: 'string' }, false],
  [{ description: 'whatever' }, false],
  [{ type: 'integer' }, true],
  [{ type: ['integer', 'null'] }, true],
  [{ type: 'string', enum: ['a', 'b'] }, true],
  [{ enum: ['a', 'b'] }, true],
  [{ allOf: [{ minLength: 3 }] }, true],
  [{ $ref: '#/$defs/Kind', $defs: { Kind: { const: 'a' } } }, true],
])('a parameter of %j refuses some text: %j', (schema, refuses) => {
  expect(refusesSomeText(schema)).toBe(refuses)
})
