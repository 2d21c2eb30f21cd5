import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import { saidInWords } from '../../src/run/said-in-words.ts'
import { judgeContract, patience, type Ran } from './harness.ts'
import { json, text } from './openapi-parts.ts'
import { plainContract, startPlain } from './plain-keys.ts'

const settings = { ...patience, runs: 10, only: ['status-valid-input-accepted'] }
/** Names of more than so many characters are refused. */
const longest = 60

async function judge(description?: string): Promise<Ran> {
  await using server = await startPlain({ takesName: (name) => Array.from(name).length <= longest })
  const name = description === undefined ? {} : { description }
  return await judgeContract(plainContract({ listed: true, name }), server, settings)
}

const onCreate = ({ verdicts }: Ran): unknown =>
  verdicts.find(({ rule, operation }) => rule === 'status-valid-input-accepted' && operation === 'POST /keys')

describe('a refused value', () => {
  it('is a failure where its schema allows it and no words say more', async () => {
    for (const said of [undefined, 'What the key is for.', 'The name must be unique.']) {
      const ran = await judge(said)
      expect(onCreate(ran)).toMatchObject({ verdict: 'broken' })
      expect(ran.exitCode).toBe(1)
    }
  })

  it('is left open where words of its member limit it, and quotes them', async () => {
    const ran = await judge('What the key is for. It must fit on a label.')
    expect(onCreate(ran)).toMatchObject({
      verdict: 'inconclusive',
      reason:
        'name is what is refused (400), and words say more of it than its schema: “It must fit on a label.”',
    })
    expect(ran.exitCode).toBe(0)
  })
})

describe('words that limit a part', () => {
  const body = (
    description: string,
    of = 'level',
    method = 'post',
  ): readonly (readonly [string, string])[] => {
    const contract = createContract(
      {
        openapi: '3.1.0',
        info: { title: 'Words', version: '1' },
        paths: {
          '/robots': {
            [method]: {
              summary: 'A robot',
              description: of === 'operation' ? description : '',
              requestBody: json({
                type: 'object',
                properties: {
                  level: { ...text, minLength: 1, maxLength: 99, ...(of === 'level' ? { description } : {}) },
                  days: text,
                },
              }),
              responses: { '201': { description: 'The robot' } },
            },
          },
        },
      },
      { name: 'words' },
    )
    const input = {
      path: {},
      query: {},
      header: {},
      cookie: {},
      body: { mediaType: 'application/json', value: { level: 'a', days: 'b' } },
    }
    return saidInWords({ contract, operation: contract.operations[0]!, resource: null }, input).map(
      ({ name, words }) => [name, words] as const,
    )
  }

  it.each([
    'The duration of the robot in days, duration must be either -1(Never) or a positive integer',
    'If it is set to PROJECT, it is necessary to provide the project too.',
    '8 to 128 characters with at least one uppercase letter',
    'Must be between 1 and 50 characters.',
    'Immutable after creation.',
    'It may only contain what fits on a label.',
    'Only available for organizations.',
    'The rights of the robot, one or more of "read" and "write".',
  ])('stand in its description: %s', (words) => {
    expect(body(words)).toEqual([['level', words]])
  })

  it.each([
    'The level of the robot.',
    'It is only a label.',
    'Must be between 1 and 99 characters.',
    'At most 99 characters.',
    'The name should be descriptive.',
    'It cannot be changed later.',
    'It cannot be shown again.',
    'Required.',
    'Names must be unique.',
    'A level must be given.',
  ])('are others than: %s', (words) => {
    expect(body(words)).toEqual([])
  })

  it('stand in the description of the operation that names it', () => {
    const words = 'The name and the level must be given as they are: they cannot be updated (400).'
    expect(body(`Updates a robot. ${words}`, 'operation', 'put')).toEqual([['level', words]])
    for (const other of [
      'A request must be small.',
      'The key cannot be shown again, so store it with its level.',
      'You must have the admin role to set the level.',
    ])
      expect(body(other, 'operation')).toEqual([])
  })
})
