import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { project, spec } from './keyproof.ts'

const avido = spec('avido')
const dead = ['--target', 'http://127.0.0.1:9']
/** Something that must not stand in any message, such as a secret that landed in the wrong place. */
const secret = 'c2VjcmV0LWluLXRoZS13cm9uZy1wbGFjZQ'

const files = {
  'broken.yaml': 'openapi: 3.1.0\ninfo:\n  title: [a\npaths: {}\n',
  'broken.json': '{\n  "openapi": "3.0.0",\n',
  'page.html': '<!doctype html><html><body><h1>API keys</h1></body></html>\n',
  'words.md': 'Just some words.\n',
  'empty.yaml': '',
  'no-paths.yaml': 'openapi: 3.1.0\ninfo: {title: Keys, version: "1"}\npath: {}\n',
  'broken-overlay.yaml': 'overlay: [1.0.0\ninfo: {}\n',
  'no-overlay.yaml': 'openapi: 3.1.0\n',
  'folder/file.txt': '',
  'unknown-member.yaml': 'seed: 1\nprofil: strict\n',
  'wrong-type.json': '{ "only": "auth" }',
  'wrong-number.json': '{ "concurrency": 0 }',
  'wrong-rate.yaml': 'rate: fast\n',
  'broken-config.ts': 'export default {',
  'no-settings.ts': 'export const settings = {}\n',
  'scenario.yaml': 'scenarios: [nowhere/*.ts]\n',
  'wrong-credential.json': `{ "credentials": { "ApiKye": "${secret}" } }`,
}

