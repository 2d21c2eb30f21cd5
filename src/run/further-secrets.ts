import { createHash } from 'node:crypto'
import type { roleOf } from '../contract/lookup.ts'
import { isNamedSecret } from '../contract/keys/secret-names.ts'
import { pointerTo, valueAt } from '../contract/pointer.ts'
import type { JsonValue, KeyResource } from '../contract/types.ts'
import type { Sighting } from '../http/exchange.ts'
import { visitAt } from '../secrets/json-places.ts'
import type { Vault } from '../secrets/types.ts'

/** Shortest text under a secret's name that is taken for a whole secret rather than a masked or shortened form. */
const leastSecret = 16
/** Shortest text that is hidden since the document says it is secret; what is shorter stands in too much else. */
const leastTold = 6
/** How far into an answer further secrets are looked for. */
const deepest = 40
const masking = /[*•●█·…]|x{4,}|\.\.\./i

/**
 * Learns the secrets that were there before the run: where a list, a look-up or whatever else shows whole keys or tokens
 * that this run did not create, they must no more reach a report than its own. `part` is the place of the operation among
 * those on keys, where it has one; the ids of the run's keys are no secrets, whatever the member that repeats them is called.
 */
export function foreignSecrets(
  vault: Vault,
  part: ReturnType<typeof roleOf>,
  status: number,
  body: JsonValue,
  isOwnId: (value: string) => boolean,
): void {
  if (part !== undefined && (part.role === 'create' || part.role === 'rotate' || status >= 300)) return
  const own = part === undefined ? null : lastName(part.resource.secret.pointer)
  const open = part === undefined ? [] : idsOf(part.resource)
  const isSecret = (member: string, value: string): boolean =>
    value.length >= leastSecret &&
    !masking.test(value) &&
    (member === own ||
      (!open.includes(member) &&
        (/^(api_?)?(key|token|secret)$/i.test(member) || (isNamedSecret(member) && looksMade(value)))))
  const visit = (value: JsonValue | undefined, member: string, depth: number): void => {
    if (depth > deepest) return
    if (typeof value === 'string') {
      if (isSecret(member, value) && !vault.holds(value) && !isOwnId(value))
        vault.add(value, otherName(value), 'identifier')
    } else if (Array.isArray(value))
      for (const item of value as readonly JsonValue[]) visit(item, member, depth + 1)
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) visit(inner, name, depth + 1)
  }
  visit(body, '', 0)
}

/**
 * Learns what stands where a secret of the run was seen in an answer, beside others of its kind: what shows one key at
 * that place shows those that were there before at it, too. `sealed` is the body with its secrets hidden. Gives whether
 * there was anything to learn.
 */
export function secretsBeside(
  vault: Vault,
  sightings: readonly Sighting[],
  { body, sealed }: { readonly body: JsonValue; readonly sealed: JsonValue },
  isOwnId: (value: string) => boolean,
): boolean {
  let learned = false
  const places = sightings.flatMap(({ kind, form, inUrl, echo, place }) =>
    kind === 'issued' && form === 'exact' && !inUrl && echo !== true && /^\/(?:.*\/)?\*/.test(place)
      ? [place]
      : [],
  )
  for (const place of new Set(places)) {
    // A text that a secret only stands in is one that people write.
    if (!textsAt(sealed, place).some((text) => wholeToken.test(text))) continue
    for (const value of textsAt(body, place)) {
      if (value.length < leastSecret || masking.test(value) || !looksMade(value)) continue
      if (vault.holds(value) || isOwnId(value)) continue
      vault.add(value, otherName(value), 'identifier')
      learned = true
    }
  }
  return learned
}

const wholeToken = /^<secret:[^<>]+>$/

function textsAt(body: JsonValue, place: string): readonly string[] {
  const texts: string[] = []
  visitAt(body, place, (value) => {
    if (typeof value === 'string') texts.push(value)
  })
  return texts
}

function otherName(value: string): string {
  return `other.${digestOf(value)}`
}

function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 8)
}

/** Names of members with ids, since the public half of a key may be called its key. */
function idsOf({ id, idIsSecret, list }: KeyResource): readonly string[] {
  if (idIsSecret) return []
  return [id !== null && 'pointer' in id ? id.pointer : null, list?.id ?? null].flatMap((pointer) =>
    pointer === null ? [] : [lastName(pointer)],
  )
}

/** Whether nobody would write such a text: letters and digits in one run, of many kinds. */
function looksMade(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value) && new Set(value).size >= 8
}

function lastName(pointer: string): string {
  return pointer.split('/').at(-1) ?? ''
}

/** Learns what else a new key comes with that is as secret as itself, such as the token that manages it. */
export function companionSecrets(
  vault: Vault,
  resource: KeyResource,
  body: JsonValue,
  issues: readonly string[],
): void {
  const [issued] = issues.map((pointer) => valueAt(body, pointer))
  for (const pointer of resource.beside) learnAll(vault, valueAt(body, pointer))
  const half = typeof issued === 'string' ? encodedHalf(issued) : null
  if (half !== null && !vault.holds(half)) vault.add(half, nameFor(half), 'identifier')
  const visit = (value: JsonValue | undefined, pointer: string, depth: number): void => {
    if (depth > deepest) return
    if (typeof value === 'string') {
      if (!/(?:secret|token|password|passphrase|private_?key)$/i.test(pointer)) return
      const part = typeof issued === 'string' && (issued.includes(value) || value.includes(issued))
      if (
        part ||
        resource.masked.includes(pointer) ||
        value.length < leastSecret ||
        masking.test(value) ||
        vault.holds(value)
      )
        return
      vault.add(value, nameFor(value), 'identifier')
    } else if (Array.isArray(value))
      (value as readonly JsonValue[]).forEach((item, index) => visit(item, `${pointer}/${index}`, depth + 1))
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) visit(inner, pointerTo(pointer, name), depth + 1)
  }
  visit(body, '', 0)
}

/** What follows the colon where a secret is an id and a key in one, encoded as Basic credentials are; null where it is not. */
function encodedHalf(secret: string): string | null {
  if (!/^[\w+/-]{16,}={0,2}$/.test(secret)) return null
  const [, half = null] =
    /^[\x21-\x39\x3b-\x7e]+:([\x21-\x7e]{8,})$/.exec(Buffer.from(secret, 'base64').toString('latin1')) ?? []
  return half
}

/** Learns every text and number there is at a place that the document says is secret. */
function learnAll(vault: Vault, value: JsonValue | undefined): void {
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) learnAll(vault, item)
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) learnAll(vault, inner)
  else if ((typeof value === 'string' || typeof value === 'number') && !vault.holds(String(value))) {
    const text = String(value)
    if (text.length >= leastTold && !masking.test(text)) vault.add(text, nameFor(text), 'identifier')
  }
}

function nameFor(value: string): string {
  return `beside.${digestOf(value)}`
}
