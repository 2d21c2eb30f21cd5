import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/contract/types.ts'
import { failureOf, membersOf, operationsIn, part, read, schemaAt } from './pages.ts'

const fence = '```'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly schema: { readonly type?: string }
  readonly 'x-basis': string
}

/** The parameters of an operation: `query limit: integer stated`. */
function parametersIn(document: JsonObject, operation: string): string[] {
  const parameters = (part(document, operation, '/parameters') ?? []) as unknown as readonly Parameter[]
  return parameters.map(
    ({ name, in: place, schema, 'x-basis': basis }) =>
      `${place} ${name}: ${schema.type ?? 'undefined'} ${basis}`,
  )
}

describe('what introduces an operation', () => {
  it('may be the title in the head of a page', () => {
    const document = read('---', 'title: POST /seals/revoke', '---', '', 'Breaks a seal.')
    expect(operationsIn(document)).toEqual(['POST /seals/revoke'])
    expect(part(document, 'POST /seals/revoke', '/summary')).toBe('Breaks a seal')
  })

  it('is not called like another section of the page', () => {
    const document = read('---', 'summary: Cut a seal', '---', '## Drawing', '', '## POST `(/seals)`')
    expect(part(document, 'POST /seals', '/summary')).toBe('Cut a seal')
  })

  it('may have its path in brackets', () => {
    expect(operationsIn(read('## POST `(/seals)`'))).toEqual(['POST /seals'])
  })

  it('may be a list of bold words without colons, code and answers in its items', () => {
    const document = read(
      '## Cut a seal',
      '',
      '* **URI** `/v1/seals`',
      '* **Method** `POST`',
      '* **Body**',
      `  ${fence}json`,
      '  { "owner": "ada" }',
      `  ${fence}`,
      '* **Success response**',
      `  ${fence}json`,
      '  { "id": 7, "wax": "w-1" }',
      `  ${fence}`,
      '* **Example**',
      `  ${fence}`,
      '  curl -u ada -X POST https://seals.example.com/v1/seals',
      `  ${fence}`,
    )
    expect(operationsIn(document)).toEqual(['POST /v1/seals'])
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt()))).toEqual(['owner: string example'])
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt('2XX')))).toEqual([
      'id: integer example',
      'wax: string example',
    ])
    expect(document['security']).toEqual([{ basicAuth: [] }])
  })

  it('gives it the heading it is stated under, not the one of an earlier example', () => {
    const document = read(
      '## Tenants',
      '',
      `${fence}http`,
      'POST /v1/seals HTTP/1.1',
      'X-Tenant: 2',
      fence,
      '',
      '## Cut a seal',
      '',
      '`POST /v1/seals`',
      '',
      '## Break a seal',
      '',
      '`DELETE /v1/seals/:id`',
    )
    expect(part(document, 'POST /v1/seals', '/summary')).toBe('Cut a seal')
  })
})

