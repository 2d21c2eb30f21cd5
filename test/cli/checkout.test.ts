import { join } from 'node:path'
import { expect, it } from 'vitest'
import { project, spec } from './keyproof.ts'
import { readFileSync } from 'node:fs'

// The document has a finding by itself, so no server has to break anything.
const run = [
  'run',
  'api/openapi.yaml',
  '--no-overlay',
  '--runs',
  '2',
  '--only',
  'schema-not-vacuous',
] as const
const reports = ['--reporter', 'github=github.txt', '--reporter', 'sarif=report.sarif'] as const

it.each([
  ['the root of the checkout', '', 'api/openapi.yaml'],
  ['a folder above it', '..', 'FOLDER/api/openapi.yaml'],
  ['another one altogether', '../elsewhere', 'api/openapi.yaml'],
])('annotations name files from %s', async (_what, root, path) => {
  await using here = project({ 'api/openapi.yaml': readFileSync(spec('lumino'), 'utf8') })
  const { code, stderr } = await here.run([...run, ...reports], {
    env: { GITHUB_WORKSPACE: join(here.folder, root) },
  })
  expect(code, stderr).toBe(0)
  const named = path.replace('FOLDER', here.folder.split('/').at(-1)!)
  expect(here.read('github.txt')).toMatch(new RegExp(`^::warning file=${named},line=\\d+,`, 'm'))
  expect(here.read('report.sarif')).toContain(`"uri": "${named}"`)
})
