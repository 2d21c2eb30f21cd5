import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { nextPage, widePage } from '../../src/run/pages.ts'
import { laterPageIn } from '../../src/run/walkers.ts'
import { text } from './openapi-parts.ts'

function asked(limit: JsonObject, walker?: string): unknown {
  const query = (name: string, schema: JsonObject): JsonObject => ({ name, in: 'query', schema })
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Pages', version: '1' },
      paths: {
        '/keys': {
          get: {
            summary: 'List API keys',
            parameters: [
              query('limit', { type: 'integer', ...limit }),
              ...(walker === undefined ? [] : [query(walker, text)]),
            ],
            responses: { '200': { description: 'Some' } },
          },
        },
      },
    },
    { name: 'pages' },
  )
  return widePage(contract, contract.operations[0]!, {})
}

it.each([
  ['a page as usual, where no maximum is said', {}, 'cursor', 100],
  ['as much as may be', { maximum: 50 }, 'cursor', 50],
  ['no more than is needed, where another page follows', { maximum: 1000 }, 'cursor', 100],
  ['no less than comes by itself', { maximum: 1000, default: 200 }, 'cursor', 200],
  ['all there is, where no page follows', { maximum: 1000 }, undefined, 1000],
  ['no more than any server has to give', { maximum: 1_000_000 }, undefined, 10_000],
] as const)('asks for %s', (_what, limit, walker, expected) => {
  expect(asked(limit, walker)).toEqual({ limit: expected })
})

it.each([
  ['is asked for by what the answer says, where it is a text', text, {}, {}],
  ['counts items where words say so', text, { description: 'Number of keys to skip.' }, { offset: 2 }],
  ['counts items where an example does', { ...text, example: '0' }, {}, { offset: 2 }],
  ['counts items where it is a number', { type: 'integer' }, {}, { offset: 2 }],
] as const)('an offset %s', (_what, schema, said, expected) => {
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Pages', version: '1' },
      paths: {
        '/keys': {
          get: {
            summary: 'List API keys',
            parameters: [{ name: 'offset', in: 'query', schema, ...said }],
            responses: { '200': { description: 'Some' } },
          },
        },
      },
    },
    { name: 'pages' },
  )
  const items = [{ id: 'one' }, { id: 'two' }]
  expect(nextPage(contract, contract.operations[0]!, {}, { data: items }, items) ?? {}).toEqual(expected)
})

it.each([
  ['beside the items', { items: [{ id: 'one' }], next_cursor: 'c2' }],
  ['around them', { data: [{ id: 'one' }], next_cursor: 'c2' }],
  ['beside the object that they stand in', { data: { items: [{ id: 'one' }] }, meta: { next_cursor: 'c2' } }],
  ['within that object', { code: 'ok', data: { items: [{ id: 'one' }], next_cursor: 'c2' } }],
  ['deeper within it', { result: { keys: [{ id: 'one' }], pagination: { next_cursor: 'c2' } } }],
])('a cursor is found %s', (_where, body) => {
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Pages', version: '1' },
      paths: {
        '/keys': {
          get: {
            summary: 'List API keys',
            parameters: [{ name: 'cursor', in: 'query', schema: text }],
            responses: { '200': { description: 'Some' } },
          },
        },
      },
    },
    { name: 'pages' },
  )
  const next = nextPage(contract, contract.operations[0]!, {}, body, [{ id: 'one' }])
  expect(next).toEqual({ cursor: 'c2' })
})

/** The list of keys with one more query parameter. */
function listWith(name: string, schema: JsonObject, description?: string): Contract {
  return createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Pages', version: '1' },
      paths: {
        '/keys': {
          get: {
            summary: 'List API keys',
            parameters: [
              { name, in: 'query', schema, ...(description === undefined ? {} : { description }) },
            ],
            responses: { '200': { description: 'Some' } },
          },
        },
      },
    },
    { name: 'pages' },
  )
}

it.each([
  ['position', 'The current pagination position in the paged result set.', { position: 'p2' }],
  ['from', 'The cursor of the page to return.', { from: 'p2' }],
  ['name', 'Filter by name. Starts anew, whatever the cursor.', null],
  ['kind', 'The kind of key.', null],
  ['status', 'Only keys with this status. Ignored when a cursor is given.', null],
  ['direction', 'Direction to walk from the cursor: next or prev', null],
  ['user_id', 'The user. Cannot be combined with cursor.', null],
  ['prev', 'Cursor of the previous page', null],
  ['include', 'Set to `cursor` to have one.', null],
  ['max-results', 'The page cursor goes with it.', null],
] as const)('what words tell of %s decides whether it is a cursor', (name, description, expected) => {
  const contract = listWith(name, text, description)
  const body = { items: [{ id: 'one' }], [name]: 'p2' }
  expect(nextPage(contract, contract.operations[0]!, {}, body, [{ id: 'one' }])).toEqual(expected)
})

it.each([
  ['page', {}, { page: 1 }, undefined],
  ['page', {}, { page: 7 }, 'page'],
  ['page', {}, {}, undefined],
  ['page', { minimum: 0 }, { page: 1 }, 'page'],
  ['offset', {}, { offset: 0 }, undefined],
  ['offset', {}, { offset: 1 }, 'offset'],
  ['kind', {}, { kind: 7 }, undefined],
] as const)('a later page is told by %s %j %j', (name, schema, query, expected) => {
  const contract = listWith(name, { type: 'integer', ...schema })
  expect(laterPageIn(contract, contract.operations[0]!, query)).toBe(expected)
})
