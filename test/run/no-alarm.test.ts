import { expect, it } from 'vitest'
import { startServer } from '../servers/server.ts'
import { startFront } from './front.ts'
import { guardedContract, startGuarded } from './guarded-server.ts'
import { judgeContract, judgeServer, type Ran } from './harness.ts'

function findingsOf(ran: Ran, rule: string): readonly string[] {
  return ran.findings
    .filter((finding) => finding.rule === rule)
    .map(({ level, message }) => `${level} ${message}`)
}

it('a list that masks its keys beyond telling shows a new key all the same', async () => {
  await using server = await startServer({ vendor: 'videodb' })
  await using front = await startFront(server, async ({ method, forward }) => {
    const answer = await forward()
    return method === 'GET'
      ? { ...answer, headers: {}, body: String(answer.body).replaceAll(/sk-…\w{4}/g, 'sk-****') }
      : answer
  })
  const ran = await judgeServer('videodb', front, { only: ['lifecycle-created-key-listed-once'] })
  expect(findingsOf(ran, 'lifecycle-created-key-listed-once')).toEqual([])
})

it('a list that shows the ends of all keys but the new one is still found out', async () => {
  await using server = await startServer({ vendor: 'videodb' })
  await using front = await startFront(server, async ({ method, forward }) => {
    const answer = await forward()
    return method === 'GET'
      ? { ...answer, headers: {}, body: String(answer.body).replaceAll(/sk-…\w{4}/g, 'sk-…0000') }
      : answer
  })
  const ran = await judgeServer('videodb', front, { only: ['lifecycle-created-key-listed-once'] })
  expect(findingsOf(ran, 'lifecycle-created-key-listed-once').length).toBeGreaterThan(0)
})

it('an answer that names a deleted key by its secret is noted', async () => {
  await using server = await startServer({ vendor: 'videodb' })
  await using front = await startFront(server, async ({ method, path, forward }) => {
    const answer = await forward()
    const message = `${decodeURIComponent(path.split('/').at(-1) ?? '')} is gone.`
    return method === 'DELETE' && answer.status === 200
      ? {
          status: 200,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ success: true, message }),
        }
      : answer
  })
  const ran = await judgeServer('videodb', front, {
    only: ['secret-never-reappears', 'status-valid-input-accepted'],
  })
  expect(findingsOf(ran, 'secret-never-reappears')).toEqual([
    'info The answer of DELETE /user/api_key/{api_key} repeats the secret by which the key was addressed, at /message.',
  ])
})

it.each([
  ['cookie', 'where the scheme of a new key is a guess', []],
  ['nowhere', 'where the scheme is named for the key', ['warn A new key is refused by GET /keys.']],
] as const)('a key that goes in the %s is judged %s', async (place, _where, expected) => {
  const app = { type: 'apiKey', in: 'header', name: place === 'cookie' ? 'X-App' : 'X-API-Key' }
  const sid = { type: 'apiKey', in: 'cookie', name: 'sid' }
  const [first, second] = ['app-4f9Qz81LmXwP7', 'sid-4f9Qz81LmXwP7']
  await using server = await startGuarded({
    lets: ({ request, issued }) => {
      const cookie = /(?:^|; )sid=([^;]*)/.exec(request.headers.cookie ?? '')?.[1]
      return (
        request.headers[app.name.toLowerCase()] === first &&
        (cookie === second || (place === 'cookie' && issued(cookie)))
      )
    },
    credentials: { app: first, sid: second },
  })
  const ran = await judgeContract(guardedContract({ app, sid }, [{ app: [], sid: [] }]), server, {
    only: ['lifecycle-new-key-works'],
  })
  expect(findingsOf(ran, 'lifecycle-new-key-works')).toEqual(expected)
})

it('a front that leads everybody to its login page takes nothing and refuses nothing', async () => {
  await using server = await startServer({ vendor: 'avido' })
  await using front = await startFront(server, () =>
    Promise.resolve({ status: 302, headers: { Location: 'https://login.example/' }, body: '' }),
  )
  const ran = await judgeServer('avido', front, { seed: 1, runs: 5 })
  // That is all that can be known: the document has no such answer.
  expect(new Set(ran.failures.map(({ rule }) => rule))).toEqual(new Set(['status-documented']))
  for (const rule of [
    'status-invalid-input-rejected',
    'status-valid-input-accepted',
    'status-content-negotiation',
    'status-method-semantics',
  ])
    expect(
      ran.verdicts.filter((verdict) => verdict.rule === rule).map(({ verdict }) => verdict),
      rule,
    ).toContain('inconclusive')
  expect(ran.findings.map(({ rule }) => rule)).not.toContain('status-content-negotiation')
})
