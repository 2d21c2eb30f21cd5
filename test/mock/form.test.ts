import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { JsonSchema, JsonValue } from '../../src/contract/types.ts'
import { payloadOf } from '../../src/generate/payload.ts'
import { formValue } from '../../src/mock/wire.ts'

const text = { type: 'string' } as const
const schema: JsonSchema = {
  type: 'object',
  properties: {
    name: text,
    limit: { type: 'integer' },
    expand: { type: 'array', items: text },
    metadata: {
      anyOf: [
        { type: 'object', additionalProperties: text },
        { type: 'string', enum: [''] },
      ],
    },
    items: {
      type: 'array',
      items: { type: 'object', properties: { price: text, quantity: { type: 'integer' } } },
    },
    tags: { type: 'array', items: text },
    plain: { type: 'object', properties: { a: { type: 'integer' } } },
  },
}
const deep = { style: 'deepObject', explode: true }
const encoding = {
  expand: deep,
  metadata: deep,
  items: deep,
  tags: { style: 'form', explode: false },
}
const mediaType = 'application/x-www-form-urlencoded'
const sent = (value: JsonValue): string => payloadOf({ mediaType, value }, encoding).text

it('writes the members of a form as the document says, and the others as before', () => {
  expect(
    sent({
      name: 'a b',
      expand: ['x', 'y'],
      metadata: { order: '7' },
      items: [{ price: 'p', quantity: 2 }],
      tags: ['s', 't'],
      plain: { a: 1 },
    }),
  ).toBe(
    'name=a%20b&expand%5B0%5D=x&expand%5B1%5D=y&metadata%5Border%5D=7&items%5B0%5D%5Bprice%5D=p&items%5B0%5D%5Bquantity%5D=2&tags=s,t&plain=%7B%22a%22%3A1%7D',
  )
})

it('reads what it writes', () => {
  const word = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'é', '&', '=', '+', ' ', '%', '🔑') })
  const name = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', '.', '-', 'é') })
  fc.assert(
    fc.property(
      fc.record(
        {
          name: word,
          limit: fc.integer(),
          expand: fc.array(word, { minLength: 1 }),
          metadata: fc.oneof(fc.dictionary(name, word, { minKeys: 1 }), fc.constant('')),
          items: fc.array(fc.record({ price: word, quantity: fc.integer() }), { minLength: 1 }),
          tags: fc.array(word, { minLength: 1 }),
          plain: fc.record({ a: fc.integer() }),
        },
        { requiredKeys: [] },
      ),
      (drawn) => {
        const value = JSON.parse(JSON.stringify(drawn)) as JsonValue
        expect(formValue(sent(value), schema, encoding)).toEqual(value)
      },
    ),
  )
})

it('reads lists that others write with empty brackets, or by repeating the name', () => {
  expect(formValue('expand[]=x&expand[]=y&metadata[a]=1', schema, encoding)).toEqual({
    expand: ['x', 'y'],
    metadata: { a: '1' },
  })
  expect(formValue('expand=x&expand=y&name=n', schema, encoding)).toEqual({ expand: ['x', 'y'], name: 'n' })
})

it('takes brackets that are not well formed as they stand', () => {
  const read = (text: string): JsonValue => formValue(text, schema, encoding)
  expect(read('metadata[a]b]=1')).toEqual({ metadata: { a: { 'b]': '1' } } })
  expect(read('metadata[[a]]=1&metadata[__proto__]=2')).toEqual({
    metadata: Object.fromEntries([
      ['[a', { ']': '1' }],
      ['__proto__', '2'],
    ]),
  })
  expect(read('metadata]=1&expand[')).toEqual({ 'metadata]': '1', 'expand[': '' })
})
