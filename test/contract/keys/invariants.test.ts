import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createContract } from '../../../src/contract/load.ts'
import { valueAt } from '../../../src/contract/pointer.ts'
import type { JsonObject, JsonValue, KeyResource } from '../../../src/contract/types.ts'
import { documentOf } from './documents.ts'
import { SHAPES } from './shapes.ts'

const DOCUMENTS = SHAPES.map(({ document }) => documentOf(document))
const anyDocument = fc.constantFrom(...DOCUMENTS)

/** What was found, in an order that does not depend on that of the document. */
function found(document: JsonObject): readonly KeyResource[] {
  return createContract(document).keyResources.toSorted((a, b) =>
    (a.roles.create?.operation ?? '') < (b.roles.create?.operation ?? '') ? -1 : 1,
  )
}

function withPaths(document: JsonObject, paths: readonly (readonly [string, JsonValue])[]): JsonObject {
  return { ...document, paths: Object.fromEntries(paths) }
}

function pathsOf(document: JsonObject): readonly (readonly [string, JsonValue])[] {
  return Object.entries(document['paths'] as JsonObject)
}

/** The same value with the members of every object in the opposite order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, part]) => [name, reversed(part)]),
  )
}

describe('what is found does not depend on', () => {
  it('the order of the paths', () => {
    const shuffled = anyDocument.chain((document) =>
      fc.tuple(
        fc.constant(document),
        fc.shuffledSubarray([...pathsOf(document)], { minLength: pathsOf(document).length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([document, paths]) => {
        expect(found(withPaths(document, paths))).toEqual(found(document))
      }),
    )
  })

  it('the order of methods, members and schemes', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(found(reversed(document) as JsonObject).map(places)).toEqual(found(document).map(places))
      }),
      { numRuns: DOCUMENTS.length },
    )
  })

  it('operations that have nothing to do with keys', () => {
    const nouns = ['orders', 'invoices', 'reports', 'pets', 'files', 'messages']
    const other = {
      responses: {
        '200': {
          description: 'Fine',
          content: {
            'application/json': {
              schema: { type: 'object', properties: { id: { type: 'string' }, title: { type: 'string' } } },
            },
          },
        },
      },
    }
    fc.assert(
      fc.property(
        anyDocument,
        fc.uniqueArray(fc.constantFrom(...nouns), { minLength: 1 }),
        (document, names) => {
          const more = names.flatMap((name) => [
            [`/${name}`, { post: other }] as const,
            [
              `/${name}/{id}`,
              {
                delete: other,
                parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
              },
            ] as const,
          ])
          expect(found(withPaths(document, [...more, ...pathsOf(document)])).map(places)).toEqual(
            found(document).map(places),
          )
        },
      ),
    )
  })

  it('a prefix of all paths', () => {
    fc.assert(
      fc.property(anyDocument, fc.constantFrom('/api', '/v3', '/gateway/v1'), (document, prefix) => {
        const moved = withPaths(
          document,
          pathsOf(document).map(([path, item]) => [`${prefix}${path}`, item]),
        )
        expect(found(moved).map((r) => [r.secret.pointer, r.id])).toEqual(
          found(document).map((r) => [r.secret.pointer, r.id]),
        )
      }),
    )
  })

  it('whether schemas stand in place or behind a reference', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(found(referenced(document)).map(places)).toEqual(found(document).map(places))
      }),
      { numRuns: DOCUMENTS.length },
    )
  })
})

describe('a document that is nonsense in places', () => {
  const schema = fc.jsonValue({ maxDepth: 4 }).map((value) => value as JsonValue)
  const keyword = fc.constantFrom(
    'properties',
    'items',
    'allOf',
    'oneOf',
    '$ref',
    'enum',
    'type',
    'required',
    'example',
    'examples',
    'description',
    'x-other',
  )

  it('is read without an exception', () => {
    fc.assert(
      fc.property(anyDocument, fc.dictionary(keyword, schema), schema, (document, odd, example) => {
        const media = {
          schema: { allOf: [{ type: 'object', properties: { key: odd, id: odd } }, odd] },
          example,
        }
        const post = {
          responses: { '201': { description: 'x', content: { 'application/json': media } } },
          requestBody: { content: { 'application/json': media } },
        }
        const paths = [
          ['/odd-api-keys', { post, get: post }] as const,
          ['/odd-api-keys/{id}', { delete: post }] as const,
        ]
        const sane = (list: readonly KeyResource[]): readonly unknown[] =>
          list.map(places).filter((p) => !JSON.stringify(p).includes('odd'))
        expect(sane(found(withPaths(document, [...pathsOf(document), ...paths])))).toEqual(
          sane(found(document)),
        )
      }),
    )
  })
})

describe('every conclusion', () => {
  it('has evidence that points into the document', () => {
    for (const document of DOCUMENTS) {
      for (const { evidence, secret } of found(document)) {
        const all = [...evidence, ...(secret.revealEvidence === undefined ? [] : [secret.revealEvidence])]
        expect(all.length).toBeGreaterThan(2)
        for (const { pointer } of all)
          if (pointer !== undefined)
            expect([pointer, valueAt(document, pointer) === undefined]).toEqual([pointer, false])
      }
    }
  })
})

function places(resource: KeyResource): unknown {
  const { roles, id, secret, list, masked, nameInRequest, expiry, softDelete } = resource
  return {
    roles,
    id,
    list: list === null ? null : { ...list, masked: list.masked.toSorted() },
    secret: secret.pointer,
    masked: masked.toSorted(),
    nameInRequest,
    expiry,
    softDelete,
    carrier: secret.carrier,
  }
}

/** Moves the schema of every media type to the components. */
function referenced(document: JsonObject): JsonObject {
  const schemas: Record<string, JsonValue> = {}
  const visit = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => {
        if (name !== 'schema') return [name, visit(part)]
        const key = `S${Object.keys(schemas).length}`
        schemas[key] = part
        return [name, { $ref: `#/components/schemas/${key}` }]
      }),
    )
  }
  const paths = visit(document['paths'] ?? {})
  const components = document['components'] as JsonObject
  return {
    ...document,
    paths,
    components: {
      ...components,
      schemas: { ...(components['schemas'] as JsonObject | undefined), ...schemas },
    },
  }
}
