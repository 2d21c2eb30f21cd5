import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue, Operation } from '../../src/contract/types.ts'
import type { OperationInput } from '../../src/generate/types.ts'
import { createContract } from '../../src/contract/load.ts'
import { lookedForBy, referencesIn, withGivenMembers } from '../../src/run/references.ts'
import { guardedContract, startGuarded, type Guarded } from './guarded-server.ts'
import { text } from './openapi-parts.ts'
import { judgeContract, patience, type Judged, type Ran } from './harness.ts'

const root = 'root-4f9Qz81LmXwP7'
const settings = { ...patience, runs: 8, maxKeys: 200 }
const only = [
  'status-valid-input-accepted',
  'status-invalid-input-rejected',
  'schema-length-code-points',
  'status-no-5xx',
]
const project: JsonObject = {
  type: 'string',
  minLength: 1,
  maxLength: 40,
  description: 'The project of the key.',
}

const contractOf = (properties: JsonObject, required: readonly string[] = []) =>
  guardedContract({ key: { type: 'http', scheme: 'bearer' } }, [{ key: [] }], { properties, required })

const serverOf = (takes: Guarded['takes'], changed?: Guarded['changed']): Promise<Judged & AsyncDisposable> =>
  startGuarded({
    lets: ({ bearer, issued }) => bearer === root || issued(bearer),
    ...(takes === undefined ? {} : { takes }),
    ...(changed === undefined ? {} : { changed }),
    credentials: { key: root },
  })

/** What the server knows of projects: one of them is there. */
const knows: Guarded['takes'] = ({ project_id: id }) => id === undefined || id === 'mine'
const needs: Guarded['takes'] = ({ project_id: id }) => id === 'mine'

const reasons = ({ verdicts }: Ran): readonly string[] =>
  verdicts.flatMap(({ verdict, reason }) => (verdict === 'inconclusive' ? [reason ?? ''] : []))

describe('a member that names something of the account', () => {
  it('is no reason to call a request refused that is taken without it', async () => {
    await using server = await serverOf(knows)
    const ran = await judgeContract(contractOf({ project_id: project }), server, { ...settings, only })
    expect(ran.failures).toEqual([])
    expect(ran.verdicts.filter(({ verdict }) => verdict === 'held').map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['status-valid-input-accepted', 'status-invalid-input-rejected']),
    )
  })

  it('is asked for where nothing goes without it', async () => {
    await using server = await serverOf(needs)
    const contract = contractOf({ project_id: project }, ['project_id'])
    const without = await judgeContract(contract, server, settings)
    expect(without.failures).toEqual([])
    // Most stayed open, so it is no green.
    expect(without.exitCode).toBe(3)
    expect(without.events).toContainEqual(
      expect.objectContaining({
        type: 'notice',
        severity: 'error',
        message: expect.stringMatching(/The answer says: That is wrong\./),
      }),
    )
    expect(without.keys.created).toBe(0)
    expect(reasons(without)).toContainEqual(
      expect.stringMatching(/No key could be created.*--param project_id=/),
    )
    expect(reasons(without)).toContainEqual(expect.stringMatching(/^The value of project_id was made up/))

    const given = await judgeContract(contract, server, { ...settings, parameters: { project_id: 'mine' } })
    expect(given.failures).toEqual([])
    expect(given.exitCode).toBe(0)
    expect(given.keys.created).toBeGreaterThan(10)
    expect(given.keys.left).toEqual([])
    expect(given.verdicts.filter(({ verdict }) => verdict === 'held').length).toBeGreaterThan(40)
  })

  it('is sent as the document shows it, where only that is there', async () => {
    await using server = await serverOf(needs)
    const contract = contractOf({ project_id: { ...project, example: 'mine' } }, ['project_id'])
    const ran = await judgeContract(contract, server, { ...settings, only })
    expect(ran.failures).toEqual([])
    expect(ran.verdicts).toContainEqual(
      expect.objectContaining({ rule: 'status-valid-input-accepted', verdict: 'held' }),
    )
  })

  it('is sent all the same, so that a server that breaks over it is found', async () => {
    await using server = await serverOf(knows, (answer, request) =>
      request.method === 'POST' && answer.status === 400
        ? { status: 500, body: { message: 'violates foreign key constraint' } }
        : answer,
    )
    const { failures } = await judgeContract(contractOf({ project_id: project }), server, {
      ...settings,
      only,
    })
    expect(failures.map(({ rule }) => rule)).toContain('status-no-5xx')
  })

  it('hides no other refusal of what the document allows', async () => {
    const short: Guarded['takes'] = ({ name, project_id: id }) =>
      String(name).length <= 50 && (id === undefined || id === 'mine')
    await using server = await serverOf(short)
    const { failures } = await judgeContract(contractOf({ project_id: project }), server, {
      ...settings,
      only,
    })
    expect(failures.map(({ rule }) => rule)).toContain('status-valid-input-accepted')
  })

  it('hides no acceptance of what the document forbids', async () => {
    const lax: Guarded['takes'] = ({ note, project_id: id }) =>
      (typeof note === 'string' || note === undefined || typeof note === 'object') &&
      (id === undefined || id === 'mine')
    await using server = await serverOf(lax)
    const contract = contractOf({ project_id: project, note: { type: 'string', maxLength: 20 } })
    const { failures } = await judgeContract(contract, server, { ...settings, only })
    expect(failures.map(({ rule }) => rule)).toContain('status-invalid-input-rejected')
  })

  it('is none where the document lists its values, or where callers make them up', async () => {
    const refusing: Guarded['takes'] = (body) =>
      body['role'] === undefined && body['external_id'] === undefined
    await using server = await serverOf(refusing)
    for (const properties of [
      { role: { enum: ['reader', 'writer'] } },
      { external_id: { type: 'string', minLength: 1 } },
    ]) {
      const { findings } = await judgeContract(contractOf(properties), server, { ...settings, only })
      expect(findings.map(({ rule }) => rule)).toEqual(['status-valid-input-accepted'])
    }
  })
})

