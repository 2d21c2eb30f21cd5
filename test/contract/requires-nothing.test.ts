import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { requiresNothing } from '../../src/contract/requires-nothing.ts'
import type { JsonObject } from '../../src/contract/types.ts'

const text = { type: 'string' }
const open = { type: 'object', properties: { name: text } }

const says = (...bodies: readonly JsonObject[]): boolean =>
  requiresNothing(
    createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Bodies', version: '1' },
        paths: Object.fromEntries(
          bodies.map((schema, index) => [
            `/things/${index}`,
            {
              post: {
                summary: 'Make',
                requestBody: { content: { 'application/json': { schema } } },
                responses: { '200': { description: 'Made' } },
              },
            },
          ]),
        ),
      },
      { name: 'bodies' },
    ),
  )

it('is what several bodies tell, of which none requires a member', () => {
  expect(says(open, open, open)).toBe(true)
  expect(says(open, open, open, {})).toBe(true)
})

it.each<[what: string, ...bodies: JsonObject[]]>([
  ['there are few bodies', open, open, {}],
  ['one requires a member', open, open, open, { ...open, required: ['name'] }],
  ['one does within', open, open, { ...open, properties: { key: { ...open, required: ['name'] } } }],
])('is not told where %s', (_what, ...bodies) => {
  expect(says(...bodies)).toBe(false)
})
