import {
  isJson,
  namesSaid,
  responseFor,
  valueAt,
  withValueAt,
  type Contract,
  type JsonValue,
  type Operation,
  type Scenario,
} from '#keyproof'

/** Two keys share a name only where the document lets them. */
export const duplicateNamesConflict: Scenario = {
  name: 'duplicate-names-conflict',
  promise:
    'Where the document says that a name can be taken, a second key of that name is refused and none is made.',
  rules: ['status-duplicate-name-409'],
  on: 'resource',
  keys: 1,
  applies({ contract, resource, stateful, operation }) {
    if (resource === null || resource.nameInRequest === null) return 'A new key is given no name.'
    if (!stateful) return 'The target keeps no state, so no name is ever taken.'
    const said = namesSaid(contract, resource)
    if (said === 'not unique') return 'The document says that names need not be unique (x-secret-contract).'
    if (said === 'nothing') return 'The document declares no conflict of names.'
    if (said === 'some conflict')
      return 'The document declares a conflict (409) and does not say that it is one of names: x-secret-contract.names.unique would.'
    const id = resource.idIsName ? null : idToGive(contract, operation)
    return (
      id === null ||
      /\bname/i.test(responseFor(operation, 409)?.description ?? 'name') ||
      `The conflict that the document declares may be one of ${id}, which a request may give too.`
    )
  },
  async verify(stage) {
    const { operation } = stage
    const documented = responseFor(operation, 409)?.status === '409'
    const { input, exchange: first } = await stage.created({ input: null, lengthen: true })
    if (first.response.status >= 300)
      return stage.inconclusive(
        'status-duplicate-name-409',
        `No key could be created: ${first.response.status}.`,
      )
    const second = await stage.call({ input, probe: true })
    const { status } = second.response
    const because = documented
      ? { quote: operation.responses['409']!.description, pointer: operation.responses['409']!.pointer }
      : { pointer: operation.pointer }
    if (status < 300)
      stage.broken('status-duplicate-name-409', {
        place: stage.resource!.nameInRequest!,
        failure: 'accepted',
        message: 'A second key was made with a name that is taken.',
        expected: documented ? '409' : 'a refusal, since a key is addressed by its name',
        received: String(status),
        because,
        exchanges: [first, second],
      })
    else if (status === 409 || (!documented && status >= 400 && status < 500)) {
      stage.held('status-duplicate-name-409')
      if (second.facts.issued !== null)
        stage.broken('status-duplicate-name-409', {
          place: stage.resource!.secret.pointer,
          failure: 'secret with the conflict',
          message: 'The refusal of a taken name hands out a secret all the same.',
          expected: 'no secret',
          received: 'a secret',
          severity: 'high',
          because,
          exchanges: [first, second],
        })
    } else if (status >= 400 && status < 500 && status !== 401 && status !== 403 && status !== 429)
      stage.broken('status-duplicate-name-409', {
        place: stage.resource!.nameInRequest!,
        failure: `answered ${status}`,
        message: `A taken name is refused with ${status}; the document says 409.`,
        expected: '409',
        received: String(status),
        because,
        severity: 'low',
        exchanges: [first, second],
      })
    else stage.inconclusive('status-duplicate-name-409', `The second request was answered ${status}.`)
    await together(stage)
  },
}

/** A member of the request by which the caller gives the new key an id, or its secret; null where there is none. */
function idToGive(contract: Contract, operation: Operation): string | null {
  const media = Object.entries(operation.requestBody?.content ?? {}).find(([type]) => isJson(type))?.[1]
  const schema = media?.schema === undefined ? true : contract.resolve(media.schema, 'request')
  const members = typeof schema === 'boolean' ? undefined : schema['properties']
  return (
    Object.keys(typeof members === 'object' && members !== null ? members : {}).find((name) =>
      /^(?:key[-_]?)?(?:id|uid|uuid|identifier|slug|key|secret|token|value)$/i.test(name),
    ) ?? null
  )
}

/** Two requests at the same moment with one name: at most one may win. */
async function together(stage: Parameters<Scenario['verify']>[0]): Promise<void> {
  const fresh = await stage.input()
  const pointer = stage.resource!.nameInRequest!
  const body = fresh.body !== undefined && 'value' in fresh.body ? fresh.body : undefined
  if (body === undefined) return
  const name = valueAt(body.value, pointer)
  if (typeof name !== 'string') return
  const value: JsonValue = withValueAt(body.value, pointer, `${name}-race`)
  const input = { ...fresh, body: { ...body, value } }
  const answers = await Promise.all([stage.call({ input, probe: true }), stage.call({ input, probe: true })])
  const won = answers.filter((answer) => answer.response.status < 300)
  if (won.length === 2)
    stage.broken('status-duplicate-name-409', {
      place: pointer,
      failure: 'both of a race',
      message: 'Two requests at the same moment made two keys with one name.',
      expected: 'one success and one refusal',
      received: 'two successes',
      exchanges: answers,
    })
  else if (won.length === 1) stage.held('status-duplicate-name-409')
}