it.each([
  [['key'], ['key']],
  [['id', 'page', 'limit'], ['id']],
  [
    ['key_alias', 'token_id', 'apiKey'],
    ['key_alias', 'token_id', 'apiKey'],
  ],
  [['sort_key', 'page_token', 'next', 'search', 'status'], []],
])('of the query parameters %j these name what is looked for: %j', (names, sought) => {
  const parameters = names.map((name) => ({ name, in: 'query' }))
  expect(lookedForBy({ parameters } as unknown as Operation)).toEqual(sought)
})

describe('what JSON:API relates a key to', () => {
  const related = (data: JsonObject): JsonObject => ({ environment: { data } })
  const value = {
    data: {
      type: 'api-keys',
      attributes: { name: 'ci' },
      relationships: related({ type: 'environments', id: 'env_1' }),
    },
  }
  const text = { type: 'string' }
  const shape = (properties: JsonObject): JsonObject => ({ type: 'object', properties })
  const contract = createContract(
    {
      openapi: '3.1.0',
      info: { title: 'Related', version: '1' },
      paths: {
        '/keys': {
          post: {
            summary: 'Create an API key',
            requestBody: {
              content: {
                'application/json': {
                  schema: shape({
                    data: shape({
                      type: { enum: ['api-keys'] },
                      attributes: shape({ name: text }),
                      relationships: shape({
                        environment: shape({ data: shape({ type: { enum: ['environments'] }, id: text }) }),
                      }),
                    }),
                  }),
                },
              },
            },
            responses: {
              '201': {
                description: 'The key',
                content: {
                  'application/json': {
                    schema: shape({ id: text, name: text, secret: { ...text, description: 'Shown once.' } }),
                  },
                },
              },
            },
          },
        },
      },
    },
    { name: 'related' },
  )
  const [operation] = contract.operations as readonly [Operation]
  const place = { contract, operation, resource: contract.keyResources[0]! }
  const input = {
    path: {},
    query: {},
    header: {},
    cookie: {},
    body: { mediaType: 'application/json', value },
  }

  it('is made up, and called like the relationship', () => {
    expect(referencesIn(place, {}, input)).toEqual(['environment'])
    // An id that is given for a path is none of another resource.
    expect(referencesIn(place, { id: 'key_1' }, input)).toEqual(['environment'])
    expect(referencesIn(place, { environment: 'env_2' }, input)).toEqual([])
  })

  it('is given by that name', () => {
    expect(withGivenMembers(place, { environment: 'env_2' }, 'application/json', value)).toEqual({
      data: { ...value.data, relationships: related({ type: 'environments', id: 'env_2' }) },
    })
  })
})

describe('a list of objects', () => {
  const shape = (properties: JsonObject): JsonObject => ({ type: 'object', properties })
  const inputOf = (value: JsonValue): OperationInput => ({
    path: {},
    query: {},
    header: {},
    cookie: {},
    body: { mediaType: 'application/json', value },
  })
  const placeWith = (member: JsonObject): Parameters<typeof referencesIn>[0] => {
    const contract = contractOf({ parts: { type: 'array', items: member } })
    const operation = contract.operations.find(({ method }) => method === 'POST')!
    return { contract, operation, resource: contract.keyResources[0]! }
  }

  it.each([
    ['stages', shape({ restApiId: text, stageName: text }), [{ restApiId: 'a', stageName: 'b' }]],
    ['stages of which nothing is told', shape({ restApiId: text }), [{}]],
    ['steps of a JSON Patch', shape({ op: { enum: ['add'] }, path: text }), [{ op: 'add', path: 'a' }]],
  ])('is made up as a whole where its items are %s', (_what, items, value) => {
    expect(referencesIn(placeWith(items), {}, inputOf({ name: 'a', parts: value }))).toEqual(['parts'])
    expect(referencesIn(placeWith(items), {}, inputOf({ name: 'a', parts: [] }))).toEqual([])
  })

  it('is not where they name nothing', () => {
    const items = shape({ kind: text, role: { enum: ['reader', 'writer'] } })
    expect(referencesIn(placeWith(items), {}, inputOf({ parts: [{ kind: 'a', role: 'reader' }] }))).toEqual(
      [],
    )
  })
})
