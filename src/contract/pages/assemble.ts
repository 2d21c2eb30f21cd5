import type { JsonObject } from '../types.ts'
import type { Anchored } from './anchors.ts'
import {
  distinct,
  schemeNamed,
  schemeObject,
  schemesOfCall,
  schemesOfFields,
  schemesOfProse,
} from './auth.ts'
import type { Scheme } from './auth.ts'
import { based } from './basis.ts'
import { factsOf } from './facts.ts'
import type { Facts } from './facts.ts'
import { description, plain } from './inline.ts'
import { wholeMention } from './mentions.ts'
import { operationObject } from './operation-objects.ts'
import type { Assigned, PageOperation } from './operations.ts'
import { promisesIn, proseOf } from './prose.ts'

/** What a page is about, apart from its operations. */
export interface PageHead {
  readonly title: string
  /** Whether the title is that of the page, and not of the first of its sections. */
  readonly named: boolean
  /** What its head says in one sentence, empty where it says nothing. */
  readonly lead: string
  /** `bearer`, `basic`, `key`: how its head says that calls are authenticated. */
  readonly method: string | undefined
  /** Base URLs it states. */
  readonly bases: readonly string[]
}

/** The OpenAPI document of the operations of a page; every element carries where it comes from. */
export function assemble(
  head: PageHead,
  { operations, rest }: Assigned,
  leaves: readonly Anchored[],
): JsonObject {
  const read = operations.map((operation) => ({ operation, facts: factsOf(operation) }))
  const common = commonSchemes(head, rest, leaves)
  const own = read.map(({ operation, facts }) => ownSchemes(operation, facts))
  const all = distinct([...common, ...own.flat()])
  const usual = own.find((schemes) => schemes.length > 0) ?? []
  const fallback =
    common.length > 0
      ? common.map((scheme) => requirement([scheme]))
      : usual.length > 0
        ? [requirement(usual)]
        : undefined
  const paths = new Map<string, [string, JsonObject][]>()
  for (const [index, { operation, facts }] of read.entries()) {
    const schemes = own[index]!
    const same = JSON.stringify([requirement(schemes)]) === JSON.stringify(fallback)
    const security = schemes.length === 0 || same ? undefined : [requirement(schemes)]
    const alone = operations.length === 1
    const lead = alone && head.lead !== '' ? [head.lead] : []
    const promises = operation.method === 'POST' && !alone ? promisesIn([head.lead, ...proseOf(rest)]) : []
    const prose = [...lead, ...proseOf(operation.leaves), ...(alone ? proseOf(rest) : promises)]
    const named = head.named && wholeMention(head.title) === undefined ? head.title : ''
    const titled = alone && operation.title === '' ? { ...operation, title: named } : operation
    const object = operationObject(titled, facts, [...new Set(prose)], security)
    const item = paths.get(operation.path) ?? []
    if (!item.some(([method]) => method === operation.method.toLowerCase()))
      item.push([operation.method.toLowerCase(), object])
    paths.set(operation.path, item)
  }
  const about =
    operations.length === 1 ? '' : description([head.lead, ...proseOf(rest)].filter(Boolean).join('\n\n'))
  const servers = serversOf(operations, head.bases)
  return {
    openapi: '3.1.0',
    info: {
      title: plain(head.title) || 'Untitled page',
      version: 'unstated',
      ...(about !== '' && { description: about }),
    },
    ...(servers.length > 0 && { servers }),
    ...(fallback && { security: fallback }),
    paths: Object.fromEntries([...paths].map(([path, item]) => [path, Object.fromEntries(item)])),
    ...(all.length > 0 && {
      components: {
        securitySchemes: Object.fromEntries(all.map((scheme) => [scheme.name, schemeObject(scheme)])),
      },
    }),
  }
}

function requirement(schemes: readonly Scheme[]): JsonObject {
  return Object.fromEntries(schemes.map(({ name }) => [name, []]))
}

function ownSchemes({ anchors }: PageOperation, facts: Facts): readonly Scheme[] {
  const stated = schemesOfFields(facts.request)
  const called = anchors
    .map(({ call }) => (call ? schemesOfCall(call) : []))
    .find((schemes) => schemes.length > 0)
  return stated.length > 0 ? stated : (called ?? [])
}

/** What the page says of authentication as a whole; in passing it may say so anywhere. */
function commonSchemes(
  head: PageHead,
  rest: readonly Anchored[],
  leaves: readonly Anchored[],
): readonly Scheme[] {
  const named = head.method === undefined ? undefined : schemeNamed(head.method)
  if (named) return [named]
  const here = schemesOfProse(rest)
  return here.length > 0 ? here : schemesOfProse(leaves)
}

function serversOf(operations: readonly PageOperation[], bases: readonly string[]): readonly JsonObject[] {
  const known = operations.flatMap(({ servers }) => servers)
  const seen = [...new Set(known.map(({ url }) => url))]
  const paths = operations.map(({ path }) => path)
  const trimmed = bases.map((base) => withoutOverlap(base, paths))
  const stated = trimmed.filter((base) => seen.length === 0 || seen.includes(base))
  // A base the calls do not bear out is kept behind those they show.
  const others = trimmed.filter((base) => !stated.includes(base) && !seen.some((url) => url.startsWith(base)))
  const ordered = [...new Set([...stated, ...seen, ...others])]
  return ordered.map((url) => ({
    url: url.replaceAll(/\{\{?|\}\}?/g, (brace) => brace[0]!),
    ...based(
      trimmed.includes(url) || known.some((one) => one.url === url && one.basis === 'stated')
        ? 'stated'
        : 'example',
    ),
  }))
}

/** `https://host/v1` with paths that all start with `/v1/` means the host alone. */
function withoutOverlap(base: string, paths: readonly string[]): string {
  const match = /^(https?:\/\/[^/]+)(\/.*)$/.exec(base)
  if (match === null || paths.length === 0) return base
  const tails = match[2]!.split('/').slice(1)
  for (let take = tails.length; take > 0; take--) {
    const tail = `/${tails.slice(-take).join('/')}`
    if (paths.every((path) => path === tail || path.startsWith(`${tail}/`)))
      return base.slice(0, -tail.length)
  }
  const whole = paths.find((path) => path.length > 1 && match[2] === path)
  return whole === undefined ? base : match[1]!
}
