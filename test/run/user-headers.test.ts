import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { presentScheme } from '../../src/generate/credentials.ts'
import { loadContract } from '../../src/contract/load.ts'
import type { Contract, JsonObject } from '../../src/contract/types.ts'
import { carriedBy, withAccess } from '../../src/run/access.ts'
import { hideHeaders } from '../../src/run/header-secrets.ts'
import { createVault } from '../../src/secrets/vault.ts'
import type { HeaderLine } from '../../src/http/exchange.ts'
import { startServer } from '../servers/server.ts'
import { listening } from '../cli/front.ts'
import { project, spec } from '../cli/keyproof.ts'
import { guardedContract, startGuarded, type Guarded } from './guarded-server.ts'
import { judgeContract, patience, type Judged, type Ran } from './harness.ts'

const settings = { ...patience, runs: 5, maxKeys: 200 }
const root = 'root-4f9Qz81LmXwP7'

/** The verdicts of a run, in words. */
const said = ({ verdicts }: Ran): readonly string[] =>
  verdicts.map(({ rule, operation, verdict, reason }) => `${rule} ${operation} ${verdict} ${reason ?? ''}`)

/** What a user would write to put the credentials on every request. */
function asHeaders(contract: Contract, { credentials }: Judged): readonly HeaderLine[] {
  const parts = Object.entries(credentials).map(([name, value]) =>
    presentScheme(contract.securitySchemes[name]!, value),
  )
  const cookies = parts.flatMap(({ cookies: own }) => own.map(([name, value]) => `${name}=${value}`))
  return [
    ...parts.flatMap(({ headers }) => headers),
    ...(cookies.length === 0 ? [] : [['Cookie', ['theme=dark', ...cookies].join('; ')] as const]),
  ]
}

describe('a header of the user that carries a security scheme', () => {
  it.concurrent.each(['videodb', 'lumino', 'vued', 'avido'] as const)(
    'is the credential of %s',
    async (vendor) => {
      const contract = await loadContract(`specs/${vendor}/openapi.yaml`)
      await using server = await startServer({ vendor })
      const given = await judgeContract(contract, server, settings)
      const headers = asHeaders(contract, server)
      expect(headers.length).toBeGreaterThan(0)
      const carried = await judgeContract(contract, { ...server, credentials: {} }, { ...settings, headers })
      expect(carried.failures).toEqual([])
      expect(said(carried)).toEqual(said(given))
      expect(said(carried).filter((line) => /^auth-missing-rejected .* held/.test(line))).not.toEqual([])
      expect(JSON.stringify(carried.events)).not.toContain(Object.values(server.credentials)[0])
    },
  )

  it.concurrent.each<readonly [name: string, scheme: JsonObject, header: HeaderLine, lets: Guarded['lets']]>([
    [
      'Basic',
      { type: 'http', scheme: 'basic' },
      ['authorization', `basic ${Buffer.from(`root:${root}`).toString('base64')}`],
      ({ basic }) => basic?.join(':') === `root:${root}`,
    ],
    [
      'a cookie',
      { type: 'apiKey', in: 'cookie', name: 'sid' },
      ['Cookie', `theme=dark; sid=${root}; a=b`],
      ({ request }) => new RegExp(`(?:^|; )sid=${root}(?:;|$)`).test(request.headers.cookie ?? ''),
    ],
  ])('is the credential where it is %s', async (_name, scheme, header, lets) => {
    const contract = guardedContract({ key: scheme }, [{ key: [] }])
    await using server = await startGuarded({ lets, credentials: {} })
    const ran = await judgeContract(contract, server, { ...settings, headers: [header] })
    expect(ran.failures).toEqual([])
    expect(said(ran).filter((line) => /^auth-missing-rejected .* held/.test(line))).not.toEqual([])
    expect(JSON.stringify(ran.events)).not.toContain(root)
  })

  it('leaves the others, and what was said explicitly, as they are', () => {
    const contract = guardedContract(
      { key: { type: 'apiKey', in: 'cookie', name: 'sid' }, other: { type: 'http', scheme: 'bearer' } },
      [{ key: [], other: [] }],
    )
    const headers = [
      ['Cookie', 'a=1; sid=x=y; b=2'],
      ['authorization', 'Basic abc'],
      ['X-Gate', 'open'],
    ] as const
    expect(carriedBy(contract, headers)).toEqual(['key'])
    const options = { headers, credentials: { other: 'o' }, parameters: {} }
    expect(withAccess(contract, { ephemeral: false }, options)).toEqual({
      headers: [
        ['Cookie', 'a=1; b=2'],
        ['authorization', 'Basic abc'],
        ['X-Gate', 'open'],
      ],
      credentials: { key: 'x=y', other: 'o' },
      parameters: {},
    })
    expect(
      withAccess(contract, { ephemeral: false }, { ...options, credentials: { key: 'k' } }),
    ).toMatchObject({ credentials: { key: 'k' }, headers: [['Cookie', 'a=1; b=2'], {}, {}] })
  })

  it('is for a live target alone, as is every other credential: the mock has its own', async () => {
    await using here = project()
    const seeded = ['run', spec('lumino'), '--seed', '1', '--runs', '5']
    const plain = await here.run([...seeded, '--reporter', 'json=plain.json'])
    expect(plain.code, plain.stdout).toBe(0)
    const told = await here.run([
      ...seeded,
      '--reporter',
      'json=told.json',
      '--header',
      'x-api-key: lum_0123456789abcdef',
      '--credential',
      'ApiKeyAuth=lum_fedcba9876543210',
    ])
    expect(told.code, told.stdout).toBe(0)
    const [verdicts, without] = ['told.json', 'plain.json'].map((file) =>
      here.report(file).verdicts.map((verdict) => ({ ...verdict, cases: undefined })),
    )
    expect(verdicts).toEqual(without)
  })
})

