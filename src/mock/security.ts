import { cookiesIn } from '../http/fields.ts'
import type { IncomingMessage } from 'node:http'
import type { Contract, Operation, SecurityScheme } from '../contract/types.ts'
import type { Call, Decision, Principal } from './call.ts'
import type { Keyring } from './keyring.ts'

/** What a carrier held: nothing, something that is no credential, or a value to be looked up. */
export type Reading =
  | { readonly state: 'absent' | 'unusable' }
  | { readonly state: 'value'; readonly value: string }

const absent: Reading = { state: 'absent' }
const unusable: Reading = { state: 'unusable' }

/** Decides on the credentials of a request; adds every value it was shown to `presented`. */
export type Guard = (call: Pick<Call, 'request' | 'query' | 'presented'>) => Decision

/** The account that callers without a credential act for, where the document lets them in. */
export const ANONYMOUS: Principal = { account: 'tenant-1', record: null }

/**
 * Prepares the guard of an operation: any alternative will do, all schemes of it are needed and must belong
 * to one account. A wrong credential is refused even where none would have been needed.
 */
export function createGuard(contract: Contract, operation: Operation, keyring: Keyring): Guard {
  const schemes = contract.securitySchemes
  const alternatives = operation.security.map((requirement) =>
    Object.keys(requirement).filter((name) => schemes[name]?.kind !== 'mutualTLS'),
  )
  if (alternatives.length === 0) return () => ({ kind: 'granted', principal: ANONYMOUS, alternative: 0 })
  const named = [...new Set(alternatives.flat())]
  const open = alternatives.findIndex((names) => names.length === 0)
  const needed = alternatives.map((names) => names.map((name) => named.indexOf(name)))

  return (call) => {
    const principals: (Principal | undefined)[] = []
    let sent = false
    for (const name of named) {
      const scheme = schemes[name]
      const reading = scheme === undefined ? absent : readScheme(scheme, call)
      if (reading.state !== 'absent') sent = true
      if (reading.state === 'value') {
        call.presented.push(reading.value)
        principals.push(keyring.whose(name, reading.value))
      } else principals.push(undefined)
    }
    let forbidden = false
    for (let alternative = 0; alternative < needed.length; alternative++) {
      if (alternative === open) continue
      const principal = together(needed[alternative]!, principals)
      if (principal === 'strangers') forbidden = true
      else if (principal !== undefined) return { kind: 'granted', principal, alternative }
    }
    if (forbidden) return { kind: 'forbidden' }
    if (!sent && open !== -1) return { kind: 'granted', principal: ANONYMOUS, alternative: open }
    return { kind: 'refused', reason: sent ? 'bad' : 'missing' }
  }
}

/** Whom the credentials at some indices make together, an issued key before an account; undefined where one is not valid. */
function together(
  indices: readonly number[],
  principals: readonly (Principal | undefined)[],
): Principal | 'strangers' | undefined {
  let found: Principal | undefined
  let strangers = false
  for (const index of indices) {
    const member = principals[index]
    if (member === undefined) return undefined
    if (found !== undefined && member.account !== found.account) strangers = true
    if (found === undefined || (found.record === null && member.record !== null)) found = member
  }
  return strangers ? 'strangers' : found
}

/** What the carrier of a scheme holds. A carrier that occurs twice is unusable, whatever it holds. */
export function readScheme(scheme: SecurityScheme, call: Pick<Call, 'request' | 'query'>): Reading {
  const { request } = call
  if (scheme.kind === 'mutualTLS') return absent
  if (scheme.kind !== 'apiKey')
    return readAuthorization(scheme.kind === 'http' ? scheme.scheme.toLowerCase() : 'bearer', request)
  if (scheme.in === 'header') return led(scheme.lead ?? '', plain(headerLines(request, scheme.parameter)))
  if (scheme.in === 'query') return plain(call.query().getAll(scheme.parameter))
  return plain(cookies(request).flatMap(([name, value]) => (name === scheme.parameter ? [value] : [])))
}

function plain(values: readonly string[]): Reading {
  const value = values[0]
  if (value === undefined) return absent
  return value === '' || values.length > 1 ? unusable : { state: 'value', value }
}

/** What follows the word that must stand before a key; its letter case is nothing to insist on. */
function led(lead: string, reading: Reading): Reading {
  if (reading.state !== 'value') return reading
  if (reading.value.slice(0, lead.length).toLowerCase() !== lead.toLowerCase()) return absent
  const value = reading.value.slice(lead.length).trimStart()
  return value === '' ? unusable : { state: 'value', value }
}

function readAuthorization(scheme: string, request: IncomingMessage): Reading {
  const [line, ...others] = headerLines(request, 'authorization')
  if (line === undefined) return absent
  const space = line.indexOf(' ')
  const token = (space === -1 ? line : line.slice(0, space)).toLowerCase()
  if (token !== scheme) return absent
  const credentials = space === -1 ? '' : line.slice(space).replace(/^ +/, '')
  if (credentials === '' || others.length > 0) return unusable
  return scheme === 'basic' ? decodeBasic(credentials) : { state: 'value', value: credentials }
}

function decodeBasic(credentials: string): Reading {
  const bytes = Buffer.from(credentials, 'base64')
  // Only the one spelling an encoder gives: unused bits and stray characters would be further names for a key.
  if (bytes.toString('base64').replace(/=+$/, '') !== credentials.replace(/=+$/, '')) return unusable
  const value = bytes.toString('utf8')
  return value.includes(':') ? { state: 'value', value } : unusable
}

/** The values of a header as they stand on the wire, one for each line. */
export function headerLines(request: IncomingMessage, name: string): string[] {
  const wanted = name.toLowerCase()
  const { headers, rawHeaders } = request
  if (headers[wanted] === undefined) return []
  const values: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const candidate = rawHeaders[index]!
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted)
      values.push(rawHeaders[index + 1]!)
  }
  return values
}

/** The cookies of a request, undecoded. */
export function cookies(request: IncomingMessage): readonly (readonly [string, string])[] {
  return cookiesIn(request.headers.cookie ?? '')
}
