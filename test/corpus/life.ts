import type { Contract, JsonValue, Operation, SecurityScheme } from '../../src/contract/types.ts'
import { operationByKey } from '../../src/contract/lookup.ts'
import { valueAt } from '../../src/contract/pointer.ts'
import { plainInput } from '../../src/generate/examples.ts'
import { planOf } from '../../src/generate/plan.ts'
import { toRequest } from '../../src/generate/serialise.ts'
import type { OperationInput } from '../../src/generate/types.ts'
import { startMock, type Mock } from '../../src/mock/start.ts'
import type { TrueDocument, TrueOperation, TrueResource } from './truth.ts'

/** How the life of one key went on a mock: what was tried, and what came of each step. */
export interface Life {
  readonly label: string
  readonly steps: Readonly<Record<string, string>>
  /** It was created, used, listed, revoked, and then refused. */
  readonly whole: boolean
}

/** Name under which credentials say which scheme they are about. */
const theScheme = ' the scheme '

type Credentials = Readonly<Record<string, string>>

/**
 * Lives the life of a key of every resource of a document on a mock of it, by plain HTTP and by the hand-checked
 * truth alone: what keyproof itself infers is not asked, but for how a client would carry the new key.
 */
export async function livesOf(contract: Contract, truth: TrueDocument): Promise<readonly Life[]> {
  const lives: Life[] = []
  for (const resource of truth.resources) {
    if (resource.list === undefined || (resource.delete ?? resource.revoke) === undefined) continue
    await using mock = await startMock(contract, { seed: 1 })
    lives.push(await lifeOf(contract, mock, resource))
  }
  return lives
}

async function lifeOf(contract: Contract, mock: Mock, truth: TrueResource): Promise<Life> {
  const steps: Record<string, string> = {}
  const end = (): Life => ({
    label: truth.label,
    steps,
    whole: Object.keys(steps).length === 5 && Object.values(steps).every((step) => step === 'ok'),
  })
  const call = (truly: TrueOperation, values: Credentials, credentials?: Credentials): Promise<Answer> =>
    send(contract, mock, truly, values, credentials ?? mock.credentials)

  const created = await call(truth.create, {})
  const secret = valueAt(created.body, truth.secret_pointer)
  steps['created'] =
    created.status >= 300
      ? `answered ${created.status}`
      : typeof secret === 'string' && secret !== ''
        ? 'ok'
        : 'no secret'
  if (typeof secret !== 'string') return end()

  const listed = await call(truth.list!, {})
  const [items = '', idPlace = ''] = (truth.list!.item_id_pointer ?? '').split(/\/0(?=\/|$)/)
  const rows = valueAt(listed.body, items)
  const ids = Array.isArray(rows) ? rows.map((row: JsonValue) => valueAt(row, idPlace)) : []
  const known = truth.id_pointer === null ? ids[0] : valueAt(created.body, truth.id_pointer)
  steps['listed'] = ids.some((id) => id === known) ? 'ok' : `not among ${ids.length} (${listed.status})`

  const using = waysToUse(contract, mock, secret, created.body)
  const worked: { readonly way: Credentials; readonly operation: TrueOperation }[] = []
  for (const { way, operation } of using) {
    const { status } = await call(operation, {}, way)
    if (status < 300) worked.push({ way, operation })
    if (worked.length > 0) break
  }
  const [use] = worked
  steps['used'] = use === undefined ? `no way of ${using.length} to use it` : 'ok'

  const revoke = (truth.delete ?? truth.revoke)!
  const name = revoke.id_param?.replace(/^body:\/?/, '')
  const gone = await call(
    revoke,
    name === undefined || known === undefined ? {} : { [name]: `${known as string | number}` },
  )
  steps['revoked'] = gone.status < 300 ? 'ok' : `answered ${gone.status}`
  if (use === undefined) return end()
  const after = await call(use.operation, {}, use.way)
  steps['refused'] = after.status === 401 || after.status === 403 ? 'ok' : `answered ${after.status}`
  return end()
}