/** What is typed after `run`, and what both message and hint must hold. */
const mistakes: readonly (readonly [what: string, args: readonly string[], says: readonly string[]])[] = [
  ['no document', [], ['No document', 'keyproof run openapi.yaml']],
  ['unknown flag', [avido, '--targte', 'prism'], ['--targte', 'Did you mean --target?']],
  [
    'unknown flag with a value',
    [avido, `--credentail=${secret}`],
    ['--credentail', 'Did you mean --credential?'],
  ],
  [
    'unknown rule',
    [avido, ...dead, '--only', 'auth-mising-rejected'],
    ['auth-mising-rejected', 'Did you mean auth-missing-rejected'],
  ],
  [
    'beginning of a rule',
    [avido, ...dead, '--only', 'secrte-absent'],
    ['"secrte-absent"', 'Did you mean secret-absent-from-reads?'],
  ],
  [
    'unknown parameter',
    [avido, ...dead, '--param', `keyID=${secret}`],
    ['No document has a parameter named keyID', 'Did you mean keyId?'],
  ],
  [
    'a parameter like none',
    [avido, ...dead, '--param', `${secret}=1`],
    ['A parameter is given that no document has', 'Known: id, keyId'],
  ],
  ['folder', ['folder'], ['folder is a folder', '"folder/**/openapi.yaml"']],
  [
    'nothing left of the rules',
    [avido, '--skip', '*'],
    ['Every rule is skipped', 'Look at --skip and --only'],
  ],
  [
    'a document without operations',
    ['no-paths.yaml'],
    ['no-paths.yaml: there are no operations', '`path` has no meaning here'],
  ],
  ['unknown rule to skip', [avido, ...dead, '--skip', 'staus'], ['"staus"', 'Did you mean status']],
  [
    'unknown operation',
    [avido, ...dead, '--operation', 'GET /v0/api-key'],
    ['GET /v0/api-key"', 'Did you mean "GET /v0/api-keys"'],
  ],
  [
    'unknown scheme',
    [avido, ...dead, '--credential', `ApiKye=${secret}`],
    ['ApiKye', 'Did you mean ApiKey?'],
  ],
  ['unknown reporter', [avido, ...dead, '--reporter', 'jnit'], ['jnit', 'Did you mean junit?']],
  ['unknown profile', [avido, ...dead, '--profile', 'strct'], ['strct', 'contract, recommended, strict']],
  ['unknown target', [avido, '--target', 'prsim'], ['prsim', 'mock, prism', 'Did you mean prism?']],
  ['target with a query', [avido, '--target', 'http://127.0.0.1:1/v1?x=1'], ['a query', '--param']],
  [
    'glob that goes beyond a slash',
    [avido, ...dead, '--operation', 'GET *'],
    ['"GET *"', '** goes beyond them, as in "GET /**"'],
  ],
  ['name like no reporter', [avido, ...dead, '--reporter', 'foo'], ['foo', 'Known: terminal, junit']],
  ['name like no rule', [avido, ...dead, '--only', 'nosuch'], ['"nosuch"', 'keyproof rules']],
  [
    'report where there can be no folder',
    [avido, ...dead, '--reporter', 'junit=/proc/x/y.xml'],
    ['/proc/x/y.xml', 'another file'],
  ],
  ['target of another protocol', [avido, '--target', 'ftp://127.0.0.1'], ['ftp:', 'http://']],
  [
    'target with a password',
    [avido, '--target', `http://me:${secret}@127.0.0.1:9`],
    ['password', '--credential'],
  ],
  [
    'garbled target with a password',
    [avido, '--target', `http//me:${secret}@127.0.0.1:9`],
    ['target', 'URL'],
  ],
  ['missing file', ['nowhere.yaml', ...dead], ['nowhere.yaml', 'Check the path']],
  ['empty glob', ['nowhere/*.yaml', ...dead], ['nowhere/*.yaml', 'pattern']],
  ['broken YAML', ['broken.yaml', ...dead], ['broken.yaml:4:1', 'line 4, column 1']],
  ['broken JSON', ['broken.json', ...dead], ['broken.json:3:1', 'line 3, column 1']],
  ['page of HTML', ['page.html', ...dead], ['HTML page', 'OpenAPI document']],
  ['words', ['words.md', ...dead], ['words.md', 'OpenAPI']],
  ['empty file', ['empty.yaml', ...dead], ['empty.yaml', 'OpenAPI']],
  ['missing overlay', [avido, ...dead, '--overlay', 'nowhere.yaml'], ['nowhere.yaml', 'Check the path']],
  ['broken overlay', [avido, ...dead, '--overlay', 'broken-overlay.yaml'], ['broken-overlay.yaml:', 'line']],
  ['no overlay', [avido, ...dead, '--overlay', 'no-overlay.yaml'], ['no-overlay.yaml', 'actions']],
  ['report that is a folder', [avido, ...dead, '--reporter', 'junit=folder'], ['folder', '--reporter']],
  [
    'report below a file',
    [avido, ...dead, '--reporter', 'json=folder/file.txt/report.json'],
    ['folder/file.txt/report.json', '--reporter'],
  ],
  [
    'report where none can be made',
    [avido, ...dead, '--reporter', 'junit=/proc/keyproof.xml'],
    ['/proc/keyproof.xml', '--reporter'],
  ],
  [
    'target with two ports',
    [avido, '--target', 'http://127.0.0.1:2500:8108'],
    ['neither mock, prism nor a URL'],
  ],
  ['report without a name', [avido, ...dead, '--reporter', 'junit='], ['junit', 'junit=FILE']],
  ['parameter without a name', [avido, ...dead, '--param', secret], ['parameter', 'NAME=VALUE']],
  ['header without a name', [avido, ...dead, '--header', secret], ['header', 'NAME: VALUE']],
  [
    'header with a line break',
    [avido, ...dead, '--header', `X-A: ${secret}\r\nX-B: 1`],
    ['header', 'NAME: VALUE'],
  ],
  ['credential without a scheme', [avido, ...dead, '--credential', secret], ['scheme', 'SCHEME=VALUE']],
  [
    'credential with padding for a value',
    [avido, ...dead, '--credential', `${secret}==`],
    ['scheme', 'SCHEME=VALUE'],
  ],
  [
    'credential with = in it',
    [avido, ...dead, '--credential', `${secret}=x`],
    ['scheme', 'Known: ApiKey, ApplicationId'],
  ],
  [
    'credential with its scheme before it',
    [avido, ...dead, '--credential', `ApiKey=Bearer ${secret}`],
    ['ApiKey', 'bare credential'],
  ],
  [
    'credential with a line break',
    [avido, ...dead, '--credential', `ApiKey=${secret}\n`],
    ['ApiKey', 'line break'],
  ],
  [
    'variable that is not set',
    [avido, ...dead, '--credential', 'ApiKey=env:NOWHERE'],
    ['NOWHERE', 'not set', 'Set NOWHERE'],
  ],
  [
    'credential file that is missing',
    [avido, ...dead, '--credential', 'ApiKey=file:nowhere'],
    ['ApiKey', 'file:'],
  ],
  ['seed that is no number', [avido, ...dead, '--seed', 'lucky'], ['--seed', 'whole number']],
  ['negative number of runs', [avido, ...dead, '--runs', '-1'], ['--runs', 'whole number']],
  ['no concurrency', [avido, ...dead, '--concurrency', '0'], ['--concurrency', 'at least 1']],
  ['rate that is no number', [avido, ...dead, '--rate', 'slow'], ['--rate', '10/s']],
  ['missing configuration', [avido, ...dead, '--config', 'nowhere.yaml'], ['nowhere.yaml', '--config']],
  [
    'unknown member',
    [avido, ...dead, '--config', 'unknown-member.yaml'],
    ['profil', 'Did you mean profile?'],
  ],
  ['member of the wrong type', [avido, ...dead, '--config', 'wrong-type.json'], ['only', 'list of texts']],
  ['member out of range', [avido, ...dead, '--config', 'wrong-number.json'], ['concurrency', 'at least 1']],
  ['rate in words', [avido, ...dead, '--config', 'wrong-rate.yaml'], ['rate', '10/s']],
  [
    'broken configuration',
    [avido, ...dead, '--config', 'broken-config.ts'],
    ['broken-config.ts', 'default export'],
  ],
  [
    'configuration without settings',
    [avido, ...dead, '--config', 'no-settings.ts'],
    ['no-settings.ts', 'export as default'],
  ],
  [
    'pattern of scenarios that matches nothing',
    [avido, ...dead, '--config', 'scenario.yaml'],
    ['nowhere/*.ts', 'Patterns'],
  ],
  [
    'unknown scheme in the configuration',
    [avido, ...dead, '--config', 'wrong-credential.json'],
    ['ApiKye', 'Did you mean ApiKey?'],
  ],
]

