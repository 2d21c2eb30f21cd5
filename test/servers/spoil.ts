import { createHash } from 'node:crypto'
import type { Answer, Body, Has, KeyRecord, Role, Shape } from './shape.ts'

const revealing =
  /(^|&)(reveal|decrypt|show_secret|include_secret|raw|verbose)=(true|1)(&|$)|(^|&)(include|fields|expand)=/

/** The metadata of a key in an answer of this role, with what the defects add to it. */
export function shown(shape: Shape, record: KeyRecord, role: Role, query: string, has: Has): Body {
  const still = has('deleted-key-still-listed') ? { ...record, revokedAt: null } : record
  const item = shape.item(still)
  const leaks =
    (role === 'list' && has('secret-in-list')) ||
    (role === 'get' && has('secret-in-get')) ||
    (role === 'update' && has('secret-in-update-response')) ||
    ((role === 'list' || role === 'get') && has('secret-revealed-on-request') && revealing.test(query))
  if (leaks) item[shape.secretMember] = record.secret
  if (role === 'list' && has('secret-base64-in-list-field')) {
    item['hint'] = Buffer.from(record.secret).toString('base64')
  }
  if (role === 'list' && has('half-secret-in-list')) item['hint'] = record.secret.slice(0, -14)
  if (role === 'list' && has('secret-hash-in-list')) {
    item['hint'] = createHash('sha256').update(record.secret).digest('hex')
  }
  if (shape.maskMember !== undefined && has('mask-of-another-secret')) {
    const other = createHash('sha256').update(record.id).digest('base64url')
    item[shape.maskMember] =
      shape.prefix + other.slice(0, String(item[shape.maskMember]).length - shape.prefix.length)
  }
  return item
}

/** The answer as the defects of its role leave it. */
export function spoiled(shape: Shape, answer: Answer, role: Role, secret: string | null, has: Has): Answer {
  if (answer.status >= 300 || answer.body === undefined) return answer
  if (role === 'list' && has('list-publicly-cacheable')) {
    return { ...answer, headers: { 'Cache-Control': 'public, max-age=60' } }
  }
  if (role !== 'create' || secret === null) return answer
  const body = structuredClone(answer.body)
  const headers: Record<string, string> = {}
  if (has('secret-in-location-header')) headers['Location'] = `/keys/${encodeURIComponent(secret)}`
  if (has('wrong-content-type')) headers['Content-Type'] = 'text/html; charset=utf-8'
  if (has('missing-no-store')) headers['Cache-Control'] = ''
  if (has('secret-in-create-twice')) body['debug'] = `made ${secret}`
  if (has('secret-missing-on-create')) change(body, shape.secretAt, () => undefined)
  if (has('secret-masked-on-create'))
    change(body, shape.secretAt, () => `${shape.prefix}****${secret.slice(-4)}`)
  if (has('body-of-wrong-type'))
    change(body, shape.typedAt, (value) => (typeof value === 'number' ? 'now' : 12_345))
  if (has('body-holds-null')) change(body, shape.typedAt, () => null)
  if (has('body-misses-required')) change(body, shape.typedAt, () => undefined)
  if (has('undocumented-property-in-closed-schema')) (body['data'] as Body)['createdBy'] = 'somebody'
  return { status: has('undocumented-status') ? 202 : answer.status, body, headers }
}

function change(body: Body, path: readonly string[], by: (value: unknown) => unknown): void {
  const owner = path.slice(0, -1).reduce<Body>((value, member) => value[member] as Body, body)
  const last = path.at(-1)!
  owner[last] = by(owner[last])
}
