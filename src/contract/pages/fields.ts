import type { Component } from './blocks.ts'
import { schemaOfType } from './field-types.ts'
import { textOf } from './html-tables.ts'
import { plain } from './inline.ts'

/** Where a value that a page describes belongs; `unplaced` where the page leaves it to the operation. */
export type Place = 'body' | 'query' | 'path' | 'header' | 'cookie' | 'response' | 'unplaced'

/** A parameter or property that a page states. */
export interface Field {
  /** Member names from the body down; `[]` for the items of an array. */
  readonly path: readonly string[]
  readonly place: Place
  /** As the page words it, empty where it gives none. */
  readonly type: string
  readonly required?: boolean
  readonly default?: string
  readonly values?: readonly string[]
  readonly description: string
  readonly deprecated?: boolean
  readonly children: readonly Field[]
}

const places = ['body', 'query', 'path', 'header', 'cookie'] as const
const names =
  /^(?:Param|ParamField|ResponseField|Field|ResponseParam|RequestField|BodyParam|QueryParam|PathParam|HeaderParam|Parameter|Property|swagger-parameter|api-method-parameter|TypeField|Attribute)$/i

/** Whether a component describes one parameter or property. */
export function isField({ name, attributes }: Component): boolean {
  return (
    names.test(name) &&
    (attributes['name'] !== undefined || places.some((place) => attributes[place] !== undefined))
  )
}

/** The field a component describes, those nested in it included. */
export function fieldOf(component: Component, outer?: Place): Field {
  const { name, attributes } = component
  const at = places.find((place) => attributes[place] !== undefined && attributes[place] !== 'true')
  const place = outer ?? at ?? placeOf(name, attributes['in'] ?? attributes['location'])
  const written = (at === undefined ? attributes['name'] : attributes[at]) ?? ''
  const nested = component.blocks.flatMap((block) =>
    block.kind === 'component' ? fieldsWithin(block, place) : [],
  )
  const said = textOf(component.blocks.filter((block) => block.kind !== 'component' || !holdsFields(block)))
  const { required, deprecated } = attributes
  const preset = attributes['default'] ?? attributes['initialValue']
  return {
    path: pathOf(written),
    place,
    type: attributes['type'] ?? '',
    ...(required !== undefined && { required: required !== 'false' }),
    ...(preset !== undefined && { default: preset }),
    ...(deprecated !== undefined && deprecated !== 'false' && { deprecated: true }),
    description: said,
    children: nested,
  }
}

function fieldsWithin(component: Component, place: Place): readonly Field[] {
  if (isField(component)) return [fieldOf(component, place)]
  return component.blocks.flatMap((block) => (block.kind === 'component' ? fieldsWithin(block, place) : []))
}

function holdsFields(component: Component): boolean {
  return (
    isField(component) || component.blocks.some((block) => block.kind === 'component' && holdsFields(block))
  )
}

function placeOf(name: string, stated: string | undefined): Place {
  if (/^response/i.test(name)) return 'response'
  const word = (stated ?? name).toLowerCase()
  return places.find((place) => word.startsWith(place)) ?? 'unplaced'
}

/** `data.keys[].id` as its members. */
export function pathOf(name: string): readonly string[] {
  const bare = plain(name)
    .replace(/^\$\.|^body\.(?=.)|[?*]+$/g, '')
    .trim()
  const parts = bare.split(/\.(?=[^.])/).flatMap((part) => {
    const array = /^(.*?)((?:\[(?:\d*|n|i|\*)\])+)$/.exec(part)
    if (array === null) return [part]
    const marks = (array[2]!.match(/\[/g) ?? []).map(() => '[]')
    return array[1] === '' ? marks : [array[1]!, ...marks]
  })
  return parts.filter((part) => part !== '').slice(0, 12)
}

/** The field that a heading such as ``#### data `object` `` introduces; its description stands below it. */
export function headingField(title: string, below: string): Field | undefined {
  const [, name, type, word] =
    /^[`*_]*([\w.[\]$-]{1,60})[`*_]*\s+[`*_(<]*([\w[\]| ]{1,40}?)[`*_)>]*(?:[\s,]+[*_(]*(required|optional)[*_)]*)?$/.exec(
      title,
    ) ?? []
  if (name === undefined || type === undefined || !isName(name)) return undefined
  if (Object.keys(schemaOfType(type)).length === 0) return undefined
  return {
    path: pathOf(name),
    place: 'unplaced',
    type,
    ...(word !== undefined && { required: word === 'required' }),
    description: below,
    children: [],
  }
}

/** Whether a text can be the name of a parameter or property. */
export function isName(text: string): boolean {
  return (
    /^[\p{L}_$@][\p{L}\p{N}_$@:-]*(?:(?:\.|\[\w*\]\.?)[\p{L}\p{N}_$@:-]*)*(?:\[\w*\])?\??$/u.test(text) &&
    text.length <= 80
  )
}
