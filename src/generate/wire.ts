import { isObject } from '../contract/json.ts'
import type { JsonValue, MediaType, Parameter } from '../contract/types.ts'
import { headerText, scalarText } from './styles.ts'

/**
 * Whether a parameter value arrives as what it is. Nothing empty and no null, which most servers take for
 * absent; no dot segment in a path (RFC 3986, 5.2.4); in a header only what a field value may hold (RFC 9110, 5.5).
 */
export function travels(parameter: Parameter, value: JsonValue): boolean {
  const texts = scalarsOf(value)
  if (texts === undefined || texts.length === 0 || texts.includes('')) return false
  if (parameter.in === 'path')
    return !texts.some((text) => text === '.' || text === '..' || /[\u0000-\u001f\u007f]/.test(text))
  if (parameter.in !== 'header') return true
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(headerText(parameter, value))
}

/**
 * Whether a body arrives as what it is in a form, which has no way to write a list without items, an object without
 * members, or null.
 */
export function travelsInForm(value: JsonValue, encoding: MediaType['encoding'] = {}): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(([name, member]) => {
      if (member === null) return false
      if (typeof member !== 'object') return true
      if (Object.hasOwn(encoding, name)) return hasNothingEmpty(member)
      return Array.isArray(member) ? member.length > 0 && !member.includes(null) : true
    })
  )
}

function hasNothingEmpty(value: JsonValue): boolean {
  if (typeof value !== 'object') return true
  if (value === null) return false
  const inner: readonly JsonValue[] = Object.values(value)
  return inner.length > 0 && inner.every(hasNothingEmpty)
}

/** What a server may read a text of the wire as: the text itself, and the number, boolean or null it spells. */
export function readings(value: JsonValue): readonly JsonValue[] {
  if (typeof value === 'object' && value !== null) return [value]
  const text = scalarText(value)
  const forms: JsonValue[] = [text]
  if (text.trim() !== '' && Number.isFinite(Number(text))) forms.push(Number(text))
  if (/^(true|false)$/i.test(text)) forms.push(text.toLowerCase() === 'true')
  if (/^(null)?$/i.test(text)) forms.push(null)
  return forms
}

/** All scalars of a value as text; undefined when there is a null among them. */
function scalarsOf(value: JsonValue): readonly string[] | undefined {
  if (value === null) return undefined
  if (typeof value !== 'object') return [scalarText(value)]
  const parts = (isObject(value) ? Object.values(value) : value).map(scalarsOf)
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? [])
}
