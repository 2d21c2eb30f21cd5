import { parseJson, valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource, Operation, Role } from '../contract/types.ts'
import type { Exchange, RequestTemplate } from '../http/exchange.ts'
import type { Allowance, Place } from './allowance.ts'
import type { Vault } from '../secrets/types.ts'
import type { KeyRegister } from './keys.ts'
import { Unjudgeable } from './signals.ts'
import type { Trail, TrailKey, TrailLine } from './trail.ts'
import type { Passage } from './transmitter.ts'
import { createTurns } from './turns.ts'
import { textOf } from './text-of.ts'

/** A request that may create, rename or revoke a key, from before it is sent to what became of it. */
export interface Attempt extends Passage {
  /** What the status alone tells; `created` may follow. */
  answered(status: number): void
  created(exchange: Exchange): void
  /** All that will be known of it is taken down. */
  over(): void
}

/** Keeps count and track of the keys a run creates. */
export interface Tracker {
  readonly trail: Trail
  readonly write: (line: TrailLine, vital: boolean) => void
  /** Keys that a create response has shown; one that is shown again is still one. */
  readonly created: () => number
  /**
   * Prepares for a request: keeps a place for the key it may create, and ends the case where the run may not
   * create more; null for a request that neither creates, renames nor revokes. Where keys outlive the run, of requests for
   * a key that does not bear the run's mark only one is under way at a time.
   */
  begin(
    operation: Operation,
    part: { readonly resource: KeyResource; readonly role: Role | 'canary' },
    request: RequestTemplate,
    as?: 'other',
  ): Promise<Attempt | null>
  /** The register, with whatever it is told going onto the trail too. */
  watch(register: KeyRegister): KeyRegister
}

export interface TrackerOptions {
  readonly trail: Trail
  readonly allowance: Allowance
  /** Writes a line to the journal; vital ones are on the disk when it returns. */
  readonly journal: (line: TrailLine, vital: boolean) => void
  /** Hides secrets, knows them again, and tells one from another without telling it. */
  readonly vault: Pick<Vault, 'holds' | 'print'>
  /** The keys are there after the run has ended, however it did. */
  readonly lasting: boolean
  /** Why no more keys are to be made that only this operation could take back; null where they are. */
  readonly stuck?: (revoke: string) => string | null
  readonly now: () => number
}

/** Statuses beside 2xx and 5xx after which the request may have been carried out: a redirect to its outcome, and a timeout. */
const mayHaveWorked: ReadonlySet<number> = new Set([302, 303, 408])

/** Statuses that refuse a request for who sends it, or how often. */
const aboutCaller: ReadonlySet<number> = new Set([401, 403, 407, 429])

/** A tracker for one document on one target. */
export function createTracker({
  trail,
  allowance,
  journal,
  vault,
  lasting,
  stuck,
  now,
}: TrackerOptions): Tracker {
  let keys = 0
  const turn = createTurns()
  const made = new Set<string>()
  const keysBySecret = new Map<string, number>()
  const clean = (value: string | null): string | null =>
    value === null || vault.holds(value) || value.includes('<secret:') ? null : value
  const write = (line: TrailLine, vital: boolean): void => {
    trail.add(line)
    journal(line, vital)
  }
  const standingWith = (id: string): number | null =>
    trail.standing().find((key) => key.id === id)?.key ?? null
  const revoked = (key: number | null | undefined): void => {
    if (key != null && trail.key(key)?.state !== 'revoked') write({ type: 'revoked', key }, true)
  }

  const reserve = async ({ roles: { revoke } }: KeyResource): Promise<Place> => {
    const reason = revoke === undefined ? null : (stuck?.(revoke.operation) ?? null)
    if (reason !== null) throw new Unjudgeable(reason)
    return allowance.reserve()
  }

  const creating = async (
    operation: Operation,
    resource: KeyResource,
    request: RequestTemplate,
    as: 'other' | undefined,
  ): Promise<Attempt> => {
    const name = sentName(resource, request)
    // Two such keys under way at once could not be told apart by who comes to look for one.
    const apart = lasting && resource.nameInRequest !== null && !bearsMark(name, request, trail.mark)
    // A place is kept by none that still waits for a turn.
    const over = apart ? await turn(`${operation.key} ${as ?? ''}`) : () => undefined
    const place = await reserve(resource).catch((error: unknown) => {
      over()
      throw error
    })
    const key = (keys += 1)
    const like = apart && name === null ? namesIn(resource, request).flatMap((text) => clean(text) ?? []) : []
    let sent = false
    const refused = (at: { readonly at?: number } = {}): void => {
      place.release()
      if (sent) write({ type: 'refused', key, ...at }, false)
    }
    const unsure = (): void => (sent ? place.spend() : place.release())
    return {
      sending() {
        if (!sent)
          write(
            {
              type: 'intent',
              ...(as === undefined ? {} : { as }),
              key,
              operation: operation.key,
              name: clean(name),
              ...(like.length === 0 ? {} : { like }),
              at: now(),
            },
            true,
          )
        sent = true
      },
      refused: () => refused(),
      unsure,
      answered(status) {
        const isSuccess = status >= 200 && status < 300
        // What asks whether something may be done, or for no more than the head of an answer, makes nothing.
        if (isSuccess && /^(?:HEAD|OPTIONS|TRACE)$/.test(request.method)) refused()
        else if (isSuccess && request.method === 'GET') place.release()
        else if (status < 300 || status >= 500 || mayHaveWorked.has(status)) unsure()
        else refused(aboutCaller.has(status) ? {} : { at: now() })
      },
      created(exchange) {
        place.spend()
        const body = parseJson(exchange.response.body)
        const called = name === null ? clean(shownName(resource, body)) : null
        const id = clean(createdId(resource, name, body))
        const { issued } = exchange.facts
        // A repeated request may be answered with the same key, and a name may be used for another one.
        made.add(JSON.stringify([issued ?? key, id]))
        write(
          {
            type: 'created',
            key,
            id,
            at: now(),
            ...(called === null ? {} : { called }),
            ...(resource.idIsSecret && issued !== null ? { print: vault.print(issued, trail.salt) } : {}),
          },
          true,
        )
        if (issued !== null) keysBySecret.set(issued, key)
      },
      over,
    }
  }

  /** A key that is addressed by its name and may get another one. */
  const renaming = (to: string): Attempt => ({
    sending: () => write({ type: 'renaming', to, at: now() }, true),
    refused: () => write({ type: 'renamed', key: null, to }, false),
    unsure: () => undefined,
    answered: (status) => {
      if (status >= 300 && status < 500) write({ type: 'renamed', key: null, to }, false)
    },
    created: () => undefined,
    over: () => undefined,
  })

  /** A key that may be gone without anybody having been told. */
  const revoking = (key: number): Attempt => ({
    sending: () => write({ type: 'revoking', key }, false),
    refused: () => undefined,
    unsure: () => undefined,
    answered: (status) => {
      if (status >= 300) write({ type: 'revoking', key, refused: true }, false)
    },
    created: () => undefined,
    over: () => undefined,
  })

  return {
    trail,
    write,
    created: () => made.size,
    async begin(operation, { resource, role }, request, as) {
      if (role === 'create') return creating(operation, resource, request, as)
      if (role === 'revoke') {
        const key = namedIn(request, trail.standing())
        return key === null ? null : revoking(key)
      }
      const to = role === 'update' && resource.idIsName ? clean(sentName(resource, request)) : null
      return to === null ? null : renaming(to)
    },
    watch: (register) => ({
      ...register,
      identified(secret, id) {
        register.identified(secret, id)
        const key = keysBySecret.get(secret)
        const known = clean(id)
        if (key !== undefined && known !== null && trail.key(key)?.id !== known)
          write({ type: 'identified', key, id: known }, true)
      },
      renamed(from, to) {
        register.renamed(from, to)
        const name = clean(to)
        if (name !== null) write({ type: 'renamed', key: standingWith(from), to: name }, true)
      },
      revoked(key) {
        register.revoked(key)
        revoked(key.secret === null ? null : keysBySecret.get(key.secret))
      },
      revokedId(id) {
        const secret = register.secretOf(id)
        register.revokedId(id)
        revoked(secret === null ? standingWith(id) : (keysBySecret.get(secret) ?? standingWith(id)))
      },
    }),
  }
}

