import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { loadContract, overlayProvenance } from '../../src/contract/load.ts'
import { applyOverlays } from '../../src/contract/overlay.ts'
import { collectProblems } from '../../src/contract/problems.ts'
import type { JsonValue } from '../../src/contract/types.ts'
import { KeyproofError } from '../../src/errors.ts'
import { folder } from './documents.ts'

function apply(
  document: JsonValue,
  actions: JsonValue,
  version: JsonValue = '1.1.0',
): { document: JsonValue; warnings: string[] } {
  const problems = collectProblems()
  const value = { overlay: version, info: { title: 'a', version: '1' }, actions } as JsonValue
  const { document: result } = applyOverlays(document, [{ name: 'overlay.yaml', value }], problems)
  return { document: result, warnings: problems.list.map(({ message }) => message) }
}

function refusal(document: JsonValue, actions: JsonValue, version: JsonValue = '1.1.0'): KeyproofError {
  try {
    apply(document, actions, version)
  } catch (error) {
    expect(error).toBeInstanceOf(KeyproofError)
    expect((error as KeyproofError).code).toBe('overlay')
    return error as KeyproofError
  }
  throw new Error('The overlay was applied.')
}

interface Row {
  readonly says: string
  readonly actions: JsonValue
  readonly expected: JsonValue
}

const document: JsonValue = {
  info: { title: 'a', tags: ['x'] },
  list: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  paths: { '/k': { get: { n: 1 }, put: { n: 2 } } },
}

const rows: readonly Row[] = [
  {
    says: 'objects merge recursively, arrays take on items, primitives are replaced',
    actions: [{ target: '$', update: { info: { title: 'b', tags: ['y'], more: { z: 1 } } } }],
    expected: { ...document, info: { title: 'b', tags: ['x', 'y'], more: { z: 1 } } },
  },
  {
    says: 'an array as target takes on an item',
    actions: [{ target: '$.list', update: { name: 'd' } }],
    expected: { ...document, list: [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }] },
  },
  {
    says: 'an array as target takes on the items of an array',
    actions: [{ target: '$.info.tags', update: ['y', 'z'] }],
    expected: { ...document, info: { title: 'a', tags: ['x', 'y', 'z'] } },
  },
  {
    says: 'a primitive as target is replaced',
    actions: [{ target: '$.info.title', update: 'b' }],
    expected: { ...document, info: { title: 'b', tags: ['x'] } },
  },
  {
    says: 'every node selected is changed, each with its own copy',
    actions: [
      { target: '$.paths.*.*', update: { x: { y: [] } } },
      { target: "$.paths['/k'].get.x.y", update: 1 },
    ],
    expected: { ...document, paths: { '/k': { get: { n: 1, x: { y: [1] } }, put: { n: 2, x: { y: [] } } } } },
  },
  {
    says: 'several items are removed from one array',
    actions: [{ target: "$.list[?@.name != 'b']", remove: true }],
    expected: { ...document, list: [{ name: 'b' }] },
  },
  {
    says: 'nested nodes are removed together',
    actions: [{ target: '$.list..*', remove: true }],
    expected: { ...document, list: [] },
  },
  {
    says: 'remove wins over update',
    actions: [{ target: '$.list', remove: true, update: { name: 'd' } }],
    expected: { info: document['info'] as JsonValue, paths: document['paths'] as JsonValue },
  },
  {
    says: 'copy merges what one node holds, and leaves it where it is',
    actions: [{ target: "$.paths['/k'].get", copy: '$.info' }],
    expected: { ...document, paths: { '/k': { get: { n: 1, title: 'a', tags: ['x'] }, put: { n: 2 } } } },
  },
  {
    says: 'later actions see earlier ones',
    actions: [
      { target: '$.list', remove: true },
      { target: '$', update: { list: 'new' } },
    ],
    expected: { ...document, list: 'new' },
  },
  {
    says: 'an empty value beside an object changes nothing',
    actions: [{ target: '$', update: { info: null } }],
    expected: document,
  },
]

