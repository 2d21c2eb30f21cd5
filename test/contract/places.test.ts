import { describe, expect, test } from 'vitest'

import { loadContract } from '../../src/contract/load.ts'
import { folder } from './documents.ts'

/** Where pointers lead in a folder of files; `lines` tells the text of the line, trimmed. */
async function placesOf(
  files: Readonly<Record<string, string>>,
  source: string,
  pointers: readonly string[],
  overlays: readonly string[] = [],
): Promise<readonly string[]> {
  await using at = await folder(files)
  const contract = await loadContract(source, { cwd: at.path, overlays })
  return pointers.map((pointer) => {
    const place = contract.placeOf(pointer)
    const lines = files[place?.source ?? '']?.split('\n')
    return `${place?.source}: ${lines?.[(place?.line ?? 0) - 1]?.trim()}`
  })
}

const document = `openapi: 3.1.0
info: { title: Keys, version: '1' }
paths:
  /keys:
    post: &post
      description: Made
        in two lines.
      parameters:
        - { name: a, in: query, schema: { type: string } }
        - name: b
          in: query
          schema: { type: integer }
      responses:
        201:
          description: made
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Key' }
    get:
      <<: *post
      summary: list
components:
  schemas:
    Key:
      type: object
      required: [id]
      properties:
        id:
          type: string
`

describe('the place of a pointer', () => {
  test('is the line of its member, along aliases and references', async () => {
    const post = '/paths/~1keys/post'
    expect(
      await placesOf({ 'openapi.yaml': document }, 'openapi.yaml', [
        '',
        post,
        `${post}/description`,
        `${post}/parameters/1`,
        `${post}/parameters/1/schema/type`,
        `${post}/responses/201/content`,
        `${post}/responses/201/content/application~1json/schema/properties/id/type`,
        '/paths/~1keys/get/responses',
        '/components/schemas/Key/required',
        `${post}/responses/404/content`,
      ]),
    ).toEqual([
      'openapi.yaml: openapi: 3.1.0',
      'openapi.yaml: post: &post',
      'openapi.yaml: description: Made',
      'openapi.yaml: - name: b',
      'openapi.yaml: schema: { type: integer }',
      'openapi.yaml: content:',
      'openapi.yaml: type: string',
      'openapi.yaml: responses:',
      'openapi.yaml: required: [id]',
      'openapi.yaml: responses:',
    ])
  })

  test('is found in JSON, of twice the same member in the one that counts', async () => {
    const text = '\uFEFF{\n"openapi": "3.0.3",\n"paths": {},\n"info": {"title": "a",\n"title":\n"b"}\n}'
    expect(await placesOf({ 'api.json': text }, 'api.json', ['/paths', '/info/title', '/info/x'])).toEqual([
      'api.json: "paths": {},',
      'api.json: "title":',
      'api.json: "info": {"title": "a",',
    ])
  })

  test('is in the overlay for what the overlay says', async () => {
    const overlay = `overlay: 1.0.0
info: { title: More, version: '1' }
actions:
  - target: $.paths['/keys'].post
    update:
      description: Shown once.
      parameters:
        - name: c
          in: query
      responses:
        401:
          description: no
  - target: $.paths['/keys'].post.parameters
    update:
      name: d
      in: query
`
    const post = '/paths/~1keys/post'
    const places = await placesOf({ 'openapi.yaml': document, 'overlay.yaml': overlay }, 'openapi.yaml', [
      post,
      `${post}/responses`,
      `${post}/responses/201/description`,
      `${post}/description`,
      `${post}/responses/401/description`,
      `${post}/parameters/0/name`,
      `${post}/parameters/2/in`,
    ])
    expect(places).toEqual([
      'openapi.yaml: post: &post',
      'openapi.yaml: responses:',
      'openapi.yaml: description: made',
      'overlay.yaml: description: Shown once.',
      'overlay.yaml: description: no',
      'openapi.yaml: - { name: a, in: query, schema: { type: string } }',
      'overlay.yaml: in: query',
    ])
  })

  test('is in the file that was folded in', async () => {
    const files = {
      'api/openapi.yaml': `openapi: 3.1.0
info: { title: Keys, version: '1' }
paths:
  /keys:
    $ref: ../paths/keys.yaml
`,
      'paths/keys.yaml': `
get:
  responses:
    200: { description: fine }
`,
    }
    await using at = await folder(files)
    const contract = await loadContract('api/openapi.yaml', { cwd: at.path })
    const { responses } = contract.operations[0]!
    expect(contract.placeOf(responses['200']!.pointer)).toEqual({ source: 'paths/keys.yaml', line: 4 })
  })

  test('is that of the document before it was upgraded', async () => {
    const swagger = `swagger: '2.0'
info: { title: Keys, version: '1' }
host: api.example
securityDefinitions:
  key: { type: apiKey, in: header, name: X-Key }
paths:
  /keys:
    post:
      consumes: [application/json]
      produces: [application/json]
      parameters:
        - in: body
          name: body
          schema:
            type: object
            properties:
              name: { type: string }
        - in: query
          name: dry
          type: boolean
      responses:
        200:
          description: made
          schema:
            $ref: '#/definitions/Key'
definitions:
  Key:
    type: object
`
    const post = '/paths/~1keys/post'
    expect(
      await placesOf({ 'swagger.yaml': swagger }, 'swagger.yaml', [
        '/components/securitySchemes/key',
        '/components/schemas/Key/type',
        '/servers/0',
        `${post}/requestBody/content/application~1json/schema/properties/name`,
        `${post}/requestBody`,
        `${post}/parameters/0/schema/type`,
        `${post}/responses/200/content/application~1json/schema`,
        `${post}/responses/200/content/application~1json/schema/type`,
      ]),
    ).toEqual([
      'swagger.yaml: key: { type: apiKey, in: header, name: X-Key }',
      'swagger.yaml: type: object',
      'swagger.yaml: host: api.example',
      'swagger.yaml: name: { type: string }',
      'swagger.yaml: - in: body',
      'swagger.yaml: type: boolean',
      'swagger.yaml: schema:',
      'swagger.yaml: type: object',
    ])
  })

  test('is the line of the page, in its block or where the path is first named', async () => {
    const page = `---
title: Keys
---
# Make a key

POST /keys makes one.

\`\`\`yaml
openapi: 3.0.3
info: { title: Keys, version: '1' }
paths:
  /keys:
    post:
      responses:
        201: { description: made }
\`\`\`
`
    const pointers = ['/paths/~1keys/post/responses', '/servers']
    expect(await placesOf({ 'keys.md': page }, 'keys.md', pointers)).toEqual([
      'keys.md: responses:',
      'keys.md: ---',
    ])
    const prose = page.replace(/```[\s\S]*```/, '```sh\ncurl -X POST https://api.example/keys\n```')
    expect(await placesOf({ 'keys.md': prose }, 'keys.md', pointers)).toEqual([
      'keys.md: POST /keys makes one.',
      'keys.md: ---',
    ])
  })
})