describe('what a page says in passing', () => {
  it('is no part of a server, where it is a credential', () => {
    const document = read(
      '## Seals',
      '',
      `${fence}bash`,
      'curl http://ada:s3cret@localhost:3000/v1/seals',
      fence,
    )
    expect(document['servers']).toEqual([{ url: 'http://localhost:3000', 'x-basis': 'example' }])
    expect(document['security']).toEqual([{ basicAuth: [] }])
    expect(JSON.stringify(document)).not.toContain('s3cret')
  })

  it('is no server, where it is for crawlers', () => {
    const document = read(
      '> For clean Markdown of any page, append .md to the page URL.',
      '> For AI client integration, connect to the MCP server at https://docs.example.com/_mcp/server.',
      '',
      '# Cut a seal',
      '',
      'POST https://api.example.com/v1/seals',
    )
    expect((document['servers'] as JsonObject[]).map(({ url }) => url)).toEqual(['https://api.example.com'])
  })

  it('is no credential, where a header has a key in its name', () => {
    const document = read(
      '# Cut a seal',
      '',
      'POST https://api.example.com/v1/seals',
      '',
      '## Headers',
      '',
      '- `Key-Case` (string, optional): how names are written',
      '- `X-Seal-Key` (string, required): who calls',
    )
    expect(parametersIn(document, 'POST /v1/seals')).toEqual(['header Key-Case: string stated'])
    expect(document['security']).toEqual([{ XSealKey: [] }])
  })

  it('is read past: attributes of blocks and references of links', () => {
    const document = read(
      '[201]: https://example.com/201',
      '',
      '## Cut a seal',
      '{: .no_toc }',
      '',
      '`POST /v1/seals`',
      '',
      'Cuts one.',
      '{: .fs-6 }',
      '',
      '| Status | Response |',
      '| --- | --- |',
      '| [201][] | [Seal object][] |',
    )
    expect(part(document, 'POST /v1/seals', '/responses/201/description')).toBe('Seal object')
    expect(part(document, 'POST /v1/seals', '/description')).toBe('Cuts one.')
  })

  it('may be the address of the operation, which has the server in it', () => {
    const document = read('## POST /v1/seals', '', '### Resource URL', '', 'https://api.example.com/v1/seals')
    expect((document['servers'] as JsonObject[]).map(({ url }) => url)).toEqual(['https://api.example.com'])
  })
})

describe('fields', () => {
  it('are not placed by a heading above the operation', () => {
    const document = read(
      '# Seals',
      '',
      '## User authentication',
      '',
      '### Cut a seal',
      '',
      '`POST /v1/seals`',
      '',
      'Fields:',
      '',
      '- `owner` (string): whose it is',
    )
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt()))).toEqual(['owner: string stated'])
  })

  it('have their place beside their name, and what is told of them below it', () => {
    const document = read(
      '## GET /v1/seals',
      '',
      '### Parameters',
      '',
      '- **limit** (query): how many',
      '- **Mode** (header)',
      '  - Required',
      '  - Type: `string`',
      '  - Allowed values: `wax`, `lead`',
    )
    expect(parametersIn(document, 'GET /v1/seals')).toEqual([
      'query limit: undefined stated',
      'header Mode: string stated',
    ])
    expect(part(document, 'GET /v1/seals', '/parameters/1/required')).toBe(true)
    expect(part(document, 'GET /v1/seals', '/parameters/1/schema/enum')).toEqual(['wax', 'lead'])
  })

  it('keep members that are called like what is told of a field', () => {
    const document = read(
      '# POST /v1/seals',
      '',
      '## Body',
      '',
      '- `wax` (object): what of',
      '  - `type` (string): bees or none',
      '  - `format` (string): in sticks',
    )
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt()))).toEqual([
      'wax: object stated',
      'wax.type: string stated',
      'wax.format: string stated',
    ])
  })

  it.each([
    ['字符串', '布尔型'],
    ['строка', 'булево'],
    ['문자열', '불리언'],
  ])('have types in other languages: %s, %s', (text, truth) => {
    const document = read(
      '## POST /v1/seals',
      '',
      '### Body',
      '',
      '| Name | Type |',
      '| --- | --- |',
      `| a | ${text} |`,
      `| b | ${truth} |`,
    )
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt()))).toEqual([
      'a: string stated',
      'b: boolean stated',
    ])
  })

  it('may be one of the following values', () => {
    const document = read(
      '## POST /v1/seals',
      '',
      '### Body',
      '',
      '- `kind` (string) - Can be one of the following values: `wax`, `lead` or `tin`.',
    )
    expect(part(document, 'POST /v1/seals', `${schemaAt()}/properties/kind/enum`)).toEqual([
      'wax',
      'lead',
      'tin',
    ])
  })
})

