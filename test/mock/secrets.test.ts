import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom, secureRandom } from '../../src/mock/random.ts'
import { secretShape } from '../../src/mock/secret-shape.ts'
import { startMock } from '../../src/mock/start.ts'
import { json, keyApi } from './documents.ts'
import { ask } from './vendors.ts'

const any = (): boolean => true
const none = { examples: [], models: [] }

const text = { type: 'string' } as const

describe('the form of secrets', () => {
  it.each<
    [
      what: string,
      format: { prefix?: string; pattern?: string },
      examples: string[],
      pattern: RegExp,
      bits: number,
    ]
  >([
    ['a documented prefix', { prefix: 'sk-' }, [], /^sk-[A-Za-z0-9]{32}$/, 190],
    ['an example', {}, ['acme_live_a1b2c3'], /^acme_live_[A-Za-z0-9]{32}$/, 190],
    ['an example that numbers its keys', {}, ['1|abc123'], /^42\|[A-Za-z0-9]{32}$/, 190],
    ['nothing at all', {}, [], /^[A-Za-z0-9]{32}$/, 190],
    ['a pattern of hexadecimal digits', { pattern: '^[0-9a-f]{40}$' }, [], /^[0-9a-f]{40}$/, 160],
    [
      'a pattern that leaves little room',
      { prefix: 'k_', pattern: '^k_[a-z0-9]{16}$' },
      [],
      /^k_[a-z0-9]{16}$/,
      82,
    ],
    [
      'a pattern with a fixed end',
      { pattern: '^pk-[0-9a-f]{8}-[0-9a-f]{8}-end$' },
      ['pk-01234567-89abcdef-end'],
      /^pk-[0-9a-f]{8}-[0-9a-f]{8}-end$/,
      64,
    ],
    [
      'an open pattern',
      { pattern: '^vued_live_[A-Za-z0-9]+$', prefix: 'vued_live_' },
      [],
      /^vued_live_[A-Za-z0-9]{32}$/,
      190,
    ],
  ])('follows %s', (_what, format, examples, pattern, bits) => {
    const shape = secretShape(format, { examples, models: examples }, any, secureRandom())
    expect(Math.floor(shape.bits)).toBe(bits)
    const made = Array.from({ length: 200 }, () => shape.make(secureRandom(), 42))
    expect(made.filter((secret) => !pattern.test(secret))).toEqual([])
    expect(new Set(made).size).toBe(200)
  })

  it('has 160 bits wherever length leaves room for them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 40 }),
        fc.nat(),
        (longest, span, seed) => {
          const shortest = Math.max(0, longest - span)
          const fits = (secret: string): boolean => secret.length <= longest && secret.length >= shortest
          const shape = secretShape({}, none, fits, seededRandom(String(seed)))
          expect(shape.bits >= Math.min(160, Math.log2(62) * Math.min(longest, 127)) - 1e-9).toBe(true)
          if (longest <= 127) expect(fits(shape.make(seededRandom('x'), 1))).toBe(true)
        },
      ),
    )
  })

  it('is told when the document leaves no room for randomness', async () => {
    const created = {
      type: 'object',
      properties: {
        id: { type: 'string' },
        name: { type: 'string' },
        secret: { type: 'string', maxLength: 10, description: 'The API key. Shown only once.' },
      },
    }
    await using mock = await startMock(keyApi({ created }))
    expect(mock.notices.join('\n')).toMatch(/room for 59 random bits only/)
  })

  it('uses every character alike', () => {
    const shape = secretShape({}, none, any, seededRandom('a'))
    const counts = new Map<string, number>()
    const random = secureRandom()
    for (let index = 0; index < 2000; index++)
      for (const character of shape.make(random, 1)) counts.set(character, (counts.get(character) ?? 0) + 1)
    expect(counts.size).toBe(62)
    const expected = (2000 * 32) / 62
    // Chi-squared with 61 degrees of freedom exceeds 130 once in a million.
    expect(
      [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0),
    ).toBeLessThan(130)
  })
})

