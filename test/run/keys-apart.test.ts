import { expect, it } from 'vitest'
import { judgeContract, patience, type Ran } from './harness.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const list = 'GET /keys'
const rule = 'auth-undeclared-carrier-rejected'

async function judge(ownHeader: 'me' | 'everywhere', works = true): Promise<Ran> {
  await using server = await startPlain({ ownHeader, keysWork: works })
  return await judgeContract(plainContract({ listed: true, ownHeader: true }), server, {
    ...patience,
    runs: 3,
    maxKeys: 40,
    only: [rule],
  })
}

const onList = ({ verdicts }: Ran): readonly string[] =>
  verdicts.flatMap(({ operation, verdict }) => (operation === list ? [verdict] : []))

it('warns where an issued key lists keys, which the document lets people do', async () => {
  const ran = await judge('everywhere')
  expect(ran.findings.map(({ operation, level, message }) => `${operation} ${level}: ${message}`)).toContain(
    `${list} warn: ${list} takes an issued key by apiKey, which the document does not name there.`,
  )
})

it('says nothing where a key opens what is said alone', async () => {
  const ran = await judge('me')
  expect(ran.findings).toEqual([])
  expect(onList(ran)).toEqual(['held'])
})

it('leaves it to others where a key opens nothing', async () => {
  expect((await judge('me', false)).findings).toEqual([])
})