test.each(['65536', '99999', '-1', 'http'])('the mock is given the port %s, which is none', async (port) => {
  await using place = project()
  const { code, stderr } = await place.run(['mock', avido, '--port', port])
  expect([code, stderr]).toEqual([2, expect.stringContaining('--port')])
})

test('every mistake ends with exit code 2, a message and a hint, and nothing on standard output', async () => {
  await using place = project(files)
  // Two at a time: there are many, and each is a process of its own.
  const left = [...mistakes]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [what, args, says] = next
      const { code, stdout, stderr } = await place.run(['run', ...args])
      const where = `${what}: ${stderr}`
      expect.soft({ code, stdout }, where).toEqual({ code: 2, stdout: '' })
      for (const text of says) expect.soft(stderr, what).toContain(text)
      expect.soft(stderr, where).toMatch(/^keyproof: .*\n(\(Did you mean .*\n)? {2}\S/)
      expect.soft(stderr.split('\n').length, where).toBeLessThan(8)
      expect.soft(stderr, what).not.toContain(secret)
      expect.soft(stderr, where).not.toMatch(/\n\s+at /)
    }
  }
  await Promise.all([work(), work()])
  expect(place.files().filter((file) => file.startsWith('reports/'))).toEqual([])
}, 300_000)

test.each([
  ['rnu', 'Did you mean run?'],
  ['', 'Usage: keyproof'],
])('the command "%s" ends with exit code 2 and says what there is', async (name, says) => {
  await using place = project()
  const { code, stdout, stderr } = await place.run(name === '' ? [] : [name])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(says)
})

test('a secret on the command line works and draws one line of warning with the env: form', async () => {
  await using place = project()
  const { code, stderr } = await place.run(['run', avido, ...dead, '--credential', `ApiKey=${secret}`])
  expect(code).toBe(3)
  expect(stderr.match(/SCHEME=env:NAME/g)).toHaveLength(1)
  expect(stderr).not.toContain(secret)
})

test('flags stand above the environment, that above the configuration, that above the defaults', async () => {
  // The server is only asked whether it is there: no scenario is wanted but one that finds nothing to try.
  const server = createServer((_request, response) => response.writeHead(404).end())
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using place = project({
    'keyproof.config.yaml': [
      `documents: [${JSON.stringify(avido)}]`,
      `target: ${url}`,
      'seed: 1',
      'profile: contract',
      'only: [auth-or-each-accepted]',
      'reporters: [json=-]',
      'credentials: { ApiKey: "env:NOWHERE" }',
    ].join('\n'),
  })
  const ask = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<unknown> => {
    const { stdout, stderr } = await place.run(['run', '--credential', 'ApiKey=env:KEY', ...args], {
      env: { KEY: secret, ...env },
    })
    expect(stderr).not.toContain('NOWHERE')
    const { seed, profile, target } = JSON.parse(stdout) as Record<string, unknown>
    return { seed, profile, target }
  }
  try {
    const target = { kind: 'live', url }
    expect(await ask([], {})).toEqual({ seed: 1, profile: 'contract', target })
    const env = { KEYPROOF_SEED: '2', KEYPROOF_PROFILE: 'strict' }
    expect(await ask([], env)).toEqual({ seed: 2, profile: 'strict', target })
    expect(await ask(['--seed', '3'], env)).toEqual({ seed: 3, profile: 'strict', target })
    const other = `${url}/v9`
    expect(await ask(['--target', other], { KEYPROOF_TARGET: 'prism' })).toEqual({
      seed: 1,
      profile: 'contract',
      target: { kind: 'live', url: other },
    })
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
