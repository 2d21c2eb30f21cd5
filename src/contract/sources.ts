import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

import { glob, isDynamicPattern } from 'tinyglobby'

import { KeyproofError, messageOf } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { kindOf } from './pages/recognise.ts'

/** How documents are read. */
export interface ReadOptions {
  /** Where relative paths start; the working directory by default. */
  readonly cwd?: string
  /** Reads standard input whole; used for the source `-`. */
  readonly stdin?: () => Promise<string>
  /** Deadline for one URL, in milliseconds; 15 seconds by default. */
  readonly fetchTimeoutMs?: number
}

/** A text and where it came from. */
export interface SourceText {
  /** As the user gave it; for a glob, the path that matched. */
  readonly source: string
  /** Absolute path or URL, against which relative references are resolved. */
  readonly location: string
  readonly text: string
  /** Whether it is a documentation page in Markdown or MDX. */
  readonly page: boolean
}

/** Whether a source or location is an http(s) URL. */
export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source)
}

/** Names of query parameters whose values are nobody's business, such as those of a signed URL. */
const secretParameter = /token|key|secret|sig(?:nature)?$|password|auth|credential/i

/** A source as it may be shown and kept: a URL without the secrets that it is fetched with. */
export function shownSource(source: string): string {
  if (!isUrl(source) || !URL.canParse(source)) return source
  const url = new URL(source)
  const names = [...new Set(url.searchParams.keys())].filter((name) => secretParameter.test(name))
  if (names.length === 0 && url.username === '' && url.password === '') return source
  for (const name of names) url.searchParams.set(name, '...')
  url.username = ''
  url.password = ''
  return url.href
}

/** The sources with each glob replaced by the paths it matches, sorted; throws where a glob matches none. */
export async function expandSources(sources: readonly string[], options: ReadOptions): Promise<string[]> {
  const cwd = options.cwd ?? process.cwd()
  const expanded: string[] = []
  for (const source of sources) {
    if (
      source === '-' ||
      isUrl(source) ||
      !isDynamicPattern(source) ||
      (await isFile(resolve(cwd, source)))
    ) {
      expanded.push(source)
      continue
    }
    const matched = await glob(source.replaceAll('\\', '/'), {
      cwd,
      onlyFiles: true,
      expandDirectories: false,
    })
    if (matched.length === 0) {
      const hint = 'Check the pattern and the working directory; quote it so that the shell leaves it alone.'
      throw new KeyproofError('document', `No file matches ${source}.`, hint)
    }
    expanded.push(...matched.toSorted())
  }
  return expanded
}

/** Reads one document: a path, an http(s) URL or `-`. Throws a KeyproofError where there is nothing to read. */
export async function readSource(source: string, options: ReadOptions): Promise<SourceText> {
  const cwd = options.cwd ?? process.cwd()
  const location = source === '-' ? resolve(cwd, 'stdin') : isUrl(source) ? source : resolve(cwd, source)
  const read =
    source === '-'
      ? { text: await readStdin(options) }
      : await readTyped(location, source, options, 'document')
  const kind = kindOf(read.text, source === '-' ? '' : location, read.mediaType)
  if (kind === 'html')
    (await import('./pages/page.ts')).refuseHtml(source === '-' ? 'standard input' : source)
  return { source, location, text: read.text, page: kind === 'page' }
}

/** The text at an absolute path or URL; throws a KeyproofError that speaks of it as `source`. */
export async function readText(
  location: string,
  source: string,
  options: ReadOptions,
  code: ErrorCode = 'document',
): Promise<string> {
  return (await readTyped(location, source, options, code)).text
}

interface Typed {
  readonly text: string
  readonly mediaType?: string
}

async function readTyped(
  location: string,
  source: string,
  options: ReadOptions,
  code: ErrorCode,
): Promise<Typed> {
  if (isUrl(location)) return fetchText(location, options, code)
  try {
    // The promised form gathers pieces, which for a large document takes twice its length in memory besides.
    return { text: readFileSync(location, 'utf8') }
  } catch (error) {
    const { code: reason } = error as NodeJS.ErrnoException
    if (reason === 'EISDIR')
      throw new KeyproofError(
        code,
        `${source} is a folder.`,
        `Name a file in it, or a pattern in quotation marks: "${source.replace(/[\\/]+$/, '')}/**/openapi.yaml"`,
        error,
      )
    const missing = reason === 'ENOENT'
    const message = missing ? `There is no file ${source}.` : `${source} cannot be read: ${messageOf(error)}.`
    throw new KeyproofError(
      code,
      message,
      `Check the path; relative paths start at ${options.cwd ?? process.cwd()}.`,
      error,
    )
  }
}

async function fetchText(url: string, options: ReadOptions, code: ErrorCode): Promise<Typed> {
  const timeout = options.fetchTimeoutMs ?? 15_000
  const hint = 'Check the URL, or download the document and give its path.'
  const shown = shownSource(url)
  if (URL.canParse(url) && (new URL(url).username !== '' || new URL(url).password !== ''))
    throw new KeyproofError(
      code,
      `The URL of ${shown} holds a user name or password, with which nothing is fetched.`,
      'Download the document and give its path.',
    )
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/yaml, application/json, text/markdown, text/plain, */*;q=0.5' },
      signal: AbortSignal.timeout(timeout),
    })
    const text = await response.text()
    if (response.ok) return { text, mediaType: response.headers.get('content-type') ?? '' }
    throw new KeyproofError(code, `${shown} answered ${response.status} instead of a document.`, hint)
  } catch (error) {
    if (error instanceof KeyproofError) throw error
    const late = error instanceof Error && error.name === 'TimeoutError'
    const reason = late ? `no whole answer within ${timeout} ms` : causeOf(error)
    throw new KeyproofError(code, `${shown} cannot be read: ${reason}.`, hint, error)
  }
}

/** fetch says only "fetch failed"; what failed is in the cause. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error)
}

async function readStdin(options: ReadOptions): Promise<string> {
  const text = options.stdin ? await options.stdin() : ''
  if (text.trim() !== '') return text
  throw new KeyproofError(
    'document',
    'Standard input is empty.',
    'Pipe an OpenAPI document into keyproof, or give a path.',
  )
}

/** Whether a path names a file, followed through links. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