/** The name a request gives to a key; null where it gives none. */
function sentName({ nameInRequest }: KeyResource, { body }: RequestTemplate): string | null {
  if (nameInRequest === null || body === undefined) return null
  const json = parseJson(body)
  const name =
    json === undefined ? new URLSearchParams(body).get(nameInRequest.slice(1)) : valueAt(json, nameInRequest)
  return typeof name === 'string' ? name : null
}

/** The key that a request names; of several, the one with the longest id. */
function namedIn({ path, body = '' }: RequestTemplate, keys: readonly TrailKey[]): number | null {
  const segments = new Set(path.split(/[/?&=]/))
  const named = keys.filter(({ id }) => {
    if (id === null) return false
    // A name that was cut within a character stands in a path as what can be written of it.
    const written = encodeURIComponent(id.toWellFormed())
    // A short one may be part of any word.
    return (
      segments.has(written) || (id.length >= 8 && path.includes(written)) || body.includes(JSON.stringify(id))
    )
  })
  return named.toSorted((one, other) => other.id!.length - one.id!.length)[0]?.key ?? null
}

function bearsMark(name: string | null, { body }: RequestTemplate, mark: string): boolean {
  if (name !== null) return name.startsWith(mark)
  // What is no JSON may be read by some.
  return body !== undefined && parseJson(body) === undefined && body.includes(mark)
}

/** Longest text that is taken for a name, and most of them in one request. */
const longestName = 300
const mostNames = 8

/** Texts in a request that has no name where one belongs, any of which a lenient server may take for it. */
function namesIn({ nameInRequest }: KeyResource, { body }: RequestTemplate): readonly string[] {
  // What is deep enough to overflow is no name.
  if (body === undefined || nameInRequest === null || body.length > longestName * mostNames) return []
  const json = parseJson(body)
  const given = json === undefined ? undefined : valueAt(json, nameInRequest)
  // As the usual languages turn into text what is none.
  const spelled = given === undefined ? [] : [JSON.stringify(given), plainText(given)]
  const texts = [...body.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)].map(([token]) =>
    token.startsWith('"') ? parseJson(token) : token,
  )
  return [...new Set([...spelled, ...texts])]
    .filter((one) => typeof one === 'string')
    .filter((one) => one !== '' && one.length <= longestName)
    .slice(0, mostNames)
}

function plainText(value: JsonValue): string {
  if (Array.isArray(value)) return value.map((item: JsonValue) => plainText(item)).join(',')
  return typeof value === 'object' && value !== null ? '[object Object]' : String(value)
}

/** The name a create response shows. */
function shownName({ nameInResponse }: KeyResource, body: JsonValue | undefined): string | null {
  return nameInResponse === null ? null : textOf(valueAt(body, nameInResponse))
}

/** The id a create response tells of itself; null where it is the secret, or only the list tells it. */
function createdId(resource: KeyResource, sent: string | null, body: JsonValue | undefined): string | null {
  if (resource.idIsSecret) return null
  if (resource.idIsName) return shownName(resource, body) ?? sent
  return resource.id !== null && 'pointer' in resource.id ? textOf(valueAt(body, resource.id.pointer)) : null
}
