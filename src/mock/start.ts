import { bareCredentials, withLeads } from '../generate/leads.ts'
import { randomInt } from 'node:crypto'
import { furtherWaysToUpdate } from '../contract/lookup.ts'
import type { Contract, JsonObject, KeyResource, Operation } from '../contract/types.ts'
import { answerAdmin } from './admin.ts'
import { createClock } from './clock.ts'
import { checkGiven, makeCredentials } from './credentials.ts'
import { requestListener } from './exchange.ts'
import { standingOf } from './facts.ts'
import { offReader } from './switched-off.ts'
import type { Fault, FaultBed } from './fault.ts'
import type { Host } from './host.ts'
import { createKeyring } from './keyring.ts'
import type { KeyRecord, Ledger } from './ledger.ts'
import { listen } from './listen.ts'
import { memoryLedger } from './memory-ledger.ts'
import { noticesOf } from './notices.ts'
import { chooseFaults, plantFaults } from './planting.ts'
import { randomUuid, secureRandom, seededRandom } from './random.ts'
import type { ServedResource } from './resource.ts'
import { serveResource } from './resource.ts'
import { createRoutes } from './routes.ts'
import { serveOperation } from './serve.ts'
import { tenantMaker, tenantSelector } from './tenancy.ts'
import type { Mock, MockOptions, MockTenant } from './types.ts'

const DEFAULT_BODY_BYTES = 1_048_576
/** Secrets remembered for faults to leak, while any is planted. */
const MOST_KNOWN = 10_000

/**
 * Starts a stateful mock of a document on loopback: keys are created, shown once, listed, used, revoked and
 * refused as the document says. Throws KeyproofError for a document, credential, fault, port or data file
 * that cannot be used.
 */
export async function startMock(source: string | Contract, options: MockOptions = {}): Promise<Mock> {
  const declared = typeof source === 'string' ? await loaded(source, options) : source
  const contract = withLeads(declared, options.credentials ?? {})
  const credentials = bareCredentials(contract, options.credentials ?? {})
  checkGiven(contract, credentials)
  const seed = options.seed ?? randomInt(2 ** 31)
  const chosen = chooseFaults(contract, options.faults ?? [])
  const ledger = await openLedger(contract, options.dataFile)
  try {
    return await assemble({ contract, ledger, seed, chosen }, { ...options, credentials })
  } catch (error) {
    ledger.close()
    throw error
  }
}

async function loaded(source: string, options: MockOptions): Promise<Contract> {
  const { loadContract } = await import('../contract/load.ts')
  // A mock reports no problems of the document, so the time for finding more of them can be saved.
  return loadContract(source, { officialCheck: false, ...options.load })
}

async function openLedger(contract: Contract, dataFile: string | undefined): Promise<Ledger> {
  if (dataFile === undefined) return memoryLedger()
  const { sqliteLedger } = await import('./sqlite-ledger.ts')
  return sqliteLedger(
    dataFile,
    `${contract.title} (${contract.operations
      .map(({ key }) => key)
      .filter((key) => key.startsWith('POST '))
      .join(', ')})`,
  )
}

interface Ground {
  readonly contract: Contract
  readonly ledger: Ledger
  readonly seed: number
  readonly chosen: readonly Fault[]
}

