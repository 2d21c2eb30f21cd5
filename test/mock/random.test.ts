import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { responseFor } from '../../src/contract/lookup.ts'
import type { Contract, JsonValue, Operation } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/start.ts'
import { createRouter } from '../../src/mock/router.ts'
import { negotiate } from '../../src/mock/negotiate.ts'
import { copyJson } from '../../src/mock/call.ts'
import { keyApi } from './documents.ts'
import { own, vendors } from './vendors.ts'

const contracts: Contract[] = []
const mocks: Mock[] = []
beforeAll(async () => {
  for (const { spec } of vendors) contracts.push(await loadContract(spec))
  contracts.push(keyApi())
  for (const contract of contracts) mocks.push(await startMock(contract))
})
afterAll(async () => {
  for (const mock of mocks) await mock[Symbol.asyncDispose]()
})

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '__proto__', 'null', '0', '\ud800', '\u0000', 'a'.repeat(300)),
)
const member = fc.constantFrom(
  'name',
  'expires_at',
  'scopes',
  'secret',
  'id',
  'status',
  '__proto__',
  'constructor',
)
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.constant(null),
  fc.boolean(),
  fc.array(text, { maxLength: 3 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
) as fc.Arbitrary<JsonValue>
const body = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.tuple(member, value), { maxLength: 4 })
      .map(
        (pairs) =>
          `{${pairs.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`,
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .record(
        { name: text, expires_at: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()) },
        { requiredKeys: ['name'] },
      )
      .map((fields) => JSON.stringify(fields)),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: text },
)
const segment = fc
  .oneof(text, fc.uuid(), fc.nat().map(String))
  .map((one) => encodeURIComponent(one.toWellFormed()) || 'x')

const rarely = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })

describe('whatever is sent', () => {
  it('never ends in 5xx, and every documented answer fits its schema', { timeout: 300_000 }, async () => {
    const request = fc.record({
      api: fc.constantFrom(...Array.from({ length: vendors.length + 1 }, (_, index) => index)),
      operation: fc.constantFrom(0, 0, 1, 2, 3, 4, 5),
      method: rarely(fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS')),
      segment,
      body,
      query: rarely(fc.tuple(fc.constantFrom('page', 'items_per_page', 'key'), text)),
      type: fc.constantFrom(...Array.from({ length: 8 }, () => 'application/json'), 'text/plain', 'x'),
      prefer: rarely(
        fc.oneof(
          text,
          fc.integer({ min: 90, max: 610 }).map((code) => `code=${code}`),
        ),
      ),
      known: fc.constantFrom(true, true, true, true, true, false),
    })
    let made = 0
    await fc.assert(
      fc.asyncProperty(request, async (one) => {
        const contract = contracts[one.api]!
        const mock = mocks[one.api]!
        const operation: Operation = contract.operations[one.operation % contract.operations.length]!
        const vendor = vendors[one.api]
        const auth = one.known
          ? vendor === undefined
            ? { authorization: `Bearer ${mock.credentials['key']}` }
            : own(vendor, mock)
          : {}
        const path = operation.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
          name === 'org_id' ? mock.parameters['org_id']! : one.segment,
        )
        const query =
          one.query === undefined ? '' : `?${new URLSearchParams([[one.query[0], one.query[1]]]).toString()}`
        const method = one.method ?? operation.method
        const bare = method === 'GET' || method === 'HEAD'
        const prefer =
          one.prefer === undefined || !/^[\x21-\x7e]*$/.test(one.prefer) ? {} : { prefer: one.prefer }
        const response = await fetch(`${mock.url}${path}${query}`, {
          method,
          headers: { ...auth, ...prefer, ...(bare ? {} : { 'content-type': one.type }) },
          redirect: 'manual',
          ...(bare ? {} : { body: one.body }),
        })
        const received = await response.text()
        if (method === 'POST' && response.status < 300) made++
        if (prefer.prefer === undefined) expect(response.status).toBeLessThan(500)
        const asked = contract.operations.find(
          ({ path: template, method: own }) => template === operation.path && own === method,
        )
        const media =
          asked === undefined ? undefined : responseFor(asked, response.status)?.content['application/json']
        if (media?.schema !== undefined && response.headers.get('content-type') === 'application/json')
          expect(contract.validator(media.schema, 'response')(JSON.parse(received))).toEqual([])
      }),
      { numRuns: 600 },
    )
    // Otherwise nothing of what was sent was any good.
    expect(made).toBeGreaterThan(20)
  })
})

describe('small parts', () => {
  it('a router finds what was put in, by the values that were put in', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/)
    const template = fc.array(
      fc.oneof(
        word.map((name) => ({ fixed: name })),
        word.map((name) => ({ open: name })),
      ),
      { minLength: 1, maxLength: 5 },
    )
    fc.assert(
      fc.property(
        template,
        fc.array(
          fc.stringMatching(/^[^/]{1,8}$/).filter((one) => one.isWellFormed()),
          { minLength: 5, maxLength: 5 },
        ),
        (parts, values) => {
          const path = parts.map((part) => ('fixed' in part ? `/${part.fixed}` : `/{${part.open}}`)).join('')
          const route = createRouter([[path, 'here']])
          const filled = parts
            .map((part, index) =>
              'fixed' in part ? `/${part.fixed}` : `/${encodeURIComponent(values[index]!)}`,
            )
            .join('')
          const expected = parts.flatMap((part, index) => ('open' in part ? [values[index]!] : []))
          expect(route(filled)).toEqual({ leaf: 'here', values: expected })
          expect(route(`${filled}/more`)).toBeUndefined()
        },
      ),
    )
  })

  it('negotiation gives one of the types, and none that is refused', () => {
    const types = ['application/json', 'text/csv', 'application/problem+json']
    const range = fc
      .tuple(
        fc.constantFrom(...types, '*/*', 'text/*', 'image/png'),
        fc.constantFrom('', ';q=0', ';q=0.3', ';q=1'),
      )
      .map(([type, weight]) => type + weight)
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 4 }), (ranges) => {
        const chosen = negotiate(ranges.join(', '), types)
        if (chosen === undefined) return
        expect(types).toContain(chosen)
        expect(ranges[0] === `${chosen};q=0` && ranges.length === 1).toBe(false)
      }),
    )
  })

  it('a copy of JSON equals it, shares nothing and pollutes nobody', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (json) => {
        const original = JSON.parse(json) as JsonValue
        expect(JSON.stringify(copyJson(original))).toBe(JSON.stringify(original))
      }),
    )
    const copy = copyJson(JSON.parse('{"__proto__":{"polluted":1}}') as JsonValue)
    expect([JSON.stringify(copy), ({} as Record<string, unknown>)['polluted']]).toEqual([
      '{"__proto__":{"polluted":1}}',
      undefined,
    ])
  })
})
