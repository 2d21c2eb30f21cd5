import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import SwaggerParser from '@apidevtools/swagger-parser'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { create, extended, facts, promises, published } from './facts.ts'
import { actionsOf, applyTo, at, overlaid, selected, specFile, vendors, walk } from './overlaid.ts'
import type { Node } from './overlaid.ts'

const bearer = [{ bearerAuth: [] }]
const security = {
  videodb: [[{ ApiKeyAuth: [] }], 'operation'],
  autocalls: [bearer, 'document'],
  lumino: [[{ ApiKeyAuth: [] }], 'operation'],
  vued: [bearer, 'document'],
  avido: [[{ ApiKey: [], ApplicationId: [] }], 'document'],
} as const

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])

function operationsOf(document: Node): string[] {
  return Object.entries(document['paths'] as Record<string, Record<string, Node>>).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([member]) => methods.has(member))
      .map(([method, operation]) =>
        [`${method.toUpperCase()} ${path}`, ...Object.keys(operation['responses'] ?? {})].join(' '),
      ),
  )
}

describe.each(vendors)('%s', (vendor) => {
  const here = (pointer: string): string => pointer.replace('@', create[vendor])
  const document = specFile(vendor, 'openapi.yaml')

  test.each(facts[vendor])('states %s', (pointer, value) => {
    expect(at(document, here(pointer))).toEqual(value)
  })

  test('openapi.yaml holds the operations and statuses of the create page, and nothing of ours', () => {
    expect(operationsOf(document)).toEqual(published[vendor])
    walk(document, (_, pointer) => expect(pointer).not.toMatch(/\/x-[^/]*$/))
  })

  test('the overlay adds the sibling operations', () => {
    const added = overlaid(vendor)
    expect(operationsOf(added).toSorted()).toEqual(extended[vendor].toSorted())
  })

  test('loads without a problem, overlay and all', async () => {
    const source = fileURLToPath(new URL(`../../specs/${vendor}/openapi.yaml`, import.meta.url))
    const contract = await loadContract(source)
    expect(contract.problems).toEqual([])
    expect(contract.operations.map(({ key }) => key).toSorted()).toEqual(
      extended[vendor].map((line) => line.split(' ').slice(0, 2).join(' ')).toSorted(),
    )
    const [posted] = published[vendor].map((line) => line.split(' ').slice(0, 2).join(' '))
    const creation = contract.operations.find(({ key }) => key === posted)
    expect(creation?.security).toEqual(security[vendor][0])
    expect(creation?.securitySource).toBe(security[vendor][1])
  })

  test('the overlay changes nothing that the create page states', () => {
    const added = overlaid(vendor)
    walk(document, (value, pointer) => {
      const found = at(added, pointer)
      if (Array.isArray(value))
        expect([pointer, (found as unknown[]).length]).toEqual([pointer, value.length])
      else if (value === null || typeof value !== 'object') expect([pointer, found]).toEqual([pointer, value])
    })
  })

  test('every overlay action selects something and says what it rests on', () => {
    expect(specFile(vendor, 'overlay.yaml')['overlay']).toBe('1.1.0')
    const growing = specFile(vendor, 'openapi.yaml')
    for (const action of actionsOf(vendor)) {
      expect([action.target, selected(growing, action)]).not.toEqual([action.target, 0])
      expect(action.description).toMatch(
        action['x-basis'] === 'sibling-page' ? /vendor's|page/ : /assumed|Assumed/,
      )
      expect(action['x-basis']).toMatch(/^(sibling-page|assumption)$/)
      applyTo(growing, action)
    }
  })

  test('no reference dangles and every named scheme exists, with and without the overlay', () => {
    for (const each of [document, overlaid(vendor)]) {
      walk(each, (value, pointer) => {
        if (typeof value === 'string' && pointer.endsWith('/$ref'))
          expect([value, at(each, value.slice(1))]).not.toEqual([value, undefined])
        if (!pointer.endsWith('/security')) return
        for (const scheme of (value as Node[]).flatMap((requirement) => Object.keys(requirement))) {
          expect([scheme, at(each, `/components/securitySchemes/${scheme}`)]).not.toEqual([scheme, undefined])
        }
      })
    }
  })

  test('both forms are valid OpenAPI', async () => {
    for (const each of [structuredClone(document), overlaid(vendor)]) {
      await expect(SwaggerParser.validate(each as never)).resolves.toHaveProperty('openapi')
    }
  })

  test('examples validate against the schemas they belong to', () => {
    const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }))
    ajv.addSchema(document, 'document')
    let examples = 0
    const check = (pointer: string, value: unknown): void => {
      const validate = ajv.getSchema(`document#${encodeURI(pointer)}`)
      expect([pointer, validate?.(value), validate?.errors]).toEqual([pointer, true, null])
      examples += 1
    }
    walk(document, (value, pointer) => {
      const [, owner, member] = /^(.*)\/(example|examples)$/.exec(pointer) ?? []
      if (owner === undefined) return
      const media = owner.endsWith('/application~1json')
      if (media && member === 'examples') {
        for (const each of Object.values(value as Node)) check(`${owner}/schema`, (each as Node)['value'])
      } else if (media) check(`${owner}/schema`, value)
      else for (const each of member === 'examples' ? (value as unknown[]) : [value]) check(owner, each)
    })
    expect(examples).toBe({ videodb: 2, autocalls: 6, lumino: 0, vued: 0, avido: 8 }[vendor])
  })

  test.each(promises.filter(([of]) => of === vendor))('%s promises at %s: %s', (_, pointer, words) => {
    expect(at(document, here(pointer))).toMatch(words)
  })
})

test('VideoDB promises no single reveal, and nothing annotates one', () => {
  walk(overlaid('videodb'), (value, pointer) => {
    expect(pointer).not.toMatch(/x-secret$|idIsSecret/)
    if (typeof value === 'string') expect(value).not.toMatch(/(?<!at )\bonce\b/)
  })
})
