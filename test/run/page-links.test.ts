import { expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { linkedPage } from '../../src/run/page-links.ts'
import type { HeaderLine } from '../../src/http/exchange.ts'
import { judgeContract, patience } from './harness.ts'
import { startJsonServer, type JsonAnswer } from './json-server.ts'
import { json, text } from './openapi-parts.ts'

const shown = { type: 'object', required: ['id', 'name'], properties: { id: text, name: text } }
const refused = { '400': { description: 'No' }, '401': { description: 'No' } }

const contract = createContract(
  {
    openapi: '3.1.0',
    info: { title: 'Linked', version: '1' },
    security: [{ account: [] }],
    components: { securitySchemes: { account: { type: 'http', scheme: 'bearer' } } },
    paths: {
      '/keys/': {
        get: {
          summary: 'List API keys',
          description: 'Three keys a page; the Link header leads to the next.',
          parameters: [{ name: 'cursor', in: 'query', schema: text }],
          responses: { '200': { description: 'Some', ...json({ type: 'array', items: shown }) }, ...refused },
        },
        post: {
          summary: 'Create an API key',
          requestBody: {
            required: true,
            ...json({
              type: 'object',
              required: ['name'],
              properties: { name: { ...text, minLength: 1, maxLength: 99 } },
            }),
          },
          responses: {
            '201': {
              description: 'The key. The secret is shown once.',
              ...json({ ...shown, properties: { ...shown.properties, secret: text } }),
            },
            ...refused,
          },
        },
      },
      '/keys/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        delete: {
          summary: 'Revoke an API key',
          responses: { '204': { description: 'Gone' }, '404': { description: 'No' }, ...refused },
        },
      },
    },
  },
  { name: 'linked' },
)

const list = contract.operations.find(({ key }) => key === 'GET /keys/')!
const led = (link: string | null, cursor?: string): unknown => {
  const headers: readonly HeaderLine[] = link === null ? [] : [['Link', link]]
  const response = { status: 200, headers, body: '[]', truncated: false }
  return linkedPage(list, cursor === undefined ? {} : { cursor }, { response })
}

it.each([
  ['the next page', '<http://127.0.0.1/keys/?cursor=0:3:0>; rel="next"', { cursor: '0:3:0' }],
  ['the next page among others', '</keys/?cursor=b>; rel=next, </keys/>; rel="first"', { cursor: 'b' }],
  [
    'the next page after a space and a comma',
    '</keys/?cursor=a>; rel="prev" , </keys/?cursor=b>; rel="next"',
    { cursor: 'b' },
  ],
  ['a next page that is none', '</keys/?cursor=b>; rel="next"; results="false"', 'last'],
  ['only pages before', '</keys/?cursor=b>; rel="prev"', 'last'],
  ['something else', '</docs>; rel="help"', undefined],
  ['a page that nothing asks for', '</keys/?seek=9>; rel="next"', 'astray'],
  ['the same page', '</keys/?cursor=now>; rel="next"', 'astray'],
  ['nothing that can be read', '<<>;;rel', undefined],
  ['nothing', null, undefined],
] as const)('a Link header leads to %s', (_what, link, expected) => {
  expect(led(link, 'now')).toEqual(typeof expected === 'object' ? { cursor: expected.cursor } : expected)
})

/** Three keys a page, in the order they were made; `to` writes the link to the page that begins there. */
async function judge(
  to: (start: number, isThere: boolean) => string | null,
): ReturnType<typeof judgeContract> {
  const root = 'people-only-9fQz81LmXwP7'
  const keys = new Map<string, { readonly id: string; readonly name: string; readonly secret: string }>()
  let made = 0
  const no = (status: number): JsonAnswer => ({ status, body: { message: 'No' } })
  await using server = await startJsonServer({ account: root }, ({ method, url = '/', headers }, sent) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    if (!/^bearer +people-only-9fQz81LmXwP7$/i.test(headers.authorization ?? '')) return no(401)
    const [, place, id = ''] = pathname.split('/')
    if (place !== 'keys') return no(404)
    if (id !== '') {
      if (method !== 'DELETE') return { ...no(405), headers: { Allow: 'DELETE' } }
      return keys.delete(decodeURIComponent(id)) ? { status: 204, body: undefined } : no(404)
    }
    if (method === 'GET') {
      const start = Number(searchParams.get('cursor')?.split(':')[1] ?? 0)
      const all = [...keys.values()].map((one) => ({ id: one.id, name: one.name }))
      const link = to(start + 3, all.length > start + 3)
      return {
        status: 200,
        body: all.slice(start, start + 3),
        ...(link === null ? {} : { headers: { Link: link } }),
      }
    }
    if (method !== 'POST') return { ...no(405), headers: { Allow: 'GET, POST' } }
    let name: unknown
    try {
      name = (JSON.parse(sent) as { readonly name?: unknown } | null)?.name
    } catch {
      return no(400)
    }
    if (typeof name !== 'string' || name === '' || Array.from(name).length > 99) return no(400)
    made += 1
    const key = {
      id: `k-${made}-${'x'.repeat(12)}`,
      name,
      secret: `lnk_${String(made).padStart(36, 'q7Zx')}`,
    }
    keys.set(key.id, key)
    return { status: 201, body: key }
  })
  return await judgeContract(contract, server, {
    ...patience,
    runs: 4,
    only: ['lifecycle-created-key-listed-once', 'harness-*'],
  })
}

it('a new key is found on the page that a Link header leads to', async () => {
  const ran = await judge(
    (start, isThere) => `</keys/?cursor=0:${start}:0>; rel="next"; results="${isThere}"`,
  )
  expect(ran.findings).toEqual([])
  expect(ran.verdicts.find(({ rule }) => rule === 'lifecycle-created-key-listed-once')?.verdict).toBe('held')
  expect(ran.keys.left).toEqual([])
})

it('a new key that is not on the pages seen is not missed where the Link header leads elsewhere', async () => {
  const ran = await judge((start, isThere) => (isThere ? `</keys/?seek=${start}>; rel="next"` : null))
  expect(ran.findings).toEqual([])
  const open = ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive')
  expect(open.map(({ rule }) => rule)).toContain('lifecycle-created-key-listed-once')
})