/** Credentials made of the new key by each scheme that may take it, and a read to try them on. */
function waysToUse(
  contract: Contract,
  mock: Mock,
  secret: string,
  created: JsonValue,
): readonly { readonly way: Credentials; readonly operation: TrueOperation }[] {
  const reads = contract.operations.filter(
    ({ method, security, path }) =>
      method === 'GET' &&
      security.length > 0 &&
      [...path.matchAll(/\{([^{}]+)\}/g)].every(([, name]) => Object.hasOwn(mock.parameters, name ?? '')),
  )
  const lists = contract.keyResources.flatMap(({ roles }) =>
    roles.list === undefined ? [] : [operationByKey(contract, roles.list.operation)!],
  )
  return Object.values(contract.securitySchemes).flatMap((scheme) => {
    const takers = [...lists, ...reads].filter(({ security }) =>
      security.some((alternative) => scheme.name in alternative),
    )
    return takers.slice(0, 3).flatMap(({ method, path }) =>
      forms(scheme, secret, created).map((value) => ({
        // Only alternatives with the scheme in question, so that nothing else lets the caller in.
        way: { ...mock.credentials, [scheme.name]: value, [theScheme]: scheme.name },
        operation: { method, path },
      })),
    )
  })
}

/** What a client may take for the credential: the secret, or with Basic a pair of it and another part of the key. */
function forms(scheme: SecurityScheme, secret: string, created: JsonValue): readonly string[] {
  if (scheme.kind !== 'http' || scheme.scheme !== 'basic') return [secret]
  return [...textsOf(created).map((text) => `${text}:${secret}`), `${secret}:`]
}

function textsOf(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return /^[\x21-\x39\x3b-\x7e]+$/.test(value) ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

interface Answer {
  readonly status: number
  readonly body: JsonValue
}

async function send(
  contract: Contract,
  mock: Mock,
  { method, path }: TrueOperation,
  values: Readonly<Record<string, string>>,
  credentials: Credentials,
): Promise<Answer> {
  const operation = operationByKey(contract, `${method.toUpperCase()} ${path}`)
  if (operation === undefined) return { status: 0, body: null }
  const input = filled(plainInput(planOf(contract, operation, { parameters: mock.parameters })), values)
  const request = toRequest(operation, input, authorised(contract, operation, credentials))
  const answer = await fetch(mock.url + request.path, {
    method: request.method,
    headers: request.headers.map(([name, value]): [string, string] => [name, value]),
    ...(request.body === undefined ? {} : { body: request.body }),
    redirect: 'manual',
  })
  const text = await answer.text()
  try {
    return { status: answer.status, body: JSON.parse(text) as JsonValue }
  } catch {
    return { status: answer.status, body: null }
  }
}

/** The input with the id put where the operation takes it. */
function filled(input: OperationInput, values: Readonly<Record<string, string>>): OperationInput {
  const has = (part: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> =>
    Object.fromEntries(Object.entries(part).map(([name, value]) => [name, values[name] ?? value]))
  const { body } = input
  const rest = { ...input, path: has(input.path), query: has(input.query) }
  if (body === undefined || !('value' in body) || typeof body.value !== 'object' || body.value === null)
    return rest
  return { ...rest, body: { ...body, value: has(body.value as Readonly<Record<string, JsonValue>>) } }
}

function authorised(
  contract: Contract,
  { security }: Operation,
  credentials: Credentials,
): readonly (readonly [string, string])[] {
  const through = credentials[theScheme]
  const needed = security.find(
    (alternative) =>
      Object.keys(alternative).every((name) => credentials[name] !== undefined) &&
      (through === undefined || through in alternative),
  )
  return Object.keys(needed ?? {}).flatMap((name): (readonly [string, string])[] => {
    const scheme = contract.securitySchemes[name]!
    const value = credentials[name]!
    if (scheme.kind === 'apiKey') {
      if (scheme.in === 'cookie') return [['Cookie', `${scheme.parameter}=${value}`]]
      return scheme.in === 'header' ? [[scheme.parameter, value]] : []
    }
    if (scheme.kind === 'http' && scheme.scheme === 'basic')
      return [['Authorization', `Basic ${Buffer.from(value).toString('base64')}`]]
    return [['Authorization', `${scheme.kind === 'http' ? scheme.scheme : 'Bearer'} ${value}`]]
  })
}
