import type { RequestTemplate, Sighting } from '../http/exchange.ts'
import type { JsonPlace } from './json-places.ts'
import { withoutMadeUp } from './made-up.ts'
import type { Hit } from './oracle.ts'
import { tokensIn } from './token.ts'

/** A hit and where in the response it is. */
export interface Seen {
  readonly hit: Hit
  readonly place: string
  readonly inUrl: boolean
}

/** What a request carries: secrets and edits of them, by name. */
export interface Carried {
  /** `k1` and `k1|drop-last` for a token of an edited secret. */
  readonly anywhere: ReadonlySet<string>
  readonly outsideHeaders: ReadonlySet<string>
}

/** The tokens a request carries; looked for when they are asked for, since most answers show no secret. */
export function carriedBy(request: RequestTemplate): Carried {
  let outsideHeaders: ReadonlySet<string> | undefined
  let anywhere: ReadonlySet<string> | undefined
  const carried: Carried = {
    get outsideHeaders() {
      return (outsideHeaders ??= new Set([...named(request.path), ...named(request.body ?? '')]))
    },
    get anywhere() {
      const inHeaders = (): string[] =>
        request.headers.flatMap(([name, value]) => [...named(name), ...named(value)])
      return (anywhere ??= new Set([...carried.outsideHeaders, ...inHeaders()]))
    },
  }
  return carried
}

function named(text: string): string[] {
  return tokensIn(text).flatMap(({ name, edits }) => {
    const sent = edits.at(-1) === 'basic' ? edits.slice(0, -1) : edits
    return [name, [name, ...sent].join('|')]
  })
}

/**
 * Of hits within one another the outermost, which is the one that explains the others. An edited secret
 * explains anything only when this request carried it: otherwise the API cannot have echoed it, and the
 * same stretch is a form of the secret itself.
 */
export function outermost(hits: readonly Hit[], carried: Carried): Hit[] {
  const echoes = (hit: Hit): boolean => hit.known.edited && carried.anywhere.has(hit.known.name)
  const explains = (hit: Hit): boolean => !hit.known.edited || echoes(hit)
  return clusters(hits).flatMap((cluster) =>
    cluster.filter((hit) => {
      if (!explains(hit)) return !cluster.some((other) => explains(other) && overlap(other, hit))
      return !cluster.some((other) => other !== hit && explains(other) && covers(other, hit, echoes))
    }),
  )
}

/** Hits, sorted by start as the oracle gives them, in groups that do not touch one another. */
function clusters(hits: readonly Hit[]): Hit[][] {
  const groups: Hit[][] = []
  let end = -1
  for (const hit of hits) {
    if (hit.start >= end) groups.push([])
    groups.at(-1)?.push(hit)
    end = Math.max(end, hit.end)
  }
  return groups
}

function overlap(a: Hit, b: Hit): boolean {
  return a.start < b.end && a.end > b.start
}

function covers(outer: Hit, inner: Hit, echoes: (hit: Hit) => boolean): boolean {
  if (outer.start > inner.start || outer.end < inner.end) return false
  const same = outer.start === inner.start && outer.end === inner.end
  return same ? echoes(outer) && !echoes(inner) : true
}

/** Hits as sightings, each place and form once; identifiers are no secret and give none. */
export function sightingsOf(seen: readonly Seen[], carried: Carried): Sighting[] {
  const sightings = new Map<string, Sighting>()
  for (const { hit, place, inUrl } of seen) {
    const { kind, name, edited } = hit.known
    if (kind === 'identifier') continue
    const echoed = carried.outsideHeaders.has(name)
    const sighting: Sighting = {
      secret: name,
      kind: edited ? 'canary' : kind,
      form: hit.form,
      place,
      inUrl,
      ...(echoed ? { echo: true } : {}),
    }
    sightings.set(JSON.stringify(sighting), sighting)
  }
  return [...sightings.values()]
}

/** The scalar or member name a hit stands in; undefined outside JSON. */
export function placeOf(places: readonly JsonPlace[] | undefined, hit: Hit): JsonPlace | undefined {
  return places === undefined ? undefined : rangeAt(places, hit)
}

/** The first of sorted, disjoint ranges that a hit touches. */
function rangeAt<T extends Range>(ranges: readonly T[], hit: Range): T | undefined {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.end ?? 0) <= hit.start) low = middle + 1
    else high = middle
  }
  const range = ranges[low]
  return range !== undefined && range.start < hit.end ? range : undefined
}

/** A hit's place as sightings name it; a member name that is a secret is `*`, or it would give it away, and so is one that is an id. */
export function pointerOf(place: JsonPlace | undefined, redact: (text: string) => string): string {
  if (place === undefined) return 'text'
  return withoutMadeUp(redact(place.kind === 'name' ? place.pointer.replace(/[^/]*$/, '*') : place.pointer))
}

/** Tells of hits in a body whether they lie inside a URL, which may have prose around it. */
export function urlFinder(body: string): (place: JsonPlace | undefined, hit: Hit) => boolean {
  const known = new Map<JsonPlace | undefined, readonly Range[]>()
  return (place, hit) => {
    const urls = known.get(place) ?? urlsIn(body, place)
    known.set(place, urls)
    return rangeAt(urls, hit) !== undefined
  }
}

function urlsIn(body: string, place: JsonPlace | undefined): Range[] {
  const from = place?.start ?? 0
  const text = body.slice(from, place?.end ?? body.length).replaceAll('\\/', '//')
  return [...text.matchAll(/(?:\b[a-z][a-z0-9+.-]{0,30}:)?\/\/[^\s"'<>]+|\bdata:[^\s"'<>]+/gi)].map(
    (match) => ({
      start: from + match.index,
      end: from + match.index + match[0].length,
    }),
  )
}

interface Range {
  readonly start: number
  readonly end: number
}