it('what documents leave of one header is hidden in each', () => {
  const vault = createVault()
  const left = ['first=0123456789abcdef; second=fedcba9876543210', 'second=fedcba9876543210']
  for (const value of left)
    hideHeaders(vault, [
      ['Cookie', value],
      ['X-Trace', 'on'],
      ['Accept', 'text/csv'],
    ])
  expect(vault.redact('0123456789abcdef fedcba9876543210 on text/csv')).toMatch(
    /^<secret:header\.cookie\.\w{8}> <secret:header\.cookie\.\w{8}> on text\/csv$/,
  )
})

it('the password of a Basic header is hidden by itself too', () => {
  const vault = createVault()
  hideHeaders(vault, [['Authorization', `Basic ${Buffer.from('user:pa55word-of-mine').toString('base64')}`]])
  expect(vault.redact('no user:pa55word-of-mine')).not.toContain('pa55word-of-mine')
})

it('no value of a header that may be secret shows where a server repeats all it gets', async () => {
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(400, {
      'Content-Type': 'application/json',
      'X-Seen': request.headers['x-gate'] ?? '',
    })
    response.end(JSON.stringify({ message: `Not with ${JSON.stringify(request.headers)}` }))
  })
  const { port, stop } = await listening(server)
  try {
    await using here = project()
    const secrets = {
      Authorization: 'Bearer aB3-secret-Of-The-Gateway',
      'X-Gate': 'g4teW0rd5ecretOfTheStaging',
      Cookie: 'theme=dark; session=s3ss10nOfTheDeveloper',
    }
    const { code, stdout, stderr } = await here.run([
      'run',
      spec('lumino'),
      '--runs',
      '5',
      '--target',
      `http://127.0.0.1:${port}`,
      ...Object.entries(secrets).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
      '--credential',
      'ApiKeyAuth=lum_0123456789abcdef',
      ...['terminal', 'terminal=t.txt', 'junit', 'json', 'jsonl', 'html', 'sarif', 'markdown'].flatMap(
        (each) => ['--reporter', each],
      ),
    ])
    expect(code, stdout).toBeGreaterThan(0)
    const files = here.files()
    expect(files.length).toBeGreaterThan(6)
    const all = [stdout, stderr, ...files.map((file) => here.read(file))].join('\n')
    expect(all).toContain('<secret:header.x-gate.')
    for (const secret of ['aB3-secret', 'g4teW0rd5ecret', 's3ss10nOf', 'lum_0123456789'])
      expect(all).not.toContain(secret)
  } finally {
    await stop()
  }
})
