import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0'

import { messageOf } from '../errors.ts'
import { reportDangling } from './check.ts'
import { entries, isObject, member, text } from './json.ts'
import { pointerTo } from './pointer.ts'
import type { Problems } from './problems.ts'
import { referencesOf } from './references.ts'
import type { References } from './references.ts'
import type { JsonObject, JsonValue } from './types.ts'
import { methods } from './walk.ts'

type Draft = { [name: string]: unknown }

/**
 * A Swagger 2.0 document as OpenAPI 3.0. A part that cannot be upgraded becomes a problem and is left out;
 * pointers of later problems lead into the upgraded document.
 */
export function upgradeSwagger(document: JsonObject, problems: Problems): JsonObject {
  const prepared = prepare(document, referencesOf(document), problems)
  const whole = attempt(prepared)
  if (whole.document) return whole.document
  const usable: Draft = { ...prepared }
  let refused = false
  for (const part of ['paths', 'definitions', 'parameters', 'responses', 'securityDefinitions']) {
    if (!isObject(prepared[part])) {
      if (prepared[part] !== undefined)
        problems.add('error', 'This must be an object; it is left out.', `/${part}`)
      delete usable[part]
      continue
    }
    const kept = entries(prepared[part]).filter(([name, value]) => {
      const alone = attempt({ ...shared(prepared), [part]: { [name]: value } })
      if (alone.document) return true
      refused = true
      problems.add(
        'error',
        `This cannot be upgraded to OpenAPI 3 and is left out: ${alone.reason}.`,
        pointerTo(`/${part}`, name),
      )
      return false
    })
    usable[part] = Object.fromEntries(kept)
  }
  const rest = attempt(usable)
  if (rest.document) return rest.document
  if (!refused || rest.reason !== undefined) {
    problems.add('error', `The document cannot be upgraded to OpenAPI 3: ${rest.reason}.`, '')
  }
  return { openapi: '3.0.4', info: document['info'] ?? {}, paths: {} }
}

/** The parts every other one may depend on when tried alone. */
function shared(document: JsonObject): Draft {
  const { swagger, consumes, produces } = document
  return { swagger, consumes, produces }
}

function attempt(document: Draft): { readonly document?: JsonObject; readonly reason?: string } {
  try {
    const upgraded = upgradeFromTwoToThree(structuredClone(document))
    // The upgrader lets media types share one schema object; a tree has each part once.
    const tree = JSON.parse(JSON.stringify(upgraded)) as JsonObject
    const required = withFormsRequired(tree)
    return { document: Array.isArray(document['schemes']) ? required : withoutSchemes(required) }
  } catch (error) {
    return { reason: messageOf(error) }
  }
}

/** A form of which a part is required is required itself; the upgrader says so of other bodies only. */
function withFormsRequired(upgraded: JsonObject): JsonObject {
  const required = (operation: JsonValue): JsonValue => {
    const body = member(operation, 'requestBody')
    const forms = entries(member(body, 'content')).filter(([type]) => isForm(type))
    const parts = forms.flatMap(([, media]) => member(member(media, 'schema'), 'required') ?? [])
    return isObject(operation) && isObject(body) && parts.length > 0
      ? { ...operation, requestBody: { ...body, required: true } }
      : operation
  }
  const paths = entries(upgraded['paths']).map(([path, item]): [string, JsonValue] => [
    path,
    Object.fromEntries(
      entries(item).map(([name, part]): [string, JsonValue] => [
        name,
        methods.includes(name) ? required(part) : part,
      ]),
    ),
  ])
  return isObject(upgraded['paths']) ? { ...upgraded, paths: Object.fromEntries(paths) } : upgraded
}

function isForm(type: string): boolean {
  return /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)
}

/** Without `schemes` a document says that its API speaks as the document itself came, which may be either way. */
function withoutSchemes(upgraded: JsonObject): JsonObject {
  const { servers } = upgraded
  if (!Array.isArray(servers)) return upgraded
  const open = (servers as readonly JsonValue[]).map((server) => {
    const url = text(server, 'url')
    return isObject(server) && url !== undefined ? { ...server, url: url.replace(/^http:/, '') } : server
  })
  return { ...upgraded, servers: open }
}