describe('answers', () => {
  it('are announced by a line that is a status', () => {
    const document = read(
      '## POST /v1/seals',
      '',
      '### Response',
      '',
      '201 Created',
      '',
      `${fence}json`,
      '{"id": 1}',
      fence,
      '',
      '404 - Not found',
      '',
      `${fence}json`,
      '{"error": "x"}',
      fence,
    )
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt('201')))).toEqual(['id: integer example'])
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt('404')))).toEqual(['error: string example'])
  })

  it('may begin with their status, in code, or be of a class of statuses', () => {
    const document = read(
      '## POST /v1/seals',
      '',
      '### Response',
      '',
      '<pre><code>',
      '201 Created',
      '{"id": 1}',
      '</code></pre>',
      '',
      '#### 4XX failure',
      '',
      `${fence}json`,
      '{"error": "x"}',
      fence,
    )
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt('201')))).toEqual(['id: integer example'])
    expect(part(document, 'POST /v1/seals', '/responses/4XX/x-basis')).toBe('example')
  })

  it('have no name that is a label of something else', () => {
    const document = read(
      '# Cut a seal',
      '',
      'POST /v1/seals',
      '',
      '**Summary:** Cut one',
      '',
      fence,
      '{"id": 1}',
      fence,
    )
    expect(part(document, 'POST /v1/seals', '/responses/2XX/description')).toBe(
      'The page does not state the status.',
    )
  })

  it('and requests are told apart where template tags hold raw messages', () => {
    const document = read(
      '### DELETE /v1/seals',
      '',
      '#### Example Request',
      '',
      '**Header:**',
      '',
      '{% headers() %}',
      'DELETE /v1/seals',
      'Content-Type: application/json',
      '{% end %}',
      '',
      '**Body:**',
      '',
      '{% body() %}',
      '{',
      '  "code": "1337"',
      '}',
      '{% end %}',
      '',
      '#### Example Response',
      '',
      '{% headers() %}',
      'HTTP/1.1 202 Accepted',
      'Content-Type: application/json',
      '{% end %}',
      '',
      '**Body:**',
      '',
      '{% body() %}',
      '{ "left": 3 }',
      '{% end %}',
    )
    expect(membersOf(part(document, 'DELETE /v1/seals', schemaAt()))).toEqual(['code: string example'])
    expect(membersOf(part(document, 'DELETE /v1/seals', schemaAt('202')))).toEqual(['left: integer example'])
  })
})

describe('calls', () => {
  it('are read of programs, with the body they make', () => {
    const document = read(
      '## Cut a seal',
      '',
      '- **Method**: POST',
      '- **Path**: `/v1/seals`',
      '',
      fence,
      "await fetch('/v1/seals', {",
      "  method: 'POST',",
      "  headers: { 'Authorization': 'Bearer me' },",
      '  body: JSON.stringify({',
      '    owner: "a}b",',
      '    days: 3',
      '  })',
      '})',
      fence,
    )
    expect(document['security']).toEqual([{ bearerAuth: [] }])
    expect(membersOf(part(document, 'POST /v1/seals', schemaAt()))).toEqual([
      'owner: string example',
      'days: integer example',
    ])
  })

  it('may have their address on a line of its own, and a heading before their headers', () => {
    const document = read(
      '## Cut a seal',
      '',
      `${fence}bash`,
      'curl -X POST -d \'{"owner": "ada"}\'',
      '  http://localhost:3000/v1/seals',
      fence,
      '',
      '## See seals',
      '',
      fence,
      'GET /v1/seals',
      'Headers: X-API-Key: k-1',
      fence,
    )
    expect(operationsIn(document)).toEqual(['POST /v1/seals', 'GET /v1/seals'])
    expect(parametersIn(document, 'GET /v1/seals')).toEqual([])
    expect(part(document, 'GET /v1/seals', '/security') ?? document['security']).toEqual([{ XAPIKey: [] }])
  })
})

