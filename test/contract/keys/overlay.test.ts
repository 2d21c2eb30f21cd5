import { describe, expect, it } from 'vitest'

import { overlayOf } from '../../../src/contract/keys/write-overlay.ts'
import { createContract } from '../../../src/contract/load.ts'
import { applyOverlays } from '../../../src/contract/overlay.ts'
import { collectProblems } from '../../../src/contract/problems.ts'
import type { Contract, JsonObject, JsonValue, KeyResource } from '../../../src/contract/types.ts'
import { DECOYS } from './decoys.ts'
import { documentOf } from './documents.ts'
import { SHAPES } from './shapes.ts'

/** The conclusions, without why they were drawn and how sure they are. */
function conclusions(contract: Contract): readonly Partial<KeyResource>[] {
  return contract.keyResources.map(({ evidence: _, confidence: __, secret, ...rest }) => ({
    ...rest,
    secret: { ...secret, revealEvidence: undefined },
  })) as unknown as readonly Partial<KeyResource>[]
}

function annotated(document: JsonObject): {
  readonly contract: Contract
  readonly overlay: JsonObject
  readonly problems: readonly string[]
} {
  const { overlay, unstated } = overlayOf(createContract(document), document)
  expect(overlay).not.toBeNull()
  expect(unstated).toEqual([])
  const problems = collectProblems()
  const { document: overlaid } = applyOverlays(document, [{ name: 'overlay', value: overlay! }], problems)
  return {
    contract: createContract(overlaid),
    overlay: overlay!,
    problems: problems.list.map(({ message }) => message),
  }
}

function actionsOf(
  overlay: JsonObject,
): readonly { readonly target: string; readonly description: string; readonly update: JsonObject }[] {
  return overlay['actions'] as never
}

describe('the overlay of the conclusions', () => {
  it.each(SHAPES)('changes none of them: $title', ({ document }) => {
    const given = documentOf(document)
    const { contract, overlay, problems } = annotated(given)
    expect(problems).toEqual([])
    expect(conclusions(contract)).toEqual(conclusions(createContract(given)))
    expect(new Set(contract.keyResources.map(({ confidence }) => confidence))).toEqual(new Set(['certain']))
    for (const { description } of actionsOf(overlay))
      expect(description).toMatch(/\. .*(?:POST|GET|PUT|PATCH|DELETE|secret|expir)/i)
  })

  it('has nothing to say of an annotated document', () => {
    for (const { document } of SHAPES) {
      const { contract } = annotated(documentOf(document))
      expect(overlayOf(contract, contract.document as JsonValue).overlay).toBeNull()
    }
  })

  it('has nothing to say where there are no keys', () => {
    for (const { document } of DECOYS)
      expect(overlayOf(createContract(documentOf(document)), documentOf(document)).overlay).toBeNull()
  })

  it('leaves the reveal to the reader where the document does not tell it', () => {
    const { overlay } = annotated(plain(''))
    const updates = actionsOf(overlay).map(({ update }) => Object.keys(update).join())
    expect(updates).toEqual(['x-key-operation', 'x-key-operation', 'x-key-operation'])
    expect(actionsOf(overlay)[0]!.description).toContain('does not say how often the secret is shown')
  })

  it('gives evidence with its quote and place', () => {
    const { overlay } = annotated(plain('The key. It is shown only once.'))
    const secret = actionsOf(overlay).find(({ update }) => 'x-secret' in update)
    expect(secret?.target).toBe('$.components.schemas.NewKey.properties.key')
    expect(secret?.update).toMatchObject({ 'x-secret': { reveal: 'once' } })
    expect(secret?.description).toContain(
      '“It is shown only once.” (at /components/schemas/NewKey/properties/key)',
    )
  })

  it('does not make creates of operations that answer with the same schema', () => {
    const document = plain('The key. It is shown only once.')
    const more = {
      ...(document['paths'] as JsonObject),
      '/accounts': { post: (document['paths'] as { '/keys': JsonObject })['/keys']['post']! },
    }
    const given = { ...document, paths: more }
    expect(conclusions(annotated(given).contract)).toEqual(conclusions(createContract(given)))
    expect(createContract(given).keyResources).toHaveLength(1)
  })

  it('is written for a Swagger 2.0 document as it stands', () => {
    const definition = {
      type: 'object',
      properties: { id: { type: 'string' }, key: { type: 'string', description: 'Shown only once.' } },
    }
    const given = {
      swagger: '2.0',
      info: { title: 'Old', version: '1' },
      produces: ['application/json'],
      definitions: { Key: definition },
      paths: {
        '/api_keys': {
          post: { responses: { 201: { description: 'Made', schema: { $ref: '#/definitions/Key' } } } },
          get: {
            responses: {
              200: {
                description: 'All',
                schema: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
              },
            },
          },
        },
        "/api_keys/{it's}": {
          delete: {
            parameters: [{ name: "it's", in: 'path', required: true, type: 'string' }],
            responses: { 204: { description: 'Gone' } },
          },
        },
      },
    }
    const { contract, overlay, problems } = annotated(given)
    expect(problems).toEqual([])
    expect(actionsOf(overlay).map(({ target }) => target)).toEqual([
      "$.paths['/api_keys'].post",
      "$.paths['/api_keys'].get",
      String.raw`$.paths['/api_keys/{it\'s}'].delete`,
      '$.definitions.Key.properties.key',
    ])
    expect(conclusions(contract)).toEqual(conclusions(createContract(given)))
  })
})

function plain(said: string): JsonObject {
  const answer = (schema: JsonObject): JsonObject => ({
    responses: { 200: { description: 'Fine', content: { 'application/json': { schema } } } },
  })
  return {
    openapi: '3.1.0',
    info: { title: 'Keys', version: '1' },
    paths: {
      '/keys': {
        post: { summary: 'Create an API key', ...answer({ $ref: '#/components/schemas/NewKey' }) },
        get: answer({ type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } }),
      },
      '/keys/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        delete: { responses: { 204: { description: 'Gone' } } },
      },
    },
    components: {
      schemas: {
        NewKey: {
          type: 'object',
          properties: {
            id: { type: 'string' },
            key: { type: 'string', ...(said !== '' && { description: said }) },
          },
        },
      },
    },
  }
}
