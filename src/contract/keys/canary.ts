import { checksCredential } from '../credential-check.ts'
import type { Operation } from '../types.ts'
import { annotation } from './annotated.ts'
import type { Act, Acts } from './operations.ts'
import type { Roles } from './roles.ts'
import { type Signal, weigh } from './signal.ts'

interface CanaryCase {
  readonly operation: Operation
  readonly list: boolean
}

const OPEN = 'is often open to all'

const SIGNALS: readonly Signal<CanaryCase>[] = [
  {
    points: 60,
    says: 'asks who is calling',
    when: (c) =>
      /\/(?:me|whoami|self|current[-_]?user|viewer)(?:\.json)?\/?$|whoami|verify[-_]?auth|auth\/test/i.test(
        c.operation.path,
      ),
  },
  { points: 50, says: 'lists the keys', when: (c) => c.list },
  {
    points: 25,
    says: 'reads the account',
    when: (c) =>
      /\/(?:users?\/me|user|account|profile|organization|limits|usage|quota|models|validate)\/?$/i.test(
        c.operation.path,
      ),
  },
  { points: -20, says: 'is deprecated', when: (c) => c.operation.deprecated },
  { points: -15, says: 'is a deep path', when: (c) => c.operation.path.split('/').length > 5 },
  {
    points: -30,
    says: 'streams, exports or downloads',
    when: (c) =>
      /export|download|stream|events?\/?$|report|search|logs?\/?$|metrics|\*/i.test(c.operation.path),
  },
  {
    points: -40,
    says: OPEN,
    when: (c) =>
      /\/(?:jwks(?:\.json)?|health\w*|ok|errors?|ready|readiness|live|liveness|version|status|ping|openapi\S*|docs?|\.well-known\/\S*|)\/?$/i.test(
        c.operation.path,
      ),
  },
  { points: 5, says: 'is a short path', when: (c) => c.operation.path.split('/').length <= 4 },
]

const MOST = 5

/** The cheapest protected reads a fresh key should be able to call, best first. */
export function findCanaries(
  acts: Acts,
  create: Act,
  roles: Roles,
  carrier: string | null,
  owners: readonly string[],
): readonly string[] {
  const companions = companionsOf(create, carrier)
  const annotated = acts.all
    .filter((act) => annotation(act)?.role === 'canary')
    .map((act) => act.operation.key)
  const list = roles.list?.act
  const found = acts.all
    .filter((act) => mayBeCanary(act, carrier, owners, companions))
    .map((act) => ({ act, ...weigh(SIGNALS, { operation: act.operation, list: act === list }) }))
    .toSorted(
      (a, b) =>
        b.points - a.points ||
        a.act.operation.path.length - b.act.operation.path.length ||
        (a.act.operation.key < b.act.operation.key ? -1 : 1),
    )
  // What anyone may call cannot tell a working key from another, so it is the last resort.
  const closed = found.filter(({ says }) => !says.includes(OPEN))
  const best = (closed.length > 0 ? closed : found).map(({ act }) => act.operation.key)
  return [...new Set([...annotated, ...best])].slice(0, MOST)
}

/** Schemes asked for beside the carrier when a key is created: their credentials are at hand. */
function companionsOf(create: Act, carrier: string | null): ReadonlySet<string> {
  const needs = create.operation.security.map((need) => Object.keys(need))
  return new Set(needs.filter((names) => carrier !== null && names.includes(carrier)).flat())
}

function mayBeCanary(
  act: Act,
  carrier: string | null,
  owners: readonly string[],
  companions: ReadonlySet<string>,
): boolean {
  const { operation } = act
  if (operation.method !== 'GET' || operation.requestBody?.required === true) return false
  const asks = operation.parameters.filter(
    (p) => p.required && p.in !== 'header' && !(p.in === 'path' && owners.includes(p.name)),
  )
  if (asks.length > 0) return false
  const open = operation.security.some((need) => Object.keys(need).length === 0)
  if (carrier === null || open || checksCredential(operation)) return false
  return operation.security.some((need) => {
    const names = Object.keys(need)
    return names.includes(carrier) && names.every((name) => name === carrier || companions.has(name))
  })
}