describe('an index of operations', () => {
  const page = [
    '# SealsApi',
    '',
    'All URIs are relative to *https://seals.example.com*',
    '',
    'Method | HTTP request | Description',
    '------ | ------------ | -----------',
    '[**cutSeal**](SealsApi.md#cutSeal) | **POST** /seals | Cut a seal',
    '[**markSeal**](SealsApi.md#markSeal) | **POST** /seals/{seal_id}/mark | Mark it',
    '[**breakSeal**](SealsApi.md#breakSeal) | **DELETE** /seals/{seal_id} | Break it',
    '',
    '<a id="cutSeal"></a>',
    '# **cutSeal**',
    '> Seal cutSeal(newSeal)',
    '',
    '### Parameters',
    '',
    'Name | Type | Description | Notes',
    '---- | ---- | ----------- | -----',
    '**newSeal** | [**NewSeal**](NewSeal.md) | |',
    '**dry_run** | **Option<bool>** | only try | [optional] [default to false]',
    '',
    '### HTTP request headers',
    '',
    '- **Content-Type**: application/json',
    '',
    '### HTTP response details',
    '| Status code | Description | Response headers |',
    '|-------------|-------------|------------------|',
    '| **201** | Cut |  -  |',
    '',
    '## markSeal',
    '',
    '### Parameters',
    '',
    'Name | Type | Description | Required | Notes',
    '---- | ---- | ----------- | -------- | -----',
    '**sealId** | **UUID** | which | [required] |',
    '**colour** | **String** | with what | [required] |',
    '',
    '### HTTP request headers',
    '',
    '- **Content-Type**: Not defined',
  ]

  it('leads to the headings that tell of them', () => {
    const document = read(...page)
    expect(operationsIn(document)).toEqual([
      'POST /seals',
      'POST /seals/{seal_id}/mark',
      'DELETE /seals/{seal_id}',
    ])
    expect((document['servers'] as JsonObject[]).map(({ url }) => url)).toEqual(['https://seals.example.com'])
    expect(part(document, 'POST /seals', '/summary')).toBe('Cut a seal')
    expect(part(document, 'POST /seals', '/responses/201/description')).toBe('Cut')
  })

  it('and a model that another page describes is the body, what stands beside it is none', () => {
    const document = read(...page)
    expect(membersOf(part(document, 'POST /seals', schemaAt()))).toEqual([])
    expect(parametersIn(document, 'POST /seals')).toEqual(['query dry_run: boolean stated'])
    expect(part(document, 'POST /seals', '/parameters/0/schema/default')).toBe(false)
  })

  it('and where no content is sent, nothing is a member of a body', () => {
    const document = read(...page)
    expect(part(document, 'POST /seals/{seal_id}/mark', '/requestBody')).toBeUndefined()
    expect(parametersIn(document, 'POST /seals/{seal_id}/mark')).toEqual([
      'path seal_id: string stated',
      'query colour: string stated',
    ])
  })

  it('says nothing of a heading that several of them link to, or that gives itself another anchor', () => {
    const document = read(
      '- [`POST /seals`](#seal)',
      '- [`GET /seals`](#seal)',
      '- [`DELETE /seals/{id}`](#end)',
      '',
      '## Seal',
      '',
      '404 - No seal',
      '',
      '## Break it {#end}',
      '',
      '204 No Content',
      '',
      '## Mark it',
      '',
      '`PUT /seals/{id}`',
    )
    expect(Object.keys(part(document, 'GET /seals', '/responses') as JsonObject)).toEqual(['200'])
    expect(Object.keys(part(document, 'DELETE /seals/{id}', '/responses') as JsonObject)).toEqual(['204'])
    expect(part(document, 'DELETE /seals/{id}', '/summary')).toBe('Break it')
  })
})

