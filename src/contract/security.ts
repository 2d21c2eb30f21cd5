import { entries, isObject, member, text } from './json.ts'
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
  return Object.fromEntries(found)
}

function schemeOf(name: string, value: unknown, pointer: string): SecurityScheme | undefined {
  const common = { name, description: text(value, 'description') ?? '', pointer }
  const type = text(value, 'type')
  if (type === 'oauth2' || type === 'openIdConnect' || type === 'mutualTLS') return { ...common, kind: type }
  if (type === 'apiKey') {
    const [parameter, place] = [text(value, 'name'), text(value, 'in')]
    if (parameter === undefined || (place !== 'header' && place !== 'query' && place !== 'cookie'))
      return undefined
    return { ...common, kind: 'apiKey', in: place, parameter }
  }
  const scheme = text(value, 'scheme')
  if (type !== 'http' || scheme === undefined) return undefined
  const bearerFormat = text(value, 'bearerFormat')
  return {
    ...common,
    kind: 'http',
    scheme: scheme.toLowerCase(),
    ...(bearerFormat !== undefined && { bearerFormat }),
  }
}

/** The alternatives of a `security` member; an undeclared scheme stays in its alternative and is a problem. */
export function requirementsOf(
  value: unknown,
  pointer: string,
  declared: (scheme: string) => boolean,
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
    for (const scheme of Object.keys(alternative)) {
      if (!declared(scheme))
        problems.add('error', `The security scheme ${scheme} is not declared.`, pointerTo(place, scheme))
    }
    const scopes = entries(alternative).map(([scheme, list]): [string, string[]] => [scheme, textsOf(list)])
    alternatives.push(Object.fromEntries(scopes))
  }
  return alternatives
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
