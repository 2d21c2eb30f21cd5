import { expect, test } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { startMock } from '../../src/mock/start.ts'
import { expectGolden } from '../report/golden.ts'
import { runAgainst } from './accounts.ts'
import { project, spec } from './keyproof.ts'

test('a finding of many steps is told as a story, in the run and when it is played again', async () => {
  const contract = await loadContract(spec('avido'))
  await using mock = await startMock(contract, { faults: ['revives-key-on-second-revoke'], seed: 1 })
  const account = { url: mock.url, credentials: mock.credentials, params: mock.parameters }
  await using place = project()
  const { args, env } = runAgainst(
    'avido',
    account,
    '--seed',
    '1',
    '--only',
    'key-life',
    '--reporter',
    'terminal',
    '--reporter',
    'json=report.json',
  )
  const ran = await place.run(args, { env })
  expect(ran.code, ran.stderr).toBe(1)
  const [finding] = place.report().findings
  expect(finding?.story?.at(-1)).toBe('use a → 200, expected 401')
  expectGolden(
    'story.txt',
    scrubbed(ran.stdout.slice(ran.stdout.indexOf('✗'), ran.stdout.indexOf('curl'))),
    import.meta.url,
  )

  const credentials = args.flatMap((arg, index) =>
    arg === '--credential' ? ['--credential', args[index + 1]!] : [],
  )
  const again = await place.run(['replay', finding!.replay, ...credentials], { env })
  expect(again.code, again.stderr).toBe(1)
  expectGolden('story-replayed.txt', scrubbed(again.stdout), import.meta.url)
  for (const secret of Object.values(mock.credentials))
    expect(ran.stdout + again.stdout).not.toContain(secret)
})

/** Without what differs from run to run: the port, ids and times. */
function scrubbed(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME')
    .replaceAll(/\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT/g, 'TIME')
    .replaceAll(/keyproof-[\w.-]+/g, 'keyproof-NAME')
    .replaceAll(/("(?:keyPrefix|prefix|last4|id)":)"[^"]*"/g, '$1"OWN"')
    .replaceAll(/\/v0\/api-keys\/[\w-]+/g, '/v0/api-keys/ID')
    .replaceAll(/(content-length|etag|x-request-id|request-id): .*/gi, '$1: OWN')
}
