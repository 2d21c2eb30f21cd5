import { describe, expect, it } from 'vitest'
import { guardedContract, startGuarded, type Guarded } from './guarded-server.ts'
import { judgeContract, type Ran } from './harness.ts'

const basic = { type: 'http', scheme: 'basic' }
const bearer = { type: 'http', scheme: 'bearer' }
const header = { type: 'apiKey', in: 'header', name: 'X-Key' }
const root = 'root-4f9Qz81LmXwP7'
const credentials = { basic: `admin:${root}`, header: root, bearer: root }
const rules = [
  'auth-blank-rejected',
  'auth-invalid-rejected',
  'auth-near-miss-rejected',
  'auth-missing-rejected',
  'auth-and-each-required',
  'auth-undeclared-carrier-rejected',
  'auth-scheme-case-insensitive',
  'auth-or-each-accepted',
]

/** What a run says of the rules on credentials, where the document offers these alternatives. */
async function judged(
  schemes: Readonly<Record<string, typeof basic | typeof header>>,
  security: readonly Readonly<Record<string, readonly string[]>>[],
  lets: Guarded['lets'],
): Promise<Ran> {
  await using server = await startGuarded({
    lets,
    credentials: Object.fromEntries(
      Object.entries(credentials).filter(([name]) => Object.hasOwn(schemes, name)),
    ),
  })
  return await judgeContract(guardedContract(schemes, security), server, { only: rules })
}

function told({ findings }: Ran): readonly string[] {
  return findings
    .filter(({ level }) => level !== 'info')
    .map(({ rule, operation }) => `${rule} ${operation}`)
    .toSorted()
}

const everywhere = (rule: string): readonly string[] =>
  ['DELETE /keys/{id}', 'GET /keys', 'POST /keys'].map((operation) => `${rule} ${operation}`)