/** Puts a document into the form the upgrader handles fully. */
function prepare(document: JsonObject, references: References, problems: Problems): JsonObject {
  const paths = entries(document['paths']).map(([path, item]): [string, unknown] => {
    const place = pointerTo('/paths', path)
    const target = references.follow(item, place)
    const { $ref: _, ...own } = isObject(item) ? item : {}
    const merged = isObject(target?.value) ? { ...target.value, ...own } : item
    return [path, isObject(merged) ? preparedItem(merged, place, references, problems) : merged]
  })
  return {
    ...withoutEmpty(document),
    swagger: '2.0',
    ...(isObject(document['paths']) && { paths: Object.fromEntries(paths) as JsonObject }),
  }
}

/** Path-level parameters come first, since the upgrader hands a body among them only to what follows. */
function preparedItem(
  item: JsonObject,
  place: string,
  references: References,
  problems: Problems,
): JsonObject {
  const { parameters, ...rest } = item
  const operations = Object.entries(rest).flatMap(([name, value]): [string, JsonValue][] => {
    if (!methods.includes(name)) return [[name, value]]
    if (!isObject(value)) {
      problems.add(
        'error',
        'This must be an object that describes an operation; it is ignored.',
        pointerTo(place, name),
      )
      return []
    }
    return [[name, preparedOperation(value, pointerTo(place, name), references, problems)]]
  })
  return {
    ...(parameters !== undefined && {
      parameters: inlined(parameters, pointerTo(place, 'parameters'), references, problems),
    }),
    ...Object.fromEntries(operations),
  }
}

function preparedOperation(
  operation: JsonObject,
  place: string,
  references: References,
  problems: Problems,
): JsonObject {
  const { parameters, responses, ...rest } = withoutEmpty(operation)
  const given = entries(responses).map(([code, response]): [string, JsonValue] => {
    const outside = text(response, '$ref')?.startsWith('#/x-') === true
    const target = outside
      ? references.follow(response, pointerTo(pointerTo(place, 'responses'), code))
      : undefined
    return [code, (target?.value as JsonValue | undefined) ?? response]
  })
  return {
    ...rest,
    ...(parameters !== undefined && {
      parameters: inlined(parameters, pointerTo(place, 'parameters'), references, problems),
    }),
    ...(responses !== undefined && {
      responses: isObject(responses) ? Object.fromEntries(given) : responses,
    }),
  }
}

/**
 * Parameters with those of bodies and from folded-in files written out: the upgrader turns a body parameter
 * into a request body, and would leave a reference to one among the parameters.
 */
function inlined(
  parameters: JsonValue,
  place: string,
  references: References,
  problems: Problems,
): JsonValue {
  if (!Array.isArray(parameters)) {
    problems.add('error', 'This must be an array; it is ignored.', place)
    return []
  }
  return (parameters as readonly JsonValue[]).flatMap((parameter, index) => {
    const target = references.follow(parameter, pointerTo(place, index))
    const reference = text(parameter, '$ref')
    if (!target) {
      reportDangling(reference ?? '', pointerTo(place, index), problems)
      return []
    }
    const kind = text(target.value, 'in')
    if (kind === undefined || text(target.value, 'name') === undefined) {
      problems.add('error', 'A parameter needs `name` and `in`; it is left out.', target.pointer)
      return []
    }
    const written = kind === 'body' || kind === 'formData' || reference?.startsWith('#/x-') === true
    return [written ? (target.value as JsonValue) : parameter]
  })
}

/** Empty `consumes` and `produces` say nothing, and would leave bodies without any media type. */
function withoutEmpty(holder: JsonObject): JsonObject {
  const kept = Object.entries(holder).filter(([name]) => {
    const list = member(holder, name)
    return !(name === 'consumes' || name === 'produces') || (Array.isArray(list) && list.length > 0)
  })
  return Object.fromEntries(kept)
}
