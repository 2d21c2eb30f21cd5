import type { Exchange, HeaderLine, RequestTemplate } from '../http/exchange.ts'
import { generalised, jsonPlaces, parseJson, valueAt, visitAt, type JsonPlace } from './json-places.ts'
import type { Hit, Oracle } from './oracle.ts'
import { replaceHits } from './redact.ts'
import {
  carriedBy,
  urlFinder,
  outermost,
  placeOf,
  pointerOf,
  sightingsOf,
  type Carried,
  type Seen,
} from './sightings.ts'
import { defuse } from './token.ts'
import type { RawResponse, SealPlan } from './types.ts'

/** What sealing needs of the vault. */
export interface Sealer {
  readonly oracle: Oracle
  /** Registers an issued secret and returns its token. */
  issue(value: string, name: string): string
  /** Takes down the user name that goes with a secret. */
  pair(name: string, user: string): void
  /** Takes down a value that the document says is public. */
  publish(value: string): void
  /** Whether a part of a secret was tried, so that the ids of a whole list are worth looking through. */
  triedParts(): boolean
  /** The value behind a name. */
  valueOf(name: string): string | undefined
  redact(text: string): string
  /** Redacts what the oracle does not search for. */
  redactWeak(text: string): string
  /** Whether there is anything of that kind. */
  hasWeak(): boolean
}

/** Turns a raw response into an Exchange that holds no secret, and notes what only the raw response shows. */
export function sealWith(
  sealer: Sealer,
  request: RequestTemplate,
  raw: RawResponse,
  plan: SealPlan,
): Exchange {
  const body = defuse(raw.body)
  const parsed = body === raw.body && plan.json !== undefined ? plan.json : parseJson(body)
  const values = parsed === null ? [] : plan.issues.map((pointer) => written(valueAt(parsed.value, pointer)))
  const [first] = values
  // Before anything is searched: the new secret may show elsewhere in this very response.
  const issued = typeof first === 'string' && first !== '' ? sealer.issue(first, plan.issuedName) : null

  const user =
    issued === null || parsed === null || plan.user === undefined
      ? undefined
      : valueAt(parsed.value, plan.user)
  if (typeof user === 'string') sealer.pair(plan.issuedName, user)
  else if (issued !== null && plan.userName !== undefined) sealer.pair(plan.issuedName, plan.userName)

  if (parsed !== null)
    for (const pointer of [...(plan.ids ?? none), ...plan.masked].filter(
      (pointer) => sealer.triedParts() || !pointer.includes('/*'),
    ))
      visitAt(parsed.value, pointer, (value) => {
        if (typeof value === 'string' || typeof value === 'number') sealer.publish(String(value))
      })

  const hits = sealer.oracle.find(body)
  const places = parsed === null || hits.length === 0 ? undefined : jsonPlaces(body, lastEnd(hits))
  const lines = raw.headers.map(defused)
  const draft = redraft(raw.truncated ? withoutCutWord(body) : body, hits, places)
  const sent = textOf(request.headers, `${request.path}${apart}${request.body ?? ''}`)
  const received = textOf(lines, hits.length > 0 ? draft : '')
  const allClean = isClean(sealer, sent + apart + received)
  const cleanLines = allClean || isClean(sealer, textOf(lines, ''))
  const carried = allClean && hits.length === 0 ? nothing : carriedBy(request)
  const seen = [
    ...(cleanLines ? [] : lines.flatMap((line) => seenInHeader(sealer, line, carried))),
    ...(hits.length === 0 ? [] : seenInBody()),
  ]

  function seenInBody(): readonly Seen[] {
    const isInUrl = urlFinder(body)
    const issuing = parsed === null ? [] : plan.issues.map((pointer) => generalised(parsed.value, pointer))
    const isIssued = (hit: Hit, place: JsonPlace | undefined): boolean =>
      (place?.kind === 'string' || place?.kind === 'other') &&
      issuing.includes(place.pointer) &&
      values.includes(sealer.valueOf(hit.known.name))
    return outermost(hits, carried).flatMap((hit): Seen[] => {
      const place = placeOf(places, hit)
      if (isIssued(hit, place)) return []
      const pointer = pointerOf(place, (text) => sealer.redact(text))
      if (hit.known.edited && plan.masked.includes(pointer)) return []
      return [{ hit, place: pointer, inUrl: isInUrl(place, hit) }]
    })
  }

  return {
    request: redactRequest(sealer, request, allClean || isClean(sealer, sent)),
    response: {
      status: raw.status,
      headers: redactLines(sealer, lines, cleanLines),
      body: allClean || hits.length === 0 ? sealer.redactWeak(draft) : sealer.redact(draft),
      truncated: raw.truncated,
    },
    facts: {
      sightings: seen.length === 0 ? none : sightingsOf(seen, carried),
      violations: parsed === null ? null : violations(sealer, parsed.value, plan),
      issued,
      json: parsed !== null,
    },
  }
}