async function assemble({ contract, ledger, seed, chosen }: Ground, options: MockOptions): Promise<Mock> {
  const clock = createClock()
  const hostName = options.host ?? '127.0.0.1'
  const streams = (): Pick<Host, 'ids' | 'secrets'> => ({
    // A ledger that goes on from an earlier start must not be given that one's ids again.
    ids: seededRandom(`${seed} ids ${ledger.nextSerial()}`),
    secrets: options.deterministicSecrets === true ? seededRandom(`${seed} secrets`) : secureRandom(),
  })
  const isOff = offReader(contract)
  const alive = (record: KeyRecord): boolean => {
    const works = standingOf(record, clock.now()) === 'active' && !isOff(record)
    return host.hooks?.alive?.(works, record) ?? works
  }
  const known = new Map<number, { readonly record: KeyRecord; readonly secret: string }>()
  const host: Host = {
    contract,
    ledger,
    keyring: createKeyring(ledger, alive),
    clock,
    seed,
    ...streams(),
    issued(record, secret) {
      known.set(record.serial, { record, secret })
      if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!)
    },
    hooks: undefined,
  }
  // What preparation draws must not shift what keys are given after a reset.
  const forms = seededRandom(`${seed} forms`)
  const served = new Map<KeyResource, ServedResource>(
    [...contract.keyResources, ...contract.keyResources.flatMap(furtherWaysToUpdate)].map((resource) => [
      resource,
      serveResource({ ...host, ids: forms }, resource),
    ]),
  )
  const resources = contract.keyResources.map((resource) => served.get(resource)!)
  const selector = tenantSelector(contract)
  const given = new Map<string, string>()
  // Credentials of a later start must not be those of an earlier one, whatever the seed, unless so ordered.
  const credentialRandom =
    options.deterministicSecrets === true ? seededRandom(`${seed} credentials`) : secureRandom()
  let tenants = 0
  const newTenant = selector === undefined ? randomUuid : tenantMaker(contract, selector, forms)
  const addTenant = (values: Readonly<Record<string, string>>): MockTenant => {
    const name = `tenant-${++tenants}`
    const credentials = makeCredentials(contract, resources, values, credentialRandom)
    for (const [scheme, value] of Object.entries(credentials)) host.keyring.admit(scheme, value, name)
    const parameters: Record<string, string> = {}
    if (selector !== undefined) {
      const value = newTenant(forms)
      given.set(value, name)
      parameters[selector.name] = value
    }
    return { name, credentials, parameters }
  }
  const first = addTenant(options.credentials ?? {})

  const bed: FaultBed = {
    contract,
    credentials: first.credentials,
    issued: () => [...known.values()],
    secretOf: (record) => known.get(record.serial)?.secret,
    check: host.keyring.whose,
    records: ledger.all,
    now: clock.now,
  }
  let planted: readonly Fault[] = []
  const plant = (faults: readonly Fault[]): void => {
    planted = faults
    host.hooks = plantFaults(faults, bed)
    if (faults.length === 0) known.clear()
  }
  plant(chosen)

  const routes = createRoutes(contract, (operation: Operation) =>
    serveOperation({ host, selector, given, served: (resource) => served.get(resource) }, operation),
  )
  const allow = (path: string): string | undefined => {
    const found = routes('OPTIONS', path, () => 'OPTIONS')
    return 'answer' in found ? (found.answer.headers['allow'] as string | undefined) : 'OPTIONS'
  }

  const administered = {
    faults: {
      list: () => planted.map(({ name }) => name),
      set: (names: readonly string[]) => plant(chooseFaults(contract, names)),
    },
    clock: { now: () => new Date(clock.now()), set: clock.set, advance: clock.advance },
    reset() {
      ledger.clear()
      clock.reset()
      known.clear()
      Object.assign(host, streams())
      plant(chosen)
    },
    state: () => stateOf({ contract, ledger, seed, chosen: planted }, clock.now()),
  }
  const listener = requestListener({
    host,
    routes,
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_BODY_BYTES,
    latencyMs: options.latencyMs ?? 0,
    admin: (request, path, done) => answerAdmin(administered, request, path, done),
    log: () => mock.onRequest,
  })
  const listening = await listen(listener, { port: options.port ?? 0, host: hostName, allow })
  const mock: Mock = {
    url: listening.url,
    port: listening.port,
    contract,
    credentials: first.credentials,
    parameters: first.parameters,
    notices: noticesOf({ contract, resources, host: hostName, options }),
    createTenant: () => addTenant({}),
    ...administered,
    onRequest: options.log,
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]()
      ledger.close()
    },
  }
  return mock
}

function stateOf({ contract, ledger, seed, chosen }: Ground, now: number): JsonObject {
  const instant = (time: number | null): string | null =>
    time === null ? null : new Date(Math.min(Math.max(time, -8.64e15), 8.64e15)).toISOString()
  const keys = [...ledger.all()]
    .toSorted((one, other) => one.serial - other.serial)
    .map((record) => ({
      id: record.id,
      name: record.name,
      resource: record.resource,
      tenant: record.tenant,
      standing: standingOf(record, now),
      createdAt: instant(record.createdAt),
      expiresAt: instant(record.expiresAt),
      revokedAt: instant(record.revokedAt),
      lastUsedAt: instant(record.lastUsedAt),
    }))
  return { document: contract.name, now: instant(now), seed, faults: chosen.map(({ name }) => name), keys }
}

export type { Mock, MockOptions, MockTenant } from './types.ts'
