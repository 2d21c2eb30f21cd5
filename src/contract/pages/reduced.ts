import { entries, isObject, member, text } from '../json.ts'
import type { JsonObject, JsonValue } from '../types.ts'

/**
 * The OpenAPI document behind the reduced form that documentation sites once printed: one operation under
 * `paths`, schemas as `schemaArray`, security by header. Undefined where a value is not in that form.
 */
export function fromReduced(value: JsonObject, title: string): JsonObject | undefined {
  const form = value['paths']
  const [path, method] = [text(form, 'path'), text(form, 'method')?.toLowerCase()]
  if (!isObject(form) || path === undefined || method === undefined || !path.startsWith('/')) return undefined
  const request = member(form, 'request')
  const security = securityOf(member(request, 'security'))
  const parameters = parametersOf(member(request, 'parameters'))
  const content = contentOf(member(request, 'body'))
  const needed = entries(member(request, 'body')).some(([, media]) =>
    arrayAt(media, 'schemaArray').some((schema) => member(schema, 'required') === true),
  )
  const responses = entries(member(form, 'response')).map(([status, media]): [string, JsonObject] => {
    const answer = contentOf(media)
    const says = entries(media)
      .map(([, one]) => text(one, 'description'))
      .find((one) => one !== undefined)
    return [status, { description: says ?? '', ...(Object.keys(answer).length > 0 && { content: answer }) }]
  })
  const operation: JsonObject = {
    ...pickTexts(form, 'summary', 'description', 'operationId'),
    ...(form['deprecated'] === true && { deprecated: true }),
    ...(parameters.length > 0 && { parameters }),
    ...(Object.keys(content).length > 0 && { requestBody: { ...(needed && { required: true }), content } }),
    responses: Object.fromEntries(responses),
    ...(security.requirements !== undefined && { security: security.requirements }),
  }
  const servers = form['servers']
  const components = isObject(value['components']) ? value['components'] : {}
  return {
    openapi: '3.1.0',
    info: { title, version: 'unstated' },
    ...(Array.isArray(servers) && { servers }),
    paths: { [path]: { [method]: operation } },
    components: { ...components, securitySchemes: Object.fromEntries(security.schemes) },
  }
}

/** Each entry is an alternative; the headers, cookies and query parameters of one belong together. */
function securityOf(value: unknown): {
  schemes: [string, JsonObject][]
  requirements: JsonObject[] | undefined
} {
  const schemes = new Map<string, JsonObject>()
  if (!Array.isArray(value)) return { schemes: [], requirements: undefined }
  const requirements = value.map((entry: unknown) => {
    const title = text(entry, 'title') ?? 'credential'
    const parts = ['header', 'query', 'cookie'].flatMap((place) =>
      entries(member(member(entry, 'parameters'), place)).map(([name, scheme]) =>
        schemeOf(name, place, scheme),
      ),
    )
    const names = title.split(/\s*[&+]\s*/)
    return Object.fromEntries(
      parts.map((scheme, index): [string, JsonValue] => {
        const name = (parts.length === 1 ? title : (names[index] ?? `${title}${index + 1}`)).replaceAll(
          /[^\w.-]+/g,
          '',
        )
        const key = name === '' ? `credential${index + 1}` : name
        schemes.set(key, scheme)
        return [key, []]
      }),
    )
  })
  return { schemes: [...schemes], requirements }
}

function schemeOf(name: string, place: string, scheme: unknown): JsonObject {
  const says = text(scheme, 'description')
  const about = says === undefined ? {} : { description: says }
  if (text(scheme, 'type') === 'apiKey') return { type: 'apiKey', in: place, name, ...about }
  const word = text(scheme, 'scheme')?.toLowerCase()
  const bearer = word === undefined && name.toLowerCase() === 'authorization'
  if (word !== undefined || bearer) return { type: 'http', scheme: word ?? 'bearer', ...about }
  return { type: 'apiKey', in: place, name, ...about }
}

function parametersOf(value: unknown): JsonObject[] {
  return ['path', 'query', 'header', 'cookie'].flatMap((place) =>
    entries(member(value, place)).map(([name, parameter]) => {
      const schema = schemaOf(arrayAt(parameter, 'schema'))
      const says = text(schema, 'description')
      const first = arrayAt(parameter, 'schema')[0]
      const required = place === 'path' || member(first, 'required') === true
      return {
        name,
        in: place,
        ...(required && { required }),
        ...(says !== undefined && { description: says }),
        schema,
      }
    }),
  )
}

function contentOf(body: unknown): JsonObject {
  const media = entries(body).filter(([name]) => /^[\w.+-]+\/[\w.+*-]+$/.test(name) && !name.startsWith('_'))
  return Object.fromEntries(
    media.map(([name, one]): [string, JsonObject] => {
      // `<string>` is no example of the vendor's but a filler of the site's.
      const examples = entries(member(one, 'examples')).filter(
        ([, example]) => !/"<\w+>"/.test(JSON.stringify(example)),
      )
      return [
        name,
        {
          schema: schemaOf(arrayAt(one, 'schemaArray')),
          ...(examples.length > 0 && { examples: Object.fromEntries(examples) }),
        },
      ]
    }),
  )
}

function schemaOf(alternatives: readonly unknown[]): JsonObject {
  const schemas = alternatives.map((schema) => cleaned(schema, 0)).filter((schema) => isObject(schema))
  return schemas.length === 1 ? schemas[0]! : schemas.length === 0 ? {} : { anyOf: schemas }
}

/** The schema without the site's own members; `requiredProperties` becomes `required`. */
function cleaned(schema: unknown, depth: number): JsonValue {
  if (Array.isArray(schema)) return schema.map((part) => cleaned(part, depth + 1))
  if (!isObject(schema) || depth > 60) return schema as JsonValue
  const named = depth > 0 && Object.values(schema).every((part) => isObject(part))
  const kept = Object.entries(schema).flatMap(([name, part]): [string, JsonValue][] => {
    if (named) return [[name, cleaned(part, depth + 1)]]
    if (name === 'refIdentifier' || (name === 'required' && !Array.isArray(part))) return []
    if (name === 'type' && part === 'any') return []
    if (name === 'type' && part === 'file')
      return [
        ['type', 'string'],
        ['format', 'binary'],
      ]
    return [
      [
        name === 'requiredProperties' ? 'required' : name,
        /^examples?$|^default$|^enum$|^const$/.test(name) ? part : cleaned(part, depth + 1),
      ],
    ]
  })
  return Object.fromEntries(kept)
}

function arrayAt(value: unknown, name: string): readonly unknown[] {
  const found = member(value, name)
  return Array.isArray(found) ? found : []
}

function pickTexts(value: unknown, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (text(value, name) === undefined ? [] : [[name, text(value, name)!]])),
  )
}