it('a page that leaves its operations to a document by components is refused, with the document', () => {
  const failure = failureOf(
    [
      '# Seals',
      '',
      '{% openapi src="../spec.json" path="/seals" method="get" %}',
      '[spec.json](../spec.json)',
      '{% endopenapi %}',
      '',
      '{% openapi src="../spec.json" path="/seals" method="post" %}',
      '{% endopenapi %}',
    ].join('\n'),
  )
  expect(failure.message).toBe(
    'page.md only names GET /seals and POST /seals; what they take and answer stands in the OpenAPI document ../spec.json.',
  )
  expect(failure.hint).toContain('../spec.json')
})

it('a page with fields and no operation is refused, with where to name it', () => {
  const failure = failureOf(
    '# Cut a seal\n\n<ParamField body="owner" type="string" required>Whose.</ParamField>',
  )
  expect(failure.message).toContain('of which operation')
  expect(failure.hint).toContain('api: POST /path')
})

it('older GitBook blocks are read, with what names their parts', () => {
  const document = read(
    '{% api-method method="post" host="https://api.example.com" path="/v1/seals" %}',
    '{% api-method-summary %}',
    'Cut a seal key',
    '{% endapi-method-summary %}',
    '{% api-method-spec %}',
    '{% api-method-request %}',
    '{% api-method-query-parameters %}',
    '{% api-method-parameter name="dry" type="boolean" required=false %}',
    'only try',
    '{% endapi-method-parameter %}',
    '{% endapi-method-query-parameters %}',
    '{% api-method-body-parameters %}',
    '{% api-method-parameter name="owner\\_id" type="string" required=true %}',
    'whose',
    '{% endapi-method-parameter %}',
    '{% endapi-method-body-parameters %}',
    '{% endapi-method-request %}',
    '{% api-method-response %}',
    '{% api-method-response-example httpCode=201 %}',
    '',
    `${fence}text`,
    '{"id": "s1"}',
    fence,
    '{% endapi-method-response-example %}',
    '{% endapi-method-response %}',
    '{% endapi-method-spec %}',
    '{% endapi-method %}',
  )
  expect((document['servers'] as JsonObject[]).map(({ url }) => url)).toEqual(['https://api.example.com'])
  expect(part(document, 'POST /v1/seals', '/summary')).toBe('Cut a seal key')
  expect(parametersIn(document, 'POST /v1/seals')).toEqual(['query dry: boolean stated'])
  expect(membersOf(part(document, 'POST /v1/seals', schemaAt()))).toEqual(['owner_id!: string stated'])
  expect(membersOf(part(document, 'POST /v1/seals', schemaAt('201')))).toEqual(['id: string example'])
})

describe('what stands apart', () => {
  it('is one, as a method and an address in paragraphs of their own', () => {
    const document = read(
      '## Cut',
      '',
      'Url: /seals',
      '',
      'Method: POST',
      '',
      '## Break',
      '',
      'Method: DELETE',
      '',
      'URL: /seals/{id}',
    )
    expect(operationsIn(document)).toEqual(['POST /seals', 'DELETE /seals/{id}'])
  })

  it('is one, as a path with a mail address and the template of it', () => {
    const document = read(
      '## Seals of one',
      '',
      '`GET /seals/{email}`',
      '',
      fence,
      'GET /seals/ada@example.com',
      fence,
    )
    expect(operationsIn(document)).toEqual(['GET /seals/{email}'])
  })

  it('is two, as a word in the place of a parameter', () => {
    const document = read('## One', '', '`GET /seals/{id}`', '', '## Mine', '', '`GET /seals/mine`')
    expect(operationsIn(document)).toEqual(['GET /seals/{id}', 'GET /seals/mine'])
  })
})

