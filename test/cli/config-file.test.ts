import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { listening } from './front.ts'
import { oneLine, project, spec } from './keyproof.ts'

it.each([
  ['a value that reads as a map', 'credentials:\n  ApiKey: sk-live-abcdef123: x\n', 'line 2, column 11'],
  ['an alias of nothing', 'credentials:\n  ApiKey: *sk-live-abcdef123\n', 'alias'],
  ['a list without an end', 'documents: [sk-live-abcdef123\n', 'line 2, column 1'],
  ['a directive', '%sk-live-abcdef123 x\n', 'cannot be read'],
  ['a name that stands twice', 'sk-live-abcdef123: 1\nsk-live-abcdef123: 2\n', 'line 2, column 1'],
])('a configuration with %s is refused with its place, and none of its words', async (_what, text, place) => {
  await using here = project({ 'keyproof.config.yaml': text })
  const { code, stdout, stderr } = await here.run(['run', spec('vued')])
  expect([code, stdout]).toEqual([2, ''])
  expect(oneLine(stderr)).toContain('keyproof.config.yaml cannot be read')
  expect(oneLine(stderr)).toContain(place)
  expect(stderr).not.toContain('abcdef123')
})

it('a header on the command line stands for the one of its name in the configuration', async () => {
  const seen: string[] = []
  const others: unknown[] = []
  const server = createServer((request, response) => {
    seen.push(
      request.rawHeaders.filter((_, at) => /^x-trace$/i.test(request.rawHeaders[at - 1] ?? '')).join(),
    )
    others.push(request.headers['x-other'])
    request.resume()
    response.writeHead(500).end()
  })
  const { port, stop } = await listening(server)
  await using here = project({ 'keyproof.config.yaml': 'headers: { X-Trace: off, X-Other: kept }\n' })
  try {
    const args = [
      'run',
      spec('vued'),
      '--target',
      `http://127.0.0.1:${port}`,
      '--only',
      'auth-missing-rejected',
    ]
    await here.run([...args, '--header', 'x-trace: on'])
    expect(new Set(seen)).toEqual(new Set(['on']))
    expect(new Set(others)).toEqual(new Set(['kept']))
  } finally {
    await stop()
  }
})

it.each([
  ['reads its document from standard input', ['-'], {}],
  [
    'takes its document from the configuration',
    [],
    { 'keyproof.config.yaml': 'documents: [api.yaml]\nseed: 3\n' },
  ],
  [
    'takes the configuration it is told',
    ['--config', 'other.yaml'],
    { 'other.yaml': 'documents: [api.yaml]\n' },
  ],
])('the mock %s', async (_what, args, files) => {
  const text = readFileSync(spec('vued'), 'utf8')
  await using here = project({ 'api.yaml': text, ...files })
  const free = await listening(createServer())
  await free.stop()
  const mock = here.start(
    ['mock', '--port', String(free.port), ...args],
    args[0] === '-' ? { input: text } : {},
  )
  let isUp = false
  const asking = setInterval(() => {
    fetch(`http://127.0.0.1:${free.port}/`).then(
      () => (isUp = true),
      () => undefined,
    )
  }, 50)
  try {
    await here.until(() => isUp)
  } finally {
    clearInterval(asking)
  }
  mock.kill('SIGINT')
  const { stdout, stderr } = await mock.ended
  expect(stdout, stderr).toContain(`keyproof mock listening on http://127.0.0.1:${free.port}`)
})

it('the mock asks which, where the configuration names several documents', async () => {
  await using here = project({ 'keyproof.config.yaml': 'documents: [a.yaml, b.yaml]\n' })
  const { code, stderr } = await here.run(['mock', '--port', '0'])
  expect(code).toBe(2)
  expect(stderr).toContain('the configuration names 2')
})
