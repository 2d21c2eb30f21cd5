import { parseJson, valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource, Operation, Role } from '../contract/types.ts'
import type { Exchange, RequestTemplate } from '../http/exchange.ts'
import type { Allowance } from './allowance.ts'
import type { KeyRegister } from './keys.ts'
import { text } from './own-items.ts'
import type { Trail, TrailLine } from './trail.ts'
import type { Passage } from './transmitter.ts'

/** A request that may create or rename a key, from before it is sent to what became of it. */
export interface Attempt extends Passage {
  /** What the status alone tells; `created` may follow. */
  answered(status: number): void
  created(exchange: Exchange): void
}

/** Keeps count and track of the keys a run creates. */
export interface Tracker {
  readonly trail: Trail
  readonly write: (line: TrailLine, vital: boolean) => void
  /** Keys that a create response has shown; one that is shown again is still one. */
  readonly created: () => number
  /**
   * Prepares for a request: keeps a place for the key it may create, and ends the case where the run may not
   * create more; null for a request that neither creates nor renames.
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
  /** Whether a text holds a secret, which then must not be taken down. */
  readonly holdsSecret: (text: string) => boolean
  readonly now: () => number
}

/** A tracker for one document on one target. */
export function createTracker({ trail, allowance, journal, holdsSecret, now }: TrackerOptions): Tracker {
  let keys = 0
  const made = new Set<string>()
  const keysBySecret = new Map<string, number>()
  const clean = (value: string | null): string | null =>
    value === null || holdsSecret(value) || value.includes('<secret:') ? null : value
  const write = (line: TrailLine, vital: boolean): void => {
    trail.add(line)
    journal(line, vital)
  }
  const standingWith = (id: string): number | null =>
    trail.standing().find((key) => key.id === id)?.key ?? null
  const revoked = (key: number | null | undefined): void => {
    if (key != null && trail.key(key)?.state !== 'revoked') write({ type: 'revoked', key }, true)
  }

  const creating = async (
    operation: Operation,
    resource: KeyResource,
    request: RequestTemplate,
    as: 'other' | undefined,
  ): Promise<Attempt> => {
    const place = await allowance.reserve()
    const key = (keys += 1)
    const name = sentName(resource, request)
    let sent = false
    const refused = (): void => {
      place.release()
      if (sent) write({ type: 'refused', key }, false)
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
              at: now(),
            },
            true,
          )
        sent = true
      },
      refused,
      unsure,
      answered(status) {
        const harmless = status >= 200 && status < 300 && /^(?:GET|HEAD|OPTIONS|TRACE)$/.test(request.method)
        if (harmless) place.release()
        else if (status < 300 || status >= 500 || status === 408) unsure()
        else refused()
      },
      created(exchange) {
        place.spend()
        const body = parseJson(exchange.response.body)
        const called = name === null ? clean(shownName(resource, body)) : null
        const id = clean(createdId(resource, name, body))
        // A repeated request may be answered with the same key, and a name may be used for another one.
        made.add(JSON.stringify([exchange.facts.issued ?? key, id]))
        write(
          {
            type: 'created',
            key,
            id,
            at: now(),
            ...(called === null ? {} : { called }),
          },
          true,
        )
        if (exchange.facts.issued !== null) keysBySecret.set(exchange.facts.issued, key)
      },
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
  })

  return {
    trail,
    write,
    created: () => made.size,
    async begin(operation, { resource, role }, request, as) {
      if (role === 'create') return creating(operation, resource, request, as)
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

/** The name a create response shows. */
function shownName({ nameInResponse }: KeyResource, body: JsonValue | undefined): string | null {
  return nameInResponse === null ? null : text(valueAt(body, nameInResponse))
}

/** The id a create response tells of itself; null where it is the secret, or only the list tells it. */
function createdId(resource: KeyResource, sent: string | null, body: JsonValue | undefined): string | null {
  if (resource.idIsSecret) return null
  if (resource.idIsName) return shownName(resource, body) ?? sent
  return resource.id !== null && 'pointer' in resource.id ? text(valueAt(body, resource.id.pointer)) : null
}