describe('fields of an answer', () => {
  it('are put into the items that its example has', () => {
    const document = read(
      '## GET /seals',
      '',
      '### Response',
      '',
      `${fence}json`,
      '{"data": [{"id": 1, "wax": "bees"}]}',
      fence,
      '',
      '| Field | Type |',
      '| --- | --- |',
      '| id | integer |',
      '| wax | string |',
    )
    expect(membersOf(part(document, 'GET /seals', schemaAt('200')))).toEqual([
      'data: array assumed',
      'data.[].id: integer stated',
      'data.[].wax: string stated',
    ])
  })

  it('are told from those of the request, where a list has both, by what the examples show', () => {
    const lines = (word: string): string[] => [
      '## Seals',
      '',
      '`GET /v1/seals`',
      '',
      `${fence}bash`,
      'curl https://api.example.com/v1/seals?page=1',
      fence,
      '',
      'Response:',
      '',
      `${fence}json`,
      '{"data": {"total": 3}, "limit": 20}',
      fence,
      '',
      `${word}:`,
      '',
      '- `page` (integer): which',
      '- `limit` (integer): how many',
      '- `total` (integer): of all',
    ]
    const fields = read(...lines('Fields'))
    expect(parametersIn(fields, 'GET /v1/seals')).toEqual(['query page: integer stated'])
    expect(membersOf(part(fields, 'GET /v1/seals', schemaAt('200')))).toEqual([
      'limit: integer stated',
      'data: object assumed',
      'data.total: integer stated',
    ])
    const parameters = read(...lines('Parameters'))
    expect(parametersIn(parameters, 'GET /v1/seals')).toHaveLength(3)
  })
})

it('the words before a credential are no header', () => {
  const document = read(
    '# Cut a seal',
    '',
    'POST https://api.example.com/v1/seals',
    '',
    '### Authentication',
    '',
    'A key, passed as `Authorization: Api-Key $KEY` (or `Bearer`).',
    '',
    '- **Purpose:** cut one',
  )
  const { securitySchemes } = document['components'] as JsonObject
  expect(Object.keys(securitySchemes as JsonObject)).toEqual(['bearerAuth'])
})

describe('tables and lists of other sites', () => {
  it('a table of one operation introduces it, and a part on its level still belongs to it', () => {
    const table = (method: string, path: string): string[] => [
      '| Method | Path | Produces |',
      '| --- | --- | --- |',
      `| \`${method}\` | \`${path}\` | \`application/json\` |`,
      '',
    ]
    const document = read(
      '# Seals',
      '',
      '## Cut a Seal',
      '',
      ...table('PUT', '/seal'),
      '### Parameters',
      '',
      '- `Deep` `(bool: false)` - how deep',
      '- `Owner` `(string: <required>)` - whose',
      '',
      '## List Seals',
      '',
      ...table('GET', '/seals'),
      '## Parameters',
      '',
      '- `mark` `(string: "")` - of which mark',
      '',
      '## Notes',
      '',
      '- `wax` (string): what seals are of',
    )
    expect(operationsIn(document)).toEqual(['PUT /seal', 'GET /seals'])
    expect(part(document, 'PUT /seal', '/summary')).toBe('Cut a Seal')
    expect(part(document, 'GET /seals', '/summary')).toBe('List Seals')
    expect(membersOf(part(document, 'PUT /seal', schemaAt()))).toEqual([
      'Deep: boolean stated',
      'Owner!: string stated',
    ])
    expect(part(document, 'PUT /seal', `${schemaAt()}/properties/Deep/default`)).toBe(false)
    expect(parametersIn(document, 'GET /seals')).toEqual(['query mark: string stated'])
  })

  it('a definition says with a shortcode that it is required, and begins with its type', () => {
    const document = read(
      '{{< details >}}',
      '',
      '## GET /seals',
      '',
      '{{< /details >}}',
      '',
      '##### Query parameters',
      '',
      'mark',
      ': {{<required>}} String. Of which mark.',
      '',
      'broken',
      ': Boolean. Whether it is.',
    )
    expect(parametersIn(document, 'GET /seals')).toEqual([
      'query mark: string stated',
      'query broken: boolean stated',
    ])
    expect(part(document, 'GET /seals', '/parameters/0/required')).toBe(true)
    expect(JSON.stringify(document)).not.toContain('{{')
  })
})
