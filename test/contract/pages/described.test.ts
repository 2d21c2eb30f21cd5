import { describe, expect, test } from 'vitest'

import { documentFromPage } from '../../../src/contract/pages/page.ts'
import { documentOf, membersOf, operationsIn, part, read, schemaAt } from './pages.ts'

describe('a page of components', () => {
  const document = documentOf('components.mdx')
  const operation = 'POST /v2/projects/{project_id}/tokens'

  test('tells operation and server by its head, and calls that show the same are one with it', () => {
    expect(operationsIn(document)).toEqual([operation])
    expect(document['servers']).toEqual([{ url: 'https://api.harbourline.test', 'x-basis': 'stated' }])
    expect(part(document, operation, '/x-basis')).toBe('stated')
    expect(part(document, operation, '/summary')).toBe('Issue a deploy token')
  })

  test('tells parameters, each with where it comes from', () => {
    const parameters = part(document, operation, '/parameters') as readonly Record<string, unknown>[]
    expect(
      parameters.map(
        ({ in: place, name, required }) => `${String(place)} ${String(name)} ${String(required)}`,
      ),
    ).toEqual([
      'header Idempotency-Key undefined',
      'path project_id true',
      'query notify undefined',
      'query trace undefined',
    ])
    expect(parameters.map((parameter) => parameter['x-basis'])).toEqual([
      'stated',
      'stated',
      'stated',
      'example',
    ])
    expect(parameters[2]?.['schema']).toEqual({ type: 'boolean', default: false })
  })

  test('tells bodies, what only an example shows being neither required nor strict', () => {
    expect(membersOf(part(document, operation, schemaAt()))).toEqual([
      'label!: string stated',
      'limits: object stated',
      'limits.scopes!: array stated',
      'limits.per_minute: integer stated',
      'expires_at: string,null stated',
      'note: undefined example',
    ])
    expect(membersOf(part(document, operation, schemaAt('201')))).toEqual([
      'data!: object stated',
      'data.id!: string stated',
      'data.secret!: string stated',
      'data.history: array stated',
      'data.history.[].at: string stated',
      'data.history.[].by: string example',
      'data.created: integer example',
    ])
    expect(part(document, operation, `${schemaAt()}/properties/limits/properties/per_minute/default`)).toBe(
      60,
    )
    expect(part(document, operation, '/responses/422/x-basis')).toBe('example')
    expect(part(document, operation, '/responses/201/description')).toBe('Created')
  })

  test('takes a credential header for security, and warnings for prose', () => {
    expect(document['security']).toEqual([{ XProjectToken: [] }])
    expect(document['components']).toMatchObject({
      securitySchemes: {
        XProjectToken: { type: 'apiKey', in: 'header', name: 'X-Project-Token', 'x-basis': 'stated' },
      },
    })
    expect(part(document, operation, '/description')).toMatch(/shown only once, in this response\.$/)
  })

  test('may write every parameter as one of the path', () => {
    const fern = read(
      '## POST /keys/{id}',
      '<ParamField path="id" type="string" />',
      '<ParamField path="name" type="string" required={true}>N</ParamField>',
    )
    expect(membersOf(part(fern, 'POST /keys/{id}', schemaAt()))).toEqual(['name!: string stated'])
  })

  test('may be of template tags', () => {
    const gitbook = documentOf('gitbook.md')
    expect(operationsIn(gitbook)).toEqual(['POST /keys/{zone}'])
    expect(gitbook['servers']).toEqual([{ url: 'https://api.warehouse.test/v3', 'x-basis': 'stated' }])
    expect(membersOf(part(gitbook, 'POST /keys/{zone}', schemaAt()))).toEqual([
      'owner: object assumed',
      'owner.name!: string stated',
    ])
    expect(membersOf(part(gitbook, 'POST /keys/{zone}', schemaAt('200')))).toEqual([
      'key: string example',
      'number: integer example',
    ])
    expect(part(gitbook, 'POST /keys/{zone}', '/responses/429/description')).toBe('Too Many Requests Later')
  })
})

