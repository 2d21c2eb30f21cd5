import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import { startServer, type RunningServer } from '../servers/server.ts'
import { judgeServer, type Ran } from './harness.ts'

const requestsOf = ({ events }: Ran): number =>
  events.reduce((sum, event) => sum + (event.type === 'document-finished' ? event.requests : 0), 0)

const options = { runs: 3, maxKeys: 300 }

describe('a rule that is about any answer, asked for by its name,', () => {
  let server: RunningServer
  let whole: Ran
  beforeAll(async () => {
    server = await startServer({ vendor: 'avido', defect: 'secret-in-error-message' })
    whole = await judgeServer('avido', server, options)
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  it.each([...new Set(checks.flatMap(({ rules }) => rules))].map((rule) => [rule] as const))(
    'is judged as in a whole run: %s',
    async (rule) => {
      const alone = await judgeServer('avido', server, { ...options, only: [rule] })
      const of = ({ verdicts }: Ran): readonly string[] =>
        verdicts
          .filter((verdict) => verdict.rule === rule)
          .map(({ operation, verdict }) => `${operation} ${verdict}`)
          .toSorted()
      expect(of(alone)).toEqual(of(whole))
      expect(new Set(alone.verdicts.map((verdict) => verdict.rule))).toEqual(new Set([rule]))
    },
  )

  it('sends nothing that --skip takes out', async () => {
    await using server = await startServer({ vendor: 'avido' })
    const unauthorised = async (skip: readonly string[]): Promise<number> => {
      const before = server.log.length
      await judgeServer('avido', server, { ...options, only: ['schema-response-conforms'], skip })
      const log = server.log.slice(before)
      expect(log.length).toBeGreaterThan(20)
      return log.filter(({ status }) => status === 401).length
    }
    expect(await unauthorised(['auth', 'broken-credential-refused'])).toBeLessThan(
      (await unauthorised([])) / 2,
    )
  })

  it('costs a group nothing that has scenarios of its own', async () => {
    const group = await judgeServer('avido', server, { ...options, only: ['schema'] })
    expect(requestsOf(group)).toBeLessThan(requestsOf(whole) / 4)
  })
})

it('a rule for which the document lacks something sends nothing, and says what is lacking', async () => {
  await using server = await startServer({ vendor: 'avido' })
  const ran = await judgeServer('avido', server, { ...options, only: ['lifecycle-rotate-cutover'] })
  expect(ran.verdicts).toEqual([
    expect.objectContaining({
      rule: 'lifecycle-rotate-cutover',
      verdict: 'not-applicable',
      reason: expect.stringContaining('rotate'),
    }),
  ])
  expect(ran.keys.created).toBe(0)
  expect(requestsOf(ran)).toBe(0)
})
