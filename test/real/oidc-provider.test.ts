import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { project } from '../cli/keyproof.ts'
import { judgeContract } from '../run/harness.ts'
import { startOidcProvider } from './oidc-provider.ts'

const document = fileURLToPath(new URL('oidc-provider.yaml', import.meta.url))
const options = { maxKeys: 300, runs: 5 }

/** A count once it has not changed for a second: what was asked for before its client was killed may yet be done. */
async function settled(count: () => number): Promise<number> {
  let last = count()
  for (let looks = 0; looks < 20; looks++) {
    await setTimeout(50)
    if (count() !== last) [last, looks] = [count(), 0]
  }
  return last
}

describe('oidc-provider, where every client manages its own registration', () => {
  it('keeps its word, also where it shows a client its secret and its token again', async () => {
    await using server = await startOidcProvider()
    const ran = await judgeContract(
      await loadContract(document),
      { url: server.url, credentials: { initialAccessToken: server.initialAccessToken }, params: {} },
      options,
    )
    expect(ran.failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
    expect(ran.exitCode).toBe(0)
    expect(
      ran.verdicts
        .filter(
          ({ verdict, rule, operation }) =>
            verdict === 'held' && rule === 'status-valid-input-accepted' && operation !== null,
        )
        .map(({ operation }) => operation),
    ).toEqual(['POST /reg', 'GET /reg/{client_id}', 'PUT /reg/{client_id}', 'DELETE /reg/{client_id}'])
    expect(ran.findings.filter(({ group }) => group === 'reveal')).toEqual([])
    // It looks whether a body is JSON before it looks for the token.
    expect(
      ran.findings.filter(({ level }) => level === 'warn').map(({ rule, operation }) => [rule, operation]),
    ).toEqual([['auth-decided-first', 'POST /reg']])
    expect(ran.keys.created).toBeGreaterThan(20)
    expect([ran.keys.left, server.clients()]).toEqual([[], 0])
    // Both are secrets, and neither may be in a report.
    const shown = ran.findings
      .flatMap(({ exchanges }) => exchanges.map(({ response }) => response.body))
      .join('\n')
    for (const member of ['client_secret', 'registration_access_token'])
      expect(shown.match(new RegExp(`"${member}":".`, 'g'))?.every((start) => start.endsWith('<'))).toBe(true)
  })

  it('is told of what a killed run left, which only the client itself may delete', async () => {
    await using server = await startOidcProvider()
    await using here = project()
    const access = ['--target', server.url, '--credential', 'initialAccessToken=env:INITIAL']
    const env = { INITIAL: server.initialAccessToken }
    const run = here.start(['run', document, ...access], { env })
    await here.until(() => server.clients() > 4)
    run.kill('SIGKILL')
    await run.ended
    const standing = await settled(() => server.clients())
    const swept = await here.run(['sweep', ...access], { env })
    expect(swept).toMatchObject({ code: 3, stderr: '' })
    expect(swept.stdout.match(/only the key itself may revoke it/g)?.length).toBeGreaterThanOrEqual(standing)
    expect(server.clients()).toBe(standing)
    expect(here.files().filter((file) => file.startsWith('.keyproof'))).toHaveLength(1)
  })

  it('revokes a credential that is tried on another client, which is told apart from a broken promise', async () => {
    await using server = await startOidcProvider()
    const register = async (): Promise<{ client_id: string; registration_access_token: string }> => {
      const headers = {
        authorization: `Bearer ${server.initialAccessToken}`,
        'content-type': 'application/json',
      }
      return (await (
        await fetch(`${server.url}/reg`, {
          method: 'POST',
          headers,
          body: '{"redirect_uris":["https://client.example/cb"]}',
        })
      ).json()) as never
    }
    const mine = await register()
    const ran = await judgeContract(
      await loadContract(document),
      {
        url: server.url,
        credentials: {
          initialAccessToken: server.initialAccessToken,
          registrationAccessToken: mine.registration_access_token,
        },
        params: {},
      },
      options,
    )
    const own = await fetch(`${server.url}/reg/${mine.client_id}`, {
      headers: { authorization: `Bearer ${mine.registration_access_token}` },
    })
    expect(own.status).toBe(401)
    expect(ran.failures.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([])
    expect(
      ran.verdicts.find(
        ({ rule, operation }) => rule === 'auth-missing-rejected' && operation === 'GET /reg/{client_id}',
      )?.verdict,
    ).toBe('inconclusive')
    expect([ran.keys.left, server.clients()]).toEqual([[], 1])
  })
})
