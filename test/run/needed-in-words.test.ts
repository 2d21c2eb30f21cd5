import { describe, expect, it } from 'vitest'
import { createContract } from '../../src/contract/load.ts'
import type { JsonObject } from '../../src/contract/types.ts'
import type { OperationInput } from '../../src/generate/types.ts'
import { explainedByWords, type Explanation } from '../../src/run/explained-by-words.ts'
import { neededInWords } from '../../src/run/needed-in-words.ts'
import type { Place } from '../../src/run/references.ts'
import { json, text } from './openapi-parts.ts'

const place = (description: string, members: JsonObject = {}): Place => {
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Needs', version: '1' },
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            description,
            parameters: [{ name: 'org_id', in: 'query', schema: text }],
            requestBody: json({
              type: 'object',
              required: ['label'],
              properties: { label: text, user_id: text, application_id: text, project: text, ...members },
            }),
            responses: { '201': { description: 'The key' } },
          },
        },
      },
    },
    { name: 'needs' },
  )
  return { contract, operation: contract.operations[0]!, resource: null }
}

const sending = (value: JsonObject): OperationInput => ({
  path: {},
  query: {},
  header: {},
  cookie: {},
  body: { mediaType: 'application/json', value },
})

describe('what words need of a request', () => {
  it.each([
    ['You must specify the `application_id` or the `user_id`.', ['user_id', 'application_id']],
    ['One of user_id and application_id is required.', ['user_id', 'application_id']],
    ['The org_id must be given where there are several.', ['org_id']],
    ['`project` is required for machines.', ['project']],
    [
      'All parameters are required and override what is set.',
      ['user_id', 'application_id', 'project', 'org_id'],
    ],
  ])('is read from: %s', (words, names) => {
    expect(neededInWords(place(words), sending({ label: 'ci' }))).toMatchObject([{ names, words }])
  })

  it.each([
    'Creates a key for `user_id`.',
    'A project is required.',
    'The `label` is required.',
    'You may specify the `project`.',
    'All parameters are optional.',
  ])('is not made out of: %s', (words) => {
    expect(neededInWords(place(words), sending({ label: 'ci' }))).toEqual([])
  })

  it('is read from the description of the member that is needed, and not where it is sent', () => {
    const members = { project: { ...text, description: 'Required if there is no user.' } }
    expect(neededInWords(place('', members), sending({ label: 'ci' }))).toMatchObject([
      { names: ['project'], words: 'Required if there is no user.' },
    ])
    expect(neededInWords(place('', members), sending({ label: 'ci', project: 'web' }))).toEqual([])
  })
})

describe('words explain a refusal', () => {
  const words = 'You must specify the `application_id` or the `user_id`.'
  const explained = async (
    takes: (value: JsonObject) => boolean,
    ordinary: JsonObject,
  ): Promise<Explanation | null> =>
    explainedByWords(place(words), sending({ label: 'ci' }), async () => ({
      ordinary: sending(ordinary),
      status: async ({ body }) =>
        takes(body !== undefined && 'value' in body ? (body.value as JsonObject) : {}) ? 201 : 400,
    }))

  it('where it is taken with what they need', async () => {
    const takes = (value: JsonObject): boolean => 'user_id' in value
    expect(await explained(takes, { label: 'ci', user_id: 'u1' })).toEqual({
      names: 'user_id or application_id',
      words: `“${words}”`,
      isMissing: true,
    })
  })

  it('and not where it is refused with that too, or nothing is known to add', async () => {
    expect(await explained(() => false, { label: 'ci', user_id: 'u1' })).toBeNull()
    expect(await explained(() => true, { label: 'ci' })).toBeNull()
  })
})
