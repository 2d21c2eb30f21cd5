import { headerValues, type HeaderLine } from '../http/exchange.ts'

/** The directives of Cache-Control, in small letters. */
export function cacheDirectives(headers: readonly HeaderLine[]): readonly string[] {
  return headerValues(headers, 'cache-control')
    .join(',')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '')
}

/** The directive that lets a cache shared by several users keep the answer; null where there is none. */
export function storableBy(headers: readonly HeaderLine[]): string | null {
  const directives = cacheDirectives(headers)
  if (directives.some((directive) => /^(no-store|no-cache|private)\b/.test(directive))) return null
  return directives.find(letsStore) ?? null
}

/** Whether a directive lets caches keep the answer. */
export function letsStore(directive: string): boolean {
  return directive === 'public' || /^(s-maxage|max-age)="?0*[1-9]/.test(directive)
}
