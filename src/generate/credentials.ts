import { checksCredential } from '../contract/credential-check.ts'
import type { Operation, SecurityRequirement, SecurityScheme } from '../contract/types.ts'
import type { HeaderLine } from '../http/exchange.ts'

/** Secret tokens by security scheme name. */
export type Tokens = Readonly<Record<string, string>>

/** What a request carries to authenticate. */
export interface Presented {
  readonly headers: readonly HeaderLine[]
  /** Query parameters, unencoded. */
  readonly query: readonly (readonly [string, string])[]
  readonly cookies: readonly (readonly [string, string])[]
}

const nothing: Presented = { headers: [], query: [], cookies: [] }

/** What stands before the credential in its carrier, the space included: `Bearer `, `Token token=`, or nothing. */
export function leadOf(scheme: SecurityScheme): string {
  if (scheme.kind === 'apiKey') return scheme.lead ?? ''
  if (scheme.kind !== 'http') return 'Bearer '
  return `${scheme.spelling ?? scheme.scheme.charAt(0).toUpperCase() + scheme.scheme.slice(1)} `
}

/** The text a scheme's carrier holds for a token: `Bearer <token>`, `Basic <base64>`, or the bare token. */
export function carrierText(scheme: SecurityScheme, token: string): string {
  return `${leadOf(scheme)}${isBasic(scheme) ? token.replace(/>$/, '|basic>') : token}`
}

/** The credential by itself, where it is given as its carrier holds it: with `Bearer ` before it, in Base64 after `Basic `. */
export function bareCredential(scheme: SecurityScheme, text: string): string {
  const lead = leadOf(scheme)
  if (lead === '' || text.slice(0, lead.length).toLowerCase() !== lead.toLowerCase()) return text
  const rest = text.slice(lead.length).trim()
  if (!isBasic(scheme)) return rest
  const bytes = Buffer.from(rest, 'base64')
  const decoded = bytes.toString('utf8')
  return decoded.includes('\uFFFD') ? bytes.toString('latin1') : decoded
}

function isBasic(scheme: SecurityScheme): boolean {
  return scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'basic'
}

/** Places a token in the carrier its scheme declares. */
export function presentScheme(scheme: SecurityScheme, token: string): Presented {
  const text = carrierText(scheme, token)
  if (scheme.kind === 'mutualTLS') return nothing
  if (scheme.kind !== 'apiKey') return { ...nothing, headers: [['Authorization', text]] }
  if (scheme.in === 'header') return { ...nothing, headers: [[scheme.parameter, text]] }
  if (scheme.in === 'query') return { ...nothing, query: [[scheme.parameter, text]] }
  return { ...nothing, cookies: [[scheme.parameter, text]] }
}

/** All of several presentations in one request. */
export function mergePresented(parts: readonly Presented[]): Presented {
  return {
    headers: parts.flatMap((part) => part.headers),
    query: parts.flatMap((part) => part.query),
    cookies: parts.flatMap((part) => part.cookies),
  }
}

/** The token for a scheme, whatever that is called: `constructor`, say. */
export function tokenAt(tokens: Tokens, scheme: string): string | undefined {
  return Object.hasOwn(tokens, scheme) ? tokens[scheme] : undefined
}

/** Presents every scheme of one alternative; schemes without a token are left out. */
export function presentRequirement(
  requirement: SecurityRequirement,
  schemes: Readonly<Record<string, SecurityScheme>>,
  tokens: Tokens,
): Presented {
  return mergePresented(
    Object.keys(requirement).flatMap((name) => {
      const scheme = schemes[name]
      const token = tokenAt(tokens, name)
      return scheme === undefined || token === undefined ? [] : [presentScheme(scheme, token)]
    }),
  )
}

/** The first alternative for which every token is at hand, the anonymous one last; undefined when none is. */
export function satisfiable(operation: Operation, tokens: Tokens): SecurityRequirement | undefined {
  const able = operation.security.filter((requirement) =>
    Object.keys(requirement).every((name) => tokenAt(tokens, name) !== undefined),
  )
  return able.find((requirement) => Object.keys(requirement).length > 0) ?? able[0]
}

/** Whether credentials for these schemes satisfy one of the alternatives. */
function suffices(operation: Operation, schemes: readonly string[]): boolean {
  return operation.security.some((requirement) =>
    Object.keys(requirement).every((name) => schemes.includes(name)),
  )
}

/** One way to authenticate. */
export interface WayIn {
  /** The schemes of the alternative, all of which must be satisfied together. */
  readonly schemes: readonly string[]
  /** Those of them to be tried here: each scheme once, and only where the others are no way in by themselves. */
  readonly tried: readonly string[]
}

/** Every alternative with a credential for which all tokens are at hand, in the order of the document. */
export function waysIn(operation: Operation, tokens: Tokens): readonly WayIn[] {
  const seen = new Set<string>()
  return operation.security.flatMap((requirement): WayIn[] => {
    const schemes = Object.keys(requirement)
    if (schemes.length === 0 || !schemes.every((name) => tokenAt(tokens, name) !== undefined)) return []
    const tried = schemes.filter(
      (name) =>
        !seen.has(name) &&
        !suffices(
          operation,
          schemes.filter((other) => other !== name),
        ),
    )
    for (const name of tried) seen.add(name)
    return [{ schemes, tried }]
  })
}

/** The sets of some, but not all, of the schemes that satisfy no alternative of the operation. */
export function insufficientParts(
  operation: Operation,
  schemes: readonly string[],
): readonly (readonly string[])[] {
  return Array.from({ length: 2 ** schemes.length - 2 }, (_, index) =>
    schemes.filter((_name, bit) => ((index + 1) >> bit) & 1),
  ).filter((kept) => !suffices(operation, kept))
}

/** True when no alternative lets a caller in without a credential, and a success shows that the credential was good. */
export function isProtected(operation: Operation): boolean {
  return (
    !checksCredential(operation) &&
    operation.security.length > 0 &&
    operation.security.every((requirement) => Object.keys(requirement).length > 0)
  )
}
