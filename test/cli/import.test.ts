import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import type { JsonObject } from '../../src/contract/types.ts'
import { oneLine, project, root } from './keyproof.ts'

const page = (name: string): string => readFileSync(join(root, 'test/contract/pages/fixtures', name), 'utf8')

test('import prints a document that says where its parts come from, and that inspect and run understand', async () => {
  await using place = project({ 'keys.md': page('tables.md') })
  const { code, stdout, stderr } = await place.run(['import', 'keys.md'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [head = ''] = stdout.split(/^openapi:/m)
  expect(head.split('\n').every((line) => line === '' || line.startsWith('#'))).toBe(true)
  expect(head).toMatch(/^# Imported from keys\.md, /)
  expect(head).toMatch(/^# stated: .*\n(?:# {3}.*\n)*# {3}POST \/v1\/access-keys 201: key\.value$/m)
  expect(head).toMatch(/^# example: .*\n(?:# {3}.*\n)*# {3}POST \/v1\/access-keys 201: key\.hint$/m)

  place.write('openapi.yaml', stdout)
  const inspected = await place.run(['inspect', 'openapi.yaml', '--json'])
  const direct = await place.run(['inspect', 'keys.md', '--json'])
  const resources = (text: string): unknown => (JSON.parse(text) as { keyResources: unknown }).keyResources
  expect(resources(inspected.stdout)).toEqual(resources(direct.stdout))
})

test('import writes a file, or JSON, and reads standard input', async () => {
  await using place = project()
  const block = page('block.md')
  const written = await place.run(['import', '-', '--output', 'specs/ferry.yaml'], { input: block })
  expect(written).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(place.read('specs/ferry.yaml')).toMatch(
    /^# Imported from -, which carries it as an OpenAPI block\.\n/,
  )
  const json = await place.run(['import', '-', '--json'], { input: block })
  expect(parse(place.read('specs/ferry.yaml'))).toEqual(JSON.parse(json.stdout) as JsonObject)
})

test('import says what a page leaves open', async () => {
  await using place = project({ 'keys.md': '# Keys\n\n- GET /keys - lists keys\n' })
  const { code, stderr } = await place.run(['import', 'keys.md'])
  expect(code).toBe(0)
  expect(stderr.split('\n')).toEqual([
    'keyproof: warning: The page does not say how calls are authenticated.',
    'keyproof: warning: The page does not say which server the calls go to.',
    '',
  ])
})

test.each([
  ['nothing.md', page('nothing.md'), /Nothing can be learned from nothing\.md/],
  ['named.mdx', page('named.mdx'), /only names POST \/v1\/keys/],
  ['keys.yaml', 'openapi: 3.1.0\npaths: {}\n', /is no page in Markdown or MDX/],
  ['keys.html', '<!doctype html>', /is an HTML page/],
])('import refuses %s with what to do', async (name, text, message) => {
  await using place = project({ [name]: text })
  const { code, stdout, stderr } = await place.run(['import', name])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  const [first = '', hint = ''] = stderr.split('\n')
  expect(oneLine(first)).toMatch(message)
  expect(hint).toMatch(/^ {2}\S/)
})
