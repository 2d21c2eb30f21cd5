import type { FillPlace } from './types.ts'

/** Encodes a secret's value for the place where its token stood. */
export function encodeFor(place: FillPlace, value: string): string {
  switch (place) {
    case 'url':
      return encodeURIComponent(value.toWellFormed())
    case 'form':
      return encodeURIComponent(value.toWellFormed()).replaceAll('%20', '+')
    case 'json':
      return JSON.stringify(value).slice(1, -1)
    default:
      return value
  }
}
