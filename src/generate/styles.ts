import { isObject } from '../contract/json.ts'
import type { JsonValue, Parameter } from '../contract/types.ts'
import { cookieEncode, percentEncode } from './encode.ts'

/** A name and its value, both encoded, as they stand in a query or cookie line. */
export type Pair = readonly [name: string, value: string]

/** How a parameter is written: its style, or the media type it is serialised by. */
export type Writing = Pick<Parameter, 'name' | 'style' | 'explode' | 'contentType'>

/** A scalar as text: strings as they are, null empty, anything structured as JSON. */
export function scalarText(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The text that takes the place of `{name}` in a path: styles simple, label and matrix (OpenAPI, Style Values). */
export function pathText(writing: Writing, value: JsonValue): string {
  if (writing.contentType !== undefined) return percentEncode(contentText(value))
  const lead = writing.style === 'label' ? '.' : writing.style === 'matrix' ? ';' : ''
  const separator = lead === '' || !writing.explode ? ',' : lead
  const name = percentEncode(writing.name)
  const named = writing.style === 'matrix'
  const whole = (text: string): string => (named ? (text === '' ? name : `${name}=${text}`) : text)
  if (Array.isArray(value)) {
    const items = listed(value).map(percentEncode)
    return lead + (named && writing.explode ? items.map(whole).join(separator) : whole(items.join(separator)))
  }
  if (isObject(value)) {
    const members = encodedMembers(value)
    if (writing.explode) return lead + members.map(([key, text]) => `${key}=${text}`).join(separator)
    return lead + whole(members.flat().join(','))
  }
  return lead + whole(percentEncode(scalarText(value)))
}

/** The pairs a query parameter adds: styles form, spaceDelimited, pipeDelimited and deepObject. */
export function queryPairs(writing: Writing, value: JsonValue): readonly Pair[] {
  const name = percentEncode(writing.name)
  if (writing.contentType !== undefined) return [[name, percentEncode(contentText(value))]]
  const delimiter =
    writing.style === 'spaceDelimited' ? '%20' : writing.style === 'pipeDelimited' ? '%7C' : ','
  // The style is said of objects alone; where it is named for a list, as Stripe has it, the places in it are its members.
  if (writing.style === 'deepObject' && Array.isArray(value)) return deepPairs(name, value)
  if (Array.isArray(value)) {
    const items = listed(value).map(percentEncode)
    if (items.length === 0) return []
    return writing.explode ? items.map((item): Pair => [name, item]) : [[name, items.join(delimiter)]]
  }
  if (isObject(value)) {
    if (writing.style === 'deepObject') return deepPairs(name, value)
    const members = encodedMembers(value)
    return writing.explode ? members : [[name, members.flat().join(delimiter)]]
  }
  return [[name, percentEncode(scalarText(value))]]
}

/** A header value in style simple, which is not percent-encoded. */
export function headerText(writing: Writing, value: JsonValue): string {
  if (writing.contentType !== undefined)
    return contentText(value).replaceAll(
      /[^\x20-\x7e]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  if (Array.isArray(value)) return listed(value).join(',')
  if (!isObject(value)) return scalarText(value)
  const members = Object.entries(value).map(([key, item]) => [key, scalarText(item)])
  return writing.explode ? members.map(([key, text]) => `${key}=${text}`).join(',') : members.flat().join(',')
}

/** The pairs a cookie parameter adds; a list stays in one pair, as cookies do not repeat. */
export function cookiePairs(writing: Writing, value: JsonValue): readonly Pair[] {
  if (writing.contentType !== undefined) return [[writing.name, percentEncode(contentText(value))]]
  if (Array.isArray(value)) return [[writing.name, listed(value).map(percentEncode).join(',')]]
  if (!isObject(value)) return [[writing.name, cookieEncode(scalarText(value))]]
  const members = encodedMembers(value)
  return writing.explode ? members : [[writing.name, members.flat().join(',')]]
}

function contentText(value: JsonValue): string {
  return JSON.stringify(value)
}

function listed(value: readonly JsonValue[]): string[] {
  return value.map(scalarText)
}

function encodedMembers(value: Readonly<Record<string, JsonValue>>): Pair[] {
  return Object.entries(value).map(([key, item]): Pair => [
    percentEncode(key),
    percentEncode(scalarText(item)),
  ])
}

function deepPairs(
  name: string,
  value: Readonly<Record<string, JsonValue>> | readonly JsonValue[],
): readonly Pair[] {
  return Object.entries(value).flatMap(([key, item]): readonly Pair[] => {
    const inner = `${name}%5B${percentEncode(key)}%5D`
    if (isObject(item)) return deepPairs(inner, item)
    if (!Array.isArray(item)) return [[inner, percentEncode(scalarText(item))]]
    const items = item as readonly JsonValue[]
    return items.some((one) => typeof one === 'object' && one !== null)
      ? deepPairs(inner, items)
      : items.map((one): Pair => [inner, percentEncode(scalarText(one))])
  })
}
