import { isObject } from './json.ts'

/** What a value of an annotation may be. */
export interface Shape {
  /** For messages: "one of once, always". */
  readonly says: string
  readonly test?: (value: unknown) => boolean
  readonly members?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
}

/** Whether a value has the shape; members of objects and items of lists are looked at one by one elsewhere. */
export function accepts(value: unknown, shape: Shape): boolean {
  return shape.test?.(value) ?? (shape.items ? Array.isArray(value) : isObject(value))
}

const text: Shape = { says: 'a text', test: (value) => typeof value === 'string' }
const flag: Shape = { says: 'true or false', test: (value) => typeof value === 'boolean' }
const count: Shape = {
  says: 'a whole number from 0',
  test: (value) => Number.isInteger(value) && (value as number) >= 0,
}
const anything: Shape = { says: 'any value', test: () => true }
const status: Shape = {
  says: 'a status from 100 to 599',
  test: (value) => Number.isInteger(value) && (value as number) >= 100 && (value as number) < 600,
}
const pointer: Shape = {
  says: 'a JSON Pointer such as /data/id',
  test: (value) => typeof value === 'string' && /^(?:\/(?:[^~/]|~[01])*)*$/.test(value),
}
const duration: Shape = {
  says: 'an ISO 8601 duration such as PT30S',
  test: (value) =>
    typeof value === 'string' && /^P(?=.)(?:\d+[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$/.test(value),
}

function oneOf(...values: readonly (string | number | false)[]): Shape {
  return { says: `one of ${values.join(', ')}`, test: (value) => values.includes(value as string) }
}

function listOf(items: Shape): Shape {
  return { says: `a list, each item ${items.says}`, items }
}

function object(members: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape {
  return { says: `an object of ${Object.keys(members).join(', ')}`, members, required }
}

const fromList = object({ from: oneOf('list'), match: listOf(pointer) }, 'from', 'match')

/** The annotations keyproof knows, by name. */
export const shapes: Readonly<Record<'x-secret' | 'x-key-operation' | 'x-secret-contract', Shape>> = {
  'x-secret': object(
    {
      reveal: oneOf('once', 'always', 'recoverable'),
      carrier: text,
      format: object({ prefix: text, pattern: text, checksum: oneOf('crc32-base62'), entropyBits: count }),
      redacted: listOf(
        object(
          { pointer, form: oneOf('prefix', 'suffix', 'mask'), length: count, partOfSecret: flag },
          'pointer',
          'form',
        ),
      ),
      fingerprint: object({ pointer, alg: oneOf('sha256'), bytes: count }, 'pointer', 'alg', 'bytes'),
      alsoAt: listOf(pointer),
    },
    'reveal',
  ),
  'x-key-operation': object(
    {
      role: oneOf('create', 'list', 'get', 'update', 'revoke', 'rotate', 'reveal', 'introspect', 'canary'),
      resource: text,
      id: {
        ...fromList,
        says: 'a runtime expression, or an object of from and match',
        test: (value) => typeof value === 'string',
      },
      secret: text,
      items: text,
      pagination: object(
        { style: oneOf('cursor', 'page', 'offset', 'link'), param: text, next: text },
        'style',
        'param',
      ),
      rotateOverlap: duration,
      idempotency: object(
        { header: text, replay: oneOf('same-body', 'redacted', 'conflict') },
        'header',
        'replay',
      ),
      suppress: listOf(
        object({ check: text, reason: text, expires: text, ticket: text }, 'check', 'reason', 'expires'),
      ),
    },
    'role',
  ),
  'x-secret-contract': object(
    {
      version: oneOf(1),
      errors: object({
        unauthenticated: listOf(status),
        forbidden: listOf(status),
        notFound: listOf(status),
        invalid: listOf(status),
        duplicateName: status,
      }),
      propagation: object({ create: duration, revoke: duration, expire: duration }),
      delete: object(
        { semantics: oneOf('hard', 'soft'), status: pointer, revoked: anything, repeat: listOf(status) },
        'semantics',
      ),
      expiry: object(
        { field: pointer, unit: oneOf('s', 'ms', 'iso8601'), min: duration, max: duration, never: anything },
        'field',
        'unit',
      ),
      names: object(
        { unique: oneOf(false, 'tenant', 'global'), normalisation: oneOf('none', 'nfc', 'trim', 'casefold') },
        'unique',
      ),
      scopes: object(
        {
          field: pointer,
          values: listOf(text),
          empty: oneOf('none', 'all'),
          grants: { says: 'lists of operationIds by scope', test: isObject },
        },
        'field',
        'values',
        'empty',
        'grants',
      ),
      tenancy: object({ selector: text, principals: count }, 'principals'),
      status: object(
        { pointer, active: anything, expired: anything, revoked: anything },
        'pointer',
        'active',
      ),
      lastUsed: object({ pointer, delay: duration }, 'pointer'),
      byoSecret: flag,
      idIsSecret: flag,
      prose: oneOf('strict', 'advisory'),
    },
    'version',
  ),
}
