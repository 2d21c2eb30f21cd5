import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LineCounter, parseDocument } from 'yaml'
import { KeyproofError, messageOf } from '../errors.ts'
import type { Choices } from './choices.ts'
import { isMap } from './members.ts'
import { nearest } from '../nearest.ts'
import { perSecond } from './values.ts'

/** What a configuration file may say; the names of the options of `run`, and a little more. */
export interface Settings extends Choices {
  readonly documents?: readonly string[]
  /** By security scheme: the credential, `env:NAME`, `file:PATH`, or a command or login that gives it. */
  readonly credentials?: Readonly<Record<string, unknown>>
  /** Second accounts by name, each with `credentials` and `parameters`. */
  readonly principals?: Readonly<Record<string, unknown>>
  readonly parameters?: Readonly<Record<string, string | number | boolean>>
  readonly headers?: Readonly<Record<string, string>>
  readonly overlays?: readonly string[]
  readonly operations?: readonly string[]
  readonly rate?: string | number
  readonly reporters?: readonly string[]
  readonly baseline?: string
  readonly baselineCritical?: boolean
  /** Findings that are accepted for a time: see Suppression in src/run/suppress.ts. */
  readonly suppress?: readonly unknown[]
  /** Globs of the user's own scenario files, relative to the configuration file. */
  readonly scenarios?: readonly string[]
}

/** Says what a value should be, or null when it is that. */
type Judge = (value: unknown) => string | null

const text: Judge = (value) => (typeof value === 'string' ? null : 'a text')
const texts: Judge = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? null : 'a list of texts'
const flag: Judge = (value) => (typeof value === 'boolean' ? null : 'true or false')
const named: Judge = (value) =>
  isMap(value) && Object.values(value).every((item) => typeof item === 'string')
    ? null
    : 'a map of names to texts'
const scalars: Judge = (value) =>
  isMap(value) && Object.values(value).every((item) => ['string', 'number', 'boolean'].includes(typeof item))
    ? null
    : 'a map of names to texts, numbers or booleans'
const wholeFrom =
  (least: number): Judge =>
  (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least
      ? null
      : `a whole number of at least ${least}`
const rate: Judge = (value) => {
  try {
    perSecond(String(value))
    return null
  } catch {
    return 'a number of requests a second, such as 10/s'
  }
}

const judges: { readonly [Member in keyof Settings]-?: Judge } = {
  documents: texts,
  target: text,
  credentials: (value) => (isMap(value) ? null : 'a map of security schemes to credentials'),
  principals: (value) => (isMap(value) ? null : 'a map of names to second accounts'),
  parameters: scalars,
  headers: named,
  overlays: texts,
  profile: text,
  only: texts,
  skip: texts,
  operations: texts,
  seed: wholeFrom(-2_147_483_648),
  runs: wholeFrom(0),
  concurrency: wholeFrom(1),
  rate,
  timeout: wholeFrom(1),
  maxKeys: wholeFrom(0),
  maxOperations: wholeFrom(1),
  keepKeys: flag,
  reporters: texts,
  baseline: text,
  baselineCritical: flag,
  suppress: (value) =>
    Array.isArray(value) ? null : 'a list of entries, each with rule, reason and expires',
  scenarios: texts,
}

/** The files in which settings are looked for, in this order. */
export const configFiles = [
  'keyproof.config.ts',
  'keyproof.config.js',
  'keyproof.config.json',
  'keyproof.config.yaml',
] as const

/** The settings of the given file, or of the usual one in the working directory, or none; that file, and the folder they stand in. */
export async function readSettings(
  file: string | undefined,
  cwd: string,
): Promise<{ readonly settings: Settings; readonly folder: string; readonly file: string }> {
  const path =
    file === undefined
      ? configFiles.map((name) => resolve(cwd, name)).find((name) => existsSync(name))
      : resolve(cwd, file)
  if (path === undefined) return { settings: {}, folder: cwd, file: '' }
  if (!existsSync(path))
    throw new KeyproofError(
      'config',
      `The configuration ${file ?? path} does not exist.`,
      'Check the path given with --config.',
    )
  let settings: unknown
  try {
    settings = /\.[cm]?[jt]s$/.test(path)
      ? ((await import(pathToFileURL(path).href)) as { readonly default?: unknown }).default
      : readYaml(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new KeyproofError(
      'config',
      `The configuration ${path} cannot be read: ${messageOf(error)}`,
      /\.[cm]?[jt]s$/.test(path)
        ? 'It must be a module that Node can import as it is, with its settings as default export.'
        : 'It must be YAML or JSON.',
      error,
    )
  }
  if (!isMap(settings))
    throw new KeyproofError(
      'config',
      `The configuration ${path} holds no settings.`,
      'It must be, or export as default, an object.',
    )
  return { settings: checked(settings, path), folder: dirname(path), file: path }
}

/** Throws without a word of the text: what stands where the fault is may be a credential. */
function readYaml(text: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent', lineCounter })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0])
    throw new Error(`line ${line}, column ${col}: ${error.message.split(/[:"]/, 1)[0]}`)
  }
  try {
    return document.toJS() as unknown
  } catch {
    throw new Error('an alias in it (*NAME) has no anchor (&NAME) before it, or there are too many of them')
  }
}

function checked(settings: Readonly<Record<string, unknown>>, path: string): Settings {
  for (const [member, value] of Object.entries(settings)) {
    if (!Object.hasOwn(judges, member))
      throw new KeyproofError(
        'config',
        `The configuration ${path} has a member ${member}, which means nothing.`,
        nearest(member, Object.keys(judges)),
      )
    const wanted = value === undefined ? null : judges[member as keyof Settings](value)
    // The value may be a secret that stands in the wrong place, so it is not repeated.
    if (wanted !== null)
      throw new KeyproofError(
        'config',
        `In the configuration ${path}, ${member} is not what it should be.`,
        `It must be ${wanted}.`,
      )
  }
  return settings
}