describe('a page of tables', () => {
  const document = documentOf('tables.md')

  test('tells several operations under one base', () => {
    expect(operationsIn(document)).toEqual([
      'POST /v1/access-keys',
      'GET /v1/access-keys',
      'DELETE /v1/access-keys/{key_id}',
    ])
    expect(document['servers']).toEqual([{ url: 'https://eu.api.quarry.test/api', 'x-basis': 'stated' }])
    expect(part(document, 'DELETE /v1/access-keys/{key_id}', '/summary')).toBe('Revoke')
  })

  test('reads columns by their headers, in any order', () => {
    const body = part(document, 'POST /v1/access-keys', schemaAt())
    expect(membersOf(body)).toEqual([
      'display_name!: string stated',
      'ttl_days: integer stated',
      'grants: array assumed',
      'grants.[].action!: string stated',
    ])
    expect(body).toMatchObject({
      properties: {
        display_name: { description: 'What it is for | who uses it' },
        ttl_days: { default: 30 },
        grants: { items: { properties: { action: { enum: ['read', 'write'] } } } },
      },
    })
  })

  test('tells responses by tables, examples, numbers and prose', () => {
    expect(membersOf(part(document, 'POST /v1/access-keys', schemaAt('201')))).toEqual([
      'key: object stated',
      'key.id: string stated',
      'key.value: string stated',
      'key.hint: string example',
    ])
    expect(part(document, 'POST /v1/access-keys', '/responses/409/description')).toBe('The name is taken')
    expect(membersOf(part(document, 'GET /v1/access-keys', schemaAt('200')))).toEqual([
      'items: array example',
      'items.[].id: string example',
      'items.[].hint: string example',
      'next: undefined example',
    ])
    expect(part(document, 'DELETE /v1/access-keys/{key_id}', '/responses')).toEqual({
      '204': { description: 'No Content', 'x-basis': 'stated' },
    })
  })

  test('has what the page promises as a whole on the operation that makes a key', () => {
    expect(part(document, 'POST /v1/access-keys', '/description')).toMatch(
      /never returned again after creation/,
    )
    expect(document['security']).toEqual([{ XQuarryKey: [] }])
  })

  test('may be HTML', () => {
    const html = read(
      '## PUT /keys/{id}',
      '<table><thead><tr><th>Name</th><th>Type</th><th>Required</th></tr></thead>',
      '<tbody><tr><td><code>label</code></td><td>string</td><td>true</td></tr></tbody></table>',
    )
    expect(membersOf(part(html, 'PUT /keys/{id}', schemaAt()))).toEqual(['label!: string stated'])
  })

  test.each([
    [
      'german.md',
      'POST /v1/schluessel',
      ['bezeichnung!: string stated', 'tage: integer stated'],
      ['kennung: string stated', 'geheimnis: string stated'],
    ],
    [
      'french.md',
      'POST /cles',
      ['nom!: string stated', 'jours: integer stated'],
      ['cle!: string stated', 'id: string stated'],
    ],
    [
      'spanish.md',
      'POST /claves',
      ['nombre!: string stated', 'activa: boolean stated'],
      ['clave: string stated'],
    ],
    [
      'portuguese.md',
      'POST /chaves',
      ['nome!: string stated', 'dias: integer stated'],
      ['chave: string stated'],
    ],
    [
      'chinese.md',
      'POST /v1/keys',
      ['name!: string stated', 'days: integer stated'],
      ['key: string stated', 'id: integer example'],
    ],
    [
      'japanese.md',
      'POST /v1/keys',
      ['name!: string stated', 'days: integer stated'],
      ['secret: string stated'],
    ],
  ])('may be in another language: %s', (name, operation, request, response) => {
    const other = documentOf(name)
    expect(operationsIn(other)).toEqual([operation])
    expect(membersOf(part(other, operation, schemaAt()))).toEqual(request)
    const success =
      Object.keys(part(other, operation, '/responses') as object).find((status) => status.startsWith('2')) ??
      ''
    expect(membersOf(part(other, operation, schemaAt(success)))).toEqual(response)
  })
})