describe('an API with two ways in', () => {
  const either = { header, basic }
  const key: Guarded['lets'] = ({ request, issued }) =>
    request.headers['x-key'] === root || issued(request.headers['x-key'])
  const password: Guarded['lets'] = ({ basic: pair }) => pair?.[0] === 'admin' && pair[1] === root

  it.each([
    ['header', [{ header: [] }, { basic: [] }]],
    ['basic', [{ basic: [] }, { header: [] }]],
  ] as const)('is green when both are guarded, with %s first', async (_first, security) => {
    const ran = await judged(either, security, (asked) => key(asked) || password(asked))
    expect(told(ran)).toEqual([])
    expect(ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive')).toEqual([])
    // The scheme of HTTP authentication is tried although another alternative comes first.
    expect(ran.verdicts.find(({ rule }) => rule === 'auth-scheme-case-insensitive')?.verdict).toBe('held')
  })

  it.each([
    ['for both', { header: 'wrong-4f9Qz81LmXwP7', basic: 'admin:wrong-4f9Qz81LmXwP7' }, []],
    [
      'for one',
      { header: root, basic: 'admin:wrong-4f9Qz81LmXwP7' },
      ['DELETE /keys/{id}', 'GET /keys', 'POST /keys'].map(
        (operation) => `auth-or-each-accepted ${operation}`,
      ),
    ],
  ])('is judged by what wrong credentials %s can show', async (_for, given, expected) => {
    await using server = await startGuarded({
      lets: (asked) => key(asked) || password(asked),
      credentials: given,
    })
    const contract = guardedContract(either, [{ header: [] }, { basic: [] }])
    const ran = await judgeContract(contract, server, { only: rules })
    expect(told(ran)).toEqual(expected)
    expect(ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive').length).toBeGreaterThan(3)
  })

  it('is found to take any password in the second', async () => {
    const ran = await judged(
      either,
      [{ header: [] }, { basic: [] }],
      (asked) => key(asked) || (asked.basic !== null && asked.basic[1] !== ''),
    )
    expect(told(ran)).toEqual(everywhere('auth-invalid-rejected'))
  })

  it('is found to take an empty value in the second', async () => {
    const ran = await judged(
      either,
      [{ basic: [] }, { header: [] }],
      (asked) => key(asked) || asked.request.headers['x-key'] === '' || password(asked),
    )
    expect(told(ran)).toEqual(['auth-blank-rejected GET /keys', 'auth-blank-rejected POST /keys'])
  })

  it('is found to take any key in the second, which is one finding an operation', async () => {
    const ran = await judged(
      { bearer, header },
      [{ bearer: [] }, { header: [] }],
      ({ request, bearer: token, issued }) =>
        token === root || issued(token) || (request.headers['x-key'] ?? '') !== '',
    )
    expect(told(ran)).toEqual(expect.arrayContaining([...everywhere('auth-invalid-rejected')]))
    expect(told(ran).filter((line) => line.startsWith('auth-near-miss'))).toEqual([])
  })
})

it('a part of the credentials that another alternative asks for alone is no breach', async () => {
  const ran = await judged(
    { header, basic },
    [{ header: [] }, { header: [], basic: [] }],
    ({ request, issued }) => request.headers['x-key'] === root || issued(request.headers['x-key']),
  )
  expect(told(ran)).toEqual([])
  expect(
    ran.verdicts.filter(({ rule }) => rule === 'auth-and-each-required').map(({ verdict }) => verdict),
  ).toEqual(['held', 'held', 'held'])
})

it('a key of which only a part is looked at is one finding', async () => {
  await using server = await startGuarded({
    lets: ({ request, issued }) => {
      const [given] = [request.headers['x-key']]
      return given === root || issued(given) || issued(String(given).toLowerCase())
    },
    credentials: { header: root },
  })
  const ran = await judgeContract(guardedContract({ header }, [{ header: [] }]), server, { only: rules })
  expect(ran.findings.map(({ rule, count, message }) => `${rule} ${count} ${message}`)).toEqual([
    'auth-near-miss-rejected 2 GET /keys accepts the key in the other letter case, as if it were an issued key.',
  ])
})

it('a key that is taken in letters that only look like its own is found, byte for byte', async () => {
  const latin = new Map(Array.from('асеіјорѕ', (letter, at) => [letter, 'aceijops'[at]!]))
  await using server = await startGuarded({
    lets: ({ request, issued }) => {
      const given = Buffer.from(String(request.headers['x-key']), 'latin1').toString('utf8')
      const plain = Array.from(given.normalize('NFKC'), (letter) => latin.get(letter) ?? letter).join('')
      return given === root || issued(plain)
    },
    credentials: { header: root },
  })
  const ran = await judgeContract(guardedContract({ header }, [{ header: [] }]), server, { only: rules })
  expect(ran.findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
    'auth-near-miss-rejected GET /keys accepts the key with a letter of another script that looks the same, as if it were an issued key.',
  ])
})

describe('Basic authentication', () => {
  const over = (lets: (user: string, password: string) => boolean): Promise<Ran> =>
    judged({ basic }, [{ basic: [] }], ({ basic: pair }) => pair !== null && lets(...pair))

  it('is green where both halves are checked', async () => {
    expect(told(await over((user, password) => user === 'admin' && password === root))).toEqual([])
  })

  it('is red where any user will do', async () => {
    expect(told(await over((_user, password) => password === root))).toEqual(
      everywhere('auth-invalid-rejected'),
    )
  })

  it('is red where any password will do that is not empty', async () => {
    expect(told(await over((user, password) => user === 'admin' && password !== ''))).toEqual(
      everywhere('auth-invalid-rejected'),
    )
  })

  it('is red where an empty password will do', async () => {
    expect(
      told(await over((user, password) => user === 'admin' && (password === root || password === ''))),
    ).toEqual(['auth-blank-rejected GET /keys', 'auth-blank-rejected POST /keys'])
  })

  it.each([`api:${root}`, `${root}:`])(
    'may overlook what only fills the place beside a key',
    async (given) => {
      await using server = await startGuarded({
        lets: ({ basic: pair }) => pair !== null && pair[given.startsWith('api') ? 1 : 0] === root,
        credentials: { basic: given },
      })
      const ran = await judgeContract(guardedContract({ basic }, [{ basic: [] }]), server, { only: rules })
      expect(told(ran)).toEqual([])
    },
  )
})

describe('a server that sends strangers to a login page', () => {
  const login = { status: 302, headers: { Location: '/login' } }
  const key: Guarded['lets'] = ({ request, issued }) =>
    request.headers['x-key'] === root || issued(request.headers['x-key'])
  const over = async (lets: Guarded['lets'], changed?: Guarded['changed']): Promise<Ran> => {
    await using server = await startGuarded({
      lets,
      refusal: login,
      credentials: { header: root },
      ...(changed === undefined ? {} : { changed }),
    })
    return await judgeContract(guardedContract({ header }, [{ header: [] }]), server)
  }

  it('lets nobody in, although its answer is in no document', async () => {
    const ran = await over(key)
    expect([...new Set(ran.failures.map(({ rule }) => rule))]).toEqual(['status-documented'])
    expect(
      ran.verdicts
        .filter(({ rule }) => rule === 'auth-missing-rejected' || rule === 'auth-invalid-rejected')
        .map(({ verdict }) => verdict),
    ).toEqual(['held', 'held', 'held', 'held', 'held', 'held'])
  })

  it('is still seen to let in whom it should not', async () => {
    const ran = await over((asked) => key(asked) || asked.request.method === 'DELETE')
    expect(told(ran)).toContain('auth-missing-rejected DELETE /keys/{id}')
  })

  it('proves nothing where everybody is sent there', async () => {
    const ran = await over(key, () => login)
    expect(ran.failures.filter(({ rule }) => rule.startsWith('auth-')).map(({ message }) => message)).toEqual(
      [],
    )
    expect(
      new Set(
        ran.verdicts.filter(({ rule }) => rule === 'auth-missing-rejected').map(({ verdict }) => verdict),
      ),
    ).toEqual(new Set(['inconclusive']))
  })
})

describe('an API that asks for two credentials together', () => {
  const pair = { header, basic }
  const both = [{ header: [], basic: [] }]
  const password: Guarded['lets'] = ({ basic: given }) => given?.[0] === 'admin' && given[1] === root
  const key: Guarded['lets'] = ({ request, issued }) =>
    request.headers['x-key'] === root || issued(request.headers['x-key'])

  it('is green where both are checked', async () => {
    expect(told(await judged(pair, both, (asked) => key(asked) && password(asked)))).toEqual([])
  })

  it('is told once that one of them is not read, and nothing of what else would do in its place', async () => {
    expect(told(await judged(pair, both, password))).toEqual(everywhere('auth-and-each-required'))
  })

  it('is told once that one of them may hold anything', async () => {
    expect(
      told(
        await judged(pair, both, (asked) => asked.request.headers['x-key'] !== undefined && password(asked)),
      ),
    ).toEqual(everywhere('auth-invalid-rejected'))
  })
})