describe('how a document may show a key', () => {
  it('masks, dates and numbers as the schemas allow', async () => {
    const item = {
      type: 'object',
      additionalProperties: false,
      required: [
        'keyId',
        'label',
        'preview',
        'lastFour',
        'createdAt',
        'lastUsed',
        'expired',
        'is_active',
        'state',
        'owner',
      ],
      properties: {
        keyId: { type: 'string', pattern: '^key_[A-Za-z0-9]{20}$', examples: ['key_abcdefghij0123456789'] },
        label: { type: 'string' },
        preview: { type: 'string', maxLength: 12, description: 'Masked key' },
        lastFour: { type: 'string', pattern: '^.{4}$' },
        createdAt: { type: 'integer', examples: [1700000000] },
        lastUsed: { type: 'integer' },
        expired: { type: 'boolean' },
        is_active: { type: 'boolean' },
        state: { enum: ['Enabled', 'Disabled'] },
        owner: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', examples: ['owner-1'] } },
        },
      },
    }
    const contract = keyApi({
      request: { type: 'object', required: ['label'], properties: { label: { type: 'string' } } },
      item,
      created: {
        ...item,
        required: [...item.required, 'api_key'],
        properties: {
          ...item.properties,
          api_key: { type: 'string', description: 'The plaintext API key, shown only once.' },
        },
      },
      list: {
        type: 'object',
        required: ['results', 'count', 'has_more', 'next_cursor'],
        properties: {
          results: { type: 'array', items: item, minItems: 0 },
          count: { type: 'integer' },
          has_more: { type: 'boolean' },
          next_cursor: { type: ['string', 'null'] },
        },
      },
      listParameters: [
        { name: 'cursor', in: 'query', schema: { type: 'string' } },
        { name: 'limit', in: 'query', schema: { type: 'integer', default: 2, minimum: 1 } },
      ],
    })
    await using mock = await startMock(contract)
    const auth = { authorization: `Bearer ${mock.credentials['key']}` }
    const labels = ['a', 'b', 'c', 'd', 'e']
    for (const label of labels) {
      const made = await ask(mock, 'POST', '/api-keys', auth, { label })
      expect(made.status).toBe(201)
      expect(made.body).toMatchObject({
        label,
        expired: false,
        is_active: true,
        state: 'Enabled',
        owner: { id: 'owner-1' },
      })
      expect(made.body.keyId).toMatch(/^key_[A-Za-z0-9]{20}$/)
      expect(made.body.lastFour).toBe(made.body.api_key.slice(-4))
      expect(Math.abs(made.body.createdAt - Date.now() / 1000)).toBeLessThan(5)
      expect(made.text.split(made.body.api_key)).toHaveLength(2)
    }
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null && pages < 9; pages++) {
      const page = await ask(mock, 'GET', `/api-keys?cursor=${encodeURIComponent(cursor)}`, auth)
      seen.push(...page.body.results.map(({ label }: { label: string }) => label))
      expect(page.body.has_more).toBe(page.body.next_cursor !== null)
      cursor = page.body.next_cursor
    }
    expect(seen).toEqual(labels)
  })

  it('walks a list by whatever parameter words call a cursor', async () => {
    const item = { type: 'object', required: ['id', 'label'], properties: { id: text, label: text } }
    const contract = keyApi({
      request: { type: 'object', required: ['label'], properties: { label: text } },
      item,
      created: { ...item, properties: { ...item.properties, api_key: text } },
      list: {
        type: 'object',
        required: ['item'],
        properties: { item: { type: 'array', items: item }, position: text },
      },
      listParameters: [
        {
          name: 'position',
          in: 'query',
          description: 'The current pagination position in the paged result set.',
          schema: text,
        },
        { name: 'limit', in: 'query', schema: { type: 'integer', default: 2, minimum: 1 } },
      ],
    })
    await using mock = await startMock(contract)
    const auth = { authorization: `Bearer ${mock.credentials['key']}` }
    const labels = ['a', 'b', 'c']
    for (const label of labels) await ask(mock, 'POST', '/api-keys', auth, { label })
    const first = await ask(mock, 'GET', '/api-keys', auth)
    const second = await ask(mock, 'GET', `/api-keys?position=${first.body.position}`, auth)
    expect([...first.body.item, ...second.body.item].map(({ label }) => label)).toEqual(labels)
    expect(second.body.position).toBeUndefined()
  })

  it('takes an issued key as the user of basic authentication, with an empty password', async () => {
    const contract = keyApi({
      schemes: { login: { type: 'http', scheme: 'basic' } },
      security: [{ login: [] }],
      paths: { '/me': { get: { summary: 'The account', responses: { '200': json({ type: 'object' }) } } } },
    })
    await using mock = await startMock(contract, { credentials: { login: 'ann:secret' } })
    const basic = (text: string): Record<string, string> => ({
      authorization: `Basic ${Buffer.from(text).toString('base64')}`,
    })
    const made = await ask(mock, 'POST', '/api-keys', basic('ann:secret'), { name: 'n' })
    expect(made.status).toBe(201)
    expect((await ask(mock, 'GET', '/me', basic(`${made.body.secret}:`))).status).toBe(200)
    expect((await ask(mock, 'GET', '/me', basic(made.body.secret))).status).toBe(401)
  })
})
