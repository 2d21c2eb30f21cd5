import { createServer, request as send } from 'node:http'
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startServer } from '../servers/server.ts'
import { listening } from './front.ts'
import { oneLine, project, spec } from './keyproof.ts'

const begun = '2026-01-02T030405678Z-keyproof-0a1b2c3d.jsonl'

it('sweep touches no file that is no journal, and with --plan none at all', async () => {
  const foreign = { 'data.jsonl': '{"precious":1}', 'empty.jsonl': '', [`a-${begun}`]: '{"journal":"keyp' }
  await using here = project({ ...foreign, [begun]: '{"journal":"keyp' })
  const old = new Date(Date.now() - 3_600_000)
  utimesSync(join(here.folder, begun), old, old)
  const planned = await here.run(['sweep', '--journal', '.', '--plan'])
  expect(here.files()).toEqual([...Object.keys(foreign), begun].toSorted())
  expect(planned.stderr).toContain('data.jsonl is no journal')
  await here.run(['sweep', '--journal', '.'])
  expect(here.files()).toEqual(Object.keys(foreign).toSorted())
  for (const [file, text] of Object.entries(foreign)) expect(here.read(file)).toBe(text)
})

it('sweep leaves the journal of a run that is about to begin it', async () => {
  await using here = project({ [begun]: '' })
  const sweeping = here.start(['sweep', '--journal', '.'])
  const head = `{"journal":"keyproof.journal/1","target":"https://api.example"}\n`
  const writing = setTimeout(() => here.write(begun, head), 1_000)
  await sweeping.ended
  clearTimeout(writing)
  expect(here.files()).toEqual([begun])
  expect(here.read(begun)).toBe(head)
})

it('sweep goes by the configuration of the run, and by headers that carry the credential', async () => {
  await using server = await startServer({ vendor: 'lumino', defect: 'delete-does-nothing' })
  const [secret] = Object.values(server.credentials)
  const seen: (string | undefined)[] = []
  const gate = createServer((request, response) => {
    seen.push(request.headers['x-gate'] as string | undefined)
    const onward = send(
      server.url + request.url!,
      { method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(onward)
  })
  const { port, stop } = await listening(gate)
  await using here = project({
    'ci.yaml': `headers: { X-Gate: from-the-file, x-api-key: ${secret} }\nrate: 500/s\ntimeout: 4000\n`,
  })
  try {
    const target = `http://127.0.0.1:${port}`
    const ran = await here.run([
      'run',
      spec('lumino'),
      '--target',
      target,
      '--config',
      'ci.yaml',
      '--only',
      'lifecycle-new-key-works',
      '--max-keys',
      '5',
      '--keep-keys',
    ])
    expect(ran.code, ran.stdout).toBeLessThan(3)
    expect(here.files().filter((file) => file.startsWith('.keyproof/'))).toHaveLength(1)
    seen.length = 0
    const swept = await here.run([
      'sweep',
      '--target',
      target,
      '--config',
      'ci.yaml',
      '--header',
      'x-gate: told',
    ])
    expect(oneLine(swept.stdout)).not.toContain('No credential is given')
    expect(swept.stdout).toContain('run of')
    expect(new Set(seen)).toEqual(new Set(['told']))
  } finally {
    await stop()
  }
})

it('what a run says to sweep with names the configuration', async () => {
  await using server = await startServer({ vendor: 'vued' })
  await using here = project({ 'ci.yaml': 'runs: 2\n' })
  const { stdout } = await here.run(
    [
      'run',
      spec('vued'),
      '--target',
      server.url,
      '--config',
      'ci.yaml',
      '--only',
      'lifecycle-new-key-works',
      '--credential',
      'bearerAuth=env:TOKEN',
      '--param',
      `org_id=${String(server.params['org_id'])}`,
      '--reporter',
      'jsonl=-',
    ],
    { env: { TOKEN: Object.values(server.credentials)[0]! } },
  )
  const again = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { readonly again?: { readonly sweep: string } })
    .flatMap((event) => event.again ?? [])
  expect(again.map(({ sweep }) => sweep)).toEqual([expect.stringContaining('--config ci.yaml')])
})