const none: readonly never[] = []

/** Fewest digits of a number that is taken for a secret: a short one stands in too much else. */
const leastDigits = 12

/** A secret may be a number, too. */
function written(value: unknown): unknown {
  return typeof value === 'number' && String(value).length >= leastDigits ? String(value) : value
}

function defused(line: HeaderLine): HeaderLine {
  const [name, value] = line
  return name.includes('<') || value.includes('<') ? [defuse(name), defuse(value)] : line
}

function lastEnd(hits: readonly Hit[]): number {
  let last = 0
  for (const { end } of hits) last = Math.max(last, end)
  return last
}

const nothing: Carried = { anywhere: new Set(), outsideHeaders: new Set() }
/** What parts texts that are searched as one: it is part of no secret's form, and no encoding reads over it. */
const apart = '\0'

function textOf(lines: readonly HeaderLine[], text: string): string {
  let whole = text
  for (const [name, value] of lines) whole += `${apart}${name}${apart}${value}`
  return whole
}

function seenInHeader(sealer: Sealer, [name, value]: HeaderLine, carried: Carried): Seen[] {
  const hits = [...sealer.oracle.find(name), ...outermost(sealer.oracle.find(value), carried)]
  return hits.map((hit) => ({ hit, place: `header:${sealer.redact(name)}`, inUrl: false }))
}

function isClean(sealer: Sealer, text: string): boolean {
  return sealer.oracle.find(text).length === 0
}

/** Header lines with their secrets replaced; those known to be clean are spared the search. */
function redactLines(sealer: Sealer, lines: readonly HeaderLine[], clean: boolean): readonly HeaderLine[] {
  if (clean && !sealer.hasWeak()) return lines
  const redact = (text: string): string => (clean ? sealer.redactWeak(text) : sealer.redact(text))
  return lines.map(([name, value]) => [redact(name), redact(value)])
}

function violations(sealer: Sealer, body: unknown, { validate }: SealPlan): Exchange['facts']['violations'] {
  if (validate === undefined) return null
  return validate(body).map((violation) => ({
    ...violation,
    place: sealer.redact(violation.place),
    message: sealer.redact(violation.message),
  }))
}

/** The body with what was found in it replaced; that may have uncovered another secret. */
function redraft(body: string, hits: readonly Hit[], places: readonly JsonPlace[] | undefined): string {
  if (hits.length === 0) return body
  const numbers = hits.flatMap((hit) => {
    const place = placeOf(places, hit)
    return place?.kind === 'other' ? [{ ...hit, start: place.start, end: place.end }] : []
  })
  // A bare number must become a string, or the body would no longer parse.
  return numbers.length > 0
    ? replaceHits(body, numbers, (hit) => `"${hit.known.token}"`)
    : replaceHits(body, hits, (hit) => hit.known.token)
}

// The last word of a cut body may be the beginning of a secret, which no search would find.
function withoutCutWord(body: string): string {
  let end = body.length
  while (end > 0 && !/[\s"'<>{}[\],]/.test(body[end - 1] ?? '')) end--
  return body.slice(0, end)
}

/** The request with its secrets replaced; one known to be clean is spared the search. */
function redactRequest(sealer: Sealer, request: RequestTemplate, clean: boolean): RequestTemplate {
  if (clean && !sealer.hasWeak()) return request
  const { path, headers, body } = request
  const redact = (text: string): string => (clean ? sealer.redactWeak(text) : sealer.redact(text))
  return {
    ...request,
    path: redact(path),
    headers: redactLines(sealer, headers, clean),
    ...(body === undefined ? {} : { body: redact(body) }),
  }
}