describe('an action', () => {
  test.each(rows)('$says', ({ actions, expected }) => {
    const before = JSON.stringify(document)
    expect(apply(document, actions)).toEqual({ document: expected, warnings: [] })
    expect(JSON.stringify(document)).toBe(before)
  })

  test.each([
    [[{ target: '$.none', update: {} }], 'overlay.yaml, action 0: the target $.none selects nothing.'],
    [
      [{ target: '$' }],
      'overlay.yaml, action 0 needs one of `update`, `copy` and `remove`; it changes nothing.',
    ],
  ])('%j is a warning', (actions, message) => {
    expect(apply(document, actions)).toEqual({ document, warnings: [message] })
  })

  test.each<[JsonValue, RegExp]>([
    [[{ target: '$.paths[', update: {} }], /action 0: .* no usable JSONPath/],
    [[{ update: {} }], /action 0 has no `target`/],
    [['x'], /action 0 has no `target`/],
    [[{ target: '$', udpate: {} }], /unknown member `udpate`/],
    [[{ target: '$.info', update: 'text' }], /a primitive value cannot be merged into an object at \/info/],
    [[{ target: '$', update: { list: { a: 1 } } }], /an object cannot be merged into an array at \/list/],
    [[{ target: '$', remove: true }], /removes the whole document/],
    [[{ target: '$', copy: '$.list.*' }], /`copy` \$\.list\.\* selects 3 nodes/],
    [{}, /no list of `actions`/],
  ])('%j is refused', (actions, message) => {
    const error = refusal(document, actions)
    expect(error.message).toMatch(message)
    expect(error.hint).not.toBe('')
  })

  test('names the member meant', () => {
    expect(refusal(document, [{ target: '$', udpate: {} }]).hint).toMatch(/`update`/)
  })
})

describe('a version', () => {
  test.each(['1.0.0', '1.1.0', '1.1', 1, 1.1])('%j is read', (version) => {
    expect(apply(document, [], version).warnings).toEqual([])
  })

  test.each(['2.0.0', '1.2.0', true, null, {}])('%j is refused', (version) => {
    expect(refusal(document, [], version).message).toMatch(/which keyproof does not read/)
  })

  test('before 1.1 has no copy', () => {
    expect(refusal(document, [{ target: '$', copy: '$' }], '1.0.0').hint).toMatch(/1\.1\.0/)
  })
})

describe('an overlay file', () => {
  const files = {
    'openapi.yaml':
      'swagger: "2.0"\ninfo: {title: a, version: 1}\npaths: {}\ndefinitions: {Key: {type: object}}\n',
    'overlay.yaml': `overlay: 1.0.0
info: {title: beside, version: 1}
actions:
  - {target: $.info, description: Their page says so., x-basis: sibling-page, update: {title: beside}}
  - {target: $.definitions.Key, x-basis: assumption, update: {properties: {id: {type: string}}}}
`,
    'asked.json':
      '{"overlay": "1.1.0", "info": {}, "actions": [{"target": "$.info", "update": {"title": "asked"}}, {"target": "$.nowhere", "remove": true}]}',
    'broken.yaml': 'overlay: [',
    'none.yaml': 'openapi: 3.0.0',
  }

  test('beside the document comes first, before Swagger 2.0 is upgraded', async () => {
    await using at = await folder(files)
    const contract = await loadContract('openapi.yaml', {
      cwd: at.path,
      overlays: ['asked.json', 'overlay.yaml'],
    })
    expect(contract.title).toBe('asked')
    expect(contract.document['components']).toEqual({
      schemas: { Key: { type: 'object', properties: { id: { type: 'string' } } } },
    })
    expect(contract.problems).toEqual([
      { message: 'asked.json, action 1: the target $.nowhere selects nothing.', severity: 'warning' },
    ])
  })

  test('beside the document can be left out', async () => {
    await using at = await folder(files)
    expect((await loadContract('openapi.yaml', { cwd: at.path, siblingOverlay: false })).title).toBe('a')
  })

  test.each(['broken.yaml', 'none.yaml', 'missing.yaml'])('%s is refused', async (overlay) => {
    await using at = await folder(files)
    const loading = loadContract(join(at.path, 'openapi.yaml'), { cwd: at.path, overlays: [overlay] })
    await expect(loading).rejects.toMatchObject({
      code: 'overlay',
      message: expect.stringContaining(overlay),
    })
  })

  test('says on what ground it changed what', async () => {
    await using at = await folder(files)
    expect(await overlayProvenance('openapi.yaml', { cwd: at.path })).toEqual([
      {
        overlay: 'overlay.yaml',
        action: 0,
        pointer: '/info',
        description: 'Their page says so.',
        extensions: { 'x-basis': 'sibling-page' },
      },
      {
        overlay: 'overlay.yaml',
        action: 1,
        pointer: '/definitions/Key',
        extensions: { 'x-basis': 'assumption' },
      },
    ])
  })
})
