import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Inspection } from '../../src/cli/inspection.ts'
import { project, root, spec } from './keyproof.ts'

/** What an inspection concludes, without why, how sure it is, and what a run would be told. */
function conclusions(text: string): unknown {
  const { keyResources, rules } = JSON.parse(text) as Inspection
  return {
    keyResources: keyResources.map(({ evidence: _, confidence: __, ...rest }) => rest),
    rules: rules.filter(({ applies }) => applies).map(({ rule }) => rule),
  }
}

test.each(['autocalls', 'avido', 'lumino', 'videodb', 'vued'])(
  'the overlay written for %s changes no conclusion',
  async (vendor) => {
    await using place = project()
    const before = await place.run(['inspect', spec(vendor), '--json'])
    const written = await place.run(['inspect', spec(vendor), '--overlay', 'keys.yaml'])
    expect({ code: written.code, stderr: written.stderr }).toEqual({
      code: 0,
      stderr: 'keyproof: keys.yaml is written: review it, then run with --overlay keys.yaml.\n',
    })
    const overlay = parse(place.read('keys.yaml')) as {
      readonly overlay: string
      readonly actions: readonly { readonly description: string }[]
    }
    expect(overlay.overlay).toBe('1.1.0')
    for (const { description } of overlay.actions) expect(description).toContain('(at /')
    const after = await place.run(['inspect', spec(vendor), '--apply', 'keys.yaml', '--json'])
    expect(after.code, after.stderr).toBe(0)
    expect(conclusions(after.stdout)).toEqual(conclusions(before.stdout))
    expect((JSON.parse(after.stdout) as Inspection).problems).toEqual(
      (JSON.parse(before.stdout) as Inspection).problems,
    )
    expect((JSON.parse(after.stdout) as Inspection).keyResources[0]!.confidence).toBe('certain')
  },
)

test('an overlay that an inspection wrote may be written anew, somebody else’s may not', async () => {
  await using place = project()
  const document =
    'openapi: 3.1.0\ninfo: {title: Keys, version: "1"}\npaths:\n  /api-keys:\n    post:\n      responses:\n        "201":\n          description: Made\n          content:\n            application/json:\n              schema: {type: object, properties: {id: {type: string}, secret: {type: string, description: Shown only once.}}}\n    get: {responses: {"200": {description: Fine}}}\n'
  place.write('openapi.yaml', document)
  expect(await place.run(['inspect', 'openapi.yaml', '--overlay', 'overlay.yaml'])).toMatchObject({
    code: 0,
    stderr:
      'keyproof: overlay.yaml is written: review it; it stands beside the document, so it is applied by itself.\n',
  })
  const first = place.read('overlay.yaml')
  expect((await place.run(['inspect', 'openapi.yaml', '--overlay', 'overlay.yaml'])).code).toBe(0)
  expect(place.read('overlay.yaml')).toBe(first)
  const edited = `${first.trimEnd()}\n  - target: $.paths['/api-keys'].get\n    update: {summary: Mine}\n`
  for (const text of [edited, `# mine\n${first}`]) {
    place.write('overlay.yaml', text)
    const kept = await place.run(['inspect', 'openapi.yaml', '--overlay', 'overlay.yaml'])
    expect({ code: kept.code, stderr: kept.stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/has been changed since[^]*another file/) as string,
    })
    expect(place.read('overlay.yaml')).toBe(text)
  }
  place.write('mine.yaml', 'overlay: 1.1.0\ninfo: {title: mine, version: "1"}\nactions: []\n')
  const refused = await place.run(['inspect', 'openapi.yaml', '--overlay', 'mine.yaml'])
  expect({ code: refused.code, stderr: refused.stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('mine.yaml exists and was not written by keyproof inspect') as string,
  })
  expect(place.read('mine.yaml')).toContain('title: mine')
})

test('an overlay goes to standard output alone, also for a document from standard input', async () => {
  await using place = project()
  const page =
    '# Create an API key\n\n```\nPOST https://api.example.com/v1/api-keys\n```\n\n## Response\n\n```json\n{"id": "1", "key": "sk_0123456789"}\n```\n\nThe key is shown only once.\n'
  const { code, stdout, stderr } = await place.run(['inspect', '-', '--overlay', '-'], { input: page })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(parse(stdout)).toMatchObject({
    overlay: '1.1.0',
    actions: expect.arrayContaining([
      expect.objectContaining({
        update: expect.objectContaining({
          'x-key-operation': expect.objectContaining({ role: 'create', secret: '$response.body#/key' }),
        }),
      }),
    ]),
  })
})

test('where there is nothing to write, or more than one document, it is said', async () => {
  await using place = project()
  place.write('none.yaml', 'openapi: 3.1.0\ninfo: {title: None, version: "1"}\npaths: {}\n')
  const none = await place.run(['inspect', 'none.yaml', '--overlay', 'x.yaml'])
  expect({ code: none.code, stdout: none.stdout, stderr: none.stderr }).toEqual({
    code: 2,
    stdout: expect.stringContaining('0 key resources') as string,
    stderr: expect.stringContaining('No key resource was found in none.yaml') as string,
  })
  const many = await place.run(['inspect', `${root}/specs/*/openapi.yaml`, '--overlay', 'x.yaml'])
  expect({ code: many.code, stderr: many.stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining('is 5 documents') as string,
  })
  expect(place.files()).not.toContain('x.yaml')
})
