import { parseJson, valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource, Operation } from '../contract/types.ts'
import type { Exchange, RequestTemplate } from '../http/exchange.ts'
import type { Allowance } from './allowance.ts'
import type { KeyRegister } from './keys.ts'
import { text } from './own-items.ts'
import type { Trail, TrailLine } from './trail.ts'

/** A request that may create a key, from before it is sent to what became of it. */
export interface Attempt {
  /** Takes it down, since it goes out now. */
  sending(): void
  /** It surely made nothing: the connection or the request was refused. */
  refused(): void
  /** It was sent, and whether it made a key is not known. */
  unsure(): void
  created(exchange: Exchange): void
}

/** Keeps count and track of the keys a run creates. */
export interface Tracker {
  readonly trail: Trail
  readonly write: (line: TrailLine, vital: boolean) => void
  /** Keeps a place for the key such a request may create; ends the case where the run may not create more. */
  begin(operation: Operation, resource: KeyResource, request: RequestTemplate): Promise<Attempt>
  /** Takes down that a key addressed by its name may get another; gives what to call if it was refused. */
  renaming(resource: KeyResource, request: RequestTemplate): (() => void) | null
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
  const keysBySecret = new Map<string, number>()
  const clean = (value: string | null): string | null => (value === null || holdsSecret(value) || value.includes('<secret:') ? null : value)
  const write = (line: TrailLine, vital: boolean): void => {
    trail.add(line)
    journal(line, vital)
  }
  const standingWith = (id: string): number | null => trail.standing().find((key) => key.id === id)?.key ?? null
  const revoked = (key: number | null | undefined): void => {
    if (key != null && trail.key(key)?.state !== 'revoked') write({ type: 'revoked', key }, true)
  }

  return {
    trail,
    write,
    async begin(operation, resource, request) {
      const place = await allowance.reserve()
      const key = (keys += 1)
      let sent = false
      return {
        sending() {
          if (sent) return
          sent = true
          write({ type: 'intent', key: key, operation: operation.key, name: clean(sentName(resource, request)), at: now() }, true)
        },
        refused() {
          place.release()
          if (sent) write({ type: 'refused', key: key }, false)
        },
        unsure() {
          if (sent) place.spend()
          else place.release()
        },
        created(exchange) {
          place.spend()
          write({ type: 'created', key: key, id: clean(createdId(resource, request, exchange)), at: now() }, true)
          if (exchange.facts.issued !== null) keysBySecret.set(exchange.facts.issued, key)
        },
      }
    },
    renaming(resource, request) {
      const to = resource.idIsName ? clean(sentName(resource, request)) : null
      if (to === null) return null
      write({ type: 'renaming', to, at: now() }, true)
      return () => write({ type: 'renamed', key: null, to }, false)
    },
    watch: (register) => ({
      ...register,
      identified(secret, id) {
        register.identified(secret, id)
        const key = keysBySecret.get(secret)
        const known = clean(id)
        if (key !== undefined && known !== null && trail.key(key)?.id !== known) write({ type: 'identified', key, id: known }, true)
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
  const name = valueAt(parseJson(body), nameInRequest) ?? new URLSearchParams(body).get(nameInRequest.slice(1))
  return typeof name === 'string' ? name : null
}

/** The id a create response tells of itself; null where it is the secret, or only the list tells it. */
function createdId(resource: KeyResource, request: RequestTemplate, { response }: Exchange): string | null {
  if (resource.idIsSecret) return null
  const body: JsonValue | undefined = parseJson(response.body)
  const name = text(resource.nameInResponse === null ? undefined : valueAt(body, resource.nameInResponse)) ?? sentName(resource, request)
  if (resource.idIsName) return name
  return resource.id !== null && 'pointer' in resource.id ? text(valueAt(body, resource.id.pointer)) : null
}
