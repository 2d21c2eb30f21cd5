import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createContract } from '../../../src/contract/load.ts'
import { membersOf, operationsIn, part, read, schemaAt } from './pages.ts'

const fence = '```'

describe('operations in markup of a site’s own', () => {
  it.each([
    ['a badge by attribute', '<Method verb="post"/> `/v1/keys`'],
    ['a badge in braces', "<Badge text={'POST'} /> `/v1/keys`"],
    ['a badge around the method', '<Chip color="green">POST</Chip> `/v1/keys`'],
    ['a note on a heading', "## Make a key {{ tag: 'POST', label: '/v1/keys' }}"],
    ['a path below the root', `${fence}text\nPOST v1/keys\n${fence}`],
  ])('%s', (_, line) => {
    const document = read('# Keys', '', line, '', 'Makes a key.')
    expect(operationsIn(document)).toEqual(['POST /v1/keys'])
  })

  it('leave a component with an address of its own alone', () => {
    const document = read('# Keys', '', '<Link method="GET" href="/x" /> `/v1/other`', '', '`POST /v1/keys`')
    expect(operationsIn(document)).toEqual(['POST /v1/keys'])
  })

  it('in a table whose rows have a method and no path are none', () => {
    const document = read(
      '# Key',
      '',
      '`GET /v1/keys`',
      '',
      '| Method | Label |',
      '| --- | --- |',
      '| GET | Gives the keys |',
      '| POST | Makes one |',
    )
    expect(operationsIn(document)).toEqual(['GET /v1/keys'])
  })

  it('keep the slash that every mention of a path ends with', () => {
    const document = read(
      '## List',
      '`GET /keys/`',
      '',
      '## Make',
      '`POST /keys`',
      '',
      '## End',
      '`DELETE /keys/{id}/`',
    )
    expect(operationsIn(document)).toEqual(['GET /keys/', 'POST /keys', 'DELETE /keys/{id}/'])
  })
})

describe('examples in markup of a site’s own', () => {
  it('are read from HTML', () => {
    const document = read(
      '### POST /clients',
      '',
      '<h4>Response</h4>',
      '',
      '<pre><code class="language-json">{',
      '  "client_id": "c1",',
      '  &quot;client_secret&quot;: &quot;s1&quot;',
      '}</code></pre>',
    )
    expect(membersOf(part(document, 'POST /clients', schemaAt('2XX')))).toEqual([
      'client_id: string example',
      'client_secret: string example',
    ])
  })

  it('and parameters are read from the blocks of an older site', () => {
    const data = { 'h-0': 'Field', 'h-1': 'Type', '0-0': 'label', '0-1': 'string' }
    const codes = [
      { language: 'curl', code: 'curl -X POST https://api.example.test/keys -d \'{"label":"x"}\'' },
      { language: 'json', name: 'Response', code: '{"id": 5, "key": "k"}' },
    ]
    const document = read(
      '[block:api-header]',
      JSON.stringify({ title: 'Make a key' }),
      '[/block]',
      '[block:parameters]',
      JSON.stringify({ data, cols: 2, rows: 1 }),
      '[/block]',
      '[block:code]',
      JSON.stringify({ codes }, null, 2),
      '[/block]',
    )
    expect(operationsIn(document)).toEqual(['POST /keys'])
    expect(membersOf(part(document, 'POST /keys', schemaAt()))).toEqual(['label: string stated'])
    expect(membersOf(part(document, 'POST /keys', schemaAt('2XX')))).toEqual([
      'id: integer example',
      'key: string example',
    ])
  })

  it('put what a table names where they have it, inside an envelope', () => {
    const document = read(
      '`POST /keys`',
      '',
      '## Response',
      '',
      '| Field | Type | Description |',
      '| --- | --- | --- |',
      '| id | string | The id |',
      '| secret | string | The key |',
      '',
      `${fence}json`,
      '{"code": 0, "data": {"id": "1", "secret": "s"}}',
      fence,
    )
    expect(membersOf(part(document, 'POST /keys', schemaAt('2XX')))).toEqual([
      'data: object assumed',
      'data.id: string stated',
      'data.secret: string stated',
      'code: integer example',
    ])
  })

  it('of HTTP messages may send a form', () => {
    const document = read(
      `${fence}http`,
      'POST /tokens HTTP/1.1',
      'Content-Type: application/x-www-form-urlencoded',
      '',
      'name=ci&ttl=60',
      fence,
    )
    const form = part(
      document,
      'POST /tokens',
      '/requestBody/content/application~1x-www-form-urlencoded/schema',
    )
    expect(membersOf(form).map((line) => line.split(':')[0])).toEqual(['name', 'ttl'])
  })
})

it('An operation packed into the head of a page is read as it is', () => {
  const packed = {
    method: 'post',
    path: '/keys',
    responses: { '201': { description: 'Made.' } },
    security: [{ key: [] }],
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    servers: [{ url: 'https://api.example.test' }],
    info: { title: 'Keys', version: '1' },
  }
  const head = deflateSync(JSON.stringify(packed)).toString('base64')
  const contract = createContract(read('---', 'title: Make a key', `api: ${head}`, '---', '', '# Make a key'))
  expect(contract.operations.map(({ key }) => key)).toEqual(['POST /keys'])
  expect(contract.servers).toEqual(['https://api.example.test'])
  expect(contract.operations[0]?.security).toEqual([{ key: [] }])
  expect(() => read('---', `api: ${head.slice(0, 60)}`, '---', '', 'Text.')).toThrow(/Nothing can be learned/)
})

it('A page whose head leaves all to a document by the id of an operation says which to give', () => {
  const head = ['---', 'title: Make a key', 'api:', '  file: keys.json', '  operationId: makeKey', '---', '']
  expect(() => read(...head, 'This makes a key.')).toThrow(
    /only names the operation makeKey; .* the OpenAPI document keys\.json/,
  )
})

describe('pages in further languages', () => {
  it.each([
    [
      '# Создание ключа',
      '## Параметры запроса',
      '| Параметр | Тип | Обязательный | Описание |',
      '| имя | string | да | Имя |',
    ],
    ['# 키 생성', '## 요청 파라미터', '| 이름 | 타입 | 필수 | 설명 |', '| 이름 | string | 필수 | 키 이름 |'],
  ])('%s', (title, heading, header, row) => {
    const document = read(
      title,
      '`POST /keys`',
      '',
      heading,
      '',
      header,
      '|---|---|---|---|',
      row.replace(/имя|이름/, 'name'),
    )
    expect(membersOf(part(document, 'POST /keys', schemaAt()))).toEqual(['name!: string stated'])
  })
})