describe('a page of lists and messages', () => {
  test('tells fields by bullets, nested ones by their indent', () => {
    const document = documentOf('lists.md')
    expect(operationsIn(document)).toEqual([
      'POST /robots',
      'GET /robots',
      'DELETE /robots/{robot_id}',
      'PATCH /robots/{robot_id}',
    ])
    expect(membersOf(part(document, 'POST /robots', schemaAt()))).toEqual([
      'name!: string stated',
      'duration: integer stated',
      'rights: array stated',
      'rights.[].kind!: string stated',
      'rights.[].actions: array stated',
    ])
    expect(membersOf(part(document, 'POST /robots', schemaAt('201')))).toEqual([
      'id: integer stated',
      'secret: string stated',
      'creation_time: string example',
    ])
    expect(document['servers']).toEqual([
      { url: 'https://registry.depot.test/api/v2.0', 'x-basis': 'example' },
    ])
    expect(document['security']).toEqual([{ basicAuth: [] }])
    expect(part(document, 'PATCH /robots/{robot_id}', '/summary')).toBe('gives it a new secret')
  })

  test('leaves a status open that no word states', () => {
    const document = documentOf('lists.md')
    expect(part(document, 'GET /robots', '/responses')).toEqual({
      '200': { description: 'The page does not state the status.', 'x-basis': 'assumed' },
    })
    expect(Object.keys(part(document, 'DELETE /robots/{robot_id}', '/responses') as object)).toEqual(['2XX'])
  })

  test('tells cookies and bodies by whole messages', () => {
    const document = documentOf('messages.md')
    expect(operationsIn(document)).toEqual(['POST /internal/keys', 'DELETE /internal/keys/{id}'])
    expect(document['components']).toMatchObject({
      securitySchemes: { cookieAuth: { type: 'apiKey', in: 'cookie', name: 'depot_session' } },
    })
    expect(membersOf(part(document, 'POST /internal/keys', schemaAt('200')))).toEqual([
      'key_id: integer example',
      'plain: string example',
    ])
    expect(part(document, 'DELETE /internal/keys/{id}', '/parameters/0')).toMatchObject({
      name: 'id',
      example: '3',
      'x-basis': 'example',
    })
    expect(part(document, 'DELETE /internal/keys/{id}', '/summary')).toBe('Delete one')
  })

  test('may only list its operations, and says what it leaves open', () => {
    const { document, problems } = documentFromPage(
      '# Keys\n\n```\nPOST /keys  # makes one\nGET /keys  # lists\n```\n\n| Method | Path | Description |\n|-|-|-|\n| GET | `/me` | Who am I |\n\nUse `DELETE /keys/:id` to revoke one.\n',
      'page.md',
    )
    expect(operationsIn(document)).toEqual(['POST /keys', 'GET /keys', 'GET /me', 'DELETE /keys/{id}'])
    expect(part(document, 'POST /keys', '/summary')).toBe('makes one')
    expect(part(document, 'DELETE /keys/{id}', '/summary')).toBe('Use DELETE /keys/:id to revoke one.')
    expect(problems.map(({ message }) => message)).toEqual([
      'The page does not say how calls are authenticated.',
      'The page does not say which server the calls go to.',
    ])
  })

  test('may describe members under headings of their own', () => {
    const document = read(
      '# Make',
      '`POST /keys`',
      '## Response',
      '### data `object`',
      'The key.',
      '- `id`: its id',
      '- `key`: its value',
      '### ok `boolean`',
    )
    expect(membersOf(part(document, 'POST /keys', schemaAt('2XX')))).toEqual([
      'data: object stated',
      'data.id: undefined stated',
      'data.key: undefined stated',
      'ok: boolean stated',
    ])
  })
})

