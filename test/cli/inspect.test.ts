import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Inspection } from '../../src/cli/inspection.ts'
import { project, root, spec } from './keyproof.ts'

const vendors = [
  ['videodb', '3.0.3', { create: { method: 'post', path: '/user/api_key' } }, '/data/api_key'],
  ['autocalls', undefined, { create: { method: 'post', path: '/user/api-keys' } }, '/api_key/token'],
  [
    'lumino',
    '3.0.0',
    {
      create: { method: 'post', path: '/v1/api-keys' },
      get: { method: 'get', path: '/v1/api-keys/{key_name}', idParameter: 'key_name' },
    },
    '/secret',
  ],
  ['vued', '3.1.0', { create: { method: 'post', path: '/orgs/{org_id}/api-keys' } }, '/secret'],
  [
    'avido',
    '3.1.1',
    {
      create: { method: 'post', path: '/v0/api-keys' },
      revoke: { method: 'delete', path: '/v0/api-keys/{keyId}', idParameter: 'keyId' },
    },
    '/data/key',
  ],
] as const

test.each(vendors)('inspect tells what %s is', async (vendor, openapi, roles, secret) => {
  await using place = project()
  const [{ code, stdout, stderr }, text] = await Promise.all([
    place.run(['inspect', spec(vendor), '--json']),
    place.run(['inspect', spec(vendor)]),
  ])
  expect({ code, stderr, textCode: text.code, textErr: text.stderr }).toEqual({
    code: 0,
    stderr: '',
    textCode: 0,
    textErr: '',
  })

  const inspection = JSON.parse(stdout) as Inspection
  expect(Object.keys(inspection).toSorted()).toEqual([
    'document',
    'keyResources',
    'openapi',
    'operations',
    'problems',
    'rules',
    'schema',
  ])
  expect(inspection).toMatchObject({
    schema: 'keyproof.inspection/1',
    ...(openapi === undefined ? {} : { openapi }),
  })
  expect(inspection.operations).toBeGreaterThan(1)
  expect(inspection.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(inspection.keyResources).toHaveLength(1)
  const [resource] = inspection.keyResources
  expect(Object.keys(resource!).toSorted()).toEqual([
    'confidence',
    'evidence',
    'id',
    'label',
    'roles',
    'secret',
    'security',
  ])
  expect(resource).toMatchObject({ roles, secret: { pointer: secret } })
  expect(['certain', 'firm', 'tentative']).toContain(resource!.confidence)
  expect(['once', 'always', 'recoverable', 'unstated']).toContain(resource!.secret.reveal)
  expect(['operation', 'document', 'prose', 'none']).toContain(resource!.security.source)
  expect(resource!.evidence.length).toBeGreaterThan(2)
  for (const { rule, applies, reason } of inspection.rules)
    expect([rule, applies || (reason ?? '') !== '']).toEqual([rule, true])
  const judged = inspection.rules.filter(({ applies }) => applies).map(({ rule }) => rule)
  expect(judged).toContain('secret-present-on-create')
  expect(judged).toContain('auth-missing-rejected')

  for (const { method, path } of Object.values(resource!.roles))
    expect(text.stdout).toContain(`${method.toUpperCase()} ${path}`)
  expect(text.stdout).toContain(secret)
  expect(text.stdout).toContain(`${judged.length} rules will be judged`)
  expect(
    Math.max(
      ...text.stdout
        .split('\n')
        .filter((line) => /^ {2,4}\w+ .* /.test(line))
        .map((line) => line.length),
    ),
  ).toBeLessThanOrEqual(120)
})

test('inspect reads a document from standard input, and names a file that is missing', async () => {
  await using place = project()
  const piped = await place.run(['inspect', '-', '--json'], {
    input: readFileSync(`${root}/specs/avido/openapi.yaml`, 'utf8'),
  })
  expect(piped.code, piped.stderr).toBe(0)
  expect((JSON.parse(piped.stdout) as Inspection).openapi).toBe('3.1.1')
  const missing = await place.run(['inspect', 'nowhere.yaml'])
  expect({ code: missing.code, stdout: missing.stdout }).toEqual({ code: 2, stdout: '' })
  expect(missing.stderr).toContain('nowhere.yaml')
})

/** What is not for the document to say: where the target is, what it answers, and which accounts there are. */
const upToTarget: ReadonlySet<string> = new Set([
  'auth-tls-only',
  'auth-throttling-signalled',
  'headers-metadata-not-shared-cacheable',
  'harness-cleanup-complete',
  'tenant-object-isolation',
  'tenant-collection-isolation',
  'auth-and-members-bound',
])

test.concurrent.each(['avido', 'videodb', 'lumino'])(
  'inspect tells which rules %s leaves nothing to decide by, as a run does',
  async (vendor) => {
    await using place = project()
    const { stdout } = await place.run(['inspect', spec(vendor), '--json'])
    const { rules } = JSON.parse(stdout) as Inspection
    await place.run(['run', spec(vendor), '--seed', '1', '--reporter', 'json=report.json'])
    const { verdicts } = place.report()
    for (const { rule, applies, reason } of rules.filter((one) => !upToTarget.has(one.rule))) {
      const said = verdicts.filter((verdict) => verdict.rule === rule)
      expect(
        said.some(({ verdict }) => verdict !== 'not-applicable'),
        rule,
      ).toBe(applies)
      if (!applies)
        expect(
          said.map((verdict) => verdict.reason),
          rule,
        ).toContain(reason)
    }
    expect(rules.filter(({ applies }) => !applies).length).toBeGreaterThan(8)
  },
)
