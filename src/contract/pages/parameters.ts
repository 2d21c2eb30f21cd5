import type { JsonObject } from '../types.ts'
import { isCredentialHeader, isOrdinaryHeader } from './auth.ts'
import { based } from './basis.ts'
import type { Facts } from './facts.ts'
import { schemaOfType } from './field-types.ts'
import { description } from './inline.ts'
import type { PageOperation } from './operations.ts'
import { schemaOf } from './schemas.ts'

/** The Parameter Objects of an operation: those of its path, those stated, those that only calls show. */
export function parametersOf(operation: PageOperation, facts: Facts): readonly JsonObject[] {
  const stated = facts.request.flatMap((field): [string, JsonObject][] => {
    const name = field.path.join('.').replaceAll('.[]', '[]')
    const { place } = field
    if (place !== 'query' && place !== 'header' && place !== 'cookie' && place !== 'path') return []
    if (name === '' || (place === 'header' && (isOrdinaryHeader(name) || isCredentialHeader(name)))) return []
    if (place === 'cookie' && /session|token|auth|sid|key|jwt/i.test(name)) return []
    const said = schemaOf([{ ...field, path: ['value'] }], [])['properties'] as JsonObject
    const { 'x-basis': _basis, description: _text, ...typed } = said['value'] as JsonObject
    const schema = place === 'path' && Object.keys(typed).length === 0 ? schemaOfType('string') : typed
    const text = description(field.description)
    const required = place === 'path' || field.required === true
    const parameter = {
      name,
      in: place,
      ...(required && { required }),
      ...(text !== '' && { description: text }),
      schema,
      ...based('stated'),
    }
    return [[`${place} ${name.toLowerCase()}`, parameter]]
  })
  const found = new Map<string, JsonObject>()
  for (const [key, parameter] of stated) if (!found.has(key)) found.set(key, parameter)
  const values = Object.fromEntries(operation.anchors.flatMap(({ route }) => Object.entries(route.values)))
  for (const [, name] of operation.path.matchAll(/\{([^{}]+)\}/g)) {
    const key = `path ${name!.toLowerCase()}`
    const example = Object.hasOwn(values, name!) ? { example: values[name!]! } : {}
    const basis = operation.basis === 'stated' ? 'stated' : 'example'
    const schema = schemaOfType('string')
    found.set(key, {
      ...(found.get(key) ?? { name: name!, in: 'path', required: true, schema, ...based(basis) }),
      ...example,
      name: name!,
    })
  }
  for (const [name, value] of operation.anchors.flatMap(({ mention }) => mention.query)) {
    const key = `query ${name.toLowerCase()}`
    if (found.has(key) || /^(?:api_?key|access_?token|token|key|auth)$/i.test(name)) continue
    const example = value === '' || /^[{<$]/.test(value) ? {} : { example: value }
    found.set(key, { name, in: 'query', schema: { type: 'string' }, ...example, ...based('example') })
  }
  for (const [name] of facts.calls.flatMap(({ headers }) => headers)) {
    const key = `header ${name.toLowerCase()}`
    if (found.has(key) || isOrdinaryHeader(name) || isCredentialHeader(name)) continue
    found.set(key, { name, in: 'header', schema: { type: 'string' }, ...based('example') })
  }
  return [...found.values()].filter(
    ({ in: place, name }) =>
      place !== 'path' || (typeof name === 'string' && operation.path.includes(`{${name}}`)),
  )
}