describe('a curl line', () => {
  const curl = (...lines: readonly string[]): ReturnType<typeof read> =>
    read('# Keys', '```bash', ...lines, '```')

  test.each([
    ['-H "Authorization: Bearer $KEY"', { bearerAuth: { type: 'http', scheme: 'bearer' } }],
    ["-H 'authorization: Basic abc'", { basicAuth: { type: 'http', scheme: 'basic' } }],
    ['-u "$USER:"', { basicAuth: { type: 'http', scheme: 'basic' } }],
    ['-H "X-API-Key: $KEY"', { XAPIKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } }],
    [
      '-H "Authorization: Token $KEY"',
      { AuthorizationHeader: { type: 'apiKey', in: 'header', name: 'Authorization' } },
    ],
    ['-b "sid=$SID"', { cookieAuth: { type: 'apiKey', in: 'cookie', name: 'sid' } }],
    ['--oauth2-bearer "$KEY"', { bearerAuth: { type: 'http', scheme: 'bearer' } }],
  ])('shows how calls are authenticated: %s', (option, schemes) => {
    const document = curl(`curl https://keys.test/v1/keys ${option}`)
    expect(document['components']).toMatchObject({ securitySchemes: schemes })
    expect(document['security']).toEqual([Object.fromEntries(Object.keys(schemes).map((name) => [name, []]))])
  })

  test('with two credentials needs both', () => {
    const document = curl('curl https://keys.test/keys -H "X-API-Key: a" -H "X-Application-Token: b"')
    expect(document['security']).toEqual([{ XAPIKey: [], XApplicationToken: [] }])
  })

  test.each([
    ['curl -sSX PUT https://keys.test/keys/42', 'PUT /keys/{id}'],
    ['curl -XDELETE "https://keys.test/keys/key_81hf"', 'DELETE /keys/{id}'],
    [
      'curl https://keys.test/orgs/12/keys/9f0e1d2c-0000-4000-8000-000000000000',
      'GET /orgs/{id}/keys/{key_id}',
    ],
    ["curl --json '{}' $BASE/keys", 'POST /keys'],
    ['curl -G https://keys.test/keys -d page=2', 'GET /keys'],
    ['curl -X POST https://keys.test/keys/${KEY_ID}/rotate', 'POST /keys/{key_id}/rotate'],
    ['$ curl keys.test/v2.0/keys | jq .', 'GET /v2.0/keys'],
  ])('is one operation: %s', (line, operation) => {
    expect(operationsIn(curl(line))).toEqual([operation])
  })

  test('tells a JSON body over several lines, or a form', () => {
    const document = curl(
      'curl https://keys.test/keys \\',
      '  -H "Content-Type: application/json" \\',
      "  -d '{",
      '    "name": "ci",  // what for',
      '    "days": 7,',
      "  }'",
    )
    expect(membersOf(part(document, 'POST /keys', schemaAt()))).toEqual([
      'name: string example',
      'days: integer example',
    ])
    const form = curl('curl https://keys.test/keys -d name=ci --data-urlencode "note=a b"')
    expect(part(form, 'POST /keys', '/requestBody/content')).toMatchObject({
      'application/x-www-form-urlencoded': { example: { name: 'ci', note: 'a b' } },
    })
  })

  test('is measured against the paths the page states', () => {
    const document = read(
      '# Keys',
      '```',
      'curl -X POST https://keys.test/api/user/keys',
      '```',
      '- GET /user/keys - lists',
      '- DELETE /user/keys/{id} - deletes',
    )
    expect(operationsIn(document)).toEqual(['POST /user/keys', 'GET /user/keys', 'DELETE /user/keys/{id}'])
    expect(document['servers']).toEqual([{ url: 'https://keys.test/api', 'x-basis': 'example' }])
    expect(part(document, 'POST /user/keys', '/x-basis')).toBe('example')
    expect(part(document, 'GET /user/keys', '/x-basis')).toBe('stated')
  })
})
