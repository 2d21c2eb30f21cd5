import { expect, test } from 'vitest'
import { project } from './keyproof.ts'

const fence = '```'

test('what a page shows only in examples is no promise that a run could find broken', async () => {
  const page = [
    '# Seals',
    '',
    '### Create a seal key',
    '',
    'The key is shown only once.',
    '',
    `${fence}bash`,
    'curl -X POST "http://your.seals.example/keys:create" \\',
    '  -H "Authorization: Bearer $TOKEN" \\',
    '  -d \'{"name": "ada"}\'',
    fence,
    '',
    '**Response (201 Created):**',
    '',
    `${fence}json`,
    '{"id": "seal_81Ta", "name": "ada", "key": "sk_live_8GQ2b7vLw0RkZp4XyT1m"}',
    fence,
    '',
    '### Get a seal key',
    '',
    `${fence}bash`,
    'curl "http://your.seals.example/keys:get?id=$ID" -H "Authorization: Bearer $TOKEN"',
    fence,
    '',
    '**Response (200 OK):**',
    '',
    `${fence}json`,
    '{"id": "seal_81Ta", "name": "ada"}',
    fence,
  ]
  await using place = project({ 'seals.md': page.join('\n') })
  const { code, stdout } = await place.run([
    'run',
    'seals.md',
    '--target',
    'mock',
    '--seed',
    '1',
    '--verbose',
  ])
  expect(stdout).toContain('The page shows id only in an example, so whether it is needed is not said.')
  expect(stdout).not.toContain('without TLS')
  expect(code).toBe(0)
})
