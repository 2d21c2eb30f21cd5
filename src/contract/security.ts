import { entries, isObject, member, text } from './json.ts'
import { leadIn, leadShown } from './lead.ts'
import { pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import type { References } from './references.ts'
import type { JsonObject, SecurityRequirement, SecurityScheme } from './types.ts'

/** The security schemes a document declares, by name; one that cannot be understood is left out with a problem. */
export function securitySchemesOf(
  document: JsonObject,
  references: References,
  problems: Problems,
): Readonly<Record<string, SecurityScheme>> {
  const found: [string, SecurityScheme][] = []
  for (const [name, declared] of entries(member(document['components'], 'securitySchemes'))) {
    const place = pointerTo('/components/securitySchemes', name)
    const target = references.follow(declared, place)
    const scheme = target && schemeOf(name, target.value, target.pointer)
    if (scheme) found.push([name, scheme])
    else if (target)
      problems.add('error', `The security scheme ${name} cannot be understood; it is left out.`, place)
  }
  const schemes = found.map(([, scheme]) => scheme)
  const header = text(document['info'], 'description') ?? ''
  return Object.fromEntries(
    found.map(([name, scheme]) => [name, schemes.some(isBearer) ? scheme : withLead(scheme, header)]),
  )
}

/** Whether a scheme writes `Bearer` by itself, so that what a document shows of that is about this one. */
function isBearer(scheme: SecurityScheme): boolean {
  return scheme.kind === 'http' || scheme.kind === 'oauth2' || scheme.kind === 'openIdConnect'
}

/** A key in Authorization with the word before it that the document shows in a request, where its scheme tells of none. */
function withLead(scheme: SecurityScheme, shown: string): SecurityScheme {
  if (scheme.kind !== 'apiKey' || scheme.in !== 'header' || scheme.lead !== undefined) return scheme
  if (scheme.parameter.toLowerCase() !== 'authorization') return scheme
  const lead = leadShown(shown, scheme.parameter)
  return lead === undefined ? scheme : { ...scheme, lead }
}

function schemeOf(name: string, value: unknown, pointer: string): SecurityScheme | undefined {
  const common = { name, description: text(value, 'description') ?? '', pointer }
  const type = text(value, 'type')
  if (type === 'oauth2' || type === 'openIdConnect' || type === 'mutualTLS') return { ...common, kind: type }
  if (type === 'apiKey') {
    const [parameter, place] = [text(value, 'name'), text(value, 'in')]
    if (parameter === undefined || (place !== 'header' && place !== 'query' && place !== 'cookie'))
      return undefined
    const lead = place === 'header' ? leadIn(common.description, parameter) : undefined
    return { ...common, kind: 'apiKey', in: place, parameter, ...(lead !== undefined && { lead }) }
  }
  const scheme = text(value, 'scheme')
  if (type !== 'http' || scheme === undefined) return undefined
  const bearerFormat = text(value, 'bearerFormat')
  return {
    ...common,
    kind: 'http',
    scheme: scheme.toLowerCase(),
    ...(/^.+[A-Z]/.test(scheme) && /[a-z]/.test(scheme) && { spelling: scheme }),
    ...(bearerFormat !== undefined && { bearerFormat }),
  }
}

/** What a scheme that is named and not declared must be, as far as its name tells. */
export function assumedScheme(name: string, pointer: string): SecurityScheme | undefined {
  const common = { name, description: '', pointer, assumed: true } as const
  if (/^(?:http)?[-_ ]?basic(?:[-_ ]?auth.*)?$/i.test(name))
    return { ...common, kind: 'http', scheme: 'basic' }
  if (/bearer|jwt|access[-_ ]?token|oauth|openid/i.test(name))
    return { ...common, kind: 'http', scheme: 'bearer' }
  // A header field is seldom named otherwise, and little else is named so.
  if (/^x(?:-[a-z0-9]+)+$/i.test(name)) return { ...common, kind: 'apiKey', in: 'header', parameter: name }
  return undefined
}

/** The alternatives of a `security` member; an undeclared scheme stays in its alternative and is a problem. */
export function requirementsOf(
  value: unknown,
  pointer: string,
  schemes: Readonly<Record<string, SecurityScheme>>,
  problems: Problems,
): readonly SecurityRequirement[] {
  if (!Array.isArray(value)) {
    problems.add('error', '`security` must be a list of alternatives; it is ignored.', pointer)
    return []
  }
  const alternatives: SecurityRequirement[] = []
  for (const [index, alternative] of value.entries()) {
    const place = pointerTo(pointer, index)
    if (!isObject(alternative)) {
      problems.add('error', 'A security alternative must be an object; it is ignored.', place)
      continue
    }
    for (const name of Object.keys(alternative)) {
      const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined
      if (scheme !== undefined && scheme.assumed !== true) continue
      const taken = scheme === undefined ? '' : ` Going by its name, it is taken for ${inWords(scheme)}.`
      problems.add('error', `The security scheme ${name} is not declared.${taken}`, pointerTo(place, name))
    }
    const scopes = entries(alternative).map(([scheme, list]): [string, string[]] => [scheme, textsOf(list)])
    alternatives.push(...untangled(Object.fromEntries(scopes), schemes, place, problems))
  }
  return alternatives
}

/** Schemes that go into one and the same place cannot go into one request: each makes an alternative of its own. */
function untangled(
  requirement: SecurityRequirement,
  schemes: Readonly<Record<string, SecurityScheme>>,
  place: string,
  problems: Problems,
): readonly SecurityRequirement[] {
  const byPlace = Map.groupBy(Object.keys(requirement), (name) => carrierOf(schemes[name]) ?? `${name} alone`)
  const clash = [...byPlace].find(([, names]) => names.length > 1)
  if (clash === undefined) return [requirement]
  const [carrier, names] = clash
  const message = `${names.join(' and ')} both go into ${carrier}, so no request can carry both; they are taken as alternatives.`
  problems.add('error', message, place)
  return names.flatMap((chosen) => {
    const kept = Object.entries(requirement).filter(([name]) => name === chosen || !names.includes(name))
    return untangled(Object.fromEntries(kept), schemes, place, problems)
  })
}

function carrierOf(scheme: SecurityScheme | undefined): string | undefined {
  if (scheme === undefined || scheme.kind === 'mutualTLS') return undefined
  if (scheme.kind !== 'apiKey') return 'the header Authorization'
  if (scheme.in !== 'header') return `the ${scheme.in} ${scheme.parameter}`
  const isAuthorization = scheme.parameter.toLowerCase() === 'authorization'
  return `the header ${isAuthorization ? 'Authorization' : scheme.parameter}`
}

function inWords(scheme: SecurityScheme): string {
  return scheme.kind === 'http' ? `HTTP ${scheme.scheme}` : `a key in ${carrierOf(scheme)}`
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
