import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createContract } from '../../src/contract/load.ts'
import { withValueAt } from '../../src/contract/pointer.ts'
import type { Contract, JsonObject, JsonValue } from '../../src/contract/types.ts'
import { startMock } from '../../src/mock/start.ts'
import type { Mock } from '../../src/mock/types.ts'
import { judgeContract, type Ran } from './harness.ts'

// Rules that no server breaks: the document does, or the way to the server.

const document = parse(await readFile('test/run/documents/either.yaml', 'utf8')) as JsonObject
const made = '/paths/~1tokens/post/responses/200/content/application~1json/schema'

function judged(contract: Contract, mock: Mock, rule: string): Promise<Ran> {
  const { url, credentials, parameters: params } = mock
  return judgeContract(contract, { url, credentials, params }, { only: [rule], keepKeys: true })
}

describe('a document breaks', () => {
  it.each<[rule: string, pointer: string, value: JsonValue | undefined, message: RegExp]>([
    ['schema-not-vacuous', `${made}/required`, undefined, /accepts an empty object/],
    ['spec-auth-declaration-sound', '/paths/~1tokens/post/security', [], /asks for no credential/],
    [
      'spec-secret-schema-not-shared',
      '/paths/~1tokens/get/responses/200/content/application~1json/schema/items/properties/token',
      {
        type: 'string',
        pattern: '^tok_[a-z0-9]{40}$',
        description: 'The token itself, shown only once.',
      },
      /describes the secret in the answer of GET \/tokens/,
    ],
    ['spec-contract-completeness', '/paths/~1tokens/post/responses/401', undefined, /does not tell .*401/],
  ])('%s', async (rule, pointer, value, message) => {
    const [sound, unsound] = [document, withValueAt(document, pointer, value) as JsonObject].map((one) =>
      createContract(one, { name: 'either' }),
    )
    await using mock = await startMock(sound!, { seed: 1 })
    expect((await judged(sound!, mock, rule)).findings).toEqual([])
    const { findings } = await judged(unsound!, mock, rule)
    expect(findings.map((finding) => finding.rule)).toEqual([rule])
    expect(findings[0]!.message).toMatch(message)
  })
})

it('a member that says of itself that it is filled once hardly breaks spec-secret-schema-not-shared', async () => {
  const list = '/paths/~1tokens/get/responses/200/content/application~1json/schema/items/properties/token'
  const levels = await Promise.all(
    [
      'The token itself, shown only once.',
      'The token itself.',
      'The token. Truncated to its first six characters in lists.',
    ].map(async (description) => {
      const member = { type: 'string', pattern: '^tok_[a-z0-9]{40}$', description }
      const said = withValueAt(document, `${made}/properties/token`, member) as JsonObject
      const told = withValueAt(
        said,
        '/paths/~1tokens/post/description',
        'The token is shown only once.',
      ) as JsonObject
      const contract = createContract(withValueAt(told, list, member), { name: 'either' })
      await using mock = await startMock(contract, { seed: 1 })
      const { findings } = await judged(contract, mock, 'spec-secret-schema-not-shared')
      return findings.map(({ level }) => level)
    }),
  )
  expect(levels).toEqual([['info'], ['warn'], ['info']])
})

it('auth-tls-only is broken by a target that is reached without TLS, here through a proxy on this machine', async () => {
  const contract = createContract(document, { name: 'either' })
  await using mock = await startMock(contract, { seed: 1 })
  const proxy = createServer().listen(0, '127.0.0.1')
  proxy.on('connect', (_request, client) => {
    const server = connect(mock.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      client.pipe(server).pipe(client)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const)
      one.on('error', () => other.destroy())
  })
  await once(proxy, 'listening')
  try {
    const ran = await judgeContract(
      contract,
      { url: 'http://keys.example.test', credentials: mock.credentials, params: mock.parameters },
      {
        only: ['auth-tls-only'],
        keepKeys: true,
        allowInsecure: true,
        transport: { proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` },
      },
    )
    expect(ran.findings.map(({ rule, level }) => `${rule} ${level}`)).toEqual(['auth-tls-only fail'])
  } finally {
    proxy.close()
    proxy.closeAllConnections()
  }
})
